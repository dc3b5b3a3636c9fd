"""`check-ins/` and `pauses/`: an answer arrives once, whatever a phone's clock or queue does; it pauses what has to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from athletes.models import Consent
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn, Pause
from sessions.progression.warning_questions import QUESTIONS
from tests.calling import Api, by_key
from tests.world import World, log, squats


def answers(*ticked: str, **values: Any) -> dict[str, Any]:
    now = timezone.now().isoformat()
    return {"id": str(new_id()), "answered_at": now, "ticked": list(ticked), "none_of_these": not ticked} | values


def fields(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 400, answer.content
    found: dict[str, list[str]] = answer.json()["error"]["fields"]
    return found


def test_an_answer_is_stored_with_how_urgent_it_is(world: World) -> None:
    sent = answers("catches", "stuck", side="right", movement="squat", shown_at=timezone.now().isoformat())
    got = Api(world.maya).post("check-ins/", sent)
    assert got.status_code == 201
    assert {name: got.json()[name] for name in ("athlete", "ticked", "side", "movement", "tier")} == {
        "athlete": str(world.maya.athlete.pk),
        "ticked": ["catches", "stuck"],
        "side": "right",
        "movement": "squat",
        "tier": "B",
    }
    assert Api(world.coach).get(f"check-ins/{sent['id']}/").json() == got.json()


def test_none_of_these_is_an_answer_without_urgency(world: World) -> None:
    got = Api(world.maya).post("check-ins/", answers()).json()
    assert (got["ticked"], got["none_of_these"], got["tier"]) == ([], True, None)
    assert Api(world.maya).get("pauses/").json()["results"] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_can_be_ticked(world: World, question: Any) -> None:
    assert Api(world.maya).post("check-ins/", answers(question.key)).json()["tier"] == question.tier


def test_the_same_answers_sent_again_change_nothing(world: World) -> None:
    sent, api = answers("stuck", movement="squat"), Api(world.maya)
    first, second = api.post("check-ins/", sent), api.post("check-ins/", sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    with organisation_scope(world.organisation.pk):
        assert (CheckIn.objects.count(), Pause.objects.count()) == (1, 1)


def test_other_answers_under_the_same_id_are_not_lost_in_silence(world: World) -> None:
    """A client that used an id twice must hear of it: its red flag has not arrived."""
    sent, api = answers(), Api(world.maya)
    api.post("check-ins/", sent)
    assert api.post("check-ins/", sent | answers("stuck", id=sent["id"])).status_code == 409


def test_the_id_of_somebody_elses_answers_is_in_use(world: World, outside: World) -> None:
    sent = answers("stuck")
    Api(outside.maya).post("check-ins/", sent)
    assert Api(world.maya).post("check-ins/", sent).status_code == 409


def test_a_phone_whose_clock_is_ahead_still_gets_its_answer_through(world: World) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    got = Api(world.maya).post("check-ins/", answers("stuck", answered_at=ahead.isoformat()))
    assert got.status_code == 201
    assert datetime.fromisoformat(got.json()["answered_at"]) <= timezone.now()


def test_an_answer_does_not_wait_for_its_session(world: World) -> None:
    got = Api(world.maya).post("check-ins/", answers("stuck", session=str(new_id())))
    assert (got.status_code, got.json()["session"]) == (201, None)


def test_an_answer_is_tied_to_its_session(world: World) -> None:
    session = log(world.maya, squats())
    got = Api(world.maya).post("check-ins/", answers("stuck", session=str(session.pk)))
    assert got.json()["session"] == str(session.pk)


def test_an_answer_is_never_tied_to_somebody_elses_session(world: World, outside: World) -> None:
    for person in (world.samira, outside.maya):
        session = log(person, squats())
        got = Api(world.maya).post("check-ins/", answers("stuck", session=str(session.pk)))
        assert (got.status_code, got.json()["session"]) == (201, None)


def test_a_question_ticked_twice_counts_once(world: World) -> None:
    assert Api(world.maya).post("check-ins/", answers("stuck", "stuck")).json()["ticked"] == ["stuck"]


@pytest.mark.parametrize(
    ("sent", "where", "sentence"),
    [
        (answers("flying"), "ticked.0", "There is no warning question with this key."),
        (answers(none_of_these=False), "ticked", "Tick what applies, or “none of these”."),
        (answers("stuck", none_of_these=True), "ticked", "Tick what applies, or “none of these”."),
        (answers("stuck", side="middle"), "side", '"middle" is not a valid choice.'),
        (answers("stuck", movement="swimming"), "movement", '"swimming" is not a valid choice.'),
    ],
)
def test_what_is_no_answer_is_refused(world: World, sent: dict[str, Any], where: str, sentence: str) -> None:
    assert fields(Api(world.maya).post("check-ins/", sent)) == {where: [sentence]}
    with organisation_scope(world.organisation.pk):
        assert not CheckIn.objects.exists()


def test_without_consent_no_answer_is_kept(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.maya.athlete, kind="log").delete()
    assert "consent" in fields(Api(world.maya).post("check-ins/", answers("stuck")))["non_field_errors"][0]


def test_staff_write_answers_down_for_an_athlete_of_theirs_only(world: World, outside: World) -> None:
    api = Api(world.coach)
    assert api.post("check-ins/", answers("stuck", athlete=str(world.maya.athlete.pk))).status_code == 201
    assert fields(api.post("check-ins/", answers("stuck"))) == {"athlete": ["Say for which athlete."]}
    theirs = answers("stuck", athlete=str(outside.maya.athlete.pk))
    assert fields(api.post("check-ins/", theirs)) == {"athlete": ["None of your athletes has this id."]}


def test_the_latest_answers_come_first_and_can_be_had_for_one_athlete(world: World) -> None:
    now = timezone.now()
    for person in (world.maya, world.samira):
        for days in (3, 1, 2):
            Api(person).post("check-ins/", answers(answered_at=(now - timedelta(days=days)).isoformat()))
    found = Api(world.coach).get("check-ins/", athlete=str(world.maya.athlete.pk)).json()["results"]
    moments = [one["answered_at"] for one in found]
    assert len(moments) == 3
    assert moments == sorted(moments, reverse=True)


# -- pauses -------------------------------------------------------------------------------------------


def test_what_was_ticked_pauses_the_movement_once(world: World) -> None:
    api = Api(world.maya)
    first = api.post("check-ins/", answers("stuck", movement="squat")).json()
    api.post("check-ins/", answers("swollen", movement="squat"))
    api.post("check-ins/", answers("swollen", movement="lunge"))
    pauses = api.get("pauses/", in_force=True).json()["results"]
    assert sorted(pause["movement"] for pause in pauses) == ["lunge", "squat"]
    squat = next(pause for pause in pauses if pause["movement"] == "squat")
    assert squat["check_in"] == first["id"]


def test_a_pause_without_a_movement_is_of_all_leg_work(world: World) -> None:
    Api(world.maya).post("check-ins/", answers("stuck"))
    assert Api(world.maya).get("pauses/").json()["results"][0]["movement"] == ""


@pytest.mark.parametrize("role", ["maya", "owner", "coach", "assistant"])
def test_a_pause_ends_when_somebody_has_looked(world: World, role: str) -> None:
    Api(world.maya).post("check-ins/", answers("stuck", movement="squat"))
    api = Api(world.everybody[role])
    pause = api.get("pauses/").json()["results"][0]
    first = api.post(f"pauses/{pause['id']}/checked/")
    second = api.post(f"pauses/{pause['id']}/checked/")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["checked_at"] == second.json()["checked_at"] is not None
    assert api.get("pauses/", in_force=True).json()["results"] == []
    assert len(api.get("pauses/", in_force=False).json()["results"]) == 1


def test_after_a_pause_the_next_tick_pauses_again(world: World) -> None:
    api = Api(world.maya)
    for _ in range(2):
        api.post("check-ins/", answers("stuck", movement="squat"))
        pause = api.get("pauses/", in_force=True).json()["results"][0]
        api.post(f"pauses/{pause['id']}/checked/")
    assert len(api.get("pauses/").json()["results"]) == 2


def test_who_may_not_end_a_pause(world: World, outside: World) -> None:
    Api(world.maya).post("check-ins/", answers("stuck"))
    pause = Api(world.maya).get("pauses/").json()["results"][0]
    path = f"pauses/{pause['id']}/checked/"
    assert Api(world.clinician).post(path).status_code == 403
    assert by_key(world.coach, read_only=True).post(path).status_code == 403
    assert Api(world.samira).post(path).status_code == 404
    assert Api(outside.owner).post(path).status_code == 404
    assert Api().post(path).status_code == 401
