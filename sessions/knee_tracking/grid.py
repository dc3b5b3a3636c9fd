"""The athlete's points on an even grid of times, as every measurement reads them."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from sessions.knee_tracking.track import Flags, Floats, PoseTrack

GRID_HZ = 30.0
GAP_S = 0.1  # a longer time without a picture or a person is a gap: nothing is measured in it
ON_TIME_S = 0.001
CUTOFF_TO_SIGMA = np.sqrt(np.log(2)) / (2 * np.pi)  # a Gaussian of sigma s passes half the power at this / s


@dataclass(frozen=True, slots=True)
class Motion:
    """Points on an even grid of GRID_HZ.

    times_s: (n,). points: (n, 13, 2) px, y down, NaN in gaps. world: (n, 13, 2) m, NaN in gaps.
    visibility: (n, 13), NaN in gaps. bridged: points with the gaps filled in a straight line, for counting only.
    """

    times_s: Floats
    points: Floats
    world: Floats
    visibility: Floats
    bridged: Floats


def evenly(track: PoseTrack) -> Motion:
    """The track's points on the grid, from the first to the last picture in which the athlete was found."""
    found = ~np.isnan(track.points[:, 0, 0])
    times = track.times_s[found]
    if len(times) == 0:
        nothing = np.empty((0, *track.points.shape[1:]))
        return Motion(times, nothing, nothing, nothing[..., 0], nothing)
    first, last = np.ceil(times[0] * GRID_HZ - 1e-6), np.floor(times[-1] * GRID_HZ + 1e-6)
    grid = np.arange(first, last + 1) / GRID_HZ
    gaps = in_gap(grid, times)
    points = _at(grid, times, track.points[found])
    bridged = points.copy()
    points[gaps] = np.nan
    world, visibility = (_at(grid, times, values[found]) for values in (track.world, track.visibility))
    world[gaps], visibility[gaps] = np.nan, np.nan
    return Motion(grid, points, world, visibility, bridged)


def in_gap(grid: Floats, times: Floats) -> Flags:
    """Which of the grid's times (n,) lie in a gap between the times of pictures, both in s and rising."""
    after = np.clip(np.searchsorted(times, grid), 1, max(1, len(times) - 1))
    before = after - 1
    after = np.minimum(after, len(times) - 1)
    wide = times[after] - times[before] > GAP_S + ON_TIME_S
    off = np.minimum(np.abs(grid - times[after]), np.abs(grid - times[before])) > ON_TIME_S
    return np.asarray(wide & off)


def _at(grid: Floats, times: Floats, values: Floats) -> Floats:
    """Values (n, …) at the grid's times by straight lines between the pictures' times."""
    flat = values.reshape(len(values), -1)
    lines = np.stack([np.interp(grid, times, column) for column in flat.T], axis=1)
    return lines.reshape(len(grid), *values.shape[1:])


def low_pass(values: Floats, cutoff_hz: float) -> Floats:
    """Values (n, …) smoothed along the first axis without delay; NaN stays NaN and spreads nowhere."""
    sigma = CUTOFF_TO_SIGMA / cutoff_hz * GRID_HZ
    known = ~np.isnan(values)
    weight = gaussian_filter1d(known.astype(float), sigma, axis=0, mode="nearest")
    total = gaussian_filter1d(np.where(known, values, 0.0), sigma, axis=0, mode="nearest")
    return np.where(known, total / np.where(known, weight, 1.0), np.nan)
