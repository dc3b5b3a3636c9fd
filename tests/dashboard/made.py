"""What happens in an organisation, for the tests of the coach's pages."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, Severity
from alerts.rules.causes import Cause
from alerts.services.moving import begin
from athletes.models import Athlete, ConsentKind, Organisation
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.progression.findings import REGISTRY
from sessions.progression.rules import load, log, pain, tracking
from sessions.services.refresh import refresh_athlete
from tests.alerts.acting import tick
from tests.phone.pages import post
from tests.world import Person, World, make_athlete

NOT_SHARING = (ConsentKind.LOG, ConsentKind.VIDEO)


def scope(one: World | Person | Organisation) -> AbstractContextManager[None]:
    """The organisation's scope."""
    if isinstance(one, Person):
        return organisation_scope(one.membership.organisation_id)
    return organisation_scope((one if isinstance(one, Organisation) else one.organisation).pk)


def reading(label: str, value: float | None, unit: str, **more: Any) -> dict[str, Any]:
    """A reading as evidence holds it."""
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "at": timezone.now().isoformat(),
        "low": None,
        "high": None,
    } | more


def series(*values: int | None) -> list[dict[str, Any]]:
    """Worst pain of the last sessions, oldest first, as evidence holds it."""
    now = timezone.now()
    return [
        {"at": (now - timedelta(days=2 * (len(values) - i))).isoformat(), "worst": value}
        for i, value in enumerate(values)
    ]


READINGS: dict[str, list[dict[str, Any]]] = {
    load.WeekRise.key: [reading("leg load of the week", value, "kg") for value in (9000, 9100, 9000, 9200, 12500)],
    log.Silent.key: [reading("last session, days ago", 9, "days"), reading("usual sessions a week", 3, "a week")],
    tracking.Drift.key: [
        reading("knee-ankle separation ratio, change (some drift)", value, "ratio", low=value - 0.04, high=value + 0.04)
        for value in (-0.14, -0.16)
    ],
    pain.NextMorningRise.key: [
        reading(label, value, "of 10")
        for label, value in (
            ("pain before", 1),
            ("pain the morning after", 3),
            ("pain before", 2),
            ("pain the morning after", 4),
        )
    ],
}


def look(
    person: Person,
    rule: str = pain.PainTrend.key,
    *,
    sentence: str = "Pain has risen 2 points above its usual 1.",
    pains: tuple[int | None, ...] = (1, 1, 2, 3, 4),
) -> Alert:
    """An alert that a rule found, with evidence of the real shape."""
    now = timezone.now()
    evidence: dict[str, Any] = {
        "about": str(new_id()),
        "as_of": now.isoformat(),
        "today": str(now.date()),
        "readings": READINGS.get(rule, [reading("worst pain, smoothed", 3.4, "of 10")]),
        "thresholds": [{"name": of.name, "value": of.value, "unit": of.unit} for of in REGISTRY[rule].thresholds],
        "source": "our default",
        "pain_series": series(*pains),
    }
    with scope(person), transaction.atomic():
        cause = Cause(person.athlete, rule, 1, Severity.LOOK, evidence["about"], sentence, evidence, now)
        return begin(cause).alert


def refresh(person: Person) -> None:
    """Work out anew what is kept ready of this athlete."""
    with scope(person), transaction.atomic():
        refresh_athlete(person.athlete)


def many(world: World, count: int) -> list[Person]:
    """More athletes in the powerlifting squad."""
    return [
        make_athlete(world.organisation, f"Athlete {number:03}", squad=world.powerlifting) for number in range(count)
    ]


def unshared(world: World, name: str = "Quiet Quinn") -> Person:
    """An athlete who keeps the log to themselves."""
    return make_athlete(world.organisation, name, squad=world.powerlifting, consents=NOT_SHARING)


def with_phone(person: Person, number: str = "+44 7700 900123") -> Person:
    """The athlete gave a telephone number."""
    with scope(person):
        Athlete.objects.filter(pk=person.athlete.pk).update(phone=number)
    return person


def red_flag(person: Person, *ticked: str) -> Alert:
    tick(person, *ticked)
    with scope(person):
        return Alert.objects.get(athlete=person.athlete, rule="red_flag")


def page_of(alert: Alert) -> str:
    return reverse("alert", args=[alert.pk])


def do(person: Person, alert: Alert, deed: str, **values: str) -> Any:
    return post(person, page_of(alert), {"deed": deed, **values})
