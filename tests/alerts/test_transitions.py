"""What people may do to an alert, from which state, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts.models import UNRESOLVED, WAYS, Alert, AlertState, AlertTransition, TransitionKind
from alerts.services import transitions
from alerts.services.transitions import LONGEST_NOTE, TransitionRefusedError
from athletes.access import Actor
from tests.alerts.acting import hurts, only_alert, story, tick, told
from tests.world import World

LATER = timezone.now() + timedelta(hours=6)
NOTE = "Physiotherapist on Friday."

Deed = Callable[[Actor, Alert], AlertTransition]
DEEDS: dict[str, Deed] = {
    "acknowledge": lambda actor, alert: transitions.acknowledge(actor=actor, alert=alert),
    "assign": lambda actor, alert: transitions.assign(actor=actor, alert=alert, to=None),
    "snooze": lambda actor, alert: transitions.snooze(actor=actor, alert=alert, until=LATER),
    "comment": lambda actor, alert: transitions.comment(actor=actor, alert=alert, note=NOTE),
    "resolve": lambda actor, alert: transitions.resolve(actor=actor, alert=alert, note=NOTE),
    "reopen": lambda actor, alert: transitions.reopen(actor=actor, alert=alert),
}
LEGAL = {
    "open": {"acknowledge", "assign", "comment", "resolve"},  # a red flag can be snoozed once it is acknowledged
    "acknowledged": {"assign", "snooze", "comment", "resolve", "reopen"},
    "resolved": {"comment", "reopen"},
}


def red_flag(world: World, state: str = "open") -> Alert:
    """Maya's red flag, in this state."""
    tick(world.maya, "stuck")
    alert = only_alert()
    if state == "acknowledged":
        transitions.acknowledge(actor=world.coach.actor, alert=alert)
    if state == "resolved":
        transitions.resolve(actor=world.coach.actor, alert=alert, note=NOTE)
    return only_alert()


@pytest.mark.parametrize("state", LEGAL)
@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_from_each_state(scoped: World, deed: str, state: str) -> None:
    alert = red_flag(scoped, state)
    before = story(alert)
    if deed in LEGAL[state]:
        done = DEEDS[deed](scoped.coach.actor, alert)
        assert story(alert) == [*before, done.kind]
        assert done.by_id == scoped.coach.membership.pk
        assert done.state == only_alert().state
    else:
        with pytest.raises(TransitionRefusedError):
            DEEDS[deed](scoped.coach.actor, alert)
        assert (story(alert), only_alert().state) == (before, state)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", ["owner", "coach", "assistant", "clinician", "maya"])
def test_each_deed_by_each_role(scoped: World, deed: str, role: str) -> None:
    """Coaching staff act, clinicians comment, athletes read."""
    alert = red_flag(scoped, "acknowledged" if deed in {"snooze", "reopen"} else "open")
    actor = scoped.everybody[role].actor
    if role in {"owner", "coach", "assistant"} or (role, deed) == ("clinician", "comment"):
        assert DEEDS[deed](actor, alert).by_id == actor.membership_id
    else:
        with pytest.raises(PermissionDenied):
            DEEDS[deed](actor, alert)


def test_the_ways_lead_from_unresolved_only_except_a_comment_and_reopening() -> None:
    from_resolved = {kind for kind, way in WAYS.items() if AlertState.RESOLVED in way.sources}
    assert from_resolved == {TransitionKind.COMMENTED, TransitionKind.REOPENED}
    assert {state for way in WAYS.values() for state in way.sources} == {*UNRESOLVED, AlertState.RESOLVED}


def test_acknowledging_makes_it_yours_and_ends_the_reminders(scoped: World) -> None:
    alert = red_flag(scoped, "acknowledged")
    assert alert.assigned_to == scoped.coach.membership
    assert alert.remind_at is None


def test_acknowledging_what_was_given_to_another_makes_it_yours(scoped: World) -> None:
    alert = red_flag(scoped)
    transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.assistant.membership)
    transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
    assert only_alert().assigned_to == scoped.coach.membership


def test_the_second_to_acknowledge_hears_who_was_first(scoped: World) -> None:
    alert = red_flag(scoped, "acknowledged")
    with pytest.raises(TransitionRefusedError, match="Coach of Northside acknowledged it already"):
        transitions.acknowledge(actor=scoped.owner.actor, alert=alert)


@pytest.mark.parametrize(
    ("state", "deed", "sentence"),
    [
        ("resolved", "acknowledge", "This alert is resolved already."),
        ("resolved", "resolve", "This alert is resolved already."),
        ("resolved", "snooze", "This alert is resolved already."),
        ("open", "snooze", "A red flag can wait once somebody has acknowledged it."),
        ("open", "reopen", "This alert is open already."),
    ],
)
def test_a_refusal_says_why(scoped: World, state: str, deed: str, sentence: str) -> None:
    alert = red_flag(scoped, state)
    with pytest.raises(TransitionRefusedError) as refusal:
        DEEDS[deed](scoped.coach.actor, alert)
    assert str(refusal.value) == sentence


def test_a_page_that_was_open_too_long_cannot_undo_what_happened_meanwhile(scoped: World) -> None:
    as_it_was = red_flag(scoped)
    transitions.resolve(actor=scoped.owner.actor, alert=only_alert(), note=NOTE)
    with pytest.raises(TransitionRefusedError):
        transitions.acknowledge(actor=scoped.coach.actor, alert=as_it_was)
    assert as_it_was.state == AlertState.RESOLVED


class TestAssigning:
    """To somebody who looks after the athlete."""

    def test_whoever_gets_it_is_told_on_every_channel_and_nobody_else(self, scoped: World) -> None:
        alert = red_flag(scoped)
        mails, rows = len(told(alert)), len(told(alert, "app"))
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.assistant.membership)
        assert told(alert)[mails:] == told(alert, "app")[rows:] == [scoped.assistant.user.name]

    def test_taking_it_oneself_tells_nobody(self, scoped: World) -> None:
        alert = red_flag(scoped)
        before = told(alert, "app")
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.owner.membership)
        assert told(alert, "app") == before

    def test_being_given_it_is_not_being_on_it(self, scoped: World) -> None:
        alert = red_flag(scoped)
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.assistant.membership)
        assert only_alert().state == AlertState.OPEN
        assert only_alert().remind_at is not None

    @pytest.mark.parametrize("to", ["assistant", None])
    def test_nor_is_it_when_somebody_else_was_on_it_before(self, scoped: World, to: str | None) -> None:
        alert = red_flag(scoped, "acknowledged")
        transitions.snooze(actor=scoped.coach.actor, alert=alert, until=timezone.now() + timedelta(hours=2))
        Alert.objects.update(open_since=timezone.now() - timedelta(hours=3))
        whose = scoped.everybody[to].membership if to else None
        done = transitions.assign(actor=scoped.coach.actor, alert=alert, to=whose)
        alert = only_alert()
        assert (done.state, alert.state, alert.assigned_to, alert.snoozed_until) == ("open", "open", whose, None)
        assert alert.remind_at is not None
        assert abs(alert.remind_at - timezone.now() - timedelta(minutes=15)) < timedelta(seconds=5)
        assert timezone.now() - alert.open_since < timedelta(seconds=5)

    def test_who_takes_it_over_is_on_it(self, scoped: World) -> None:
        alert = red_flag(scoped, "acknowledged")
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.owner.membership)
        assert only_alert().state == AlertState.ACKNOWLEDGED
        assert only_alert().remind_at is None

    def test_nor_does_it_open_again_by_giving_it_to_who_is_on_it(self, scoped: World) -> None:
        alert = red_flag(scoped, "acknowledged")
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.coach.membership)
        assert only_alert().state == AlertState.ACKNOWLEDGED

    def test_a_look_stays_as_it_is(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        transitions.assign(actor=scoped.coach.actor, alert=only_alert(), to=scoped.assistant.membership)
        assert only_alert().state == AlertState.ACKNOWLEDGED

    def test_what_was_taken_over_by_mistake_is_theirs_as_before(self, scoped: World) -> None:
        alert = red_flag(scoped, "acknowledged")
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.owner.membership)
        transitions.give_back(actor=scoped.owner.actor, alert=alert, to=scoped.coach.membership)
        assert (only_alert().state, only_alert().assigned_to) == (AlertState.ACKNOWLEDGED, scoped.coach.membership)

    def test_the_step_says_to_whom(self, scoped: World) -> None:
        alert = red_flag(scoped)
        assert transitions.assign(actor=scoped.owner.actor, alert=alert, to=None).note == "nobody"
        done = transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.coach.membership)
        assert done.note == scoped.coach.user.name

    @pytest.mark.parametrize("who", ["clinician", "maya", "samira"])
    def test_not_to_somebody_who_does_not_act_on_alerts(self, scoped: World, who: str) -> None:
        alert = red_flag(scoped)
        with pytest.raises(ValidationError, match="looks after this athlete"):
            transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.everybody[who].membership)

    def test_not_to_an_assistant_of_another_squad(self, scoped: World) -> None:
        tick(scoped.samira)
        with pytest.raises(ValidationError, match="looks after this athlete"):
            transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.assistant.membership)

    def test_not_to_an_outsider(self, scoped: World, outside: World) -> None:
        alert = red_flag(scoped)
        with pytest.raises(ValidationError, match="looks after this athlete"):
            transitions.assign(actor=scoped.owner.actor, alert=alert, to=outside.coach.membership)


class TestSnoozing:
    """It waits, but not for ever, and a red flag never unattended."""

    def test_an_open_look_can_wait(self, scoped: World) -> None:
        hurts(scoped.maya, 7)
        until = timezone.now() + timedelta(days=2)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=until)
        assert only_alert().snoozed_until == until
        assert only_alert().state == AlertState.OPEN

    def test_the_step_says_until_when(self, scoped: World) -> None:
        hurts(scoped.maya, 7)
        until = timezone.now().replace(hour=18, minute=5) + timedelta(days=2)
        done = transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=until)
        assert done.note == f"until {timezone.localtime(until):%-d %b %Y, %H:%M}"

    @pytest.mark.parametrize(("hours", "fits"), [(11.9, True), (12.1, False)])
    def test_a_red_flag_waits_twelve_hours_at_most(self, scoped: World, hours: float, fits: bool) -> None:
        alert = red_flag(scoped, "acknowledged")
        until = timezone.now() + timedelta(hours=hours)
        if fits:
            assert transitions.snooze(actor=scoped.coach.actor, alert=alert, until=until).kind == TransitionKind.SNOOZED
        else:
            with pytest.raises(ValidationError, match="12 hours at most"):
                transitions.snooze(actor=scoped.coach.actor, alert=alert, until=until)

    @pytest.mark.parametrize(("days", "fits"), [(27, True), (29, False)])
    def test_anything_else_four_weeks(self, scoped: World, days: int, fits: bool) -> None:
        hurts(scoped.maya, 7)
        until = timezone.now() + timedelta(days=days)
        if fits:
            assert (
                transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=until).kind
                == TransitionKind.SNOOZED
            )
        else:
            with pytest.raises(ValidationError, match="4 weeks at most"):
                transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=until)

    def test_not_until_a_moment_that_has_passed(self, scoped: World) -> None:
        hurts(scoped.maya, 7)
        with pytest.raises(ValidationError, match="in the future"):
            transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=timezone.now())

    def test_the_wait_can_be_ended(self, scoped: World, in_an_hour: datetime) -> None:
        hurts(scoped.maya, 7)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=in_an_hour)
        done = transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=None)
        assert (only_alert().snoozed_until, done.note) == (None, "no longer")

    def test_resolving_ends_it_too(self, scoped: World, in_an_hour: datetime) -> None:
        hurts(scoped.maya, 7)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=in_an_hour)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
        assert only_alert().snoozed_until is None


class TestNotes:
    """A red flag is settled with words."""

    @pytest.mark.parametrize("note", ["", "   ", "\n"])
    def test_resolving_a_red_flag_says_how(self, scoped: World, note: str) -> None:
        alert = red_flag(scoped)
        with pytest.raises(ValidationError, match="who looked at it"):
            transitions.resolve(actor=scoped.coach.actor, alert=alert, note=note)
        assert only_alert().state == AlertState.OPEN

    def test_resolving_a_look_needs_no_words(self, scoped: World) -> None:
        hurts(scoped.maya, 7)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
        assert only_alert().closed_at is not None

    def test_a_comment_says_something(self, scoped: World) -> None:
        alert = red_flag(scoped)
        with pytest.raises(ValidationError, match="Say something"):
            transitions.comment(actor=scoped.coach.actor, alert=alert, note=" ")

    def test_not_too_much(self, scoped: World) -> None:
        alert = red_flag(scoped)
        with pytest.raises(ValidationError, match=f"At most {LONGEST_NOTE} characters"):
            transitions.comment(actor=scoped.coach.actor, alert=alert, note="x" * (LONGEST_NOTE + 1))

    def test_it_is_kept_as_it_was_said(self, scoped: World) -> None:
        alert = red_flag(scoped)
        transitions.comment(actor=scoped.coach.actor, alert=alert, note="  Called her.\nShe rests. ")
        assert alert.transitions.last().note == "Called her.\nShe rests."  # type: ignore[union-attr]


class TestReopening:
    """Nobody is on it any more."""

    def test_it_is_open_again_and_nobody_s(self, scoped: World) -> None:
        alert = red_flag(scoped, "resolved")
        transitions.reopen(actor=scoped.coach.actor, alert=alert)
        alert = only_alert()
        assert (alert.state, alert.closed_at, alert.assigned_to) == (AlertState.OPEN, None, None)

    def test_a_red_flag_is_told_again_after_the_usual_time_and_not_at_once(self, scoped: World) -> None:
        alert = red_flag(scoped, "acknowledged")
        before = told(alert, "app")
        transitions.reopen(actor=scoped.coach.actor, alert=alert)
        remind_at = only_alert().remind_at
        assert remind_at is not None
        assert remind_at > timezone.now() + timedelta(minutes=10)
        assert told(alert, "app") == before

    def test_not_beside_a_newer_one_about_the_same(self, scoped: World) -> None:
        alert = red_flag(scoped, "resolved")
        tick(scoped.maya, "stuck")
        with pytest.raises(TransitionRefusedError, match="A newer alert about the same is not resolved yet"):
            transitions.reopen(actor=scoped.coach.actor, alert=alert)


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"state": "asleep", "remind_at": None}, "alert_state_known"),
        ({"severity": "mild", "tier": ""}, "alert_severity_known"),
        ({"state": "resolved"}, "alert_closed_when_resolved"),
        ({"state": "acknowledged"}, "alert_reminds_only_while_open"),
        ({"severity": "look"}, "alert_tier_means_stop"),
    ],
)
def test_the_database_holds_what_is_always_true(scoped: World, broken: dict[str, str | None], constraint: str) -> None:
    alert = red_flag(scoped)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**broken)
