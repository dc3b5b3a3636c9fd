"""Where the athlete's head is at any time, generously, so that it can be hidden.

Known from nose and shoulders in the pictures that were looked at, 15 a second; between two of them a straight
line. Where nobody was found, the places known before and after, growing with the time since.
"""

from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.joints import HIPS, SHOULDERS, Joint
from sessions.knee_tracking.track import Floats, PoseTrack

# Parts of a body's unit, the width of its shoulders, 0.2 of its height. A head is 0.65 of it high and 0.5 deep;
# more is hidden, for hair, chin, a head that is turned, and the pose model's error.
HALF_WIDTH, HALF_HEIGHT = 0.45, 0.55
ABOVE_NOSE = 0.1  # the head's middle, from the nose away from the shoulders
BEHIND_NOSE = 0.3  # the same for a body seen from the side, towards the shoulders
NECKS, TRUNKS = 1.7, 0.85  # units in nose to shoulders, and in shoulders to hips: from the side no shoulders are wide
STEADY_S = 0.5  # the largest unit within this time counts: one that shrinks for a moment is an error
GAP_S = 0.25  # between two pictures that far apart at most, a straight line; default
GROWTH_PER_S = 2.0  # of a place whose head is not seen, in its own sizes; default
MOST_GROWTH = 4.0


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A place in an upright picture, as shares of its width (x, half_width) and height (y, half_height)."""

    x: float
    y: float
    half_width: float
    half_height: float

    def grown(self, times: float) -> "Ellipse":
        """The same place, larger."""
        return Ellipse(self.x, self.y, self.half_width * times, self.half_height * times)


EVERYWHERE = Ellipse(0.5, 0.5, 1.0, 1.0)  # beyond the corners


class Heads:
    """The athlete's head over a video.

    times_s: (n,) s from the first frame, at which the head was seen.
    ellipses: (n, 4) x, y, half width and half height as shares of the picture.
    """

    def __init__(self, times_s: Floats, ellipses: Floats) -> None:
        self._times_s = times_s
        self._ellipses = ellipses

    @classmethod
    def of(cls, track: PoseTrack | None) -> "Heads":
        """The head of a track; of none, a head that was never seen."""
        if track is None:
            return cls(np.zeros(0), np.zeros((0, 4)))
        found = ~np.isnan(track.points).any(axis=(1, 2))
        times_s, points = track.times_s[found], track.points[found]
        unit = _largest_near(times_s, _units(points))
        nose, shoulders = points[:, Joint.NOSE], points[:, SHOULDERS].mean(axis=1)
        neck = nose - shoulders
        away = neck / np.maximum(np.linalg.norm(neck, axis=1, keepdims=True), 1.0)
        middle = nose + ABOVE_NOSE * unit[:, None] * away
        turned = 1 - np.minimum(1.0, _widths(points) / unit)
        middle[:, 0] += turned * np.clip(-neck[:, 0], -BEHIND_NOSE * unit, BEHIND_NOSE * unit)
        size = np.column_stack([HALF_WIDTH * unit, HALF_HEIGHT * unit])
        return cls(times_s, np.hstack([middle, size]) / np.tile([track.width, track.height], 2))

    def at(self, time_s: float) -> list[Ellipse]:
        """What to hide at a time, never nothing: the whole picture if no head was seen in all of the video."""
        if len(self._times_s) == 0:
            return [EVERYWHERE]
        after = int(np.searchsorted(self._times_s, time_s))
        before = after - 1
        if after < len(self._times_s) and self._times_s[after] == time_s:
            return [Ellipse(*self._ellipses[after])]
        if before >= 0 and after < len(self._times_s) and self._is_one_way(before, after):
            share = (time_s - self._times_s[before]) / (self._times_s[after] - self._times_s[before])
            return [Ellipse(*(self._ellipses[before] + share * (self._ellipses[after] - self._ellipses[before])))]
        return [
            Ellipse(*self._ellipses[one]).grown(min(MOST_GROWTH, 1 + GROWTH_PER_S * abs(time_s - self._times_s[one])))
            for one in (before, after)
            if 0 <= one < len(self._times_s)
        ]

    def _is_one_way(self, before: int, after: int) -> bool:
        """Whether a head went from one place to the other: soon, and by no more than its own size."""
        if self._times_s[after] - self._times_s[before] > GAP_S:
            return False
        one, other = self._ellipses[before], self._ellipses[after]
        return bool((np.abs(other[:2] - one[:2]) <= 2 * np.maximum(one[2:], other[2:])).all())


def _units(points: Floats) -> Floats:
    """The width of the shoulders, px, or what neck and trunk say of it if that is more. Points (n, 13, 2)."""
    shoulders, hips = points[:, SHOULDERS].mean(axis=1), points[:, HIPS].mean(axis=1)
    neck = np.linalg.norm(points[:, Joint.NOSE] - shoulders, axis=1)
    trunk = np.linalg.norm(shoulders - hips, axis=1)
    largest: Floats = np.max([_widths(points), NECKS * neck, TRUNKS * trunk], axis=0)
    return largest


def _widths(points: Floats) -> Floats:
    return np.asarray(np.linalg.norm(points[:, SHOULDERS[0]] - points[:, SHOULDERS[1]], axis=1))


def _largest_near(times_s: Floats, values: Floats) -> Floats:
    first = np.searchsorted(times_s, times_s - STEADY_S, "left")
    last = np.searchsorted(times_s, times_s + STEADY_S, "right")
    return np.array([values[start:end].max() for start, end in zip(first, last, strict=True)])
