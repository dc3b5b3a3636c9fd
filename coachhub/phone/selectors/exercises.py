"""What can be logged: the catalogue, what was done last time, and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from athletes.access import Actor
from coachhub.core.saying import in_unit, say_day
from coachhub.phone.selectors.stop import paused
from coachhub.phone.stop_words import stop_words
from sessions.models import Exercise, Lift, Pause, TrainingSet
from sessions.progression.noticed import ASKED_IN
from sessions.progression.warning_questions import BY_KEY
from sessions.selectors.exercises import catalogue


def exercise_list(actor: Actor) -> list[dict[str, Any]]:
    """Every exercise as the log page needs it, most recently done first. Four queries.

    `last` is what was done the last time, loads in the athlete's unit; `paused` says why it waits, else null.
    `noticing`: whether it is asked what was noticed in it.
    """
    last = _last_lifts(actor)
    waits = paused(actor)
    exercises = list(catalogue(actor.organisation_id))
    own_keys = {one.key for one in exercises if one.organisation_id}
    shown = [one for one in exercises if one.organisation_id or one.key not in own_keys]
    recent = [one for one in shown if one.pk in last]
    recent.sort(key=lambda one: last[one.pk].session.started_at, reverse=True)
    shown = [*recent, *(one for one in shown if one.pk not in last)]
    return [_entry(one, last.get(one.pk), waits, actor.unit) for one in shown]


def _last_lifts(actor: Actor) -> dict[Any, Lift]:
    with_sets = Exists(
        TrainingSet.objects.filter(lift=OuterRef("pk"))
    )  # one with only pain or a remark is no "last time"
    mine = Lift.objects.filter(with_sets, session__athlete=actor.athlete_id)
    mine = mine.select_related("session").prefetch_related("sets")
    newest = mine.order_by("exercise_id", "-session__started_at", "-id").distinct("exercise_id")
    return {lift.exercise_id: lift for lift in newest}


def _entry(exercise: Exercise, last: Lift | None, waits: Iterable[Pause], unit: str) -> dict[str, Any]:
    pause = next((one for one in waits if _covers(one, exercise)), None)
    return {
        "key": exercise.key,
        "name": exercise.name,
        "movement": exercise.movement,
        "kind": exercise.get_movement_display(),
        "legs": exercise.loads_legs,
        "filmed": bool(exercise.video_task),
        "noticing": exercise.movement in ASKED_IN,
        "last": last and {"when": _day_of(last), "sets": [_set(one, unit) for one in last.sets.all()]},
        "paused": pause and _why(pause),
    }


def _covers(pause: Pause, exercise: Exercise) -> bool:
    return exercise.loads_legs if not pause.movement else pause.movement == exercise.movement


def _why(pause: Pause) -> dict[str, str]:
    since = say_day(timezone.localtime(pause.since).date(), timezone.localdate())
    return {
        "title": f"{stop_words(pause.movement).paused} since {since}",
        "ticked": "; ".join(BY_KEY[key].text for key in pause.check_in.ticked),
        "check_in": str(pause.check_in_id),
    }


def _day_of(lift: Lift) -> str:
    return say_day(lift.session.day, timezone.localdate())


def _set(one: TrainingSet, unit: str) -> dict[str, Any]:
    return {
        "reps": one.reps,
        "load": None if one.load_kg is None else float(in_unit(one.load_kg, unit)),
        "unit": unit,
        "rpe": None if one.rpe is None else float(one.rpe),
        "warm_up": one.warm_up,
    }
