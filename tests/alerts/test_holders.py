"""Who acknowledged a red flag leaves, or loses sight of the athlete: it is open again, and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert, AlertState
from alerts.services import transitions
from alerts.services.holders import release_everywhere
from alerts.services.reminders import remind_due
from athletes.models import Absence, Consent, ConsentKind, Role, SquadStaff, User
from athletes.services.absences import come_back, go_away
from athletes.services.members import change_role, end_membership, limit_to_squads
from athletes.services.squads import set_squad_members
from tests.alerts.acting import hurts, only_alert, story, tick, told
from tests.world import Person, World, make_member


def held_by(world: World, person: Person) -> Alert:
    tick(world.maya)
    transitions.acknowledge(actor=person.actor, alert=only_alert())
    return only_alert()


def leaves(world: World) -> None:
    end_membership(actor=world.owner.actor, membership=world.coach.membership)


def loses_the_squad(world: World) -> None:
    limit_to_squads(actor=world.owner.actor, membership=world.coach.membership, squads=[world.football.pk])


def becomes_a_clinician(world: World) -> None:
    change_role(actor=world.owner.actor, membership=world.coach.membership, role=Role.CLINICIAN)


@pytest.mark.parametrize("gone", [leaves, loses_the_squad, becomes_a_clinician])
def test_it_is_open_again_and_the_others_are_told(scoped: World, gone: Callable[[World], None]) -> None:
    alert = held_by(scoped, scoped.coach)
    before = len(told(alert, "app"))
    gone(scoped)
    alert = only_alert()
    assert (alert.state, alert.assigned_to) == (AlertState.OPEN, None)
    assert told(alert, "app")[before:] == [scoped.owner.user.name, scoped.assistant.user.name]
    last = alert.transitions.last()
    assert last is not None
    assert (last.kind, last.by) == ("reopened", None)
    assert last.note == f"{scoped.coach.user.name} no longer looks after this athlete."


def test_an_account_that_is_gone_with_all_its_rows(scoped: World) -> None:
    alert = held_by(scoped, scoped.coach)
    scoped.coach.user.delete()
    release_everywhere()
    assert only_alert().state == AlertState.OPEN
    assert only_alert().remind_at is not None
    last = alert.transitions.last()
    assert last is not None
    assert (last.kind, last.note) == ("reopened", "Nobody is on it any more.")


def test_from_then_on_it_is_told_again_until_somebody_answers(scoped: World) -> None:
    alert = held_by(scoped, scoped.coach)
    leaves(scoped)
    assert only_alert().remind_at is not None
    Alert.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    remind_due()
    assert story(alert) == ["opened", "acknowledged", "reopened", "reminded"]


def test_a_wait_of_theirs_is_over(scoped: World) -> None:
    alert = held_by(scoped, scoped.coach)
    transitions.snooze(actor=scoped.coach.actor, alert=alert, until=timezone.now() + timedelta(hours=3))
    leaves(scoped)
    assert only_alert().snoozed_until is None


def test_when_the_athlete_leaves_the_squad_of_who_was_on_it(scoped: World) -> None:
    held_by(scoped, scoped.assistant)
    set_squad_members(actor=scoped.owner.actor, squad=scoped.powerlifting, athletes=[])
    assert only_alert().state == AlertState.OPEN


def test_who_still_sees_the_athlete_keeps_it(scoped: World) -> None:
    alert = held_by(scoped, scoped.coach)
    limit_to_squads(actor=scoped.owner.actor, membership=scoped.coach.membership, squads=[scoped.powerlifting.pk])
    end_membership(actor=scoped.owner.actor, membership=scoped.assistant.membership)
    assert story(alert) == ["opened", "acknowledged"]


def test_what_is_to_be_looked_at_or_is_settled_stays_as_it_is(scoped: World) -> None:
    hurts(scoped.samira, 9)
    transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
    tick(scoped.maya)
    red = Alert.objects.get(rule="red_flag")
    transitions.acknowledge(actor=scoped.coach.actor, alert=red)
    transitions.resolve(actor=scoped.coach.actor, alert=red, note="Seen by a physiotherapist.")
    leaves(scoped)
    assert {alert.state for alert in Alert.objects.all()} == {AlertState.ACKNOWLEDGED, AlertState.RESOLVED}


def test_a_stand_in_who_sees_the_athlete_no_longer(scoped: World) -> None:
    helper = make_member(scoped.organisation, Role.ASSISTANT, "Helper of Football")
    SquadStaff.objects.create(organisation=scoped.organisation, squad=scoped.football, membership=helper.membership)
    today = timezone.localdate()
    absence = go_away(
        actor=scoped.coach.actor,
        membership=scoped.coach.membership,
        first=today,
        last=today + timedelta(days=7),
        stand_in=helper.membership,
    )
    held_by(scoped, helper)
    come_back(actor=scoped.coach.actor, absence=absence)
    assert only_alert().state == AlertState.OPEN


class TestOnceAnHour:
    """What nobody announces."""

    def test_an_absence_that_ended_by_itself(self, scoped: World) -> None:
        helper = make_member(scoped.organisation, Role.ASSISTANT, "Helper of Football")
        SquadStaff.objects.create(organisation=scoped.organisation, squad=scoped.football, membership=helper.membership)
        now, week = timezone.now(), timedelta(days=7)
        absence = Absence.objects.create(
            organisation=scoped.organisation,
            membership=scoped.coach.membership,
            stand_in=helper.membership,
            begins_at=now - week,
            ends_at=now + week,
        )
        held_by(scoped, helper)
        release_everywhere()
        assert only_alert().state == AlertState.ACKNOWLEDGED
        Absence.objects.filter(pk=absence.pk).update(ends_at=now - timedelta(hours=1))
        release_everywhere()
        assert only_alert().state == AlertState.OPEN

    def test_an_account_that_was_switched_off_in_each_organisation(self, scoped: World, outside: World) -> None:
        alert = held_by(scoped, scoped.coach)
        User.objects.filter(pk=scoped.coach.user.pk).update(is_active=False)
        release_everywhere()
        release_everywhere()
        assert story(alert) == ["opened", "acknowledged", "reopened"]

    def test_with_nobody_to_tell_it_waits_until_somebody_can_be_told(self, scoped: World) -> None:
        alert = held_by(scoped, scoped.coach)
        sharing = Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH)
        sharing.update(withdrawn_at=timezone.now())
        leaves(scoped)
        assert story(alert) == ["opened", "acknowledged"]
        sharing.update(withdrawn_at=None)
        release_everywhere()
        assert story(alert) == ["opened", "acknowledged", "reopened"]
