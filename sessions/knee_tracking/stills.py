"""The two moments of a set that matter most, and pictures of them."""

from pathlib import Path

import cv2
import numpy as np

from sessions.knee_tracking.events import Moment
from sessions.knee_tracking.frames import Image, UnreadableError, opened, upright
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.measure import Measurement
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.track import Flags, Floats

LONGEST_SIDE = 960  # px
JPEG_QUALITY = 88
NOT_SHALLOW = 0.25  # share of the depth
SEEK_UNIT_S = 1e-6


def moments(measurement: Measurement) -> tuple[Moment, Moment] | None:
    """The worst moment, and the same moment of the rep that tracks best; None if no knee was measured.

    Worst: where the measured knees, together, stand furthest inside.
    """
    tracking, phases, body = measurement.tracking, measurement.phases, measurement.body
    if tracking is None or phases is None or body is None:
        return None
    inside = np.nan_to_num(tracking.offset_pct).sum(axis=1)
    seen = ~np.isnan(tracking.offset_pct).all(axis=1) & (phases.share > NOT_SHALLOW)
    if not seen.any():
        return None
    worst = int(np.flatnonzero(seen)[np.argmax(inside[seen])])
    alike = [_same_moment(phases, seen, worst, rep) for rep in range(len(measurement.reps))]
    best = min((frame for frame in alike if frame is not None), key=lambda frame: inside[frame])
    return _moment(body.times_s, phases, best), _moment(body.times_s, phases, worst)


def _same_moment(phases: Phases, seen: Flags, worst: int, rep: int) -> int | None:
    """The frame of a rep at the same depth on the same way, down or up; None if it was not seen."""
    frames = np.flatnonzero(phases.of(rep) & seen & (phases.lowering == phases.lowering[worst]))
    if len(frames) == 0:
        return None
    return int(frames[np.argmin(np.abs(phases.share[frames] - phases.share[worst]))])


def _moment(times_s: Floats, phases: Phases, frame: int) -> Moment:
    return Moment(round(float(times_s[frame]), 3), int(phases.rep[frame]) + 1)


def picture_at(web_copy: Path, time_s: float, limits: Limits) -> Image:
    """The upright picture that a web copy shows at a time; raises UnreadableError if there is none."""
    with opened(web_copy, max_pixels=limits.max_pixels) as (container, _stream):
        container.seek(int(time_s / SEEK_UNIT_S))
        shown = None
        for picture in container.decode(video=0):
            if shown is not None and picture.time > time_s:
                break
            shown = picture
        if shown is None:
            raise UnreadableError(f"no picture at {time_s} s")
        return upright(shown, longest_side=LONGEST_SIDE)


def write_still(image: Image, path: Path) -> None:
    """Write a picture as JPEG, with nothing but the picture in it."""
    done, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise UnreadableError("the picture could not be encoded")
    path.write_bytes(data.tobytes())
