"""The films: each function makes one kind of hard footage from the material, the same for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.track import Floats
from tests.sessions.knee_tracking.made.takes import HZ, Cut, Material, Take, paste

Rng = np.random.Generator
Along = float | Floats
Point = tuple[float, float]
TWICE = 2  # each picture is shown twice, for a rate of 30 a second


@dataclass(frozen=True, slots=True)
class Film:
    """Pictures with their times, s, and how they are stored turned.

    cut_s: from here on the film shows the untouched set so much later (later_s), or another one (None).
    """

    pictures: Iterator[Image]
    times_s: Sequence[float]
    rotation_deg: int = 0
    cut_s: float = float("inf")
    later_s: float | None = 0.0

    def untouched_s(self, time_s: float) -> float | None:
        """When a moment of the film is in the untouched set; None where it shows something else."""
        if time_s < self.cut_s:
            return time_s
        return None if self.later_s is None else time_s + self.later_s


def shown(pictures: Iterator[Image], count: int) -> Film:
    """Pictures of a take at 30 a second."""
    return Film(
        (picture for picture in pictures for _ in range(TWICE)),
        [number / (HZ * TWICE) for number in range(TWICE * count)],
    )


def _noisy(image: Image, rng: Rng, sigma: float) -> Image:
    return np.asarray(np.clip(image + rng.normal(0, sigma, image.shape), 0, 255), np.uint8)


# --- as it is -------------------------------------------------------------------------------------------------------


def untouched(m: Material, _rng: Rng) -> Film:
    return shown(iter(m.athlete.pictures), len(m.athlete.pictures))


# --- the camera -----------------------------------------------------------------------------------------------------


def _held(take: Take, way: Sequence[tuple[float, float, float, float]]) -> Film:
    """A take filmed by a camera that goes this way: x and y in leg lengths, zoom, degrees, each per picture."""
    leg = 0.55 * take.tall
    size = take.pictures[0].shape[1::-1]

    def pictures() -> Iterator[Image]:
        for image, (x, y, zoom, turn) in zip(take.pictures, way, strict=True):
            matrix = np.asarray(cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), turn, zoom), float)
            matrix[:, 2] += np.array([x * leg, y * leg])
            yield np.asarray(cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REFLECT), np.uint8)

    return shown(pictures(), len(take.pictures))


def _swing(take: Take, amount: float, every_s: float, phase: float = 0.0) -> Floats:
    return np.asarray(amount * np.sin(2 * np.pi * np.arange(len(take.pictures)) / HZ / every_s + phase))


def _way(
    take: Take, *, x: Along = 0.0, y: Along = 0.0, zoom: Along = 1.0, turn: Along = 0.0
) -> list[tuple[float, float, float, float]]:
    parts = [np.broadcast_to(np.asarray(part, float), len(take.pictures)) for part in (x, y, zoom, turn)]
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in zip(*parts, strict=True)]


def slow_pan(m: Material, rng: Rng) -> Film:
    x = _swing(m.athlete, 0.3, 9.0, rng.uniform(0, 6))
    return _held(m.athlete, _way(m.athlete, x=x))


def fast_pan(m: Material, rng: Rng) -> Film:
    x = _swing(m.athlete, 0.8, 2.5, rng.uniform(0, 6))
    return _held(m.athlete, _way(m.athlete, x=x))


def tilt(m: Material, rng: Rng) -> Film:
    """The camera follows the athlete down and up in part."""
    hips = np.array([cut.hips[1] for cut in m.athlete.cuts])
    y = -0.4 * (hips - np.median(hips)) / (0.55 * m.athlete.tall)
    return _held(m.athlete, _way(m.athlete, y=y + rng.normal(0, 0.003, len(y))))


def whole_tilt(m: Material, _rng: Rng) -> Film:
    """The camera keeps the hips at one height in the picture."""
    hips = np.array([cut.hips[1] for cut in m.athlete.cuts])
    y = -(hips - np.median(hips)) / (0.55 * m.athlete.tall)
    return _held(m.athlete, _way(m.athlete, y=y))


def slow_zoom(m: Material, _rng: Rng) -> Film:
    return _held(m.athlete, _way(m.athlete, zoom=np.linspace(0.85, 1.1, len(m.athlete.pictures))))


def fast_zoom(m: Material, rng: Rng) -> Film:
    return _held(m.athlete, _way(m.athlete, zoom=0.85 + _swing(m.athlete, 0.2, 3.0, rng.uniform(0, 6))))


def walking_shake(m: Material, rng: Rng) -> Film:
    """Held by somebody who walks up and down: steps, sway and turn."""
    take = m.athlete
    x = _swing(take, 0.05, 1.1, rng.uniform(0, 6)) + _swing(take, 0.25, 6.0)
    y = np.abs(_swing(take, 0.05, 1.1)) + rng.normal(0, 0.005, len(take.pictures))
    zoom = 0.95 + _swing(take, 0.08, 7.0, rng.uniform(0, 6))
    return _held(take, _way(take, x=x, y=y, zoom=zoom, turn=_swing(take, 1.5, 1.3)))


# --- other people ---------------------------------------------------------------------------------------------------


def _walk(m: Material, first: int, last: int, *, size: float, lower: float) -> dict[int, tuple[Cut, float, Point]]:
    """Somebody who crosses from left to right between two pictures: the cut, its scale and its sole for each."""
    cuts = m.walker.cuts
    scale = size * m.athlete.tall / m.walker.tall
    wide = m.athlete.pictures[0].shape[1]
    sole_y = m.athlete.cuts[first].sole[1] + lower * m.athlete.tall
    xs = np.linspace(-0.1 * wide, 1.1 * wide, last - first + 1)
    return {first + step: (cuts[(step + 4) % len(cuts)], scale, (float(x), float(sole_y))) for step, x in enumerate(xs)}


def _middle(m: Material, rng: Rng) -> int:
    return int(len(m.athlete.pictures) * rng.uniform(0.35, 0.6))


def _crossing(m: Material, rng: Rng, *, seconds: float, size: float, lower: float, behind: bool) -> Film:
    middle, half = _middle(m, rng), int(seconds * HZ / 2)
    walk = _walk(m, middle - half, middle + half, size=size, lower=lower)

    def pictures() -> Iterator[Image]:
        for number, (image, cut) in enumerate(zip(m.athlete.pictures, m.athlete.cuts, strict=True)):
            if number not in walk:
                yield image
                continue
            walker, scale, sole = walk[number]
            seen = paste(image, walker, scale=scale, sole=sole)
            yield paste(seen, cut, scale=1.0, sole=cut.stands) if behind else seen

    return shown(pictures(), len(m.athlete.pictures))


def crossing_in_front(m: Material, rng: Rng) -> Film:
    return _crossing(m, rng, seconds=2.0, size=1.25, lower=0.08, behind=False)


def crossing_slowly_in_front(m: Material, rng: Rng) -> Film:
    return _crossing(m, rng, seconds=4.5, size=1.3, lower=0.1, behind=False)


def crossing_behind(m: Material, rng: Rng) -> Film:
    return _crossing(m, rng, seconds=2.5, size=0.8, lower=-0.1, behind=True)


def stopping_in_front(m: Material, rng: Rng) -> Film:
    """Somebody walks in, stands before the athlete for over two seconds and walks on."""
    middle = _middle(m, rng)
    walk = list(_walk(m, middle - 15, middle + 15, size=1.25, lower=0.08).values())
    halt = [walk[15]] * 36
    steps = dict(enumerate([*walk[:15], *halt, *walk[15:]], start=middle - 33))

    def pictures() -> Iterator[Image]:
        for number, image in enumerate(m.athlete.pictures):
            seen = steps.get(number)
            yield image if seen is None else paste(image, seen[0], scale=seen[1], sole=seen[2])

    return shown(pictures(), len(m.athlete.pictures))


def _beside(
    m: Material,
    cuts: Sequence[Cut],
    *,
    size: float,
    aside: float,
    lower: float,
    flip: bool = False,
    leaves_at: int | None = None,
) -> Film:
    """Somebody beside the athlete; `aside` in the athlete's heights. The athlete leaves at a picture, if at all."""
    athlete = m.athlete.cuts[len(m.athlete.cuts) // 2]
    tall = m.athlete.tall
    scale = size * tall / float(np.percentile([cut.height for cut in cuts], 90))
    x, y = athlete.sole[0] + aside * tall, athlete.sole[1] + lower * tall
    middle = float(np.median([cut.sole[0] for cut in cuts]))

    def pictures() -> Iterator[Image]:
        for number, (image, own) in enumerate(zip(m.athlete.pictures, m.athlete.cuts, strict=True)):
            cut = cuts[number % len(cuts)]
            sway = (cut.sole[0] - middle) * (-scale if flip else scale)
            away = 0 if leaves_at is None else max(0, number - leaves_at) * -12 * np.sign(aside)
            seen = paste(m.athlete.room if away else image, cut, scale=scale, sole=(x + sway, y), flip=flip)
            yield paste(seen, own, scale=1.0, sole=(float(own.sole[0] + away), float(own.sole[1])))

    return shown(pictures(), len(m.athlete.pictures))


def mirror(m: Material, rng: Rng) -> Film:
    side = 1.0 if rng.uniform() < 0.5 else -1.0
    return _beside(m, m.athlete.cuts, size=0.65, aside=0.75 * side, lower=-0.12, flip=True)


def near_mirror(m: Material, rng: Rng) -> Film:
    side = 1.0 if rng.uniform() < 0.5 else -1.0
    return _beside(m, m.athlete.cuts, size=0.88, aside=0.8 * side, lower=-0.04, flip=True)


def somebody_at_rest(m: Material, rng: Rng) -> Film:
    side = 1.0 if rng.uniform() < 0.5 else -1.0
    standing = [m.other.cuts[0]]
    return _beside(m, standing, size=1.0, aside=0.8 * side, lower=0.0)


def bystander(m: Material, rng: Rng) -> Film:
    side = 1.0 if rng.uniform() < 0.5 else -1.0
    return _beside(m, m.other.cuts[:1], size=0.4, aside=0.7 * side, lower=-0.25)


def another_training(m: Material, rng: Rng) -> Film:
    side = 1.0 if rng.uniform() < 0.5 else -1.0
    return _beside(m, m.other.cuts, size=0.95, aside=0.8 * side, lower=0.0)


def handing_over(m: Material, _rng: Rng) -> Film:
    """No cut: after half the set the athlete walks out and somebody else comes in and goes on."""
    room, half, change = m.athlete.room, len(m.athlete.pictures) // 2, int(1.5 * HZ)
    wide = room.shape[1]
    scale = 0.95 * m.athlete.tall / m.other.tall

    def pictures() -> Iterator[Image]:
        yield from m.athlete.pictures[:half]
        own = m.athlete.cuts[half]
        for step in range(change):
            share = (step + 1) / change
            gone = paste(room, own, scale=1.0, sole=(float(own.sole[0] - share * 0.7 * wide), float(own.sole[1])))
            x = float(own.sole[0] + (1 - share) * 0.7 * wide)
            yield paste(gone, m.other.cuts[0], scale=scale, sole=(x, float(own.sole[1])))
        for cut in m.other.cuts[: len(m.athlete.pictures)]:
            yield paste(room, cut, scale=scale, sole=own.stands)

    count = half + change + min(len(m.other.cuts), len(m.athlete.pictures))
    return replace(shown(pictures(), count), cut_s=half / HZ, later_s=None)


def leaving_somebody_behind(m: Material, rng: Rng) -> Film:
    """Two of equal size; after half the set the athlete walks out and the other stays, at rest."""
    half = len(m.athlete.pictures) // 2
    return _beside(m, m.other.cuts[:1], size=1.0, aside=0.8, lower=0.0, leaves_at=half + int(rng.integers(0, 5)))


# --- the light ------------------------------------------------------------------------------------------------------


def _darkened(m: Material, rng: Rng, *, legs: float, room: float, noise: float) -> Film:
    """Legs and everything around the athlete at this share of their light; the trunk and the shoes as they are."""

    def pictures() -> Iterator[Image]:
        for image, cut in zip(m.athlete.pictures, m.athlete.cuts, strict=True):
            rows = np.arange(len(image), dtype=float)[:, None]
            ankle = cut.joints[[Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE], 1].mean()
            leg = np.clip((rows - cut.hips[1]) / 6, 0, 1) * np.clip((ankle + 4 - rows) / 4, 0, 1)
            light = (room * (1 - cut.mask) + cut.mask * (1 - leg + leg * legs))[..., None]
            yield _noisy(np.asarray(image * light, np.uint8), rng, noise)

    return shown(pictures(), len(m.athlete.pictures))


def black_on_black(m: Material, rng: Rng) -> Film:
    return _darkened(m, rng, legs=0.04, room=0.04, noise=2.0)


def dark_trousers_in_the_dark(m: Material, rng: Rng) -> Film:
    """Hardly to be seen, but to be seen."""
    return _darkened(m, rng, legs=0.3, room=0.08, noise=2.0)


def _dim(m: Material, rng: Rng, *, light: float, noise: float) -> Film:
    return shown(
        (_noisy(np.asarray(image * light, np.uint8), rng, noise) for image in m.athlete.pictures),
        len(m.athlete.pictures),
    )


def dim_room(m: Material, rng: Rng) -> Film:
    return _dim(m, rng, light=0.3, noise=5.0)


def dark_room(m: Material, rng: Rng) -> Film:
    return _dim(m, rng, light=0.12, noise=5.0)


# --- cuts -----------------------------------------------------------------------------------------------------------


def _spliced(m: Material, rng: Rng, after: Sequence[Image], first: int | None = None) -> Film:
    """The set's beginning, then other pictures: of the set from its picture `first` on, or of something else."""
    at = int(len(m.athlete.pictures) * rng.uniform(0.6, 0.7))
    pictures = [*m.athlete.pictures[:at], *after]
    later_s = None if first is None else (first - at) / HZ
    return replace(shown(iter(pictures), len(pictures)), cut_s=at / HZ, later_s=later_s)


def _near(images: Sequence[Image]) -> list[Image]:
    """Filmed from nearer, and not quite from the same place."""
    height, width = images[0].shape[:2]
    size = (width, height)
    return [np.asarray(cv2.resize(image[20:-20, 20:-50], size), np.uint8) for image in images]


def cut_out_of_the_middle(m: Material, rng: Rng) -> Film:
    """Three seconds are missing; the camera stands where it stood."""
    at, gone = int(len(m.athlete.pictures) * rng.uniform(0.4, 0.5)), int(3 * HZ)
    pictures = [*m.athlete.pictures[:at], *m.athlete.pictures[at + gone :]]
    return replace(shown(iter(pictures), len(pictures)), cut_s=at / HZ, later_s=gone / HZ)


def cut_to_nearer(m: Material, rng: Rng) -> Film:
    first = len(m.athlete.pictures) // 3
    return _spliced(m, rng, _near(m.athlete.pictures[first:]), first)


def cut_to_the_side(m: Material, rng: Rng) -> Film:
    return _spliced(m, rng, m.side.pictures[: int(8 * HZ)])


def cut_to_somebody_else(m: Material, rng: Rng) -> Film:
    return _spliced(m, rng, m.other.pictures)


# --- phones ---------------------------------------------------------------------------------------------------------


def twenty_a_second(m: Material, _rng: Rng) -> Film:
    every = list(m.athlete.at(20.0))
    return Film((image for _, image in every), [number / 20 for number in range(len(every))])


def dropped_pictures(m: Material, rng: Rng) -> Film:
    """A third lost at random, and half a second at once; the times stay true."""
    every = list(m.athlete.at(30.0))
    hole = rng.uniform(4.0, 8.0)
    kept = [
        (time_s, image)
        for number, (time_s, image) in enumerate(every)
        if number == 0 or (rng.uniform() > 1 / 3 and not hole < time_s < hole + 0.5)
    ]
    return Film((image for _, image in kept), [time_s for time_s, _ in kept])


def _portrait(m: Material, turn: int) -> Film:
    def pictures() -> Iterator[Image]:
        for _, image in m.athlete.at(HZ, side=1280):
            middle = round(image.shape[1] * 0.5)
            upright = image[:, middle - 202 : middle + 202]
            yield from [np.ascontiguousarray(np.rot90(upright, -turn))] * TWICE

    count = TWICE * len(m.athlete.pictures)
    return Film(pictures(), [number / (TWICE * HZ) for number in range(count)], rotation_deg=90 * turn)


def portrait(m: Material, _rng: Rng) -> Film:
    return _portrait(m, 1)


def portrait_the_other_way(m: Material, _rng: Rng) -> Film:
    return _portrait(m, -1)
