"""An alert is raised with its cause, once for each event, and one at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from alerts.models import Alert, AlertState, AlertTransition, Severity, TransitionKind
from alerts.rules.causes import Cause
from alerts.services import transitions
from alerts.services.opening import raise_alert
from coachhub.core import events
from coachhub.core.scope import ScopeMissingError, organisation_scope
from sessions.events import CheckInSubmitted
from sessions.models import AthleteSnapshot, CheckIn
from sessions.services.check_ins import submit_check_in
from tests.alerts.acting import answers, hurts, only_alert, story, tick, told
from tests.world import World


def test_a_ticked_warning_sign_opens_a_red_flag(scoped: World) -> None:
    check_in = tick(scoped.maya, "stuck")
    alert = only_alert()
    assert (alert.rule, alert.severity, alert.tier, alert.state) == ("red_flag", "stop", "B", "open")
    assert alert.happened_at == check_in.answered_at
    opened = alert.transitions.get()
    assert (opened.kind, opened.state, opened.by, opened.about) == ("opened", "open", None, str(check_in.pk))
    assert opened.note == alert.sentence
    assert opened.evidence == alert.evidence


def test_none_of_these_opens_nothing(scoped: World) -> None:
    tick(scoped.maya, entry=answers())
    assert not Alert.objects.exists()


def test_a_red_flag_is_told_again_later_and_a_look_is_not(scoped: World) -> None:
    tick(scoped.maya)
    hurts(scoped.samira, 7)
    remind = {alert.severity: alert.remind_at is not None for alert in Alert.objects.all()}
    assert remind == {"stop": True, "look": False}


def test_the_roster_shows_it_even_of_somebody_who_never_logged(scoped: World) -> None:
    tick(scoped.maya)
    snapshot = AthleteSnapshot.objects.get(athlete=scoped.maya.athlete)
    assert (snapshot.attention, snapshot.sentence) == ("stop", only_alert().sentence)


def test_the_same_answers_sent_twice_are_one_event(scoped: World) -> None:
    entry = answers("stuck")
    tick(scoped.maya, entry=entry)
    tick(scoped.maya, entry=entry)
    assert story(only_alert()) == ["opened"]


def test_the_same_event_announced_twice_changes_nothing(scoped: World) -> None:
    check_in = tick(scoped.maya)
    with transaction.atomic():
        events.announce(CheckInSubmitted(check_in=check_in))
    assert story(only_alert()) == ["opened"]
    assert only_alert().repeats == 0


def test_ticked_again_counts_up_in_the_same_alert(scoped: World) -> None:
    first, second = tick(scoped.maya, "stuck"), tick(scoped.maya, "stuck")
    alert = only_alert()
    assert alert.repeats == 1
    assert story(alert) == ["opened", "repeated"]
    assert [one.about for one in alert.transitions.all()] == [str(first.pk), str(second.pk)]
    assert alert.happened_at == second.answered_at


def test_a_repeat_keeps_its_own_evidence(scoped: World) -> None:
    tick(scoped.maya, "stuck", entry=answers("stuck", side="left"))
    tick(scoped.maya, "stuck", entry=answers("stuck", side="right"))
    sides = [one.evidence["side"] for one in only_alert().transitions.all() if one.evidence]
    assert sides == ["left", "right"]
    assert only_alert().evidence["side"] == "right"


def test_something_more_urgent_raises_it(scoped: World) -> None:
    tick(scoped.maya, "swollen")
    tick(scoped.maya, "numb_cold")
    alert = only_alert()
    assert story(alert) == ["opened", "raised"]
    assert alert.tier == "A"
    assert "numb, cold" in alert.sentence
    assert alert.detail == "Emergency help now."


def test_something_less_urgent_leaves_tier_and_sentence(scoped: World) -> None:
    tick(scoped.maya, "numb_cold", "swollen")
    tick(scoped.maya, "swollen")
    alert = only_alert()
    assert story(alert) == ["opened", "repeated"]
    assert (alert.tier, alert.repeats) == ("A", 1)
    assert "numb, cold" in alert.sentence


def test_raising_opens_an_acknowledged_alert_again_and_tells_everybody(scoped: World) -> None:
    tick(scoped.maya, "swollen")
    transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
    before = len(told(only_alert()))
    tick(scoped.maya, "numb_cold")
    alert = only_alert()
    assert alert.state == AlertState.OPEN
    assert alert.remind_at is not None
    assert told(alert)[before:] == ["Coach of Northside", "Assistant of Northside", "Owner of Northside"]  # tier A


def test_a_warning_sign_not_ticked_before_is_told_like_something_more_urgent(scoped: World) -> None:
    """No suppression: two signs of one tier are two things to look at."""
    tick(scoped.maya, "swollen")
    transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
    tick(scoped.maya, "sharp")
    assert story(only_alert())[-1] == "raised"
    assert only_alert().state == AlertState.OPEN


def test_a_new_but_less_urgent_sign_is_told_and_the_tier_stays(scoped: World) -> None:
    tick(scoped.maya, "numb_cold")
    tick(scoped.maya, "swollen")
    alert = only_alert()
    assert story(alert)[-1] == "raised"
    assert (alert.tier, alert.severity) == ("A", "stop")
    assert "numb, cold" in alert.sentence


def test_a_repeat_of_a_red_flag_is_told_to_whoever_is_on_it(scoped: World) -> None:
    tick(scoped.maya, "swollen")
    transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
    before = len(told(only_alert(), "app"))
    tick(scoped.maya, "swollen")
    assert only_alert().state == AlertState.ACKNOWLEDGED
    assert told(only_alert(), "app")[before:] == [scoped.coach.user.name]


def test_a_repeat_of_a_look_makes_no_noise(scoped: World) -> None:
    hurts(scoped.maya, 6, days_ago=2)
    before = len(told(only_alert(), "app"))
    hurts(scoped.maya, 7, days_ago=1)
    alert = only_alert()
    assert (alert.repeats, alert.sentence) == (1, "Pain reached 7 of 10 while training.")
    assert len(told(alert, "app")) == before


def test_a_repeat_wakes_a_snoozed_red_flag_but_not_a_snoozed_look(scoped: World, in_an_hour: Any) -> None:
    tick(scoped.maya, "swollen")
    hurts(scoped.samira, 6, days_ago=2)
    for alert in Alert.objects.all():
        if alert.severity == Severity.STOP:
            transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
        transitions.snooze(actor=scoped.coach.actor, alert=alert, until=in_an_hour)
    tick(scoped.maya, "swollen")
    hurts(scoped.samira, 6, days_ago=1)
    asleep = {alert.severity: alert.snoozed_until is not None for alert in Alert.objects.all()}
    assert asleep == {"stop": False, "look": True}


def test_answers_that_a_phone_sends_late_do_not_take_the_place_of_newer_ones(scoped: World) -> None:
    tick(scoped.maya, entry=answers("swollen", side="right"))
    tick(scoped.maya, entry=answers("swollen", side="left", ago=timedelta(days=1)))
    alert = only_alert()
    assert alert.repeats == 1
    assert alert.sentence.endswith("right knee.")


def test_after_it_was_resolved_a_new_event_opens_a_new_alert(scoped: World) -> None:
    tick(scoped.maya, "stuck")
    transitions.resolve(actor=scoped.coach.actor, alert=only_alert(), note="Seen by the physiotherapist.")
    tick(scoped.maya, "stuck")
    assert sorted(Alert.objects.values_list("state", flat=True)) == ["open", "resolved"]


def test_an_event_that_somebody_resolved_is_not_told_again(scoped: World) -> None:
    check_in = tick(scoped.maya, "stuck")
    transitions.resolve(actor=scoped.coach.actor, alert=only_alert(), note="Seen by the physiotherapist.")
    with transaction.atomic():
        events.announce(CheckInSubmitted(check_in=check_in))
    assert story(only_alert()) == ["opened", "resolved"]


def test_each_athlete_and_each_rule_has_its_own(scoped: World) -> None:
    tick(scoped.maya)
    tick(scoped.samira)
    hurts(scoped.maya, 8)
    assert Alert.objects.count() == 3


def test_the_database_refuses_a_second_unresolved_alert_of_a_rule(scoped: World) -> None:
    tick(scoped.maya)
    values = Alert.objects.values("organisation_id", "athlete_id", "rule", "severity", "evidence", "happened_at").get()
    with pytest.raises(IntegrityError, match="alert_one_unresolved"), transaction.atomic():
        Alert.objects.create(**values)


def test_the_database_refuses_the_same_event_twice_in_an_alert(scoped: World) -> None:
    check_in = tick(scoped.maya)
    with pytest.raises(IntegrityError, match="transition_event_once"), transaction.atomic():
        AlertTransition.objects.create(
            organisation_id=check_in.organisation_id,
            alert=only_alert(),
            kind=TransitionKind.REPEATED,
            state="open",
            about=str(check_in.pk),
            evidence={},
        )


def test_the_database_refuses_to_change_what_happened(scoped: World) -> None:
    tick(scoped.maya)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        AlertTransition.objects.update(note="something else")


@pytest.mark.django_db(transaction=True)
def test_a_crash_in_a_subscriber_takes_the_answers_back_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either both are there or the phone sends the answers again: never answers without their alert."""

    def crash(event: CheckInSubmitted) -> None:
        raise RuntimeError("out of memory")

    subscribers = [*events._subscribers[CheckInSubmitted], crash]
    monkeypatch.setitem(events._subscribers, CheckInSubmitted, subscribers)
    with organisation_scope(world.organisation.pk):
        with pytest.raises(RuntimeError, match="out of memory"):
            submit_check_in(actor=world.maya.actor, athlete=world.maya.athlete, entry=answers("stuck"))
        assert not CheckIn.objects.exists()
        assert not Alert.objects.exists()


def test_a_refused_answer_raises_nothing(scoped: World) -> None:
    with pytest.raises(ValidationError):
        tick(scoped.maya, "no_such_question")
    assert not Alert.objects.exists()


def test_outside_an_organisation_s_scope_nothing_can_be_raised(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        athlete = world.maya.athlete
    cause = Cause(
        athlete=athlete,
        rule="red_flag",
        version=1,
        severity=Severity.STOP,
        about="x",
        sentence="x",
        evidence={},
        happened_at=athlete.joined_at,
    )
    with pytest.raises(ScopeMissingError):
        raise_alert(cause)
