"""What is offered for an athlete, which tasks run, and what their check points rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from athletes.models import Athlete
from sessions.knee_tracking.over_time import DEFAULT, FilmedSet, Precision, Reference, compare, why_not_comparable
from sessions.models import AthleteSnapshot, Attention, DayDone, Decision, Pause, Suggestion
from sessions.progression.findings import Finding, Rule
from sessions.progression.history import AthleteHistory
from sessions.progression.suggestions import ADVICE, Advice, Decided, TrackingChange, suggestions
from sessions.progression.suggestions.check_points import DAYS_BEFORE
from sessions.progression.suggestions.steps import Step, step_now
from sessions.selectors.history import history_of
from sessions.selectors.rules import rules_in_force
from sessions.selectors.tracking import filmed_sets


@dataclass(frozen=True, slots=True)
class Task:
    """An accepted suggestion with its advice. done_today and days_in_a_row are of the athlete's own calendar.

    `step` is where it stands, None for a task without steps.
    """

    suggestion: Suggestion
    advice: Advice
    done_today: bool
    days_in_a_row: int
    step: Step | None


def red_flag_open(athlete: Athlete | UUID) -> bool:
    """Whether something has to be looked at first: an alert to stop is not closed, or an exercise still waits.

    `athlete` or its id. Two queries.
    """
    stop = AthleteSnapshot.objects.filter(athlete=athlete, attention=Attention.STOP)
    return stop.exists() or Pause.objects.filter(athlete=athlete, checked_at=None).exists()


def offers_of(athlete: Athlete) -> tuple[Finding, ...]:
    """The suggestions offered now, at most two. Seven queries, eight where a squad has
    rules set, two beside an open red flag.
    """
    if red_flag_open(athlete):
        return ()
    rows = Suggestion.objects.filter(athlete=athlete)
    history = history_of(athlete, in_detail=True)
    return offers_from(history, rows, rules=rules_in_force(athlete), red_flag_open=False)


def offers_from(
    history: AthleteHistory, rows: Iterable[Suggestion], *, rules: Mapping[str, Rule], red_flag_open: bool
) -> tuple[Finding, ...]:
    """The same from a history in detail, the rules in force and all decisions, for whoever has read them."""
    decided = [Decided(row.key, row.about, is_running=is_running(row)) for row in rows]
    return suggestions(history, red_flag_open=red_flag_open, decided=decided, rules=rules)


def is_running(row: Suggestion) -> bool:
    """Whether it is a task now."""
    return row.decision == Decision.ACCEPTED and row.ended_at is None


def tasks_of(athlete: Athlete, *, today: date) -> tuple[Task, ...]:
    """The athlete's running tasks, oldest first, with their check points prefetched. Three queries, three more
    with a task that goes by steps.
    """
    running = Suggestion.objects.filter(athlete=athlete, decision=Decision.ACCEPTED, ended_at=None)
    rows = list(running.select_related("by__user").prefetch_related("check_points", "days").order_by("id"))
    known = [row for row in rows if row.key in ADVICE]
    history = history_of(athlete) if any(ADVICE[row.key].ladder for row in known) else None
    return tuple(_task(row, today, history) for row in known)


def step_of(row: Suggestion, history: AthleteHistory) -> Step | None:
    """Where a task stands; None for one without steps."""
    ladder = ADVICE[row.key].ladder
    return step_now(history, ladder, since=row.at) if ladder else None


def in_a_row(days: set[date], today: date) -> int:
    """How many days in a row up to today, or up to yesterday while today is not over."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


@dataclass(frozen=True, slots=True)
class ComparedSets:
    """A filmed set, and the comparable ones from before a change, one at least."""

    newest: FilmedSet
    before: tuple[FilmedSet, ...]

    @property
    def difference(self) -> float:
        """Of the knee-ankle separation ratio's change, negative = further in; the same with any precision."""
        return self.change(DEFAULT).difference

    def change(self, precision: Precision) -> TrackingChange:
        """With its interval, and the smallest change beyond the measurement's own error."""
        found = compare(Reference.LAST_TIME, self.newest, self.before, precision).difference
        if found is None:
            raise ValueError("A set without a measurement")
        return TrackingChange(self.newest.filmed_at, found.value, found.low, found.high, precision.mdc)


def compared_sets(athlete: Athlete, *, since: datetime, due: datetime) -> ComparedSets | None:
    """The newest measured set filmed from `since` to `due` and comparable ones of the four weeks before `since`.

    None where there are no two such sets. One query, of what was filmed in that time.
    """
    first = since - timedelta(days=DAYS_BEFORE)
    sets = [one for one in filmed_sets(athlete, since=first, until=due) if one.change is not None]
    before = [one for one in sets if one.filmed_at < since]
    for newest in sorted(sets, key=lambda one: one.filmed_at, reverse=True):
        alike = tuple(one for one in before if why_not_comparable(newest, one) is None)
        if newest.filmed_at >= since and alike:
            return ComparedSets(newest, alike)
    return None


def _task(row: Suggestion, today: date, history: AthleteHistory | None) -> Task:
    done: list[DayDone] = list(row.days.all())
    days = {one.day for one in done}
    return Task(
        row,
        ADVICE[row.key],
        done_today=today in days,
        days_in_a_row=in_a_row(days, today),
        step=step_of(row, history) if history else None,
    )
