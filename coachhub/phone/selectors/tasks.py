"""The athlete's tasks: what a coach suggested to try, whether it was done today, and whether it has helped so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from athletes.models import Athlete
from coachhub.core import saying
from sessions.models import CheckAnswer
from sessions.progression.suggestions import Advice
from sessions.progression.suggestions.steps import Step
from sessions.selectors.suggestions import Task, red_flag_open, tasks_of

MOST_DOTS = 14


@dataclass(frozen=True, slots=True)
class Checked:
    """A check point that was answered: "2 weeks: better", and the sentence with its numbers."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MyTask:
    """One task. streak: how long, in words, for what is done for itself; `dots` as many days of it as are drawn."""

    id: UUID
    advice: Advice
    by: str
    done_today: bool
    streak: str
    dots: range
    is_open_today: bool
    next_check: str
    step: Step | None
    checked: tuple[Checked, ...]


def my_tasks(athlete: Athlete, now: datetime) -> tuple[MyTask, ...]:
    """The running tasks on the athlete's own calendar day; none while something has to be looked at first."""
    if red_flag_open(athlete):
        return ()
    return tuple(_mine(one, now) for one in tasks_of(athlete, today=now.date()))


def _mine(task: Task, now: datetime) -> MyTask:
    points = list(task.suggestion.check_points.all())
    ahead = next((one for one in points if not one.answer), None)
    row = task.days_in_a_row if task.advice.is_daily else 0
    by = task.suggestion.by
    return MyTask(
        id=task.suggestion.pk,
        advice=task.advice,
        by=by.user.name if by else "",
        done_today=task.done_today,
        streak="" if not row else "1 day" if row == 1 else f"{row} days in a row",
        dots=range(min(row, MOST_DOTS)),
        is_open_today=task.advice.is_daily and not task.done_today,
        next_check="" if ahead is None else saying.say_day(ahead.due_at.astimezone(now.tzinfo).date(), now.date()),
        step=task.step,
        checked=tuple(
            Checked(f"After {one.week} weeks: {CheckAnswer(one.answer).label}.", one.sentence)
            for one in points
            if one.answer
        ),
    )
