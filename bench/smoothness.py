"""`python -m bench.smoothness`: which measure of smoothness survives fifteen pictures a second, as one JSON document.

Simulated rises, smooth or sticking somewhere, seen with the pose model's noise: the true value of a measure, from the
movement itself, against the one read, and whether a rise that sticks can be told from a smooth one by it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from sessions.knee_tracking.grid import GRID_HZ
from sessions.knee_tracking.smoothness import phase_speed, spectral_arc_length
from sessions.knee_tracking.track import Floats

FINE_HZ, SEEN_HZ = 200.0, 15.0
LEAST_LOST = 0.3  # of the speed, where a rise sticks


def log_dimensionless_jerk(speed: Floats, hz: float) -> float:
    """Hogan & Sternad 2009, of a speed (n,): minus the log of the jerk's square over time, made dimensionless."""
    jerk = np.gradient(np.gradient(speed, 1 / hz), 1 / hz)
    return -float(np.log((len(speed) / hz) ** 3 / speed.max() ** 2 * (jerk**2).sum() / hz))


@dataclass(frozen=True, slots=True)
class Rise:
    """A rise: whether it sticks, its true speed at FINE_HZ, and as seen at GRID_HZ."""

    sticks: bool
    true: Floats
    seen: Floats


def rise(rng: np.random.Generator, *, sticking: bool) -> Rise:
    """One rise of a squat, smooth or sticking somewhere, looked at with an error in every picture."""
    seconds, begins = rng.uniform(0.8, 2.5), 1.0
    fine = np.arange(0, seconds + 2 * begins, 1 / FINE_HZ)
    share = np.clip((fine - begins) / seconds, 0, 1)
    speed = np.sin(np.pi * share)
    if sticking:
        at, wide, lost = rng.uniform(0.3, 0.7), rng.uniform(0.05, 0.15), rng.uniform(LEAST_LOST, 0.95)
        speed *= 1 - lost * np.exp(-(((share - at) / wide) ** 2) / 2)
    speed *= rng.uniform(0.32, 0.55) * FINE_HZ / speed.sum()
    looked = np.arange(rng.uniform(0, 1 / SEEN_HZ), fine[-1], 1 / SEEN_HZ)
    read = np.interp(looked, fine, np.cumsum(speed) / FINE_HZ) + rng.normal(0, rng.uniform(0.001, 0.003), len(looked))
    grid = np.arange(looked[0], looked[-1], 1 / GRID_HZ)
    seen = phase_speed(np.interp(grid, looked, read), seconds)
    true = speed[(fine >= begins) & (fine <= begins + seconds)]
    within = (grid >= begins) & (grid <= begins + seconds)
    return Rise(sticking, true, np.clip(seen[within], 0, None))


def compare(rises: int = 800, seed: int = 1) -> dict[str, Any]:
    """How well each standard measure is read, and of the rises that stick how many each tells from smooth ones.

    told_apart_pct: beyond what 2 in 100 of the smooth ones read.
    """
    rng = np.random.default_rng(seed)
    found = [rise(rng, sticking=number % 2 == 1) for number in range(rises)]
    stuck = [one for one in found if one.sticks]
    document: dict[str, Any] = {}
    for measure in (log_dimensionless_jerk, spectral_arc_length):
        true, read = (
            np.array([measure(getattr(one, part), hz) for one in found])
            for part, hz in (("true", FINE_HZ), ("seen", GRID_HZ))
        )
        cut = np.percentile(read[::2], 2)
        document[measure.__name__] = {
            "r": round(float(np.corrcoef(true, read)[0, 1]), 2),
            "half_width": round(1.645 * float(np.std(read - true)), 2),
            "told_apart_pct": _pct([measure(one.seen, GRID_HZ) < cut for one in stuck]),
        }
    return document


def _pct(which: list[bool]) -> float:
    return round(100 * float(np.mean(which)), 1)


if __name__ == "__main__":
    print(json.dumps(compare(), indent=1))
