"""Check points that are due get their answer from the log, and follow it while entries are corrected or come late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now

from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking.over_time import Precision
from sessions.models import CheckPoint
from sessions.progression.history import AthleteHistory
from sessions.progression.suggestions import ADVICE, Answer, Answered, Measure
from sessions.progression.suggestions.check_points import WEEKS, ankle_answer, pain_answer, tracking_answer
from sessions.selectors.history import histories_of, history_of
from sessions.selectors.suggestions import ComparedSets, compared_sets
from sessions.selectors.tracking import organisation_precision
from sessions.services.suggestions import tell_of_tasks

FOLLOWED_FOR = timedelta(days=28)
"""Default: so long after it was due an answer follows the log."""
AT_ONCE = 200  # default

# Asked with every entry, and mostly in vain. In plain SQL, because the ORM takes a millisecond to build it.
_DUE = """
SELECT point.id, suggestion.athlete_id
FROM training_checkpoint AS point JOIN training_suggestion AS suggestion ON suggestion.id = point.suggestion_id
WHERE suggestion.athlete_id = ANY(%(athletes)s) AND point.due_at <= statement_timestamp()
  AND ((point.answered_at IS NULL AND suggestion.ended_at IS NULL)
    OR (point.answered_at IS NOT NULL AND point.due_at > statement_timestamp() - %(followed_for)s))
ORDER BY point.due_at
"""

log = structlog.get_logger(__name__)


def answer_due() -> None:
    """Answer what is due, an athlete at a time; for the sweep, in every organisation's scope.

    One athlete's trouble keeps no other's answers. They come in any order, because what fails stays due: in a fixed
    one, enough failures at its beginning would let nobody else's turn come.
    """
    due = CheckPoint.objects.filter(due_at__lte=Now(), answered_at=None, suggestion__ended_at=None)
    waiting = Athlete.objects.filter(pk__in=due.values("suggestion__athlete"))
    for athlete in waiting.order_by("?")[:AT_ONCE]:
        try:
            with organisation_scope(athlete.organisation_id), transaction.atomic():
                lock_athlete(athlete)
                follow_check_points(histories_of([athlete]))
        except Exception:
            log.exception("check_points_not_answered", athlete=str(athlete.pk))


def follow_check_points(histories: Mapping[Athlete, AthleteHistory], *, only_time: bool = False) -> None:
    """Answer these athletes' check points that are due, and those of the last weeks anew. Twice changes nothing.

    `only_time`: nothing was entered, a day has passed, which changes no answer that is there. With its last answer a
    task ends. One query where there is nothing to answer, two where there is; one more for each point that filmed sets
    answer, and what only videos answer costs more, once however many points it answers.
    """
    by_id = {athlete.pk: athlete for athlete in histories}
    asked: dict[str, Any] = {"athletes": list(by_id), "followed_for": timedelta() if only_time else FOLLOWED_FOR}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, asked)
        due = dict(cursor.fetchall())
    if not due:
        return
    points = CheckPoint.objects.select_related("suggestion").in_bulk(list(due))
    known = {athlete: _Known(by_id[athlete], histories[by_id[athlete]]) for athlete in set(due.values())}
    for key, athlete in due.items():
        _follow(known[athlete], points[key])


class _Known:
    """What answers rest on; what is costly is read when the first of them needs it, and once."""

    def __init__(self, athlete: Athlete, history: AthleteHistory) -> None:
        self.athlete, self.history = athlete, history

    @cached_property
    def in_detail(self) -> AthleteHistory:
        """With what only the videos' reports say."""
        return history_of(self.athlete, in_detail=True)

    @cached_property
    def precision(self) -> Precision:
        """Of the organisation, over as many as 2,000 analyses: read only for an answer from sets that are new to it."""
        return organisation_precision(self.athlete.organisation_id)


def _follow(known: _Known, point: CheckPoint) -> None:
    found = _answer(known, point)
    if found is None or (point.answer, point.sentence) == (found.answer.value, found.sentence):
        return
    CheckPoint.objects.filter(pk=point.pk).update(
        answer=found.answer.value,
        sentence=found.sentence,
        readings=[one.as_json() for one in found.readings],
        answered_at=Now(),
    )
    if point.week == WEEKS[-1] and point.suggestion.ended_at is None:
        type(point.suggestion).objects.filter(pk=point.suggestion_id, ended_at=None).update(ended_at=Now())
    tell_of_tasks(point.suggestion)


def _answer(known: _Known, point: CheckPoint) -> Answered | None:
    """By the readings that the advice is about; where no ankle screen tells, by pain. None: the answer stands."""
    since, due = point.suggestion.at, point.due_at
    measure = ADVICE[point.suggestion.key].measure
    if measure is Measure.TRACKING:
        sets = compared_sets(known.athlete, since=since, due=due)
        if sets is not None and _rests_on(point, sets):
            return None
        return tracking_answer(sets.change(known.precision) if sets else None)
    if measure is Measure.ANKLE:
        found = ankle_answer(known.in_detail, since=since, due=due)
        if found.answer is not Answer.CANNOT_TELL:
            return found
    return pain_answer(known.history, since=since, due=due)


def _rests_on(point: CheckPoint, sets: ComparedSets) -> bool:
    """Whether it was answered from these sets: that the organisation measures more precisely since is no new answer."""
    of_sets = (sets.newest.filmed_at.isoformat(), sets.difference)
    return [(one["at"], one["value"]) for one in point.readings] == [of_sets]
