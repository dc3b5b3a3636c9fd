"""Athletes in a few words: sets, lifts, sessions and histories for the tests of rules."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sessions.progression.history import (
    AthleteHistory,
    LiftRecord,
    SessionRecord,
    SetRecord,
    TrackingRecord,
    TrackingVerdict,
)
from sessions.progression.noticed import Noticed

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 9, 14)
"""The Monday of the week in which most of these histories end."""


def day(offset: int) -> date:
    """So many days from that Monday."""
    return MONDAY + timedelta(days=offset)


def moment(on: date, clock: str = "18:00") -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), tzinfo=BERLIN)


def work(kg: float | None, reps: int | None = 5, *, rpe: float | None = None) -> SetRecord:
    return SetRecord(reps=reps, load_kg=kg, rpe=rpe, warm_up=False)


def warm_up(kg: float | None, reps: int | None = 5) -> SetRecord:
    return SetRecord(reps=reps, load_kg=kg, rpe=None, warm_up=True)


def lift(
    *sets: SetRecord,
    exercise: str = "back_squat",
    is_leg: bool = True,
    pain: int | None = None,
    movement: str = "",
    noticed: Iterable[Noticed] = (),
) -> LiftRecord:
    """Of squats, or no leg lift at all, unless another movement is named."""
    name = exercise.replace("_", " ").capitalize()
    movement = movement or ("squat" if is_leg else "push")
    return LiftRecord(exercise, name, movement, is_leg, sets, pain, frozenset(noticed))


def squats(kg: float | None, *, reps: int = 5, sets: int = 3, rpe: float | None = None) -> LiftRecord:
    return lift(*(work(kg, reps, rpe=rpe) for _ in range(sets)))


def volume(kg: float) -> LiftRecord:
    """Squats of exactly so much volume load, in sets too long for an e1RM."""
    return squats(kg / 100, reps=20, sets=5)


def bench(kg: float = 60) -> LiftRecord:
    return lift(work(kg), exercise="bench_press", is_leg=False)


def session(on: date, *lifts: LiftRecord, clock: str = "18:00", id: str = "", **answers: Any) -> SessionRecord:
    """A session on that day; its id is its day and time unless given."""
    return SessionRecord(
        id=id or f"{on.isoformat()}T{clock}", started_at=moment(on, clock), day=on, lifts=lifts, **answers
    )


def video(
    on: date,
    verdict: TrackingVerdict,
    *,
    certain: bool = True,
    exercise: str = "back_squat",
    dkasr: float | None = -0.15,
) -> TrackingRecord:
    low, high = (None, None) if dkasr is None else (dkasr - 0.03, dkasr + 0.03)
    return TrackingRecord(
        f"video {on.isoformat()}", moment(on), on, exercise, 80.0, verdict, certain, dkasr=dkasr, low=low, high=high
    )


def history(
    today: date, sessions: Iterable[SessionRecord] = (), tracking: Iterable[TrackingRecord] = ()
) -> AthleteHistory:
    """The history at ten in the evening of that day."""
    return AthleteHistory(moment(today, "22:00"), today, tuple(sessions), tuple(tracking))


def weekly(*loads: float | None, until: date = MONDAY) -> list[SessionRecord]:
    """One leg session on the Tuesday of each week, of so much volume load; the last one in the week of `until`."""
    first = until - timedelta(weeks=len(loads) - 1)
    return [
        session(first + timedelta(weeks=i, days=1), squats(None) if kg is None else volume(kg))
        for i, kg in enumerate(loads)
    ]


def three_a_week(weeks: int, *, before: date = MONDAY, **answers: Any) -> list[SessionRecord]:
    """Monday, Wednesday, Friday with 3 x 5 x 80 kg squats, in the weeks before that Monday."""
    return [
        session(before - timedelta(weeks=w) + timedelta(days=d), squats(80), **answers)
        for w in range(weeks, 0, -1)
        for d in (0, 2, 4)
    ]
