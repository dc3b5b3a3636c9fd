"""How long a rep's lowering, pause and rise take, and how much the rises slow down over a set."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.grid import GRID_HZ, low_pass
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.track import Flags, Floats

SPEED_HZ = 3.0
EDGE_SHARE = 0.08  # of the phase's own peak speed: evidence takes 5 to 10 %
# A smooth movement creeps at both ends, under any edge that noise allows: each phase is widened by this
# share of itself at both ends, into the pause too. Fitted to smooth (cosine-like) movements.
CREEP = 0.065
HESITATION_S = 0.2


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds; resolution 1 / GRID_HZ. pause_s is 0 where the lowering runs straight into the rise."""

    lowering_s: float
    pause_s: float
    rise_s: float


def tempo_of(times_s: Floats, drop: Floats, span: Span) -> Tempo | None:
    """The phases of one rep of a drop signal (n,) on the grid; None where no movement is seen on a side."""
    speed = np.gradient(low_pass(drop, SPEED_HZ)) * GRID_HZ
    slack = 1.0 / GRID_HZ
    lowering = _moving(times_s, speed, (times_s >= span.start_s - slack) & (times_s <= span.bottom_s))
    rise = _moving(times_s, -speed, (times_s >= span.bottom_s) & (times_s <= span.end_s + slack))
    if lowering is None or rise is None:
        return None
    pause = max(0.0, rise[0] - lowering[1])
    return Tempo(lowering[1] - lowering[0], pause, rise[1] - rise[0])


def _moving(times_s: Floats, speed: Floats, within: Flags) -> tuple[float, float] | None:
    """From when to when a phase moves, widened for its creeping ends; it may reach beyond `within`.

    It runs from its fastest moment both ways until it stays slow, so that swaying in a pause is no movement.
    """
    if not within.any() or speed[within].max() <= 0:
        return None
    peak = int(np.flatnonzero(within)[np.argmax(speed[within])])
    slow = speed < EDGE_SHARE * speed[peak]
    first = peak - _until_slow(slow[: peak + 1][::-1])
    last = peak + _until_slow(slow[peak:])
    creep = CREEP * (times_s[last] - times_s[first])
    return float(times_s[first] - creep), float(times_s[last] + creep)


def _until_slow(slow: Flags) -> int:
    """Frames until the movement is slow for longer than a hesitation."""
    fast = np.flatnonzero(~slow)
    held = np.flatnonzero(np.diff(fast) > HESITATION_S * GRID_HZ)
    return int(fast[held[0]] if len(held) else fast[-1])


def velocity_loss(depths: Sequence[float], rises_s: Sequence[float]) -> float | None:
    """How much slower the last rise is than the fastest: 1 − last / best of depth / time; None without reps."""
    speeds = [depth / rise_s for depth, rise_s in zip(depths, rises_s, strict=True) if rise_s > 0]
    return 1 - speeds[-1] / max(speeds) if speeds else None
