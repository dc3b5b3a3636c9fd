"""Marked alerts of the rule on silence, for numbers to be suggested by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from alerts.models import Alert
from alerts.services.rules import mark
from coachhub.core.scope import organisation_scope
from sessions.services.entries import PainEntry
from tests.alerts.acting import a_morning, weeks_of_training
from tests.world import Person, World, log, make_athlete, squats

USEFUL = (15, 16, 17, 18)
NOISE = (8, 8, 9, 9)


def silent(world: World, days: int, *, useful: bool | None) -> Person:
    """Somebody who trained three times a week, has been silent for so many days, and whose alert was marked so."""
    with organisation_scope(world.organisation.pk):
        person = make_athlete(world.organisation, f"Quiet {Alert.objects.count()}")
        weeks_of_training(person, until=days, weeks=4)
        a_morning(person)
        mark(actor=world.coach.actor, alert=Alert.objects.get(athlete=person.athlete), useful=useful)
    return person


def marked_soreness(
    world: World, useful: Sequence[int] = (6, 7, 8, 9), noise: Sequence[int] = (4, 4, 5, 5)
) -> list[Person]:
    """Athletes with this pain after yesterday's session, whose alert of the one own rule there is was marked so."""
    people: list[Person] = []
    for pain, is_useful in [*((pain, True) for pain in useful), *((pain, False) for pain in noise)]:
        person = make_athlete(world.organisation, f"Sore {len(people)}")
        log(person, replace(squats(days_ago=1), pain_after=PainEntry(pain)))
        mark(actor=world.coach.actor, alert=Alert.objects.get(athlete=person.athlete), useful=is_useful)
        people.append(person)
    return people


def marked_silences(world: World, useful: Sequence[int] = USEFUL, noise: Sequence[int] = NOISE) -> list[Person]:
    """Several of them, by the days that they were silent."""
    return [
        *(silent(world, days, useful=True) for days in useful),
        *(silent(world, days, useful=False) for days in noise),
    ]
