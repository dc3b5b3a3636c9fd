"""How smooth a lowering and a rise are: the spectral arc length of the hips' speed.

Spectral arc length (Balasubramanian, Melendez-Calderon & Burdet 2012): minus the length of the line of the speed's
normalised spectrum. Its value does not depend on how far or how fast: −1.40 is a movement of minimum jerk, −1.58 half
a sine, less is rougher. It survives fifteen pictures a second with a pose model's noise, the log dimensionless jerk
does not (`python -m bench.smoothness`).
"""

import numpy as np

from sessions.knee_tracking.grid import GRID_HZ, low_pass
from sessions.knee_tracking.posture import around
from sessions.knee_tracking.report import Interval
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.tempo import SPEED_HZ
from sessions.knee_tracking.track import Floats

MOST_HZ = 5.0  # of the spectrum: what fifteen pictures a second leave of the usual 10
LEAST_SHARE = 0.05  # of the spectrum's top, as usual
FINER = 4  # the spectrum is read in steps 2**FINER times finer than the phase's own length gives, as usual
READ_ROUGH = 0.11  # by which the noise makes everything read rougher: 0.06 to 0.11 on simulated bodies, 0.2 on rendered
HALF_WIDTH = 0.17  # of the 90 % interval
ROUGH = -1.65  # default: an interval wholly below it is called uneven


def smoothness_of(times_s: Floats, drop: Floats, span: Span) -> tuple[Interval | None, Interval | None]:
    """Spectral arc length of lowering and rise of one rep of a drop signal (n,) on the grid.

    None where no movement is seen on that side.
    """
    return (
        _of_phase(times_s, drop, span.start_s, span.bottom_s),
        _of_phase(times_s, -drop, span.bottom_s, span.end_s),
    )


def _of_phase(times_s: Floats, way: Floats, start_s: float, end_s: float) -> Interval | None:
    within = (times_s >= start_s) & (times_s <= end_s)
    if not within.any():
        return None
    speed = np.clip(phase_speed(way, end_s - start_s)[within], 0, None)
    return around(spectral_arc_length(speed, GRID_HZ) + READ_ROUGH, HALF_WIDTH, 2) if speed.max() > 0 else None


def phase_speed(way: Floats, seconds: float) -> Floats:
    """Speed (n,) of a way on the grid; the slower the phase, the smoother it is read: so the noise stays as small."""
    return np.asarray(np.gradient(low_pass(way, SPEED_HZ / max(1.0, seconds))) * GRID_HZ)


def spectral_arc_length(speed: Floats, hz: float) -> float:
    """The spectral arc length of a speed (n,), not negative, of which some is above 0."""
    size = 1 << (int(np.ceil(np.log2(len(speed)))) + FINER)
    share = np.abs(np.fft.rfft(speed, size))
    at, share = np.fft.rfftfreq(size, 1 / hz), share / share.max()
    last = int(np.flatnonzero((share >= LEAST_SHARE) & (at <= MOST_HZ))[-1])
    return -float(np.hypot(np.diff(at[: last + 1]) / at[last], np.diff(share[: last + 1])).sum())
