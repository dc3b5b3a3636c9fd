"""Today: one row an athlete, most urgent first, with everything that can be done about it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert, AlertTransition, Delivery
from alerts.services import transitions
from athletes.models import Athlete
from coachhub.dashboard.selectors.done import done_since_yesterday
from coachhub.dashboard.selectors.today import Row, Triage, triage
from sessions.models import KneeAnalysis
from sessions.progression.rules import load, log, pain, tracking
from tests.alerts.acting import tick
from tests.dashboard.made import look, many, refresh, scope, with_phone
from tests.films import a_refusal, a_report, answer, film
from tests.kept import DRIFTING, kept, read_as, remeasure
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, text_of
from tests.world import Person, World, make_world, squats
from tests.world import log as write_down

QUERIES_OF_A_PAGE = 17
TODAY = "/today/"


def seen_by(person: Person) -> Triage:
    with scope(person):
        return triage(person.actor)


def only_row(person: Person) -> Row:
    (row,) = seen_by(person).rows
    return row


def do(person: Person, deed: str, *alerts: Alert, **values: Any) -> Any:
    ids = [str(alert.pk) for alert in alerts]
    return browser_of(person).post(TODAY, {"deed": deed, "alert": ids, **values})


def red_flag(person: Person, *ticked: str) -> Alert:
    tick(person, *ticked)
    with scope(person):
        return Alert.objects.get(athlete=person.athlete, rule="red_flag")


# Rows


def test_a_row_says_who_why_and_by_when(world: World) -> None:
    red_flag(world.maya, "stuck")
    text = text_of(get(world.coach, TODAY))
    assert "Talk to Maya Lindqvist first." in text
    assert "Ticked “my knee locked: it is stuck, I cannot fully straighten or bend it” in squats, right knee." in text
    assert "To be looked at today or tomorrow" in text
    assert re.search(r"Nobody is on it; told again at \d\d:\d\d\.", text)
    assert "Squats paused." in text


def test_one_row_an_athlete_with_the_most_urgent_reason_first(world: World) -> None:
    look(world.maya)
    red_flag(world.maya)
    look(world.maya, load.WeekRise.key, sentence="Leg load this week is 38 % above the last four weeks.")
    row = only_row(world.coach)
    assert row.is_stop
    assert row.sentence.startswith("Ticked")
    assert {line.sentence for line in row.also} == {
        "Pain has risen 2 points above its usual 1.",
        "Leg load this week is 38 % above the last four weeks.",
    }


def test_stop_before_look_and_what_nobody_is_on_before_the_rest(world: World) -> None:
    held = look(world.samira)
    with scope(world):
        transitions.acknowledge(actor=world.coach.actor, alert=held)
    look(world.maya)
    assert [row.name for row in seen_by(world.coach).look] == ["Maya Lindqvist", "Samira Haddad"]
    red_flag(world.samira)
    assert [row.name for row in seen_by(world.coach).rows] == ["Samira Haddad", "Maya Lindqvist"]


def test_everybody_sees_their_own_athletes_only(world: World) -> None:
    look(world.maya)
    look(world.samira)
    assert [row.name for row in seen_by(world.assistant).rows] == ["Maya Lindqvist"]
    assert len(seen_by(world.coach).rows) == 2


def test_alerts_of_another_organisation_are_not_there(world: World, outside: World) -> None:
    look(world.maya)
    assert seen_by(outside.owner).rows == ()


def test_an_athlete_who_left_needs_nobody_any_more(world: World) -> None:
    look(world.maya)
    with scope(world):
        Athlete.objects.update(archived_at=timezone.now())
    assert seen_by(world.coach).rows == ()


def test_a_telephone_only_beside_a_red_flag_and_only_with_a_number(world: World) -> None:
    red_flag(world.maya)
    look(with_phone(world.samira))
    assert "tel:" not in html_of(get(world.coach, TODAY))
    with_phone(world.maya)
    assert html_of(get(world.coach, TODAY)).count('href="tel:+447700900123"') == 1


def test_what_somebody_said_who_is_on_it_stands_beside_their_name(world: World) -> None:
    alert = red_flag(world.maya)
    with scope(world):
        transitions.acknowledge(actor=world.owner.actor, alert=alert)
        transitions.comment(actor=world.owner.actor, alert=alert, note="Physiotherapist on Friday.")
    row = only_row(world.coach)
    assert (row.who, row.said) == ("Owner of Northside is on it", "Physiotherapist on Friday.")
    assert only_row(world.owner).who == "You are on it"


def test_given_to_somebody_is_not_yet_somebody_on_it(world: World) -> None:
    alert = red_flag(world.maya)
    with scope(world):
        transitions.assign(actor=world.owner.actor, alert=alert, to=world.coach.membership)
    row = only_row(world.owner)
    assert (row.who, row.unanswered) == ("Given to Coach of Northside, not acknowledged", True)
    assert only_row(world.coach).who == "Given to you, not acknowledged"


@pytest.mark.parametrize(
    ("rule", "caption", "drawn"),
    [
        (load.WeekRise.key, "leg load, five weeks", "12.5 t"),
        (pain.NextMorningRise.key, "before, and morning after", "+2"),
        (tracking.Drift.key, "tracking, last 2 videos", "−0.16"),
        (pain.PainTrend.key, "pain, last 5 sessions", ">4<"),
        (pain.DuringHigh.key, "pain 4 of 10, usually 1.5", ">4<"),
    ],
)
def test_the_picture_shows_what_the_sentence_says(world: World, rule: str, caption: str, drawn: str) -> None:
    look(world.maya, rule)
    spark = only_row(world.coach).spark
    assert spark.caption == caption
    assert drawn in spark.picture


def test_the_picture_of_silence_has_the_days_with_a_log(world: World) -> None:
    for days_ago in (9, 11, 14):
        write_down(world.maya, squats(days_ago=days_ago))
    look(world.maya, log.Silent.key)
    spark = only_row(world.coach).spark
    assert spark.caption == "days with a log, four weeks"
    assert "3 days with a log in 28" in spark.picture


def test_a_session_without_an_answer_is_no_pain_of_zero(world: World) -> None:
    look(world.maya, pain.DuringHigh.key, pains=(2, None, 6))
    assert "2, not said, 6" in only_row(world.coach).spark.picture
    assert only_row(world.coach).spark.caption == "pain 6 of 10"


# Deeds


def test_acknowledging_from_the_row(world: World) -> None:
    alert = red_flag(world.maya)
    assert do(world.coach, "acknowledge", alert).url == TODAY
    row = only_row(world.coach)
    assert (row.unanswered, row.who, row.just) == (False, "You are on it", "acknowledged")
    assert only_row(world.owner).who == "Coach of Northside is on it"


def test_all_that_stood_in_the_row_is_acknowledged_and_nothing_newer(world: World) -> None:
    first, second = look(world.maya), look(world.maya, load.WeekRise.key)
    third = look(world.maya, tracking.Drift.key)
    do(world.coach, "acknowledge", first, second)
    with scope(world):
        states = {one.pk: one.state for one in Alert.objects.all()}
    assert [states[one.pk] for one in (first, second, third)] == ["acknowledged", "acknowledged", "open"]


def test_the_slower_of_two_is_told_who_was_faster(world: World) -> None:
    alert = look(world.maya)
    do(world.owner, "acknowledge", alert)
    response = do(world.coach, "acknowledge", alert, open=f"comment:{world.maya.athlete.pk}")
    assert response.status_code == 200
    assert "Owner of Northside acknowledged it already." in text_of(response)


def test_snoozing_takes_the_row_away_until_then(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, "snooze", alert, until="tomorrow")
    assert only_row(world.coach).just == "snoozed"
    assert (seen_by(world.owner).rows, len(seen_by(world.owner).snoozed)) == ((), 1)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert len(seen_by(world.owner).rows) == 1


def test_a_red_flag_that_nobody_is_on_cannot_be_snoozed(world: World) -> None:
    alert = red_flag(world.maya)
    assert not only_row(world.coach).may_snooze
    response = do(world.coach, "snooze", alert, until="4h", open=f"snooze:{world.maya.athlete.pk}")
    assert "A red flag can wait once somebody has acknowledged it." in text_of(response)
    do(world.coach, "acknowledge", alert)
    assert only_row(world.coach).may_snooze


def test_one_snoozed_alert_does_not_hide_the_others_of_its_athlete(world: World) -> None:
    waits = look(world.maya)
    look(world.maya, load.WeekRise.key)
    do(world.coach, "snooze", waits, until="week")
    (row,) = seen_by(world.owner).rows
    assert len(row.alerts) == 1
    assert not seen_by(world.owner).snoozed


def test_a_comment_is_made_once_though_the_row_has_two_alerts(world: World) -> None:
    first, second = look(world.maya), look(world.maya, load.WeekRise.key)
    do(world.clinician, "comment", first, second, note="Saw Maya on Monday.")
    with scope(world):
        assert AlertTransition.objects.filter(kind="commented").count() == 1


def test_resolving_a_red_flag_needs_a_note_and_keeps_what_was_typed(world: World) -> None:
    alert = red_flag(world.maya)
    do(world.coach, "acknowledge", alert)
    opened = f"resolve:{world.maya.athlete.pk}"
    refused = do(world.coach, "resolve", alert, note="   ", open=opened)
    assert "Say who looked at it, when, and what was agreed." in text_of(refused)
    too_long = do(world.coach, "resolve", alert, note="x" * 2001, open=opened)
    assert "x" * 2001 in html_of(too_long)
    assert do(world.coach, "resolve", alert, note="Physio saw it.", open=opened).url == TODAY
    assert "Resolved. “Physio saw it.”" in text_of(get(world.coach, TODAY))


def test_a_deed_on_somebody_elses_athlete_is_refused(world: World) -> None:
    alert = look(world.samira)
    response = do(world.assistant, "acknowledge", alert)
    assert response.status_code == 200
    with scope(world):
        assert Alert.objects.get().state == "open"


@pytest.mark.parametrize("deed", ["acknowledge", "snooze", "resolve"])
def test_clinicians_read_and_comment(world: World, deed: str) -> None:
    alert = look(world.maya)
    assert do(world.clinician, deed, alert, until="4h", note="x").status_code == 403
    html = html_of(get(world.clinician, TODAY))
    assert "Acknowledge" not in html
    assert "Comment on Maya Lindqvist" in html


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"deed": "explode"},
        {"deed": "acknowledge"},
        {"deed": "acknowledge", "alert": "not-an-id"},
        {"deed": "snooze", "alert": "ALERT", "until": "forever"},
        {"deed": "snooze", "alert": "ALERT"},
        {"deed": "comment", "alert": "ALERT", "note": ""},
    ],
)
def test_what_makes_no_sense_changes_nothing(world: World, body: dict[str, str]) -> None:
    alert = look(world.maya)
    filled = {name: value.replace("ALERT", str(alert.pk)) for name, value in body.items()}
    assert browser_of(world.coach).post(TODAY, filled).status_code == 200
    with scope(world):
        assert AlertTransition.objects.exclude(kind="opened").count() == 0


# Undo


@pytest.mark.parametrize(
    ("deed", "values", "back"),
    [("acknowledge", {}, "open"), ("snooze", {"until": "week"}, "open"), ("resolve", {"note": "Fine."}, "open")],
)
def test_what_was_just_done_can_be_undone(world: World, deed: str, values: dict[str, str], back: str) -> None:
    alert = look(world.maya)
    do(world.coach, deed, alert, **values)
    assert 'value="undo"' in html_of(get(world.coach, TODAY))
    do(world.coach, "undo", alert)
    with scope(world):
        alert.refresh_from_db()
    assert (alert.state, alert.snoozed_until) == (back, None)


def test_undoing_a_resolve_gives_it_back_to_whoever_had_it(world: World) -> None:
    alert = red_flag(world.maya)
    do(world.owner, "acknowledge", alert)
    do(world.coach, "resolve", alert, note="Wrong button.")
    do(world.coach, "undo", alert)
    with scope(world):
        alert.refresh_from_db()
        assert (alert.state, alert.assigned_to) == ("acknowledged", world.owner.membership)


def test_undo_is_offered_for_ten_seconds_and_taken_for_a_minute(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, "acknowledge", alert)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert 'value="undo"' not in html_of(get(world.coach, TODAY))
    with time_machine.travel(timezone.now() + timedelta(seconds=62)):
        response = do(world.coach, "undo", alert, open=f"comment:{world.maya.athlete.pk}")
    assert "This could not be taken back any more." in text_of(response)


def test_taken_within_the_minute_though_no_longer_offered(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, "acknowledge", alert)
    with time_machine.travel(timezone.now() + timedelta(seconds=40)):
        do(world.coach, "undo", alert)
    with scope(world):
        assert Alert.objects.get().state == "open"


def test_a_row_just_acknowledged_can_be_commented_on(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, "acknowledge", alert)
    html = html_of(get(world.coach, TODAY))
    assert "Comment on Maya Lindqvist" in html
    assert "You are on it, since just now" in html


def test_nobody_undoes_what_another_did(world: World) -> None:
    alert = look(world.maya)
    do(world.owner, "acknowledge", alert)
    assert 'value="undo"' not in html_of(get(world.coach, TODAY))
    do(world.coach, "undo", alert)
    with scope(world):
        assert Alert.objects.get().state == "acknowledged"


def test_after_something_else_happened_there_is_nothing_to_undo(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, "acknowledge", alert)
    do(world.owner, "comment", alert, note="Thanks.")
    assert 'value="undo"' not in html_of(get(world.coach, TODAY))


# Parts of the page


def test_the_form_of_a_row_opens_without_any_script_too(world: World) -> None:
    look(world.maya)
    html = html_of(get(world.coach, f"{TODAY}?open=snooze:{world.maya.athlete.pk}"))
    assert "Snooze Maya for" in html
    assert html.count('name="until"') == 5


@pytest.mark.parametrize("text", ["explode:1", "snooze:", "snooze:not-an-id", "assign:x", ":::"])
def test_a_form_that_there_is_not_stays_shut(world: World, text: str) -> None:
    look(world.maya)
    assert "ch-row-form" not in html_of(get(world.coach, f"{TODAY}?open={text}"))


def test_an_open_page_gets_the_lists_alone(world: World) -> None:
    look(world.maya)
    html = html_of(browser_of(world.coach).get(TODAY, headers={"HX-Request": "true"}))
    assert html.lstrip().startswith('<div id="today"')
    assert "<html" not in html


def test_seen_on_the_screen(world: World) -> None:
    alert = red_flag(world.maya)
    browser = browser_of(world.coach)
    assert browser.post(reverse("seen"), {"alert": [str(alert.pk), "rubbish"]}).status_code == 204
    with scope(world):
        seen = Delivery.objects.filter(channel="app", seen_at__isnull=False)
        assert [one.recipient for one in seen] == [world.coach.membership]


def test_only_what_one_may_see_can_be_seen(world: World) -> None:
    alert = red_flag(world.samira)
    browser_of(world.assistant).post(reverse("seen"), {"alert": str(alert.pk)})
    with scope(world):
        assert not Delivery.objects.filter(seen_at__isnull=False).exists()


# Done


def test_done_since_yesterday(world: World) -> None:
    alert = look(world.maya, sentence="Pain crept up.")
    do(world.owner, "resolve", alert, note="Slept badly.")
    answer(film(world.samira), a_report())
    answer(film(world.samira), a_refusal())
    text = text_of(get(world.coach, TODAY))
    assert "Pain crept up. Resolved. “Slept badly.”" in text
    assert re.search(r"today \d\d:\d\d ?, Owner of Northside", text)
    assert "Squat: some drift, −0.15." in text
    assert "Squat: cannot tell. This was filmed too far from the side" in text
    assert re.search(r"today \d\d:\d\d ?, by itself", text)


def test_what_another_engine_read_again_was_not_done_since_yesterday(world: World) -> None:
    with scope(world):
        before = kept(world.maya, report=read_as(DRIFTING, shift=0.2))
        long_ago = timezone.now() - timedelta(days=9)
        KneeAnalysis.objects.filter(pk=before.pk).update(finished_at=long_ago)
        assert remeasure(analysis=before, apply=True).replaced_by
        assert done_since_yesterday(world.coach.actor).rows == ()
        KneeAnalysis.objects.filter(pk=before.pk).update(finished_at=timezone.now())
        (row,) = done_since_yesterday(world.coach.actor).rows
    assert row.athlete == world.maya.athlete.name


def test_what_was_done_two_days_ago_is_not_done_since_yesterday(world: World) -> None:
    alert = look(world.maya, sentence="Pain crept up.")
    do(world.owner, "resolve", alert)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert "Pain crept up." not in text_of(get(world.coach, TODAY))


# Calm and empty


def test_the_calm_page_shows_everybody_and_asks_for_nothing(world: World) -> None:
    write_down(world.maya, squats(pain=1))
    response = get(world.coach, TODAY)
    text = text_of(response)
    assert "Nobody needs you right now." in text
    assert "One of two athletes trained since yesterday." in text
    assert "cannot tell: Samira Haddad." in text
    assert "Maya : in line" in text
    assert "btn-primary" not in html_of(response)


def test_calm_with_nobody_training(world: World) -> None:
    for person in (world.maya, world.samira):
        write_down(person, squats(days_ago=5, pain=1))
    text = text_of(get(world.coach, TODAY))
    assert "Nobody trained since yesterday. Nothing they logged needs you." in text


def test_too_many_to_draw_are_not_drawn(world: World) -> None:
    many(world, 40)
    assert "ch-twelve" not in html_of(get(world.coach, TODAY))


def test_with_nobody_to_look_after_the_page_says_what_to_do(db: None) -> None:
    world = make_world()
    with scope(world):
        Athlete.objects.all().delete()
    html = html_of(get(world.coach, TODAY))
    assert "Nobody is here yet." in html
    assert reverse("settings_invitations") in html
    assert reverse("settings_invitations") not in html_of(get(world.assistant, TODAY))


# Costs and manners


def cost(world: World, django_assert_max_num_queries: Any) -> int:
    browser = browser_of(world.coach)
    browser.get(TODAY)
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE) as queries:
        browser.get(TODAY)
    return len(queries)


def test_the_page_costs_the_same_whatever_the_number_of_rows(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (world.maya, world.samira):
        red_flag(person)
        look(person, log.Silent.key)
    few = cost(world, django_assert_max_num_queries)
    for person in many(world, 8):
        red_flag(person)
        look(person)
        look(person, log.Silent.key)
        answer(film(person))
        refresh(person)
    assert cost(world, django_assert_max_num_queries) <= few + 1  # with the first video its query comes


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(world: World) -> None:
    red_flag(world.maya)
    for rule in (load.WeekRise.key, tracking.Drift.key, pain.NextMorningRise.key, log.Silent.key):
        look(world.samira, rule)
    for query in ("", f"?open=comment:{world.maya.athlete.pk}", f"?open=snooze:{world.samira.athlete.pk}"):
        html = html_of(get(world.coach, TODAY + query))
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []
