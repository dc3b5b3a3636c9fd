"""Reps in a one-dimensional signal: how far the hips have come down.

The signal is in standing heights of the hips: 0 standing, about 0.5 in a deep squat. The thresholds are
defaults that count right in a wide range around them; docs/knee-tracking.md says how wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from sessions.knee_tracking.grid import GRID_HZ, low_pass
from sessions.knee_tracking.track import Floats

COUNT_HZ = 2.0  # low-pass for counting
TIMES_HZ = 6.0  # low-pass for the times of a rep
LEAST_DIP = 0.12  # 0.05 to 0.13 count alike; 0.16 loses shallow dips after a jump
LEAST_SHARE = 0.4  # of the set's deep reps, their 80th percentile; 0.2 to 0.6 count alike
DEEP_PERCENTILE = 80.0
LEAST_RETURN = 0.5  # of the deeper side: a dip that comes back by less belongs to another one
LEAST_S = 0.8
AT_BOTTOM = 0.03  # of the rep's depth: so near to the deepest point is still the bottom
NEAR_TOP = 0.15  # of the way down: from here up the standing level is read,
LEVEL_S = 1.0  # over this much time


@dataclass(frozen=True, slots=True)
class Marks:
    """A rep starts at this share of the way down from the standing level and ends at that share of the way up."""

    start: float
    end: float


FIRST_MOVEMENT = Marks(start=0.08, end=0.06)  # as early and late as the noise of the hips allows
CLASSIC = Marks(start=0.15, end=0.10)


@dataclass(frozen=True, slots=True)
class Dip:
    """A rep by frames of the grid: the signal's tops on either side, and its bottom."""

    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Span:
    """A rep by its times in s, and its depth in the signal's unit."""

    start_s: float
    bottom_s: float
    end_s: float
    depth: float


def to_grid(times_s: Floats, values: Floats) -> tuple[Floats, Floats]:
    """An unevenly timed signal (n,) on an even grid of GRID_HZ, gaps bridged; empty if next to nothing is known."""
    known = ~np.isnan(values)
    if known.sum() < 2:
        return np.empty(0), np.empty(0)
    grid = np.arange(times_s[0], times_s[-1] + 0.5 / GRID_HZ, 1 / GRID_HZ)
    return grid, np.interp(grid, times_s[known], values[known])


def find_dips(drop: Floats) -> list[Dip]:
    """The dips of a drop signal (n,) on the grid that are deep enough and come back on both sides."""
    smooth = low_pass(drop, COUNT_HZ)
    bottoms, facts = find_peaks(smooth, prominence=LEAST_DIP)
    if len(bottoms) == 0:
        return []
    deep = np.percentile(facts["prominences"], DEEP_PERCENTILE)
    kept = [int(bottom) for bottom in bottoms[facts["prominences"] >= LEAST_SHARE * deep]]
    while kept:
        dips = _dips(smooth, kept)
        returns = [_return(smooth, dip) for dip in dips]
        if min(returns) >= LEAST_RETURN:
            return dips
        del kept[int(np.argmin(returns))]
    return []


def _dips(smooth: Floats, bottoms: Sequence[int]) -> list[Dip]:
    """The dips around bottoms, each with the highest point towards its neighbours or the ends."""
    edges = [0, *bottoms, len(smooth) - 1]
    tops = [low + int(np.argmin(smooth[low : high + 1])) for low, high in pairwise(edges)]
    return [Dip(tops[k], bottom, tops[k + 1]) for k, bottom in enumerate(bottoms)]


def _return(smooth: Floats, dip: Dip) -> float:
    ways = smooth[dip.bottom] - smooth[[dip.left, dip.right]]
    return float(ways.min() / ways.max())


def find_spans(times_s: Floats, drop: Floats, dips: Sequence[Dip], marks: Marks) -> list[Span]:
    """Times and depth of each dip of a drop signal (n,), but for those too short, or with no level beside them."""
    signal = low_pass(drop, TIMES_HZ)
    edges = [0, *(dip.bottom for dip in dips), len(signal) - 1]
    spans = [
        _span(times_s, signal, dip, before, after, marks)
        for dip, before, after in zip(dips, edges, edges[2:], strict=False)
    ]
    return [span for span in spans if span.end_s - span.start_s >= LEAST_S and span.depth >= LEAST_DIP]


def _span(times_s: Floats, signal: Floats, dip: Dip, before: int, after: int, marks: Marks) -> Span:
    """One dip's times; the standing level is each side's own, read between the neighbours' bottoms."""
    bottom = dip.left + int(np.argmax(signal[dip.left : dip.right + 1]))
    deepest = signal[bottom]
    falling, rising = signal[before : bottom + 1][::-1], signal[bottom : after + 1]
    left, right = _level(falling), _level(rising)
    floor = deepest - AT_BOTTOM * (deepest - max(left, right))
    frames = [
        bottom - _steps_to(falling, left + marks.start * (deepest - left)),
        bottom + (_steps_to(rising, floor) - _steps_to(falling, floor)) / 2,
        bottom + _steps_to(rising, right + marks.end * (deepest - right)),
    ]
    start_s, bottom_s, end_s = np.interp(frames, np.arange(len(times_s)), times_s)
    return Span(float(start_s), float(bottom_s), float(end_s), float(deepest - min(left, right)))


def span_between(times_s: Floats, drop: Floats, start_s: float, end_s: float) -> Span:
    """A rep whose start and end are given; its bottom and depth are read from a drop signal (n,) on the grid."""
    signal = low_pass(drop, TIMES_HZ)
    first, last = (int(np.abs(times_s - edge).argmin()) for edge in (start_s, end_s))
    bottom = first + int(np.argmax(signal[first : last + 1]))
    falling, rising = signal[first : bottom + 1][::-1], signal[bottom : last + 1]
    deepest = signal[bottom]
    floor = deepest - AT_BOTTOM * (deepest - max(signal[first], signal[last]))
    frame = bottom + (_steps_to(rising, floor) - _steps_to(falling, floor)) / 2
    bottom_s = float(np.interp(frame, np.arange(len(times_s)), times_s))
    return Span(start_s, bottom_s, end_s, float(deepest - min(signal[first], signal[last])))


def _level(outward: Floats) -> float:
    """The standing level on one side of a bottom; `outward` runs from the bottom away from it."""
    top = outward.min()
    reached = int(np.argmax(outward <= top + NEAR_TOP * (outward[0] - top)))
    return float(np.median(outward[reached : reached + int(LEVEL_S * GRID_HZ)]))


def _steps_to(outward: Floats, level: float) -> float:
    """Frames, with a fraction, from the bottom until the signal is first above `level` on its way up."""
    above = outward < level
    if not above.any():
        return float(len(outward) - 1)
    after = int(np.argmax(above))
    if after == 0:
        return 0.0
    return after - float((level - outward[after]) / (outward[after - 1] - outward[after]))
