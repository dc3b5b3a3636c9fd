"""Time passes: red flags are told again until somebody acknowledges, snoozed alerts come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts.models import Alert, AlertState, AlertTransition, Delivery
from alerts.services import reminders, transitions
from alerts.services.ladder import staff_for
from alerts.services.moving import move
from alerts.services.reminders import SNOOZE_OVER, remind_due, wake_due
from athletes.models import Athlete, Consent, ConsentKind, Membership
from athletes.services.members import end_membership, restore_membership
from tests.alerts.acting import a_morning, hurts, only_alert, story, tick, told
from tests.world import World


def its_time_has_come(column: str = "remind_at") -> None:
    Alert.objects.update(**{column: timezone.now() - timedelta(seconds=1)})


@pytest.fixture
def red_flag(scoped: World) -> Alert:
    tick(scoped.maya)
    return only_alert()


def test_it_is_told_again_to_everybody(red_flag: Alert) -> None:
    before = told(red_flag, "app")
    its_time_has_come()
    remind_due()
    assert story(red_flag) == ["opened", "reminded"]
    assert told(red_flag, "app") == before * 2


def test_and_again_after_the_time_that_was_set(red_flag: Alert, settings: LazySettings) -> None:
    its_time_has_come()
    before = timezone.now()
    remind_due()
    remind_at = only_alert().remind_at
    assert remind_at is not None
    assert abs(remind_at - before - timedelta(seconds=settings.CONFIG.remind_s)) < timedelta(seconds=5)


def test_not_before_its_time(red_flag: Alert) -> None:
    remind_due()
    assert story(red_flag) == ["opened"]


def test_two_sweeps_one_after_the_other_remind_once(red_flag: Alert) -> None:
    its_time_has_come()
    remind_due()
    remind_due()
    assert story(red_flag) == ["opened", "reminded"]


def test_reminding_changes_no_state(red_flag: Alert) -> None:
    its_time_has_come()
    remind_due()
    assert only_alert().state == AlertState.OPEN
    assert only_alert().repeats == 0


def test_not_after_somebody_acknowledged(scoped: World, red_flag: Alert) -> None:
    its_time_has_come()
    transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
    remind_due()
    assert story(red_flag) == ["opened", "acknowledged"]


def test_given_to_somebody_who_is_not_on_it_everybody_is_still_told(scoped: World, red_flag: Alert) -> None:
    transitions.assign(actor=scoped.owner.actor, alert=red_flag, to=scoped.assistant.membership)
    before = len(told(red_flag, "app"))
    its_time_has_come()
    remind_due()
    assert len(told(red_flag, "app")) == before + 3


def test_a_look_is_never_told_again(scoped: World) -> None:
    hurts(scoped.maya, 9)
    remind_due()
    assert story(only_alert()) == ["opened"]


def test_the_database_lets_only_open_alerts_remind(scoped: World, red_flag: Alert) -> None:
    transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
    with pytest.raises(IntegrityError, match="alert_reminds_only_while_open"), transaction.atomic():
        its_time_has_come()


def test_with_nobody_to_tell_it_is_looked_at_again_later(scoped: World, red_flag: Alert) -> None:
    Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
    its_time_has_come()
    remind_due()
    assert story(red_flag) == ["opened"]
    remind_at = only_alert().remind_at
    assert remind_at is not None
    assert remind_at > timezone.now()


def test_somebody_who_came_since_is_told_at_the_next_reminder(scoped: World) -> None:
    scoped.coach.membership.ended_at = scoped.owner.membership.ended_at = timezone.now()
    scoped.coach.membership.save()
    scoped.owner.membership.save()
    tick(scoped.samira)
    assert not Delivery.objects.exists()
    scoped.coach.membership.ended_at = None
    scoped.coach.membership.save()
    its_time_has_come()
    remind_due()
    assert told(only_alert(), "app") == [scoped.coach.user.name]


def test_one_alerts_trouble_keeps_no_other_red_flag_from_being_told_again(
    scoped: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tick(scoped.maya)
    tick(scoped.samira)
    its_time_has_come()

    def trouble(athlete: Athlete) -> list[Membership]:
        if athlete.pk == scoped.maya.athlete.pk:
            raise ValueError("a reading that cannot be")
        return staff_for(athlete)

    monkeypatch.setattr(reminders, "staff_for", trouble)
    remind_due()
    stories = {alert.athlete_id: story(alert) for alert in Alert.objects.all()}
    assert stories == {
        scoped.maya.athlete.pk: ["opened"],
        scoped.samira.athlete.pk: ["opened", "reminded"],
    }
    assert "alert_not_told_again" in caplog.text
    again_in = Alert.objects.get(athlete=scoped.maya.athlete).remind_at
    assert again_in is not None
    assert timedelta(seconds=50) < again_in - timezone.now() <= reminders.AFTER_A_FAILURE


@pytest.mark.parametrize("column", ["remind_at", "snoozed_until"])
def test_many_that_fail_do_not_starve_the_one_behind_them(
    scoped: World, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    tick(scoped.maya)
    tick(scoped.samira)
    its_time_has_come(column)
    monkeypatch.setattr(reminders, "AT_ONCE", 1)

    def trouble(alert: Alert, *args: Any, **kwargs: Any) -> AlertTransition | None:
        if alert.athlete_id == scoped.maya.athlete.pk:
            raise ValueError("a reading that cannot be")
        return move(alert, *args, **kwargs)

    monkeypatch.setattr(reminders, "move", trouble)
    for _ in range(2):
        remind_due() if column == "remind_at" else wake_due()
    assert story(Alert.objects.get(athlete=scoped.samira.athlete)) == ["opened", "reminded"]


def test_the_longest_waiting_is_told_first(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tick(scoped.maya)
    tick(scoped.samira)
    its_time_has_come()
    Alert.objects.filter(athlete=scoped.samira.athlete).update(remind_at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(reminders, "AT_ONCE", 1)
    remind_due()
    assert story(Alert.objects.get(athlete=scoped.samira.athlete)) == ["opened", "reminded"]


class TestArchived:
    """Nobody is told of athletes who have left; nothing of theirs is settled by it either."""

    @pytest.mark.parametrize("column", ["remind_at", "snoozed_until"])
    def test_until_they_come_back(self, scoped: World, red_flag: Alert, column: str) -> None:
        its_time_has_come(column)
        end_membership(actor=scoped.owner.actor, membership=scoped.maya.membership)
        remind_due()
        wake_due()
        assert story(red_flag) == ["opened"]
        assert only_alert().state == AlertState.OPEN
        restore_membership(actor=scoped.owner.actor, membership=scoped.maya.membership)
        remind_due()
        wake_due()
        assert story(red_flag) == ["opened", "reminded"]

    def test_they_take_nobody_s_turn(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        tick(scoped.maya)
        tick(scoped.samira)
        its_time_has_come()
        end_membership(actor=scoped.owner.actor, membership=scoped.maya.membership)
        monkeypatch.setattr(reminders, "AT_ONCE", 1)
        remind_due()
        assert story(Alert.objects.get(athlete=scoped.samira.athlete)) == ["opened", "reminded"]


def test_other_organisations_are_reminded_in_their_own_scope(scoped: World, outside: World) -> None:
    """The sweep runs outside any organisation's scope and enters each alert's."""
    tick(scoped.maya)
    tick(outside.maya)
    from coachhub.core.scope import every_organisation

    with every_organisation():
        its_time_has_come()
        remind_due()
        recipients = Delivery.objects.filter(transition__kind="reminded", channel="app")
        assert {row.reader.organisation_id == row.organisation_id for row in recipients} == {True}
        assert recipients.count() == 6


class TestSnoozes:
    """What waits comes back by itself."""

    @pytest.fixture
    def snoozed(self, scoped: World, in_an_hour: datetime) -> Alert:
        hurts(scoped.maya, 9)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=in_an_hour)
        return only_alert()

    def test_it_is_told_again_when_the_wait_is_over(self, snoozed: Alert) -> None:
        its_time_has_come("snoozed_until")
        wake_due()
        assert story(snoozed) == ["opened", "snoozed", "reminded"]
        assert snoozed.transitions.last().note == SNOOZE_OVER  # type: ignore[union-attr]
        assert only_alert().snoozed_until is None
        assert len(told(snoozed, "app")) == 6

    def test_once(self, snoozed: Alert) -> None:
        its_time_has_come("snoozed_until")
        wake_due()
        wake_due()
        assert story(snoozed)[-1] == "reminded"
        assert story(snoozed).count("reminded") == 1

    def test_not_before(self, snoozed: Alert) -> None:
        wake_due()
        assert only_alert().snoozed_until is not None

    def test_an_acknowledged_red_flag_comes_back_to_whoever_is_on_it(
        self, scoped: World, red_flag: Alert, in_an_hour: datetime
    ) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
        transitions.snooze(actor=scoped.coach.actor, alert=red_flag, until=in_an_hour)
        before = len(told(red_flag, "app"))
        its_time_has_come("snoozed_until")
        wake_due()
        assert told(red_flag, "app")[before:] == [scoped.coach.user.name]
        assert only_alert().state == AlertState.ACKNOWLEDGED

    def test_to_everybody_when_that_person_has_left(self, scoped: World, red_flag: Alert, in_an_hour: datetime) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
        transitions.snooze(actor=scoped.coach.actor, alert=red_flag, until=in_an_hour)
        scoped.coach.membership.ended_at = timezone.now()
        scoped.coach.membership.save()
        before = len(told(red_flag, "app"))
        its_time_has_come("snoozed_until")
        wake_due()
        assert told(red_flag, "app")[before:] == [scoped.owner.user.name, scoped.assistant.user.name]

    def test_the_database_lets_no_resolved_alert_wait(self, scoped: World, snoozed: Alert) -> None:
        transitions.resolve(actor=scoped.coach.actor, alert=snoozed)
        with pytest.raises(IntegrityError, match="alert_snoozed_until_resolved"), transaction.atomic():
            its_time_has_come("snoozed_until")


class TestUntilTheNextSession:
    """What waits for the athlete to train again."""

    @pytest.fixture
    def waiting(self, scoped: World) -> Alert:
        hurts(scoped.maya, 8, days_ago=2)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until_session=True)
        return only_alert()

    def test_it_waits_four_weeks_at_most(self, waiting: Alert) -> None:
        assert waiting.until_session
        assert waiting.snoozed_until is not None
        assert waiting.snoozed_until - timezone.now() > timedelta(days=27)

    def test_the_next_session_brings_it_back(self, scoped: World, waiting: Alert) -> None:
        hurts(scoped.maya, 1)
        alert = only_alert()
        assert (alert.snoozed_until, alert.until_session) == (None, False)
        assert story(alert)[-1] == "reminded"

    def test_an_older_one_sent_late_does_not(self, scoped: World, waiting: Alert) -> None:
        hurts(scoped.maya, 1, days_ago=1)
        assert only_alert().until_session

    def test_nor_does_time(self, scoped: World, waiting: Alert) -> None:
        a_morning(scoped.maya)
        wake_due()
        assert only_alert().until_session

    def test_at_the_latest_it_comes_back_by_itself(self, waiting: Alert) -> None:
        its_time_has_come("snoozed_until")
        wake_due()
        assert not only_alert().until_session

    def test_a_red_flag_does_not_wait_for_a_session(self, scoped: World, red_flag: Alert) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
        with pytest.raises(ValidationError) as refused:
            transitions.snooze(actor=scoped.coach.actor, alert=red_flag, until_session=True)
        assert "until" in refused.value.message_dict

    def test_ended_by_hand_it_waits_for_nothing(self, scoped: World, waiting: Alert) -> None:
        transitions.snooze(actor=scoped.coach.actor, alert=waiting)
        assert not only_alert().until_session
