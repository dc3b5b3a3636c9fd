"""Everything that an athlete's filmed sets say together, exercise by exercise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sessions.knee_tracking.over_time.change import Change, change_since
from sessions.knee_tracking.over_time.load import WINDOW, LoadEffect, load_effect
from sessions.knee_tracking.over_time.precision import Precision
from sessions.knee_tracking.over_time.record import FilmedSet
from sessions.knee_tracking.over_time.row import SAME_DAY_SD, SetToSet, set_to_set
from sessions.knee_tracking.report import Task


@dataclass(frozen=True, slots=True)
class OverTime:
    """One exercise, measured as one task. baseline, last_time: None without a measured set; set_to_set: without two."""

    exercise: str
    name: str
    task: Task
    sets: tuple[FilmedSet, ...]
    newest: FilmedSet
    baseline: Change | None
    last_time: Change | None
    load: LoadEffect
    set_to_set: SetToSet | None


def over_time(
    sets: Iterable[FilmedSet],
    *,
    today: date,
    precision: Precision,
    window: timedelta = WINDOW,
) -> tuple[OverTime, ...]:
    """One athlete's sets in whatever order; the exercise filmed last comes first, its sets oldest first."""
    kinds: dict[tuple[str, str], list[FilmedSet]] = {}
    for one in sorted(sets, key=lambda each: each.order):
        kinds.setdefault(one.kind, []).append(one)
    newest_first = sorted(kinds.values(), key=lambda found: (found[-1].day, found[-1].filmed_at), reverse=True)
    return tuple(_over_time(found, today, precision, window) for found in newest_first)


def _over_time(sets: list[FilmedSet], today: date, precision: Precision, window: timedelta) -> OverTime:
    newest = sets[-1]
    baseline, last_time = change_since(sets, precision=precision) or (None, None)
    return OverTime(
        exercise=newest.exercise,
        name=newest.exercise_name,
        task=newest.task,
        sets=tuple(sets),
        newest=newest,
        baseline=baseline,
        last_time=last_time,
        load=load_effect(sets, today=today, sem=precision.sem, window=window),
        set_to_set=set_to_set(sets, least_sd=SAME_DAY_SD if precision.is_default else precision.sem),
    )
