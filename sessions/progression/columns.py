"""What roster and athlete's page show of one athlete, from the log alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sessions.progression.cadence import usual_sessions_per_week
from sessions.progression.history import AthleteHistory
from sessions.progression.one_rep_max import Estimate

PAIN_SESSIONS = 12
LOG_DAYS = 28
LIFT_DAYS = 84
E1RM_DAYS = 28
MAIN_LIFTS = 3
"""Defaults: of how much the pages speak."""


@dataclass(frozen=True, slots=True)
class LegLoad:
    """Leg load in kg of the week that can be judged (`AthleteHistory.judged_weeks`); None while a set is unknown.

    Changes are shares (0.1 = +10 %), None where they cannot be told.
    """

    monday: date
    finished: bool
    volume_kg: float | None
    unknown_sets: int
    on_last_week: float | None
    on_four_weeks: float | None


@dataclass(frozen=True, slots=True)
class PainPoint:
    """Worst pain of one session, 0 to 10; None = not logged."""

    at: datetime
    worst: int | None


@dataclass(frozen=True, slots=True)
class Logged:
    """Sessions logged in the last 28 days, and how many own habit would make (None before there is one)."""

    sessions: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class LiftStrength:
    """The best e1RM of one main lift in the last 28 days, with its range, and the day it was lifted."""

    exercise: str
    name: str
    estimate: Estimate
    day: date


def latest_pain(history: AthleteHistory) -> tuple[PainPoint, ...]:
    """Of the last twelve sessions, oldest first."""
    return tuple(PainPoint(s.started_at, s.worst_pain) for s in history.sessions[-PAIN_SESSIONS:])


def leg_load(history: AthleteHistory) -> LegLoad | None:
    """None while nothing was logged."""
    weeks = history.judged_weeks()
    if not weeks:
        return None
    on_last, on_usual = history.leg_load_against
    return LegLoad(
        monday=weeks[-1].monday,
        finished=weeks[-1].finished,
        volume_kg=weeks[-1].leg_load_kg,
        unknown_sets=weeks[-1].unknown_sets,
        on_last_week=on_last.change if on_last else None,
        on_four_weeks=on_usual.change if on_usual else None,
    )


def logged(history: AthleteHistory) -> Logged:
    """Up to the history's moment, today among the days."""
    count = sum(1 for _ in history.newest_first(LOG_DAYS))
    usual = usual_sessions_per_week(history)
    whole_window = history.sessions and history.sessions[0].day <= history.today - timedelta(days=LOG_DAYS - 1)
    return Logged(count, round(usual * LOG_DAYS / 7) if usual is not None and whole_window else None)


def main_lifts(history: AthleteHistory) -> tuple[LiftStrength, ...]:
    """The three leg lifts done most often in twelve weeks, of those with an estimate in the last four."""
    often = Counter(lift.exercise for session in history.newest_first(LIFT_DAYS) for lift in session.leg_lifts)
    best: dict[str, LiftStrength] = {}
    for session in history.newest_first(E1RM_DAYS):
        for lift in session.leg_lifts:
            held = best.get(lift.exercise)
            if lift.e1rm and (held is None or lift.e1rm.e1rm_kg > held.estimate.e1rm_kg):
                best[lift.exercise] = LiftStrength(lift.exercise, lift.name, lift.e1rm, session.day)
    ranked = sorted(best.values(), key=lambda lift: (-often[lift.exercise], lift.exercise))
    return tuple(ranked[:MAIN_LIFTS])
