"""The demo: twelve stories over twelve weeks, told by the rules themselves; open to anybody, so never in production."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from alerts.models import Alert, AlertState
from alerts.rules.evaluate import ALERTING
from athletes.models import (
    Athlete,
    Consent,
    ConsentKind,
    Membership,
    Organisation,
    Role,
    Squad,
    SquadAthlete,
    SquadStaff,
    User,
)
from coachhub.core.scope import every_organisation, organisation_scope
from coachhub.demo.load import load_demo
from coachhub.demo.log import sessions_of
from coachhub.demo.stories import STORIES, WEEKS, Story
from sessions.models import (
    AnalysisState,
    AthleteSnapshot,
    Attention,
    KneeAnalysis,
    PainReading,
    Pause,
    Suggestion,
    TrainingSession,
    TrainingSet,
    Video,
)
from sessions.progression.findings import Severity
from sessions.progression.suggestions import ADVICE
from sessions.selectors.suggestions import offers_of
from tests.demo.told import HOME, found_in
from tests.phone.pages import html_of, text_of
from tests.threads import unseen_event_loop
from tests.world import make_world

pytestmark = pytest.mark.xdist_group("demo")

# Statistics made while the rows are there but not committed call the tables empty, and every query reads them whole.
NO_STATISTICS = "LOCK TABLE training_trainingsession, training_lift, training_trainingset, training_painreading"
QUERIES_A_SESSION = 15

ASKING = {
    "Maya Lindqvist": {"red_flag", "pain.during_high"},
    "Samira Haddad": {"pain.trend"},
    "Grace Mbeki": {"pain.trend"},
    "Viktor Hale": {"load.week_change"},
    "Dario Conti": {"pain.next_morning_rise"},
    "Noah Petersen": {"log.silent"},
}
CALM = {"Tom Okafor", "Aaron Blake", "Kenji Mori"}
RETURNING = {"Ruth Ellison", "Henrik Sund"}
NEW = {"Ines Carvalho"}


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo as it was loaded, what the command said, and what it cost."""

    organisation: Organisation
    said: str
    queries: int

    def person(self, name: str) -> Membership:
        """The member of this name."""
        with organisation_scope(self.organisation.pk):
            return Membership.objects.select_related("user").get(user__name=name)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """Loaded once for all of these tests: it takes seconds."""
    out = io.StringIO()
    with unseen_event_loop(), django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"{NO_STATISTICS} IN SHARE UPDATE EXCLUSIVE MODE")
        with CaptureQueriesContext(connection) as queries:
            call_command("demo", stdout=out)
        connection.check_constraints()
        yield Demo(Organisation.objects.get(is_demo=True), out.getvalue(), len(queries))
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Demo, db: None) -> Demo:
    """The demo; what a test changes in it is undone."""
    return loaded


@pytest.fixture
def inside(demo: Demo) -> Iterator[Demo]:
    """The demo, with its scope entered."""
    with organisation_scope(demo.organisation.pk):
        yield demo


# -- what is in it ------------------------------------------------------------------------------------


def test_two_squads_with_six_athletes_each_and_somebody_of_every_role(inside: Demo) -> None:
    squads = Squad.objects.order_by("name")
    assert [squad.name for squad in squads] == ["Football U21", "Powerlifting"]
    assert [SquadAthlete.objects.filter(squad=squad).count() for squad in squads] == [6, 6]
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert Athlete.objects.count() == 12
    (assistant,) = SquadStaff.objects.select_related("squad", "membership")
    assert (assistant.squad.name, assistant.membership.role) == ("Football U21", Role.ASSISTANT)


def test_nobody_real_is_reached_and_nobody_has_a_password(demo: Demo) -> None:
    people = User.objects.filter(memberships__organisation=demo.organisation)
    assert len(people) == 16
    assert all(person.email.endswith(".invalid") for person in people)
    assert not any(person.has_usable_password() for person in people)


def test_every_athlete_agreed_to_everything(inside: Demo) -> None:
    assert Consent.objects.count() == 12 * len(ConsentKind)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_log_as_long_and_as_full_as_the_story_says(inside: Demo, story: Story) -> None:
    days = list(TrainingSession.objects.filter(athlete__name=story.name).values_list("day", flat=True))
    planned = story.weeks * len(story.days_back)
    assert 0.85 * planned <= len(days) <= planned
    assert len(days) == len(set(days))
    now = timezone.now().astimezone(HOME)
    today = now.date()
    assert max(days) == min(today - timedelta(days=story.rest_days), (now - timedelta(minutes=50)).date())
    assert 7 * (story.weeks - 1) <= (today - min(days)).days <= 7 * story.weeks + story.rest_days
    assert story.weeks == (3 if story.name in NEW else WEEKS)


def test_nothing_was_trained_in_the_future(inside: Demo) -> None:
    assert not TrainingSession.objects.filter(started_at__gt=timezone.now() - timedelta(minutes=45)).exists()


def test_sets_as_people_lift_them(inside: Demo) -> None:
    sets = TrainingSet.objects.values_list("reps", "load", "unit", "rpe", "warm_up")
    for reps, load, unit, rpe, warm_up in sets:
        assert reps in {5, 6, 8}
        assert load is not None
        assert load % (5 if unit == "lb" else Decimal("2.5")) == 0
        assert 0 < load <= (300 if unit == "lb" else 200)
        assert rpe is None if warm_up else rpe is not None and 5 <= rpe <= 9.5
    assert {unit for _, _, unit, _, _ in sets} == {"kg", "lb"}


def test_pain_before_while_and_after_nearly_every_session(inside: Demo) -> None:
    sessions = TrainingSession.objects.count()
    counts = {
        moment: PainReading.objects.filter(moment=moment).count() for moment in ("before", "worst", "next_morning")
    }
    assert counts["before"] == sessions
    assert counts["worst"] == 2 * sessions  # in each of two lifts
    assert 0.7 * sessions < counts["next_morning"] < sessions  # nobody answers every morning


def test_everybody_has_a_snapshot_of_now(inside: Demo) -> None:
    for athlete in Athlete.objects.select_related("snapshot"):
        snapshot = athlete.snapshot
        assert snapshot.last_session_at == athlete.sessions.latest("started_at").started_at
        assert len(snapshot.pain_series) == min(12, athlete.sessions.count())
        assert snapshot.leg_load_week_kg is not None
        assert snapshot.tracking_verdict == ""


def test_three_videos_wait_to_be_measured_like_everybody_elses(inside: Demo) -> None:
    analyses = KneeAnalysis.objects.select_related("video", "athlete")
    assert {one.athlete.name for one in analyses} == {"Samira Haddad", "Tom Okafor", "Kenji Mori"}
    for one in analyses:
        assert (one.state, one.report, one.verdict, one.files, one.attempts) == (AnalysisState.QUEUED, None, "", {}, 0)
        assert default_storage.size(one.video.file) == one.video.size_bytes > 100_000


def test_what_was_filmed_is_the_heaviest_set_of_the_last_session(inside: Demo) -> None:
    for video in Video.objects.select_related("training_set__lift__session__athlete"):
        assert video.training_set is not None
        session = video.training_set.lift.session
        assert session == session.athlete.sessions.latest("started_at")
        heaviest = session.lifts.get(exercise__key="back_squat").sets.order_by("-load")[0]
        assert video.training_set.load == heaviest.load
        assert not video.training_set.warm_up


def test_the_cost_of_loading_grows_with_the_sessions_and_not_with_what_lies_behind_them(demo: Demo) -> None:
    with organisation_scope(demo.organisation.pk):
        assert demo.queries < QUERIES_A_SESSION * TrainingSession.objects.count()


# -- the stories --------------------------------------------------------------------------------------


def test_the_cast_is_whole() -> None:
    assert {story.name for story in STORIES} == set(ASKING) | CALM | RETURNING | NEW


def test_each_story_raises_its_alert_and_no_other(inside: Demo) -> None:
    raised: dict[str, set[str]] = {}
    for name, rule in Alert.objects.values_list("athlete__name", "rule"):
        raised.setdefault(name, set()).add(rule)
    assert raised == ASKING
    assert set(Alert.objects.values_list("state", flat=True)) == {AlertState.OPEN}


def test_exactly_one_red_flag_is_open(inside: Demo) -> None:
    flag = Alert.objects.get(severity="stop")
    assert flag.athlete.name == "Maya Lindqvist"
    assert flag.sentence.endswith("in squats, right knee.")
    assert timedelta(minutes=5) < timezone.now() - flag.happened_at < timedelta(minutes=30)
    assert list(Pause.objects.values_list("athlete__name", "movement")) == [("Maya Lindqvist", "squat")]


def test_one_athlete_tries_something_and_the_log_says_whether_it_helps(inside: Demo) -> None:
    (row,) = Suggestion.objects.all()
    assert (row.athlete.name, row.key, row.ended_at) == ("Ruth Ellison", "suggest.rebuild", None)
    assert row.by is not None
    assert row.by.user.name == "Elena Brandt"
    answers = [one.answer for one in row.check_points.all()]
    assert answers[2] == ""
    assert {"", "cannot_tell"}.isdisjoint(answers[:2])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ines Carvalho", "suggest.foot_pressure"),
        ("Aaron Blake", "suggest.box_squat"),
        ("Grace Mbeki", "suggest.partial_range"),
    ],
)
def test_what_an_athlete_noticed_is_on_the_coachs_page_with_what_to_try(demo: Demo, name: str, key: str) -> None:
    with organisation_scope(demo.organisation.pk):
        athlete = Athlete.objects.get(name=name)
        found = {one.rule: one.sentence for one in offers_of(athlete)}
        coach = Membership.objects.select_related("user").get(role=Role.OWNER)
    assert found[key].startswith("Noticed in")
    client = Client()
    client.force_login(coach.user)
    page = text_of(client.get(reverse("athlete", args=[athlete.pk])))
    assert found[key] in page
    assert ADVICE[key].title in page


def test_the_roster_shows_who_needs_somebody(inside: Demo) -> None:
    shown = dict(AthleteSnapshot.objects.values_list("athlete__name", "attention"))
    expected = dict.fromkeys(ASKING, Attention.LOOK) | {"Maya Lindqvist": Attention.STOP}
    assert shown == expected | dict.fromkeys(CALM | RETURNING | NEW, Attention.IN_LINE)


@pytest.mark.parametrize(
    ("name", "rule", "part"),
    [
        ("Viktor Hale", "load.week_change", "Leg load last week was 3"),
        ("Noah Petersen", "log.silent", "Silent for nine days; usually"),
        ("Dario Conti", "pain.next_morning_rise", "worse the morning after"),
        ("Grace Mbeki", "pain.trend", "Pain has risen"),
    ],
)
def test_a_story_in_the_words_of_its_alert(inside: Demo, name: str, rule: str, part: str) -> None:
    assert part in Alert.objects.get(athlete__name=name, rule=rule).sentence


def days_and_hours() -> Iterator[datetime]:
    """Every weekday, at night, in the morning and in the evening by turns; and the days when the clocks change."""
    monday = datetime(2026, 6, 1, tzinfo=HOME)
    yield from (monday.replace(day=1 + day, hour=(0, 9, 23)[day % 3], minute=10) for day in range(7))
    yield datetime(2026, 3, 29, 12, tzinfo=UTC)
    yield datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("now", days_and_hours(), ids=lambda now: f"{now:%a %d %b %H:%M}")
def test_the_stories_are_told_on_whatever_day_the_demo_is_loaded(now: datetime) -> None:
    for story in STORIES:
        asks = {rule for rule, severity in found_in(story, now).items() if severity is not Severity.NOTE}
        assert asks == ASKING.get(story.name, set()) - {"red_flag"}, story.name
        assert asks <= set(ALERTING)


def test_the_log_is_the_same_every_time() -> None:
    now = datetime(2026, 6, 3, 9, tzinfo=HOME)
    first, second = (
        [
            (one.started_at, one.pain_before, [(each.load, each.rpe) for lift in one.lifts for each in lift.sets])
            for one in sessions_of(STORIES[0], now, HOME)
        ]
        for _ in range(2)
    )
    assert first == second


# -- loading ------------------------------------------------------------------------------------------


def rows() -> dict[str, int]:
    """How many rows every table has."""
    with every_organisation():
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_loading_again_changes_nothing(demo: Demo) -> None:
    before = rows()
    assert load_demo() is False
    out = io.StringIO()
    call_command("demo", stdout=out)
    assert out.getvalue() == "The demo organisation is there already.\n"
    assert rows() == before


def test_the_command_says_what_it_did_and_notes_how_to_sign_in(demo: Demo, settings: Settings) -> None:
    assert demo.said == "Demo organisation with 12 athletes loaded; three videos are being measured.\n"
    (line,) = json.loads((settings.CONFIG.data / "demo.json").read_text())["sign_in"]
    assert "Elena Brandt (coach)" in line
    assert "Maya Lindqvist (athlete)" in line


def test_in_production_the_command_refuses(settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, production=True)
    with pytest.raises(CommandError, match="The demo is not for production: anybody could sign in to it"):
        call_command("demo")  # without a database, so nothing can have been written


# -- signing in by a click ----------------------------------------------------------------------------


def door(member: Membership) -> str:
    """Where a click on this person leads."""
    return reverse("demo_sign_in", args=[member.pk])


@pytest.mark.parametrize(
    ("name", "home", "sees"),
    [("Elena Brandt", "/today/", "Viktor Hale"), ("Maya Lindqvist", "/me/", "Squats are paused")],
)
def test_one_click_and_one_is_in(demo: Demo, name: str, home: str, sees: str) -> None:
    browser = Client()
    page = browser.post(door(demo.person(name)), follow=True)
    assert page.redirect_chain[-1][0] == home
    assert browser.session["_auth_user_id"] == str(demo.person(name).user.pk)
    assert sees in text_of(page)


def test_every_demo_member_has_a_door_and_it_opens_by_a_click_only(demo: Demo) -> None:
    assistant = door(demo.person("Amara Osei"))
    assert Client().get(assistant).status_code == 405
    assert Client(enforce_csrf_checks=True).post(assistant).status_code == 403
    assert Client().post(assistant).status_code == 302


def test_nobody_of_another_organisation_can_be_become(demo: Demo) -> None:
    browser = Client()
    for person in make_world("Southside").everybody.values():
        assert browser.post(door(person.membership)).status_code == 404
    assert "_auth_user_id" not in browser.session


def test_nobody_who_has_left_can_be_become_and_nobody_offers_it(demo: Demo) -> None:
    maya, elena = demo.person("Maya Lindqvist"), demo.person("Elena Brandt")
    with organisation_scope(demo.organisation.pk):
        Membership.objects.filter(pk=maya.pk).update(ended_at=timezone.now())
    User.objects.filter(pk=elena.user.pk).update(is_active=False)
    assert [Client().post(door(one)).status_code for one in (maya, elena)] == [404, 404]
    assert "Look around the demo" not in text_of(Client().get(reverse("account_login")))


def test_two_of_them_are_on_the_sign_in_page(demo: Demo) -> None:
    page = Client().get(reverse("account_login"))
    for name, role in (("Elena Brandt", "owner"), ("Maya Lindqvist", "athlete")):
        assert f'action="{door(demo.person(name))}"' in html_of(page)
        assert f"{name}, {role}" in text_of(page)
    assert html_of(page).count("/demo/sign-in/") == 2


def test_in_production_there_is_no_door(demo: Demo, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, production=True)
    browser = Client()
    assert browser.post(door(demo.person("Maya Lindqvist"))).status_code == 404
    assert "_auth_user_id" not in browser.session
    assert "/demo/sign-in/" not in html_of(browser.get(reverse("account_login")))
