"""The two moments of a set that matter most."""

import numpy as np

from sessions.knee_tracking.events import Moment
from sessions.knee_tracking.measure import Measurement
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.track import Flags, Floats

NOT_SHALLOW = 0.25  # share of the depth


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
