"""What a video can be of: a set that was just logged, or an exercise without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from athletes.access import Actor
from coachhub.core.saying import say_day, say_load
from sessions.knee_tracking import Task
from sessions.models import Exercise, TrainingSet
from sessions.selectors.exercises import catalogue

RECENT = timedelta(days=3)  # default
TASK_WORDS = {
    Task.SQUAT: "Squat",
    Task.SPLIT_SQUAT: "Split squat",
    Task.LUNGE: "Lunge",
    Task.SIDE_LUNGE: "Side lunge",
    Task.SINGLE_LEG_SQUAT: "Single-leg squat",
    Task.STEP_UP: "Step-up",
    Task.LANDING: "Landing from a box",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is filmed: a task of knee tracking, and the set it belongs to if there is one."""

    task: str
    label: str
    set_id: UUID | None = None


def recent_sets(actor: Actor) -> list[Subject]:
    """Sets of the last days that can be filmed for knee tracking and have no video yet, newest first. One query."""
    mine = TrainingSet.objects.filter(
        lift__session__athlete=actor.athlete_id,
        lift__session__started_at__gte=timezone.now() - RECENT,
        videos=None,
        warm_up=False,
    ).exclude(lift__exercise__video_task="")
    newest_first = _numbered(mine).order_by("-lift__session__started_at", "-lift__position", "position")
    return [_of_set(one, actor.unit) for one in newest_first]


def tasks() -> list[Subject]:
    """Everything that can be measured, for a video without a set."""
    return [Subject(task, TASK_WORDS[task]) for task in Task]


def subject_of_set(actor: Actor, set_id: UUID, exercise_key: str) -> Subject | None:
    """The set that is filmed. One that is only on the phone so far is known by its exercise; None if that is not."""
    one = _numbered(TrainingSet.objects.filter(lift__session__athlete=actor.athlete_id, pk=set_id)).first()
    if one is not None:
        return _of_set(one, actor.unit) if one.lift.exercise.video_task else None
    exercise: Exercise | None = catalogue(actor.organisation_id).filter(key=exercise_key).exclude(video_task="").first()
    return Subject(exercise.video_task, exercise.name, set_id) if exercise else None


def _numbered(sets: QuerySet[TrainingSet]) -> QuerySet[TrainingSet]:
    """With `number`: which work set of its exercise it is, counted as the log page counts."""
    earlier = TrainingSet.objects.filter(lift=OuterRef("lift"), warm_up=False, position__lte=OuterRef("position"))
    count = earlier.order_by().values("lift").annotate(count=Count("pk")).values("count")
    return sets.annotate(number=Subquery(count)).select_related("lift__exercise", "lift__session")


def _of_set(one: TrainingSet, unit: str) -> Subject:
    load = f" × {say_load(one.load_kg, unit)}" if one.load_kg else " reps"
    day = say_day(one.lift.session.day, timezone.localdate())
    which = "warm-up" if one.warm_up else f"set {one.number}"  # type: ignore[attr-defined]  # see _numbered
    label = f"{one.lift.exercise.name}, {which}: {one.reps}{load}, {day}"
    return Subject(one.lift.exercise.video_task, label, one.pk)
