"""The roster: everybody the reader sees, in one read of what is kept ready."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from athletes.models import Athlete
from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation
from coachhub.dashboard.columns import COLUMNS, chosen, csv_text
from coachhub.dashboard.forms.roster import RosterForm
from coachhub.dashboard.selectors.roster import ORDERS, Filters, Roster, Row, roster
from coachhub.dashboard.words import Status
from sessions.models import AthleteSnapshot, Attention, Decision, Suggestion
from sessions.services.check_points import answer_due
from sessions.services.suggestions import end, take_back
from tests.alerts.acting import tick
from tests.dashboard.made import look, many, refresh, scope, unshared
from tests.films import a_refusal, a_report, answer, film
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, text_of
from tests.suggesting import MOBILITY, decided, due, hurt, picked
from tests.world import Person, World, log, make_athlete, make_world, squats

BERLIN = ZoneInfo("Europe/Berlin")
QUERIES_OF_A_PAGE = 7  # session, person, membership with squads, the three of the roster, organisations of the menu


def seen_by(person: Person, filters: Filters = Filters(), **order: Any) -> Roster:  # noqa: B008  frozen
    with scope(person):
        return roster(person.actor, filters, **order)


def names(found: Roster) -> list[str]:
    return [row.name.split()[0] for row in found.rows]


def day_due(world: World, task: Suggestion, week: int, zone: ZoneInfo = BERLIN) -> date:
    with scope(world):
        return due(task, week).astimezone(zone).date()


def set_snapshot(person: Person, **values: Any) -> None:
    refresh(person)
    with scope(person):
        AthleteSnapshot.objects.filter(athlete=person.athlete).update(**values)


def table(person: Person, query: str = "") -> str:
    return html_of(browser_of(person).get(reverse("roster") + query, headers={"HX-Request": "true"}))


# Who is in it


def test_a_row_holds_what_is_kept_ready_of_an_athlete(world: World) -> None:
    log(world.maya, squats(days_ago=1, pain=2))
    answer(film(world.maya), a_report())
    row = next(row for row in seen_by(world.coach).rows if row.name == "Maya Lindqvist")
    assert (row.squads, row.status, row.pain, row.last_pain) == (("Powerlifting",), Status.IN_LINE, (2,), 2)
    assert (row.verdict_word, row.tracking, row.logged) == ("Some drift", -0.15, 1)
    assert row.last_session_at is not None
    assert row.filmed_at is not None


def test_the_next_check_point_of_what_is_tried(world: World) -> None:
    first = picked(world.coach, world.maya, ago=timedelta(days=9))
    picked(world.coach, world.maya, MOBILITY)
    maya, samira = seen_by(world.coach, order="name").rows
    assert (maya.next_check_of, maya.next_check) == ("Goblet squat", day_due(world, first, 2))
    assert (samira.next_check, samira.next_check_of) == (None, "")
    assert names(seen_by(world.coach, order="check")) == ["Maya", "Samira"]
    text = text_of(get(world.coach, reverse("roster")))
    assert "Next check point" in text
    assert "no task" in text


def test_a_check_point_is_answered_and_the_next_one_comes(world: World) -> None:
    task = picked(world.coach, world.maya, ago=timedelta(days=15))
    with every_organisation():
        answer_due()
    (maya,) = (row for row in seen_by(world.coach).rows if row.name.startswith("Maya"))
    assert maya.next_check == day_due(world, task, 4)


@pytest.mark.parametrize("over", ["ended", "taken back", "dismissed"])
def test_what_does_not_run_has_no_check_point(world: World, over: str) -> None:
    with scope(world):
        if over == "dismissed":
            hurt(world.maya)
            decided(world.coach, world.maya, decision=Decision.DISMISSED)
        else:
            task = picked(world.coach, world.maya)
            (end if over == "ended" else take_back)(actor=world.coach.actor, suggestion=task)
    assert {row.next_check for row in seen_by(world.coach).rows} == {None}


def test_the_check_point_stands_on_the_athletes_own_day(world: World) -> None:
    """Midnight in Auckland is noon of the day before in Berlin."""
    with scope(world):
        Athlete.objects.filter(name="Maya Lindqvist").update(time_zone="Pacific/Auckland")
    task = picked(world.coach, world.maya)
    (maya,) = (row for row in seen_by(world.coach).rows if row.name.startswith("Maya"))
    there = day_due(world, task, 2, ZoneInfo("Pacific/Auckland"))
    assert maya.next_check == there != day_due(world, task, 2)


def test_who_does_not_share_shows_no_task(world: World) -> None:
    quiet = unshared(world)
    picked(world.coach, quiet)
    assert {row.next_check for row in seen_by(world.coach).rows} == {None}


def test_an_open_red_flag_comes_first(world: World) -> None:
    log(world.maya, squats(pain=1))
    tick(world.samira)
    rows = seen_by(world.coach).rows
    assert [(row.name, row.status) for row in rows] == [
        ("Samira Haddad", Status.STOP),
        ("Maya Lindqvist", Status.IN_LINE),
    ]
    assert rows[0].sentence.startswith("Ticked")


def test_nothing_logged_is_not_in_line(world: World) -> None:
    assert {row.status for row in seen_by(world.coach).rows} == {Status.NEW}
    assert "Nothing logged yet" in text_of(get(world.coach, reverse("roster")))


def test_who_does_not_share_is_there_by_name_alone(world: World) -> None:
    quiet = unshared(world)
    log(quiet, squats(pain=7))
    row = next(row for row in seen_by(world.coach).rows if row.name == "Quiet Quinn")
    assert row == Row(quiet.athlete.pk, "Quiet Quinn", ("Powerlifting",), Status.UNSHARED)
    assert "has not agreed to show the log to coaches" in text_of(get(world.coach, reverse("roster")))


def test_clinicians_see_those_who_agreed_to_it(world: World) -> None:
    unshared(world)
    assert names(seen_by(world.clinician)) == ["Maya", "Samira"]


def test_an_assistant_sees_their_squads(world: World) -> None:
    found = seen_by(world.assistant)
    assert names(found) == ["Maya"]
    assert [tab.name for tab in found.squads] == ["Powerlifting"]


def test_another_organisation_is_not_there(world: World, outside: World) -> None:
    assert {row.id for row in seen_by(world.owner).rows}.isdisjoint(row.id for row in seen_by(outside.owner).rows)


def test_who_left_is_not_there(world: World) -> None:
    with scope(world):
        Athlete.objects.filter(name="Samira Haddad").update(archived_at=timezone.now())
    assert names(seen_by(world.coach)) == ["Maya"]


def test_the_lead_counts_in_words(world: World) -> None:
    tick(world.samira)
    unshared(world)
    assert seen_by(world.coach).lead == "Three athletes: one stop, one nothing logged yet, one not shared."


def test_squads_are_counted_whatever_is_filtered(world: World) -> None:
    found = seen_by(world.coach, Filters(statuses=frozenset({Status.STOP})))
    assert [(tab.name, tab.count) for tab in found.squads] == [("Football U21", 1), ("Powerlifting", 1)]
    assert found.rows == ()


# Filters and order


def test_filters(world: World) -> None:
    tick(world.samira)
    answer(film(world.maya), a_report())
    assert names(seen_by(world.coach, Filters(squad=world.football.pk))) == ["Samira"]
    assert names(seen_by(world.coach, Filters(statuses=frozenset({Status.STOP})))) == ["Samira"]
    assert names(seen_by(world.coach, Filters(not_filmed=True))) == ["Samira"]
    assert names(seen_by(world.coach, Filters(name="LIND"))) == ["Maya"]
    assert names(seen_by(world.coach, Filters(name="lind", squad=world.football.pk))) == []


def test_not_filmed_means_for_four_weeks(world: World) -> None:
    set_snapshot(world.maya, tracking_at=timezone.now() - timedelta(days=27))
    set_snapshot(world.samira, tracking_at=timezone.now() - timedelta(days=29))
    assert names(seen_by(world.coach, Filters(not_filmed=True))) == ["Samira"]


def test_nothing_is_said_of_the_videos_of_one_who_does_not_share(world: World) -> None:
    unshared(world)
    assert "Quiet" not in names(seen_by(world.coach, Filters(not_filmed=True)))


def test_a_squad_that_the_reader_does_not_see_has_no_rows(world: World) -> None:
    assert names(seen_by(world.assistant, Filters(squad=world.football.pk))) == []


@pytest.mark.parametrize("order", ORDERS)
def test_sorted_by_each_column_with_what_is_not_known_last_either_way(world: World, order: str) -> None:
    now = timezone.now()
    low = {
        "last_session_at": now - timedelta(days=3),
        "leg_load_change": -0.2,
        "leg_load_week_kg": 100.0,
        "pain_series": [1],
        "tracking_dkasr": -0.3,
        "tracking_at": now - timedelta(days=9),
        "sessions_logged": 1,
        "sessions_expected": 12,
        "attention": Attention.STOP,
    }
    high = {
        "last_session_at": now,
        "leg_load_change": 0.3,
        "leg_load_week_kg": 900.0,
        "pain_series": [8],
        "tracking_dkasr": 0.0,
        "tracking_at": now,
        "sessions_logged": 12,
        "sessions_expected": 12,
        "attention": Attention.IN_LINE,
    }
    picked(world.coach, world.maya, ago=timedelta(days=1))
    picked(world.coach, world.samira)
    set_snapshot(world.maya, **low)
    set_snapshot(world.samira, **high)
    make_athlete(world.organisation, "Zoe Zander")
    assert names(seen_by(world.coach, order=order)) == ["Maya", "Samira", "Zoe"]
    turned = names(seen_by(world.coach, order=order, downwards=True))
    assert turned == (["Zoe", "Samira", "Maya"] if order in ("need", "name") else ["Samira", "Maya", "Zoe"])


def test_a_jump_of_the_load_is_marked_only_where_somebody_should_look(world: World) -> None:
    set_snapshot(world.maya, leg_load_change=0.38, attention=Attention.LOOK, last_session_at=timezone.now())
    set_snapshot(world.samira, leg_load_change=0.38, attention=Attention.IN_LINE, last_session_at=timezone.now())
    jumped = {row.name: row.load_jumped for row in seen_by(world.coach).rows}
    assert jumped == {"Maya Lindqvist": True, "Samira Haddad": False}


# The address


def test_the_address_keeps_what_was_chosen() -> None:
    form = RosterForm(QueryDict("status=stop&status=look&q=may&order=pain&down=on&not_filmed=on"))
    assert form.filters == Filters(None, frozenset({Status.STOP, Status.LOOK}), not_filmed=True, name="may")
    assert (form.order_key, form.is_down, form.narrows) == ("pain", True, True)
    assert RosterForm(QueryDict(form.address())).filters == form.filters
    assert form.address(q=None, status=None) == "not_filmed=on&order=pain&down=on"


def test_each_status_can_be_taken_out_again() -> None:
    form = RosterForm(QueryDict("status=stop&status=look"))
    assert form.status_chips == [("Stop", "status=look"), ("Look", "status=stop")]


@pytest.mark.parametrize(
    "query", ["squad=abc", "status=explode", "order=price", "down=maybe", "q=%00", "squad=" + "9" * 400, "%ff=%ff"]
)
def test_what_cannot_be_read_in_an_address_is_left_out(world: World, query: str) -> None:
    assert get(world.coach, f"{reverse('roster')}?{query}").status_code == 200
    assert get(world.coach, f"{reverse('roster_csv')}?{query}").status_code == 200


def test_a_heading_sorts_by_its_column_and_turns_round_the_second_time(world: World) -> None:
    log(world.maya, squats(pain=1))
    assert 'href="?order=pain"' in html_of(get(world.coach, reverse("roster")))
    once = html_of(get(world.coach, reverse("roster") + "?order=pain"))
    assert 'href="?order=pain&amp;down=on"' in once
    assert 'aria-sort="ascending"' in once
    assert 'aria-sort="descending"' in html_of(get(world.coach, reverse("roster") + "?order=pain&down=on"))


def test_nobody_matches_and_the_way_back(world: World) -> None:
    text = text_of(get(world.coach, reverse("roster") + "?q=nobody-here"))
    assert "Nobody here." in text
    assert "Show everybody" in text


# Columns


def test_columns_are_chosen_and_remembered(world: World) -> None:
    browser = browser_of(world.coach)
    back = reverse("roster") + "?order=pain"
    response = browser.post(reverse("roster_columns"), {"column": ["pain", "volume", "rubbish"], "back": back})
    assert response["Location"] == back
    html = html_of(browser.get(reverse("roster")))
    assert "Pain, 0 to 10" in html
    assert '<th scope="col"><a href="?order=session">' not in html
    assert browser.cookies["roster_columns"].value == "volume.pain"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(world: World, away: str) -> None:
    response = browser_of(world.coach).post(reverse("roster_columns"), {"back": away})
    assert response["Location"] == reverse("roster")


def test_without_a_choice_the_usual_ones() -> None:
    usual = [column.key for column in COLUMNS if column.at_first]
    assert [column.key for column in chosen([])] == usual
    assert [column.key for column in chosen(["rubbish"])] == usual


def test_every_column_can_be_shown_and_sorted_by(world: World) -> None:
    log(world.maya, squats(pain=1))
    answer(film(world.maya), a_refusal())
    browser = browser_of(world.coach)
    browser.post(reverse("roster_columns"), {"column": [column.key for column in COLUMNS]})
    html = html_of(browser.get(reverse("roster")))
    for column in COLUMNS:
        assert column.order in ORDERS
        assert column.title in html


# CSV


def rows_of(person: Person, query: str = "") -> list[dict[str, str]]:
    response = get(person, reverse("roster_csv") + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="roster-')
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_has_the_rows_and_columns_of_the_page(world: World) -> None:
    log(world.maya, squats(pain=3))
    (only,) = rows_of(world.coach, "?q=maya")
    assert (only["athlete"], only["squads"], only["status"]) == ("Maya Lindqvist", "Powerlifting", "In line")
    assert only["worst pain of the last session, 0 to 10"] == "3"
    assert only["sessions logged in four weeks"] == "1"


def test_a_value_that_is_not_known_is_empty_in_the_file(world: World) -> None:
    (only,) = rows_of(world.coach, "?q=maya")
    assert (only["worst pain of the last session, 0 to 10"], only["last session"], only["knee tracking"]) == ("",) * 3


def test_loads_are_in_the_readers_unit(world: World) -> None:
    row = Row(new_id(), "Maya", (), Status.IN_LINE, leg_load_week_kg=1000.0)
    columns = chosen(["volume"])
    assert "leg load of the week, lb" in csv_text([row], columns, unit="lb")
    assert "2204.6" in csv_text([row], columns, unit="lb")
    assert "1000.0" in csv_text([row], columns, unit="kg")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_is_never_a_formula(start: str) -> None:
    row = Row(new_id(), f"{start}HYPERLINK(1)", (f"{start}squad",), Status.NEW)
    (only,) = csv.DictReader(io.StringIO(csv_text([row], (), unit="kg")))
    assert only["athlete"] == f"'{start}HYPERLINK(1)"
    assert only["squads"] == f"'{start}squad"


def test_nor_where_a_spreadsheet_takes_semicolons_for_separators() -> None:
    row = Row(new_id(), "Maya;=1+1", ("Squad;@SUM(1)",), Status.NEW)
    lines = csv.reader(io.StringIO(csv_text([row], (), unit="kg")), delimiter=";")
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "@"))]


def test_a_negative_number_stays_a_number() -> None:
    row = Row(new_id(), "Maya", (), Status.IN_LINE, leg_load_change=-0.61, tracking=-0.15)
    (only,) = csv.DictReader(io.StringIO(csv_text([row], chosen(["load", "change"]), unit="kg")))
    assert (only["leg load on four weeks, %"], only["change of knee-ankle separation ratio"]) == ("-61", "-0.15")


@given(st.text(min_size=1, max_size=40))
def test_any_name_comes_back_out_of_the_file(name: str) -> None:
    if "\x00" in name:
        return
    row = Row(new_id(), name, (), Status.NEW)
    (only,) = csv.DictReader(io.StringIO(csv_text([row], (), unit="kg"), newline=""))
    assert only["athlete"].replace("'", "") == name.replace("'", "")


# Costs and manners


def cost(person: Person, django_assert_max_num_queries: Any, path: str) -> int:
    browser = browser_of(person)
    browser.get(path)
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE) as queries:
        browser.get(path)
    return len(queries)


def test_the_page_costs_the_same_with_a_hundred_athletes(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    log(world.maya, squats(pain=1))
    picked(world.coach, world.maya)
    for path in (reverse("roster"), reverse("roster_csv")):
        few = cost(world.coach, django_assert_max_num_queries, path)
        for number in range(50):
            athlete = make_athlete(world.organisation, f"Athlete {path} {number}", squad=world.powerlifting)
            if number % 10 == 0:
                picked(world.coach, athlete)
        assert cost(world.coach, django_assert_max_num_queries, path) == few


def test_with_nobody_in_it_the_page_leads_to_inviting(db: None) -> None:
    world = make_world()
    with scope(world):
        Athlete.objects.all().delete()
    html = html_of(get(world.coach, reverse("roster")))
    assert "No athletes yet." in html
    assert reverse("settings_invitations") in html
    assert reverse("settings_invitations") not in html_of(get(world.assistant, reverse("roster")))


def test_an_open_page_gets_the_table_alone(world: World) -> None:
    assert "<html" not in table(world.coach)
    assert "Maya Lindqvist" in table(world.coach)
    assert "Maya Lindqvist" not in table(world.coach, "?q=samira")


def test_what_an_athlete_is_called_is_only_ever_text(world: World) -> None:
    make_athlete(world.organisation, "<script>alert(1)</script>", squad=world.powerlifting)
    html = html_of(get(world.coach, reverse("roster")))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(world: World) -> None:
    log(world.maya, squats(pain=2))
    answer(film(world.maya), a_report())
    look(world.samira)
    unshared(world)
    many(world, 2)
    for query in ("", "?q=nobody", "?status=stop&not_filmed=on"):
        html = html_of(get(world.coach, reverse("roster") + query))
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []
