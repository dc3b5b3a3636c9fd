"""Marked alerts of the rule on silence, for numbers to be suggested by."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.models import Alert
from alerts.services.rules import mark
from coachhub.core.scope import organisation_scope
from tests.alerts.acting import a_morning, weeks_of_training
from tests.world import Person, World, make_athlete

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


def marked_silences(world: World, useful: Sequence[int] = USEFUL, noise: Sequence[int] = NOISE) -> list[Person]:
    """Several of them, by the days that they were silent."""
    return [
        *(silent(world, days, useful=True) for days in useful),
        *(silent(world, days, useful=False) for days in noise),
    ]
