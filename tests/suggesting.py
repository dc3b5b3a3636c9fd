"""Athletes for whom something is suggested, and coaches who decide, in the tests of suggestions."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from coachhub.core.scope import organisation_scope
from sessions.models import Decision, Suggestion
from sessions.selectors.suggestions import offers_of
from sessions.services.suggestions import decide, pick
from tests.world import Person, log, squats

HURTS = "suggest.reduce_load"
BY_HAND = "suggest.goblet_squat"
MOBILITY = "suggest.mobility"
STEPS = "suggest.rebuild"
CUE = "suggest.knees_over_toes"


def hurt(person: Person, *, days_ago: float = 0, pain: int = 4) -> None:
    """A session whose pain is in the band of adjusting, after a calm one of the week before."""
    log(person, squats(days_ago=days_ago + 7, pain=1))
    log(person, squats(days_ago=days_ago, pain=pain))


def offered(person: Person) -> dict[str, str]:
    """What is offered for an athlete, by key: what set it off."""
    with organisation_scope(person.membership.organisation_id):
        return {one.rule: one.about for one in offers_of(person.athlete)}


def decided(coach: Person, person: Person, key: str = HURTS, decision: Decision = Decision.ACCEPTED) -> Suggestion:
    """What the coach said to an offer."""
    with organisation_scope(person.membership.organisation_id):
        about = offered(person)[key]
        return decide(actor=coach.actor, athlete=person.athlete, key=key, about=about, decision=decision)


def picked(coach: Person, person: Person, key: str = BY_HAND, *, ago: timedelta = timedelta(0)) -> Suggestion:
    """Given by hand, so long ago."""
    with organisation_scope(person.membership.organisation_id), time_machine.travel(timezone.now() - ago):
        return pick(actor=coach.actor, athlete=person.athlete, key=key)


def pains(person: Person, *values: int, days_ago: float) -> None:
    """Sessions every other day with this worst pain, the first so many days ago."""
    for i, value in enumerate(values):
        log(person, squats(days_ago=days_ago - 2 * i, pain=value))


def due(row: Suggestion, week: int) -> datetime:
    """When a check point is due."""
    return row.check_points.get(week=week).due_at
