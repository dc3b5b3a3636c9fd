"""What to try with one athlete: what is offered, what runs as a task, what was decided before, and the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from athletes.access import Action, Actor
from athletes.models import Athlete
from coachhub.core import saying
from sessions.models import CheckAnswer, CheckPoint, Decision, Suggestion
from sessions.progression.findings import Finding, Rule
from sessions.progression.history import AthleteHistory
from sessions.progression.suggestions import ADVICE, LIBRARY, Advice
from sessions.progression.suggestions.steps import Step
from sessions.selectors.suggestions import is_running, offers_from, step_of

UNDO_FOR = timedelta(seconds=10)
GLYPHS = {
    CheckAnswer.BETTER: "ok",
    CheckAnswer.SAME: "done",
    CheckAnswer.WORSE: "look",
    CheckAnswer.CANNOT_TELL: "cant",
}
SHOWN_BEFORE = 12  # default


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion to accept or dismiss: what was seen, and the advice that goes with it."""

    advice: Advice
    about: str
    seen: str


@dataclass(frozen=True, slots=True)
class Point:
    """One check point: when, and its answer in a word; `sentence` is empty until it is answered."""

    title: str
    day: date
    word: str
    glyph: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made: by whom (empty: somebody who has left) and when, and what came of it."""

    id: UUID
    advice: Advice
    seen: str
    accepted: bool
    by: str
    at: datetime
    ended_at: datetime | None
    points: tuple[Point, ...]
    days_done: int
    last_done: date | None
    step: Step | None


@dataclass(frozen=True, slots=True)
class SuggestionSection:
    """The part of the athlete's page. `just` is the reader's own decision of a moment ago, to be taken back."""

    waits: bool
    offers: tuple[Offer, ...]
    running: tuple[Decided, ...]
    before: tuple[Decided, ...]
    just: Decided | None
    library: tuple[Advice, ...]
    may_decide: bool


def suggestion_section(
    actor: Actor, athlete: Athlete, history: AthleteHistory, *, rules: Mapping[str, Rule], red_flag_open: bool
) -> SuggestionSection:
    """The section of a readable athlete, from a history in detail and the rules in force. Three queries at most."""
    mine = Suggestion.objects.visible_to(actor).filter(athlete=athlete)
    rows = list(mine.select_related("by__user").prefetch_related("check_points", "days"))
    told = [(row, _decided(row, athlete, history)) for row in rows if row.key in ADVICE]
    running = tuple(one for row, one in told if is_running(row))
    newest = rows[0] if rows else None
    is_new = newest is not None and newest.by_id == actor.membership_id and timezone.now() - newest.at < UNDO_FOR
    keys = {one.advice.key for one in running}
    return SuggestionSection(
        waits=red_flag_open,
        offers=tuple(_offer(one) for one in offers_from(history, rows, rules=rules, red_flag_open=red_flag_open)),
        running=running,
        before=tuple(one for row, one in told if not is_running(row))[:SHOWN_BEFORE],
        just=told[0][1] if is_new and told and told[0][0] is newest else None,
        library=tuple(one for one in LIBRARY if one.key not in keys),
        may_decide=actor.may(Action.ADVISE),
    )


def _offer(found: Finding) -> Offer:
    return Offer(ADVICE[found.rule], found.about, found.sentence)


def _decided(row: Suggestion, athlete: Athlete, history: AthleteHistory) -> Decided:
    days = [one.day for one in row.days.all()]
    return Decided(
        id=row.pk,
        advice=ADVICE[row.key],
        seen=row.sentence,
        accepted=row.decision == Decision.ACCEPTED,
        by=row.by.user.name if row.by else "",
        at=row.at,
        ended_at=row.ended_at,
        points=tuple(_point(one, athlete) for one in row.check_points.all()),
        days_done=len(days),
        last_done=max(days, default=None),
        step=step_of(row, history) if is_running(row) else None,
    )


def _point(point: CheckPoint, athlete: Athlete) -> Point:
    day = point.due_at.astimezone(athlete.zone).date()
    answer = CheckAnswer(point.answer) if point.answer else None
    return Point(
        title=f"{point.week} weeks",
        day=day,
        word=str(answer.label) if answer else saying.say_day(day, timezone.localdate()),
        glyph=GLYPHS[answer] if answer else "",
        sentence=point.sentence,
    )
