"""Knee tracking over time as the athlete's page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from athletes.models import Athlete
from coachhub.core import saying
from coachhub.dashboard.load_chart import load_chart
from coachhub.dashboard.selectors.videos import TASKS
from coachhub.dashboard.tracking_words import (
    Told,
    tell_ceiling,
    tell_change,
    tell_good_sets,
    tell_load,
    tell_precision,
    tell_sets,
)
from coachhub.dashboard.words import verdict_word
from sessions.knee_tracking.over_time import FilmedSet, OverTime, load_effect
from sessions.selectors.tracking import tracking_over_time

MOST_EXERCISES = 3  # shown; those filmed last
MOST_ROWS = 30  # of the table; the newest


@dataclass(frozen=True, slots=True)
class SetRow:
    """One filmed set in the table."""

    video_id: UUID
    when: str
    load: str
    verdict: str
    change: str
    depth: str
    view: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: sentences first, the picture after them, the same as a table; `picture` empty without a point.

    good_sets says which sets are its baseline.
    """

    name: str
    told: tuple[Told, ...]
    good_sets: str
    load: Told
    picture: SafeString
    rows: tuple[SetRow, ...]
    rows_left_out: int


@dataclass(frozen=True, slots=True)
class TrackingSection:
    """The section. `example`: empty axes, while there is nothing to show."""

    exercises: tuple[Exercise, ...]
    not_shown: tuple[str, ...]
    precision: str
    example: SafeString


def tracking_section(athlete: Athlete, *, unit: str) -> TrackingSection:
    """What an athlete's videos say together, for a reader who may see them. Two queries."""
    today = timezone.now().astimezone(athlete.zone).date()
    found, precision = tracking_over_time(athlete)
    told = [one for one in found if any(each.is_told for each in one.sets)]
    return TrackingSection(
        exercises=tuple(_exercise(one, today, unit) for one in told[:MOST_EXERCISES]),
        not_shown=tuple(_name(one) for one in told[MOST_EXERCISES:]),
        precision=tell_precision(precision),
        example=SafeString() if told else load_chart(load_effect((), today=today, sem=precision.sem), unit),
    )


def _exercise(one: OverTime, today: date, unit: str) -> Exercise:
    told = [tell_change(change, today) for change in (one.baseline, one.last_time) if change is not None]
    told.append(tell_ceiling(one.load.ceiling, one.load, unit))
    if one.set_to_set is not None:
        told.append(tell_sets(one.set_to_set, today))
    has_points = any(each.change is not None for each in one.load.sets)
    newest = one.sets[::-1]
    return Exercise(
        name=_name(one),
        told=tuple(told),
        good_sets=tell_good_sets([each for each in one.sets if each.confirmed], today, unit),
        load=tell_load(one.load, unit),
        picture=load_chart(one.load, unit) if has_points else SafeString(),
        rows=tuple(_row(each, today, unit) for each in newest[:MOST_ROWS]),
        rows_left_out=max(0, len(newest) - MOST_ROWS),
    )


def _name(one: OverTime) -> str:
    return one.name or f"{TASKS[one.task]}, without a logged set"


def _row(one: FilmedSet, today: date, unit: str) -> SetRow:
    change = ""
    if one.change is not None:
        low, high = saying.signed(one.change.low), saying.signed(one.change.high)
        change = f"{saying.signed(one.change.value)} ({low} to {high})"
    return SetRow(
        video_id=UUID(one.video_id),
        when=saying.say_day(one.day, today),
        load=saying.say_load(one.load_kg, unit) + (", warm-up" if one.warm_up else ""),
        verdict=verdict_word(one.verdict.value, certain=one.certain),
        change=change,
        depth="" if one.depth_pct is None else f"{one.depth_pct:.0f} %",
        view="" if one.yaw_deg is None else f"{saying.signed(one.yaw_deg, 0)}°",
        is_good=one.confirmed,
    )
