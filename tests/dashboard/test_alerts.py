"""One alert: frozen evidence, who was told, what was done, what can be done."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert, AlertTransition, Delivery, Mark
from athletes.models import Athlete, User
from coachhub.core.ids import new_id
from coachhub.dashboard.forms.deeds import Until, moment_of, until_choices
from coachhub.dashboard.selectors.sparks import spark_of
from sessions.progression.rules import load, log, pain, tracking
from tests.alerts.acting import answers, tick
from tests.dashboard.made import do, look, page_of, red_flag, refresh, scope, with_phone
from tests.films import a_report, answer, film
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.world import World, squats
from tests.world import log as write_down

QUERIES_OF_AN_ALERT = 26
BERLIN = ZoneInfo("Europe/Berlin")


def now_is(alert: Alert) -> Alert:
    with scope(alert.organisation):
        alert.refresh_from_db()
    return alert


def test_a_red_flag_says_what_was_ticked_by_when_and_who_is_on_it(world: World) -> None:
    alert = red_flag(world.maya, "stuck", "swollen")
    text = text_of(get(world.coach, page_of(alert)))
    assert "Maya Lindqvist: “My knee locked”" in text
    assert "Nobody is on it yet, less than a minute. To be looked at today or tomorrow" in text
    assert "“My knee locked: it is stuck, I cannot fully straighten or bend it.”" in text
    assert "“It has swollen, after training or otherwise.” Right knee." in text
    assert "CoachHub cannot tell what is causing it." in text


def test_a_rules_alert_says_its_sentence_its_numbers_and_where_they_come_from(world: World) -> None:
    alert = look(world.maya, sentence="Pain has risen 2 points.")
    text = text_of(get(world.coach, page_of(alert)))
    assert "Pain has risen 2 points. Nobody is on it yet" in text
    assert "Worst pain, smoothed 3.4 of 10, today" in text
    assert "The rule then: speak up when pain has risen by 1.5 points or more above the athlete’s own usual" in text
    assert "and stands at 2 of 10 or more. Our default." in text
    assert "What did pain do in these weeks?" in text
    assert "Pain was 1 to 3 in the four sessions before, then 4." in text


def test_the_rule_is_said_as_it_was_then_and_not_at_all_where_its_numbers_are_others(world: World) -> None:
    alert = look(world.maya, log.Silent.key)
    with scope(world.maya):
        next(one for one in alert.evidence["thresholds"] if one["name"] == "days")["value"] = 12
        alert.save()
    said = "The rule then: speak up after more than 12 days without a session"
    assert said in text_of(get(world.coach, page_of(alert)))
    with scope(world.maya):
        alert.evidence["thresholds"].append({"name": "given up since", "value": 3, "unit": ""})
        alert.save()
    text = text_of(get(world.coach, page_of(alert)))
    assert "The rule then" not in text
    assert "Our default." in text


def test_readings_of_many_days_are_a_list_of_days(world: World) -> None:
    page = html_of(get(world.coach, page_of(look(world.maya, load.WeekRise.key))))
    assert page.count('<li><span class="ch-2">today</span> ') == 5
    assert "12.5 t" in page


def test_days_with_a_log_were_not_frozen_so_no_picture_shows_them(world: World) -> None:
    alert = look(world.maya, log.Silent.key)
    text = text_of(get(world.coach, page_of(alert)))
    assert "9 days, today" in text
    assert "days with a log" not in text
    assert "days with a log" in text_of(get(world.coach, reverse("today")))


def test_evidence_is_frozen(world: World) -> None:
    write_down(world.maya, squats(days_ago=2, pain=1))
    write_down(world.maya, squats(days_ago=1, pain=2))
    alert = red_flag(world.maya)
    before = re.findall(r"Pain was .*? then \d\.", text_of(get(world.coach, page_of(alert))))
    write_down(world.maya, squats(days_ago=0.1, pain=9))
    assert before == ["Pain was 1 in the session before, then 2."]
    assert before == re.findall(r"Pain was .*? then \d\.", text_of(get(world.coach, page_of(alert))))


def test_pain_that_was_hardly_said_builds_no_picture(world: World) -> None:
    alert = look(world.maya, pains=(None, None, 4))
    assert "What did pain do" not in text_of(get(world.coach, page_of(alert)))


def test_loads_in_the_readers_unit(world: World) -> None:
    write_down(world.maya, squats(load=100, rpe=8))
    alert = red_flag(world.maya)
    User.objects.filter(pk=world.owner.user.pk).update(unit="lb")
    assert "220.5 lb" in text_of(get(world.owner, page_of(alert)))
    assert "100 kg" in text_of(get(world.coach, page_of(alert)))


def test_who_was_told_and_what_comes_next(world: World) -> None:
    alert = red_flag(world.maya)
    text = text_of(get(world.coach, page_of(alert)))
    assert "Stop page shown on Maya’s phone" in text
    assert "In the app, you" in text
    assert "Told again unless somebody acknowledges" in text


def test_opening_it_is_seeing_it(world: World) -> None:
    alert = red_flag(world.maya)
    get(world.coach, page_of(alert))
    with scope(world):
        seen = Delivery.objects.filter(channel="app", seen_at__isnull=False)
        assert [one.recipient for one in seen] == [world.coach.membership]


def test_a_part_that_refreshes_itself_has_not_been_opened(world: World) -> None:
    alert = red_flag(world.maya)
    browser_of(world.coach).get(page_of(alert), headers={"HX-Request": "true"})
    with scope(world):
        assert not Delivery.objects.filter(seen_at__isnull=False).exists()


# What can be done


def test_acknowledge_comment_snooze_resolve_and_open_again(world: World) -> None:
    alert = red_flag(world.maya)
    assert do(world.coach, alert, "acknowledge").url == page_of(alert)
    assert (now_is(alert).state, alert.assigned_to) == ("acknowledged", world.coach.membership)
    do(world.clinician, alert, "comment", note="Seen at 18:00.")
    do(world.coach, alert, "snooze", until="4h")
    until = now_is(alert).snoozed_until
    assert until is not None
    assert timedelta(hours=3, minutes=59) < until - timezone.now() < timedelta(hours=4)
    assert "Snoozed until" in text_of(get(world.coach, page_of(alert)))
    do(world.coach, alert, "wake")
    assert now_is(alert).snoozed_until is None
    do(world.coach, alert, "resolve", note="Physio saw it.")
    assert now_is(alert).state == "resolved"
    do(world.owner, alert, "reopen")
    assert now_is(alert).state == "open"
    done = text_of(get(world.coach, page_of(alert)))
    for step in (
        "Acknowledged by you",
        "Commented by Clinician of Northside Seen at 18:00.",
        "Resolved by you Physio saw it.",
        "Reopened by Owner of Northside",
    ):
        assert step in done


def test_giving_it_to_somebody(world: World) -> None:
    alert = red_flag(world.maya)
    do(world.coach, alert, "assign", to=str(world.assistant.membership.pk))
    assert now_is(alert).assigned_to == world.assistant.membership
    assert "Given to you, not acknowledged yet" in text_of(get(world.assistant, page_of(alert)))
    do(world.coach, alert, "assign", to="")
    assert now_is(alert).assigned_to is None


def test_only_to_those_who_look_after_the_athlete(world: World, outside: World) -> None:
    alert = red_flag(world.samira)
    html = html_of(get(world.coach, page_of(alert)))
    assert str(world.assistant.membership.pk) not in html
    assert str(world.clinician.membership.pk) not in html
    refused = do(world.coach, alert, "assign", to=str(world.assistant.membership.pk))
    assert "Choose somebody who looks after this athlete." in text_of(refused)
    for stranger in (outside.coach.membership.pk, new_id()):
        assert do(world.coach, alert, "assign", to=str(stranger)).status_code == 200
        assert now_is(alert).assigned_to is None


def test_what_is_refused_is_said_where_it_was_typed(world: World) -> None:
    alert = red_flag(world.maya)
    do(world.coach, alert, "acknowledge")
    html = html_of(do(world.coach, alert, "resolve", note=" "))
    assert "Say who looked at it, when, and what was agreed." in html
    assert 'aria-describedby="resolve-error"' in html
    html = html_of(do(world.coach, alert, "comment", note="y" * 2001))
    assert 'aria-describedby="comment-error"' in html
    assert "y" * 2001 in html


def test_a_red_flag_waits_only_once_somebody_is_on_it(world: World) -> None:
    alert = red_flag(world.maya)
    text = text_of(get(world.coach, page_of(alert)))
    assert "A red flag can wait once somebody has acknowledged it, 12 hours at most." in text
    assert "A red flag can wait once somebody has acknowledged it." in text_of(
        do(world.coach, alert, "snooze", until="4h")
    )


def test_on_a_phone_what_to_do_first_stands_above_the_evidence(world: World) -> None:
    """Two pictures of one deed, of which each width shows one; keys press the wide one's."""
    alert = look(world.maya)
    page = get(world.coach, page_of(alert)).content.decode()
    lead, rest = page.split('<div class="ch-alert">')
    narrow, wide = lead.split("ch-only-narrow")[1], rest.split("ch-only-wide")[1]
    assert 'value="acknowledge">' in narrow
    assert 'value="acknowledge" data-key="a">' in wide
    do(world.coach, alert, "acknowledge")
    lead, rest = get(world.coach, page_of(alert)).content.decode().split('<div class="ch-alert">')
    assert 'value="undo">' in lead
    assert 'value="undo" data-key="u">' in rest


def test_what_was_just_done_can_be_undone_for_ten_seconds(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, alert, "acknowledge")
    assert "Acknowledged, just now." in text_of(get(world.coach, page_of(alert)))
    assert "just now" not in text_of(get(world.owner, page_of(alert)))
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert "just now" not in text_of(get(world.coach, page_of(alert)))
    do(world.coach, alert, "undo")
    assert now_is(alert).state == "open"


@pytest.mark.parametrize("deed", ["acknowledge", "assign", "snooze", "resolve", "reopen"])
def test_clinicians_may_read_and_comment_only(world: World, deed: str) -> None:
    alert = red_flag(world.maya)
    assert do(world.clinician, alert, deed, until="4h", note="x").status_code == 403
    html = html_of(get(world.clinician, page_of(alert)))
    assert 'value="comment"' in html
    assert f'value="{deed}"' not in html


def test_a_deed_is_done_to_the_alert_of_the_page_whatever_is_posted(world: World) -> None:
    one, other = look(world.maya), look(world.samira)
    post(world.coach, page_of(one), {"deed": "acknowledge", "alert": str(other.pk)})
    assert (now_is(one).state, now_is(other).state) == ("acknowledged", "open")


@pytest.mark.parametrize("deed", ["", "explode"])
def test_a_deed_that_there_is_not(world: World, deed: str) -> None:
    alert = look(world.maya)
    assert do(world.coach, alert, deed).status_code == 200
    with scope(world):
        assert AlertTransition.objects.exclude(kind="opened").count() == 0


def test_a_call_only_with_a_number(world: World) -> None:
    alert = red_flag(world.maya)
    assert "tel:" not in html_of(get(world.coach, page_of(alert)))
    with_phone(world.maya)
    assert "Call Maya" in text_of(get(world.coach, page_of(alert)))


def test_an_archived_athletes_alert_can_still_be_read(world: World) -> None:
    alert = red_flag(world.maya)
    with scope(world):
        Athlete.objects.filter(pk=alert.athlete_id).update(archived_at=timezone.now())
    assert get(world.coach, page_of(alert)).status_code == 200


# How long something waits


def test_waiting_as_people_say_it() -> None:
    friday = datetime(2026, 9, 18, 22, 30, tzinfo=BERLIN)
    said = {until: moment_of(until, friday) for until in Until if until is not Until.SESSION}
    assert said[Until.FOUR_HOURS] == friday + timedelta(hours=4)
    assert said[Until.TWELVE_HOURS] == friday + timedelta(hours=12)
    assert f"{said[Until.TOMORROW]:%a %d %H:%M}" == "Sat 19 07:00"
    assert f"{said[Until.MONDAY]:%a %d %H:%M}" == "Mon 21 07:00"
    assert f"{said[Until.WEEK]:%a %d %H:%M}" == "Fri 25 07:00"


def test_on_a_monday_the_next_one_is_meant() -> None:
    monday = datetime(2026, 9, 14, 8, 0, tzinfo=BERLIN)
    assert f"{moment_of(Until.MONDAY, monday):%a %d}" == "Mon 21"


def test_hours_for_a_red_flag_days_for_what_can_be_looked_at_later() -> None:
    assert [value for value, _ in until_choices("stop")] == ["4h", "12h"]
    assert [value for value, _ in until_choices("look")] == ["4h", "tomorrow", "monday", "week", "session"]


# Costs and manners


def test_an_alert_costs_the_same_whatever_happened_to_it(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    alert = red_flag(world.maya)
    browser = browser_of(world.coach)
    browser.get(page_of(alert))
    for _ in range(5):
        tick(world.maya, "stuck")
        do(world.owner, alert, "comment", note="Again.")
    browser.get(page_of(alert))
    with django_assert_max_num_queries(QUERIES_OF_AN_ALERT):
        browser.get(page_of(alert))


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(world: World) -> None:
    answer(film(world.maya), a_report())
    refresh(world.maya)
    tick(world.maya, entry=answers("stuck", "swollen", "hot_feverish"))
    with scope(world):
        pages = [page_of(Alert.objects.get(athlete=world.maya.athlete, rule="red_flag"))]
    rules = (load.WeekRise.key, tracking.Drift.key, pain.NextMorningRise.key, log.Silent.key)
    pages += [page_of(look(world.samira, rule)) for rule in rules]
    for path in ("/alerts/", "/alerts/?state=resolved", *pages):
        html = html_of(get(world.coach, path))
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []


# Useful or noise


@pytest.mark.parametrize(("deed", "useful"), [("useful", True), ("noise", False)])
def test_an_alert_is_marked_and_the_mark_is_taken_back(world: World, deed: str, useful: bool) -> None:
    alert = red_flag(world.maya)
    do(world.coach, alert, deed)
    with scope(world.organisation):
        assert [(one.useful, one.by) for one in Mark.objects.all()] == [(useful, world.coach.membership)]
    html = html_of(get(world.coach, page_of(alert)))
    assert f'value="unmark" aria-pressed="true">{"Useful" if useful else "Noise"}' in html
    do(world.coach, alert, "unmark")
    with scope(world.organisation):
        assert not Mark.objects.exists()


def test_a_mark_moves_nothing(world: World) -> None:
    alert = red_flag(world.maya)
    do(world.coach, alert, "noise")
    assert now_is(alert).state == "open"


def test_who_cannot_act_is_not_asked(world: World) -> None:
    alert = red_flag(world.maya)
    assert "Was this alert of use?" not in html_of(get(world.clinician, page_of(alert)))
    assert do(world.clinician, alert, "useful").status_code == 403


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("pain.persists", "pain 5 of 10, usually 1.5"),
        ("pain.up_on_less_load", "pain 5 of 10, usually 1.5"),
        ("pain.during_high", "pain 5 of 10, usually 4"),
    ],
)
def test_what_is_usual_is_said_as_the_rule_found_it(rule: str, said: str) -> None:
    """Rules on what became of a rise know the level before it, others go by the sessions at hand."""
    worst = [4, 4, None, 4, 5, None]
    alert = Alert(
        rule=rule,
        severity="look",
        evidence={"pain_series": [{"worst": one} for one in worst], "readings": [{"value": 1.5}]},
    )
    assert spark_of(alert, logged_days=(), today=date(2026, 9, 11), unit="kg").caption == said


def test_a_rise_of_which_nothing_was_said_since_has_no_words() -> None:
    alert = Alert(rule="pain.persists", severity="look", evidence={"pain_series": [], "readings": [{"value": 1.0}]})
    assert spark_of(alert, logged_days=(), today=date(2026, 9, 11), unit="kg").caption == ""
