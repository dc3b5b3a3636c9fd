"""Estimated one-repetition maximum (e1RM): what one rep at full effort would be, from a set of up to ten."""

from collections.abc import Iterable
from dataclasses import dataclass

from sessions.progression.exact import known
from sessions.progression.sets import SetRecord

MOST_REPS = 10
"""Above ten reps to the end no estimate: at 70 % of the maximum 6 to 26 reps are possible (Zourdos 2021)."""
LEAST_RPE = 6
"""Below RPE 6 no estimate (default): how many reps are left is foretold worse the more there are (Halperin 2022)."""
MARGIN = 0.05
"""Shown with +-5 % (default): reps left are under-predicted by about one (Halperin 2022)."""

# Per cent of the maximum at 1, 1.5, 2, … 10 reps to the end: the chart of Reactive Training Systems, used by Helms.
_PERCENT = (
    *(100.0, 97.8, 95.5, 93.9, 92.2, 90.7, 89.2, 87.8, 86.3, 85.0),
    *(83.7, 82.4, 81.1, 79.9, 78.6, 77.4, 76.2, 75.1, 73.9),
)


@dataclass(frozen=True, slots=True)
class SetEstimate:
    """The e1RM of one set by both formulas, in kg; `adjusted` says whether reps left in reserve were added."""

    epley_kg: float
    brzycki_kg: float
    adjusted: bool


@dataclass(frozen=True, slots=True)
class TableEstimate:
    """The chart's share of the maximum, in per cent, and the e1RM it gives, in kg."""

    percent: float
    e1rm_kg: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The e1RM (Epley) that a page shows, with its likely range, in kg, and whether an RPE stood behind it."""

    e1rm_kg: float
    low_kg: float
    high_kg: float
    adjusted: bool


def epley(load_kg: float | None, reps: int | None) -> float | None:
    """w (1 + r / 30), and one rep is the load itself (Epley 1985), in kg; None where there is no estimate."""
    estimate = e1rm_with_rpe(load_kg, reps, rpe=None)
    return None if estimate is None else estimate.epley_kg


def brzycki(load_kg: float | None, reps: int | None) -> float | None:
    """36 w / (37 - r) (Brzycki 1993), in kg; None where there is no estimate. Meets Epley at ten reps."""
    estimate = e1rm_with_rpe(load_kg, reps, rpe=None)
    return None if estimate is None else estimate.brzycki_kg


def e1rm_with_rpe(load_kg: float | None, reps: int | None, rpe: float | None) -> SetEstimate | None:
    """Both formulas at reps + (10 - RPE), or at the reps alone without an RPE; None where there is no estimate."""
    load, to_the_end = known(load_kg), _reps_to_the_end(reps, rpe)
    if load is None or load <= 0 or to_the_end is None:
        return None
    by_epley = load if to_the_end == 1 else load * (1 + to_the_end / 30)
    return SetEstimate(by_epley, 36 * load / (37 - to_the_end), adjusted=rpe is not None)


def rpe_table(load_kg: float | None, reps: int | None, rpe: float | None) -> TableEstimate | None:
    """Read the chart's one row at reps + (10 - RPE); None without an RPE, between its half reps, or off its ends."""
    load, to_the_end = known(load_kg), _reps_to_the_end(reps, rpe)
    if rpe is None or load is None or load <= 0 or to_the_end is None or to_the_end * 2 % 1:
        return None
    percent = _PERCENT[int(to_the_end * 2) - 2]
    return TableEstimate(percent, load / percent * 100)


def session_e1rm(sets: Iterable[SetRecord]) -> Estimate | None:
    """The best estimate among the work sets of one lift in one session; None when no set gives one."""
    estimates = [e for s in sets if not s.warm_up and (e := e1rm_with_rpe(s.load_kg, s.reps, s.rpe))]
    if not estimates:
        return None
    best = max(estimates, key=lambda e: e.epley_kg)
    return Estimate(best.epley_kg, best.epley_kg * (1 - MARGIN), best.epley_kg * (1 + MARGIN), adjusted=best.adjusted)


def _reps_to_the_end(reps: int | None, rpe: float | None) -> float | None:
    """Reps done plus reps left in reserve, from 1 to 10; None outside that, or when either number is impossible."""
    done = known(reps)
    if done is None or done < 1 or done % 1:
        return None
    effort = 10.0 if rpe is None else known(rpe)
    if effort is None or not LEAST_RPE <= effort <= 10:
        return None
    to_the_end = done + 10 - effort
    return to_the_end if to_the_end <= MOST_REPS else None
