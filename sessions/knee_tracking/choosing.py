"""Of several people found in each picture the one to be measured: by size and place at first, then by continuity."""

from collections.abc import Sequence

import numpy as np

from sessions.knee_tracking.pose import APART, TRUNK, Pose, apart, merge

REACH = 0.6  # default; torso lengths from one picture to the next. A fast squat moves the hips by 0.2
FORGOTTEN = 15  # default; pictures (one second) without the athlete, after which anybody may be


class Follower:
    """Chooses one person in picture after picture of one video."""

    def __init__(self) -> None:
        self._last: Pose | None = None
        self._missed = 0

    def choose(self, straight: Sequence[Pose], mirrored: Sequence[Pose], width: int) -> Pose | None:
        """The athlete in the next picture, `width` px wide, from two looks at it; None if only others are seen."""
        people = everybody(straight, mirrored)
        chosen = self._same(people) if self._last else most_prominent(people, width)
        if chosen is not None:
            self._last, self._missed = chosen, 0
        else:
            self._missed += 1
            if self._missed >= FORGOTTEN:
                self._last = None
        return chosen

    def _same(self, people: Sequence[Pose]) -> Pose | None:
        """The one nearest to where the athlete was, if near enough; the longer not seen, the further they may be."""
        last = self._last
        if last is None or not people:
            return None
        nearest = min(people, key=lambda one: apart(last, one))
        return nearest if apart(last, nearest) <= REACH * (1 + self._missed) else None


def most_prominent(people: Sequence[Pose], width: int) -> Pose | None:
    """The tallest, less so towards the sides: whoever films a set stands in the middle, and near."""

    def prominence(one: Pose) -> float:
        off = abs(float(one.points[TRUNK, 0].mean()) / width - 0.5)
        return float(np.ptp(one.points[:, 1])) * (1 - min(1.0, off))

    return max(people, key=prominence, default=None)


def everybody(straight: Sequence[Pose], mirrored: Sequence[Pose]) -> list[Pose]:
    """The people of two looks, each once: the mean where both looks found them, else the one look."""
    left, found = list(mirrored), []
    for one in straight:
        twin = min(range(len(left)), key=lambda number: apart(one, left[number]), default=None)
        other = left.pop(twin) if twin is not None and apart(one, left[twin]) <= APART else None
        both = merge(one, other)
        found += [both] if both is not None else []
    return found + left
