"""Each athlete is looked at once a day, after seven in the morning where they are."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alerts.models import Alert, MorningCheck, next_morning
from alerts.services import mornings
from alerts.services.mornings import look_at_due
from athletes.models import Athlete
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.models import AthleteSnapshot
from sessions.services.refresh import look_again
from tests.alerts.acting import only_alert, story, tick, weeks_of_training
from tests.world import World, log, squats


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Berlin", "2026-07-01T04:59", "2026-07-01T05:00"),
        ("Europe/Berlin", "2026-07-01T05:00", "2026-07-02T05:00"),
        ("Europe/Berlin", "2026-12-01T12:00", "2026-12-02T06:00"),
        ("America/Los_Angeles", "2026-07-01T05:00", "2026-07-01T14:00"),
        ("Pacific/Auckland", "2026-07-01T20:00", "2026-07-02T19:00"),
        ("Asia/Kathmandu", "2026-07-01T00:00", "2026-07-01T01:15"),
    ],
)
def test_seven_in_the_morning_is_the_athlete_s_own(zone: str, now: str, expected: str) -> None:
    assert next_morning(Athlete(time_zone=zone), at(now)) == at(expected)


def test_when_the_clock_goes_forward_it_is_seven_all_the_same() -> None:
    berlin = Athlete(time_zone="Europe/Berlin")
    saturday = next_morning(berlin, at("2026-03-27T12:00")).astimezone(UTC)
    sunday = next_morning(berlin, saturday).astimezone(UTC)
    assert sunday - saturday == timedelta(hours=23)
    assert sunday.astimezone(berlin.zone).hour == 7


def its_morning() -> None:
    MorningCheck.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def test_from_the_first_session_on_there_are_mornings(scoped: World) -> None:
    assert not MorningCheck.objects.exists()
    log(scoped.maya, squats())
    check = MorningCheck.objects.get()
    assert check.athlete == scoped.maya.athlete
    assert check.due_at == next_morning(scoped.maya.athlete, timezone.now())


def test_a_second_session_adds_none(scoped: World) -> None:
    log(scoped.maya, squats(days_ago=1))
    log(scoped.maya, squats())
    assert MorningCheck.objects.count() == 1


def test_somebody_who_never_logged_cannot_be_silent(scoped: World) -> None:
    tick(scoped.maya)
    assert not MorningCheck.objects.exists()


def test_in_the_morning_a_silence_is_found(scoped: World) -> None:
    weeks_of_training(scoped.maya, until=12)
    its_morning()
    look_at_due()
    assert only_alert().rule == "log.silent"


def test_the_next_look_is_tomorrow(scoped: World) -> None:
    weeks_of_training(scoped.maya, until=12)
    its_morning()
    look_at_due()
    assert MorningCheck.objects.get().due_at == next_morning(scoped.maya.athlete, timezone.now())
    look_at_due()
    assert story(only_alert()) == ["opened"]


def test_not_before_the_morning(scoped: World) -> None:
    weeks_of_training(scoped.maya, until=12)
    look_at_due()
    assert not Alert.objects.exists()


def test_the_snapshot_does_not_grow_old(scoped: World) -> None:
    """A week without a session changes what the roster shows, although nobody logs anything."""
    weeks_of_training(scoped.maya, until=12)
    AthleteSnapshot.objects.update(sessions_logged=99)
    its_morning()
    look_at_due()
    assert AthleteSnapshot.objects.get().sessions_logged < 99


def test_an_athlete_who_was_archived_is_left_alone(scoped: World) -> None:
    weeks_of_training(scoped.maya, until=12)
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(archived_at=timezone.now())
    its_morning()
    look_at_due()
    assert not Alert.objects.exists()


def test_every_organisation_s_athletes_are_looked_at_in_their_own_scope(scoped: World, outside: World) -> None:
    weeks_of_training(scoped.maya, until=12)
    weeks_of_training(outside.maya, until=12)
    with every_organisation():
        its_morning()
        look_at_due()
        assert {alert.organisation_id for alert in Alert.objects.all()} == {
            scoped.organisation.pk,
            outside.organisation.pk,
        }


def test_one_athlete_s_trouble_keeps_nobody_else_s_morning_from_coming(
    scoped: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (scoped.maya, scoped.samira):
        weeks_of_training(person, until=12)
    its_morning()
    maya = scoped.maya.athlete

    def trouble(athletes: Collection[Athlete]) -> None:
        if maya in athletes:
            raise ValueError("a reading that cannot be")
        look_again(athletes)

    monkeypatch.setattr(mornings, "look_again", trouble)
    look_at_due()
    assert only_alert().athlete == scoped.samira.athlete
    retried_in = MorningCheck.objects.get(athlete=maya).due_at - timezone.now()
    assert timedelta(minutes=55) < retried_in <= timedelta(hours=1)


def test_what_another_sweep_holds_is_left_to_it_at_once(shared: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays due for as long as it is held: looking for it again and again would take all of the sweep's seconds."""
    with organisation_scope(shared.organisation.pk):
        log(shared.maya, squats())
        its_morning()
    looks = []
    look = mornings._look

    def counted(checks: list[int]) -> int:
        looks.append(checks)
        return look(checks) if len(looks) < 3 else pytest.fail("it goes on looking")

    monkeypatch.setattr(mornings, "_look", counted)
    with ThreadPoolExecutor(1) as pool, every_organisation(), transaction.atomic():
        assert len(MorningCheck.objects.select_for_update()) == 1
        pool.submit(look_and_close).result()
    assert len(looks) == 1


def look_and_close() -> None:
    try:
        look_at_due()
    finally:
        connection.close()


def test_a_sweep_ends_after_its_seconds_and_the_next_goes_on(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for person in (scoped.maya, scoped.samira):
        weeks_of_training(person, until=12)
    its_morning()
    monkeypatch.setattr(mornings, "SECONDS", 0.0)
    look_at_due()
    assert not Alert.objects.exists()
    monkeypatch.setattr(mornings, "SECONDS", 10.0)
    look_at_due()
    assert Alert.objects.count() == 2
