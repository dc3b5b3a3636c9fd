"""The same set filmed otherwise must read the same.

Copies of two-legged front clips, changed as cameras, phones and networks change them, are measured and compared with
the clip itself: verdict, and the inward offset of each leg in each rep.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from bench.figures import Json, middle, most, share
from bench.labelled import Clip, find_clips
from bench.watching import watch_all
from sessions.knee_tracking.frames import Image, decode, opened, upright
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.measure import Measurement, measure
from tests.sessions.knee_tracking.movies import film

CLIPS = ("dev02", "dev04", "dev08", "nowva_squats", "ucsd_demo")
GOOD, POOR = 18, 34  # constant rate factors of H.264: hardly to be seen, and a chat service's
MOST_PIXELS = Limits().max_pixels
SOON_S = 0.001  # a picture so much later is already shown
MOST_PCT = 1.0  # % of leg length that an offset may move


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a clip: to each picture, to its rate, and how well it is stored."""

    name: str
    picture: Callable[[Image], Image] = lambda image: image
    hz: float | None = None
    quality: int = GOOD
    mirrors: bool = False


def short_side(px: int) -> Callable[[Image], Image]:
    """Pictures with so many px on their shorter side."""

    def scaled(image: Image) -> Image:
        share = px / min(image.shape[:2])
        height, width = (2 * round(side * share / 2) for side in image.shape[:2])
        return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    return scaled


def rolled(degrees: float) -> Callable[[Image], Image]:
    """Pictures of a camera turned about its line of sight."""

    def turned(image: Image) -> Image:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)

    return turned


def brightened(share: float) -> Callable[[Image], Image]:
    """Pictures brighter or darker by this share."""
    return lambda image: np.asarray(cv2.convertScaleAbs(image, alpha=1 + share), np.uint8)


def mirrored(image: Image) -> Image:
    """A picture as a mirror shows it."""
    return np.ascontiguousarray(image[:, ::-1])


CHANGES = (
    Change("stored again"),
    Change("24 a second", hz=24),
    Change("30 a second", hz=30),
    Change("60 a second", hz=60),
    Change("480p", short_side(480)),
    Change("720p", short_side(720)),
    Change("1080p", short_side(1080)),
    Change("mirrored", mirrored, mirrors=True),
    Change("roll +2 deg", rolled(2)),
    Change("roll -2 deg", rolled(-2)),
    Change("brighter by 30 %", brightened(0.3)),
    Change("darker by 30 %", brightened(-0.3)),
    Change("compressed again", quality=POOR),
)


def changed(source: Path, change: Change, target: Path) -> Path:
    """Write a changed copy of a video, upright, with its own presentation times or at an even rate."""
    with opened(source, max_pixels=MOST_PIXELS) as (container, stream):
        own_times = [frame.time_s for frame in decode(container, stream)]
    times = own_times if change.hz is None else list(np.arange(0, own_times[-1], 1 / change.hz))
    return film(target, _pictures(source, change, times), times, quality=change.quality)


def _pictures(source: Path, change: Change, times: Iterable[float]) -> Iterator[Image]:
    """The changed picture that a screen would show at each time."""
    with opened(source, max_pixels=MOST_PIXELS) as (container, stream):
        coming = decode(container, stream)
        shown, following = next(coming), next(coming, None)
        for time_s in times:
            while following is not None and following.time_s <= time_s + SOON_S:
                shown, following = following, next(coming, None)
            picture = shown.picture
            image = change.picture(upright(picture, longest_side=max(picture.width, picture.height)))
            height, width = (side // 2 * 2 for side in image.shape[:2])
            yield np.ascontiguousarray(image[:height, :width])


def compared(before: Measurement, after: Measurement, *, mirrors: bool) -> Json:
    """By how much offsets moved, % of leg length, over reps and legs; null where a rep count or a refusal differs."""
    sides = ("right", "left") if mirrors else ("left", "right")
    pairs = list(zip(before.reps, after.reps, strict=True)) if len(before.reps) == len(after.reps) else []
    moved = [
        abs(one.value - other.value)
        for rep, again in pairs
        for leg, side in zip(("left", "right"), sides, strict=True)
        if (one := getattr(rep.legs, leg).offset_pct) and (other := getattr(again.legs, side).offset_pct)
    ]
    one, other = before.summary, after.summary
    return {
        "codes": list(after.codes),
        "reps": [len(before.reps), len(after.reps)],
        "same_verdict": one.verdict == other.verdict,
        "verdicts": [f"{each.verdict}{'' if each.certain else ', uncertain'}" for each in (one, other)],
        "legs": len(moved),
        "moved_pct": {"median": middle(moved), "worst": most(moved)},
        "within_limit": share(value <= MOST_PCT for value in moved),
    }


def measure_clip(clip: Clip, folder: Path) -> Iterator[Json]:
    """A row for each change of a clip."""
    own = next(iter(watch_all([clip.path]))).track
    before = measure(own, clip.task)
    for change in CHANGES:
        copy = changed(clip.path, change, folder / f"{clip.path.stem}.mp4")
        after = measure(next(iter(watch_all([copy]))).track, clip.task)
        yield {"clip": clip.path.name, "change": change.name} | compared(before, after, mirrors=change.mirrors)


def summarise(rows: list[Json]) -> Json:
    """The figures by change and over all."""
    by_change = {change.name: [row for row in rows if row["change"] == change.name] for change in CHANGES}
    return {name: _figures(some) for name, some in by_change.items() if some} | {"all": _figures(rows)}


def _figures(rows: list[Json]) -> Json:
    return {
        "same_verdict": share(row["same_verdict"] for row in rows),
        "moved_pct": {
            "median": middle([row["moved_pct"]["median"] for row in rows if row["legs"]]),
            "worst": most([row["moved_pct"]["worst"] for row in rows if row["legs"]]),
        },
        "all_within_limit": share(row["legs"] > 0 and row["moved_pct"]["worst"] <= MOST_PCT for row in rows),
    }


def document(footage: Path, wanted: Callable[[Clip], bool]) -> Json:
    """Measure copies of the clips wanted; progress goes to the error output."""
    rows = []
    with TemporaryDirectory(prefix="coachhub-bench-") as folder:
        for clip in filter(wanted, find_clips(footage)):
            if clip.expected == "done" and any(part in clip.path.name for part in CLIPS):
                for row in measure_clip(clip, Path(folder)):
                    rows.append(row)
                    print(row["clip"], row["change"], row["moved_pct"], file=sys.stderr, flush=True)
    return {"summary": summarise(rows), "clips": rows}
