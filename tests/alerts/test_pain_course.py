"""Pain that is up on less load is a red flag: it goes the way of the others, though nobody ticked it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now
from django.urls import reverse

from alerts.models import Alert, AlertState
from alerts.services import transitions
from coachhub.core.scope import organisation_scope
from coachhub.phone.selectors.stop import log_stop, open_stop, something_waits
from sessions.models import Pause
from sessions.selectors.suggestions import offers_of, red_flag_open
from sessions.services.log import import_sessions
from tests.alerts.acting import story, tick, told
from tests.phone.pages import BANNED, get, text_of
from tests.world import Person, World, squats

RED_FLAG = "pain.up_on_less_load"
SAID = "Pain is 5 points above its usual level on 38 % less leg load for two weeks."


def up_on_less_load(person: Person) -> Alert:
    """Squats every other day; pain steps up in the fourth week before today, and the load goes down a week later."""
    entries = [
        squats(days_ago=ago, load=100 if ago > 14 else 60, pain=1 if ago > 24 else 6) for ago in range(56, -1, -2)
    ]
    with organisation_scope(person.membership.organisation_id):
        import_sessions(actor=person.actor, athlete=person.athlete, entries=entries)
        return Alert.objects.get(rule=RED_FLAG)


def test_it_is_a_red_flag_of_tier_c_with_its_advice(scoped: World) -> None:
    alert = up_on_less_load(scoped.maya)
    assert (alert.severity, alert.tier, alert.state) == ("stop", "C", "open")
    assert alert.detail == "To be looked at before the next hard leg session by a doctor or a physiotherapist."
    assert alert.sentence == SAID


def test_it_reaches_the_coach_and_repeats_until_somebody_acknowledges(scoped: World) -> None:
    alert = up_on_less_load(scoped.maya)
    assert told(alert) == ["Coach of Northside"]
    assert alert.remind_at is not None
    transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
    alert.refresh_from_db()
    assert alert.state == AlertState.ACKNOWLEDGED
    assert alert.remind_at is None


def test_nothing_is_suggested_while_it_is_open_and_no_exercise_is_paused(scoped: World) -> None:
    """Which exercise it is about, the log does not say."""
    up_on_less_load(scoped.maya)
    assert red_flag_open(scoped.maya.athlete)
    assert offers_of(scoped.maya.athlete) == ()
    assert something_waits(scoped.maya.actor)
    assert not Pause.objects.exists()


def test_the_athletes_page_says_it_calmly_until_a_coach_has_closed_it(scoped: World) -> None:
    alert = up_on_less_load(scoped.maya)
    shown = text_of(get(scoped.maya, reverse("me")))
    assert "Have your knee looked at before your next hard leg session." in shown
    assert SAID in shown
    assert "This app cannot tell what is causing it." in shown
    assert not BANNED.search(shown)
    transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
    assert log_stop(scoped.maya.actor) is not None
    transitions.resolve(actor=scoped.coach.actor, alert=alert, note="Seen by a physiotherapist.")
    assert log_stop(scoped.maya.actor) is None
    assert SAID not in text_of(get(scoped.maya, reverse("me")))


def test_an_old_answer_is_not_shown_for_it(scoped: World) -> None:
    """What was ticked and is over stays over: the log's red flag speaks for itself."""
    tick(scoped.maya)
    transitions.resolve(actor=scoped.coach.actor, alert=Alert.objects.get(), note="Looked at.")
    Pause.objects.update(checked_at=Now())
    up_on_less_load(scoped.maya)
    assert open_stop(scoped.maya.actor) is None
    assert log_stop(scoped.maya.actor) is not None


def test_a_ticked_one_is_no_red_flag_from_the_log(scoped: World) -> None:
    tick(scoped.maya)
    assert open_stop(scoped.maya.actor) is not None
    assert log_stop(scoped.maya.actor) is None


def test_each_athlete_has_their_own(scoped: World) -> None:
    up_on_less_load(scoped.maya)
    assert log_stop(scoped.samira.actor) is None
    assert not something_waits(scoped.samira.actor)


def test_the_coachs_pages_show_it_with_its_readings(scoped: World) -> None:
    alert = up_on_less_load(scoped.maya)
    for address in (reverse("today"), reverse("alert", args=[alert.pk]), reverse("athlete", args=[alert.athlete_id])):
        shown = text_of(get(scoped.coach, address))
        assert SAID in shown, address
    detail = text_of(get(scoped.coach, reverse("alert", args=[alert.pk])))
    assert "Leg load a week in the four weeks before that, at least" in detail
    assert "The rule then: red flag when pain has risen by 2 points or more" in detail
    assert "in both of the last two weeks. Staying or getting worse" in detail
    assert "The pause stays." not in detail


def test_what_is_usual_is_the_level_before_the_rise_wherever_it_is_said(scoped: World) -> None:
    """The last twelve sessions may all lie after it: their median would contradict the sentence."""
    alert = up_on_less_load(scoped.maya)
    for address in (reverse("today"), reverse("alert", args=[alert.pk])):
        shown = text_of(get(scoped.coach, address))
        assert "pain 6 of 10, usually 1" in shown, address
        assert "usually 6" not in shown, address


def test_pain_that_did_not_move_is_said_as_such(scoped: World) -> None:
    shown = text_of(get(scoped.coach, reverse("alert", args=[up_on_less_load(scoped.maya).pk])))
    assert "What did pain do in these weeks? Pain was 6 in each of the last twelve sessions." in shown
    assert "building up" not in shown


def test_the_athlete_reads_which_coach_is_on_it(scoped: World) -> None:
    alert = up_on_less_load(scoped.maya)
    assert "is on it" not in text_of(get(scoped.maya, reverse("me")))
    transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
    assert f"{scoped.coach.user.name} is on it." in text_of(get(scoped.maya, reverse("me")))


def test_the_same_rise_is_told_once(scoped: World) -> None:
    alert = up_on_less_load(scoped.maya)
    assert story(alert) == ["opened"]
    assert alert.happened_at > alert.opened_at - timedelta(days=30)
