"""The log page's data: what can be logged, what was done last time, what waits, and a stored session to correct."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from athletes.models import User
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import Exercise, Pause
from sessions.models.session import MOST_LOAD, MOST_REPS
from sessions.progression.noticed import Noticed
from sessions.services.check_ins import mark_checked
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry
from tests.calling import Api
from tests.phone.made import answer
from tests.phone.pages import get, html_of, text_of
from tests.world import Person, World, log, make_athlete, squats


def data_of(person: Person, query: str = "") -> dict[str, Any]:
    """What the server wrote into the log page."""
    page = html_of(get(person, reverse("log") + query))
    block = re.search(r'<script id="log-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert block
    found: dict[str, Any] = json.loads(block[1])
    return found


def exercise(data: dict[str, Any], key: str) -> dict[str, Any]:
    """One exercise of the page's list."""
    found: dict[str, Any] = next(one for one in data["exercises"] if one["key"] == key)
    return found


SAID = frozenset({Noticed.HEELS, Noticed.FEET})


def full_session(days_ago: float = 1) -> SessionEntry:
    """A session with everything that can be said."""
    sets = (
        SetEntry(new_id(), reps=8, load=Decimal(40), warm_up=True),
        SetEntry(new_id(), reps=5, load=Decimal("87.5"), rpe=Decimal("8.5")),
        SetEntry(new_id(), reps=5, load=None),
    )
    lift = LiftEntry(
        new_id(), "back_squat", sets, heel_raise=True, noticed=SAID, pain_worst=PainEntry(4, "right", "front")
    )
    return SessionEntry(
        id=new_id(),
        started_at=timezone.now() - timedelta(days=days_ago),
        lifts=(lift,),
        minutes=62,
        session_rpe=7,
        sleep_hours=Decimal("7.5"),
        soreness=3,
        note="Felt heavy.",
        pain_before=PainEntry(2),
        pain_after=PainEntry(3, "right"),
    )


class TestExercises:
    """What can be chosen."""

    def test_everybodys_catalogue_is_offered_in_its_order(self, world: World) -> None:
        keys = [one["key"] for one in data_of(world.maya)["exercises"]]
        assert keys[:3] == ["back_squat", "front_squat", "goblet_squat"]
        assert len(keys) == len(set(keys))

    def test_what_was_done_last_comes_first(self, world: World) -> None:
        log(world.maya, squats(days_ago=3, exercise="leg_press"))
        log(world.maya, squats(days_ago=1, exercise="lunge"))
        keys = [one["key"] for one in data_of(world.maya)["exercises"]]
        assert keys[:3] == ["lunge", "leg_press", "back_squat"]

    def test_last_time_is_there_with_all_its_sets(self, world: World) -> None:
        log(world.maya, squats(days_ago=9, load=60))
        log(world.maya, full_session(days_ago=1))
        last = exercise(data_of(world.maya), "back_squat")["last"]
        assert last["when"] == "yesterday"
        assert [(one["reps"], one["load"], one["rpe"], one["warm_up"]) for one in last["sets"]] == [
            (8, 40.0, None, True),
            (5, 87.5, 8.5, False),
            (5, None, None, False),
        ]

    def test_an_exercise_without_a_set_is_no_last_time(self, world: World) -> None:
        log(world.maya, squats(days_ago=3, load=60))
        only_noted = LiftEntry(new_id(), "back_squat", (), noticed=SAID, pain_worst=PainEntry(2))
        log(world.maya, replace(full_session(days_ago=1), lifts=(only_noted,)))
        last = exercise(data_of(world.maya), "back_squat")["last"]
        assert {one["load"] for one in last["sets"]} == {60}

    def test_last_time_is_ones_own(self, world: World) -> None:
        log(world.samira, squats())
        assert exercise(data_of(world.maya), "back_squat")["last"] is None

    def test_loads_are_in_the_athletes_unit(self, world: World) -> None:
        log(world.maya, squats(load=100))
        User.objects.filter(pk=world.maya.user.pk).update(unit="lb")
        data = data_of(world.maya)
        assert (data["unit"], data["step"]) == ("lb", 5)
        assert {one["load"] for one in exercise(data, "back_squat")["last"]["sets"]} == {220.5}

    def test_the_organisations_own_exercise_takes_the_place_of_everybodys(self, world: World) -> None:
        Exercise.objects.create(
            organisation=world.organisation, key="back_squat", name="Safety-bar squat", movement="squat"
        )
        names = [one["name"] for one in data_of(world.maya)["exercises"]]
        assert "Safety-bar squat" in names
        assert "Back squat" not in names

    def test_another_organisations_exercise_is_not_offered(self, world: World, outside: World) -> None:
        Exercise.objects.create(organisation=outside.organisation, key="sled", name="Sled", movement="other")
        assert "sled" not in [one["key"] for one in data_of(world.maya)["exercises"]]

    def test_only_what_can_be_measured_is_filmed(self, world: World) -> None:
        data = data_of(world.maya)
        assert exercise(data, "back_squat")["filmed"]
        assert not exercise(data, "leg_press")["filmed"]

    def test_what_was_noticed_is_asked_where_there_is_a_way_down(self, world: World) -> None:
        asked = {one["key"] for one in data_of(world.maya)["exercises"] if one["noticing"]}
        assert {"back_squat", "leg_press", "split_squat", "step_up", "drop_landing"} <= asked
        assert not asked & {"deadlift", "leg_curl", "hip_thrust", "bench_press"}


class TestPaused:
    """An exercise that waits is offered with the reason."""

    def test_all_of_the_movement_wait_and_say_why(self, world: World) -> None:
        check_in = answer(world.maya, "stuck", movement="squat")
        paused = exercise(data_of(world.maya), "goblet_squat")["paused"]
        assert paused["title"] == "Squats are paused since today"
        assert paused["ticked"].startswith("My knee locked")
        assert paused["check_in"] == str(check_in.pk)

    def test_other_movements_do_not_wait(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        assert exercise(data_of(world.maya), "lunge")["paused"] is None

    def test_a_pause_of_all_leg_work_leaves_the_rest(self, world: World) -> None:
        answer(world.maya, "stuck")
        data = data_of(world.maya)
        assert exercise(data, "leg_press")["paused"]["title"] == "All leg work is paused since today"
        assert exercise(data, "bench_press")["paused"] is None
        assert exercise(data, "hip_thrust")["paused"] is None

    def test_checked_it_waits_no_longer(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        with organisation_scope(world.organisation.pk):
            mark_checked(actor=world.coach.actor, pause=Pause.objects.get())
        assert exercise(data_of(world.maya), "back_squat")["paused"] is None

    def test_beside_a_red_flag_the_page_knows_to_suggest_nothing(self, world: World) -> None:
        assert data_of(world.maya)["red_flag"] is False
        answer(world.maya, "stuck", movement="squat")
        assert data_of(world.maya)["red_flag"] is True


class TestCorrecting:
    """A stored session comes back exactly as the phone writes it."""

    def test_everything_that_was_said_is_there(self, world: World) -> None:
        session = log(world.maya, full_session())
        stored = data_of(world.maya, f"?session={session.pk}")["stored"]
        assert stored["id"] == str(session.pk)
        assert (stored["minutes"], stored["session_rpe"], stored["sleep_hours"], stored["soreness"]) == (62, 7, 7.5, 3)
        assert stored["note"] == "Felt heavy."
        assert stored["pain_before"] == {"value": 2, "side": "", "place": ""}
        assert stored["pain_after"] == {"value": 3, "side": "right", "place": ""}
        (lift,) = stored["lifts"]
        assert (lift["exercise"], lift["heel_raise"]) == ("back_squat", True)
        assert lift["noticed"] == ["feet_unsteady", "heels_lift"]
        assert lift["pain_worst"] == {"value": 4, "side": "right", "place": "front"}
        assert [(one["reps"], one["load"], one["rpe"]) for one in lift["sets"]] == [
            (8, 40, None),
            (5, 87.5, 8.5),
            (5, None, None),
        ]

    def test_sent_back_unchanged_it_changes_nothing(self, world: World) -> None:
        session = log(world.maya, full_session())
        stored = data_of(world.maya, f"?session={session.pk}")["stored"]
        before = Api(world.maya).get(f"sessions/{session.pk}/").json()
        assert Api(world.maya).put(f"sessions/{session.pk}/", stored).status_code == 200
        assert Api(world.maya).get(f"sessions/{session.pk}/").json() == before

    def test_an_id_that_is_not_here_is_taken_for_one_on_the_phone(self, world: World) -> None:
        assert data_of(world.maya, f"?session={new_id()}")["stored"] is None

    def test_anothers_session_is_not_here(self, world: World, outside: World) -> None:
        session = log(world.maya, full_session())
        for other in (world.samira, outside.maya):
            assert data_of(other, f"?session={session.pk}")["stored"] is None


def test_the_page_has_the_limits_that_the_database_holds(world: World) -> None:
    assert data_of(world.maya)["limits"] == {"reps": MOST_REPS, "load": MOST_LOAD, "sets": 50, "lifts": 30}


def test_the_warning_questions_and_the_stop_page_are_in_it(world: World) -> None:
    """So that both work after the signal is lost."""
    page = html_of(get(world.maya, reverse("log")))
    assert page.count('class="ch-ask"') == 14
    assert page.count('class="ch-stop"') == 3
    assert 'href="tel:999"' in page


def test_without_the_consent_there_is_no_form(world: World) -> None:
    nobody = make_athlete(world.organisation, "Noor Said", consents=())
    response = get(nobody, reverse("log"))
    assert "Logging needs your agreement." in text_of(response)
    assert "log-data" not in html_of(response)


class TestMySessions:
    """The list of what was logged."""

    def test_a_session_is_said_in_lines(self, world: World) -> None:
        entry = full_session()
        (lift,) = entry.lifts
        again = SetEntry(new_id(), reps=5, load=Decimal("87.5"))
        log(world.maya, replace(entry, lifts=(replace(lift, sets=(*lift.sets[:2], again)),)))
        shown = text_of(get(world.maya, reverse("my_sessions")))
        assert "Back squat 2 × 5 at 87.5 kg, 1 warm-up set" in shown
        assert "worst pain 4 of 10" in shown

    def test_missing_pain_is_not_shown_as_zero(self, world: World) -> None:
        log(world.maya, squats())
        assert "worst pain" not in text_of(get(world.maya, reverse("my_sessions")))
        log(world.maya, squats(pain=0))
        assert "worst pain 0 of 10" in text_of(get(world.maya, reverse("my_sessions")))

    def test_each_session_can_be_corrected_and_deleted(self, world: World) -> None:
        session = log(world.maya, squats())
        page = html_of(get(world.maya, reverse("my_sessions")))
        assert f"{reverse('log')}?session={session.pk}" in page
        assert f'data-delete-url="/api/v1/sessions/{session.pk}/"' in page

    def test_earlier_ones_are_a_page_further(self, world: World) -> None:
        sessions = [log(world.maya, squats(days_ago=days)) for days in range(21)]
        first = html_of(get(world.maya, reverse("my_sessions")))
        assert first.count("data-delete-url") == 20
        more = f"?before={sessions[19].pk}"
        assert more in first
        assert html_of(get(world.maya, reverse("my_sessions") + more)).count("data-delete-url") == 1

    def test_the_end_of_anothers_page_is_not_found(self, world: World) -> None:
        session = log(world.maya, squats())
        assert get(world.samira, f"{reverse('my_sessions')}?before={session.pk}").status_code == 404

    def test_empty_it_says_what_to_do(self, world: World) -> None:
        assert "Nothing logged yet." in text_of(get(world.maya, reverse("my_sessions")))
