"""`sessions/`: what is sent is stored once, what cannot be is said by field, and nobody reaches another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from athletes.models import Consent
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import Lift, PainReading, TrainingSession, TrainingSet, Video
from tests.calling import Api, by_key
from tests.world import World, log, make_athlete, squats


def a_set(**values: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "reps": 5, "load": 82.5, "rpe": 7.5} | values


def a_lift(*sets: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "exercise": "back_squat", "sets": list(sets) or [a_set(), a_set()]} | values


def a_session(*lifts: dict[str, Any], **values: Any) -> dict[str, Any]:
    begun = timezone.now() - timedelta(hours=1)
    return {"id": str(new_id()), "started_at": begun.isoformat(), "lifts": list(lifts) or [a_lift()]} | values


def refused(answer: Any) -> dict[str, list[str]]:
    """The sentences of a 400, by field."""
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["code"] == "invalid"
    fields: dict[str, list[str]] = answer.json()["error"]["fields"]
    return fields


def test_what_was_logged_comes_back_as_it_was_typed(world: World) -> None:
    sent = a_session(
        a_lift(
            a_set(load=20, warm_up=True, rpe=None),
            a_set(load=185, unit="lb"),
            pain_worst={"value": 3, "side": "right", "place": "front"},
            heel_raise=True,
            noticed=["heels_lift", "depth_hard_to_control", "heels_lift"],
        ),
        minutes=50,
        session_rpe=7,
        sleep_hours=6.5,
        soreness=2,
        note="Felt heavy.",
        pain_before={"value": 1},
        pain_after={"value": 2},
    )
    api = Api(world.maya)
    assert api.post("sessions/", sent).status_code == 201

    got = api.get(f"sessions/{sent['id']}/").json()
    assert got["athlete"] == str(world.maya.athlete.pk)
    assert {name: got[name] for name in ("minutes", "session_rpe", "sleep_hours", "soreness", "note")} == {
        "minutes": 50,
        "session_rpe": 7,
        "sleep_hours": 6.5,
        "soreness": 2,
        "note": "Felt heavy.",
    }
    assert got["pain_before"] == {"value": 1, "side": "", "place": ""}
    assert got["pain_after"]["value"] == 2
    assert got["pain_next_morning"] is None
    lift = got["lifts"][0]
    assert (lift["exercise"], lift["name"], lift["heel_raise"]) == ("back_squat", "Back squat", True)
    assert lift["noticed"] == ["depth_hard_to_control", "heels_lift"]  # once, in the order in which it is asked
    assert lift["pain_worst"] == {"value": 3, "side": "right", "place": "front"}
    assert [one["load"] for one in lift["sets"]] == [20, 185]
    assert [one["warm_up"] for one in lift["sets"]] == [True, False]
    assert [one["rpe"] for one in lift["sets"]] == [None, 7.5]


def test_a_load_in_pounds_is_kept_as_typed_and_exact_in_kilograms(world: World) -> None:
    answer = Api(world.maya).post("sessions/", a_session(a_lift(a_set(load=185, unit="lb"))))
    stored = answer.json()["lifts"][0]["sets"][0]
    assert (stored["load"], stored["unit"], stored["load_kg"]) == (185, "lb", 83.91458845)


def test_loads_are_json_numbers_and_lose_nothing(world: World) -> None:
    loads = [0.1, 72.575, 1499.999, 1500]
    answer = Api(world.maya).post("sessions/", a_session(a_lift(*(a_set(load=load) for load in loads))))
    assert [one["load"] for one in answer.json()["lifts"][0]["sets"]] == loads
    with organisation_scope(world.organisation.pk):
        stored = TrainingSet.objects.values_list("load", flat=True).order_by("position")
        assert [str(load) for load in stored] == ["0.100", "72.575", "1499.999", "1500.000"]


def test_a_number_sent_as_a_string_is_taken(world: World) -> None:
    answer = Api(world.maya).post("sessions/", a_session(a_lift(a_set(load="62.25", reps="8"))))
    stored = answer.json()["lifts"][0]["sets"][0]
    assert (stored["load"], stored["reps"]) == (62.25, 8)


@pytest.mark.parametrize("load", [None, ""])
def test_a_load_not_said_is_null_and_not_zero(world: World, load: str | None) -> None:
    answer = Api(world.maya).post("sessions/", a_session(a_lift(a_set(load=load), a_set(load=0))))
    assert [one["load"] for one in answer.json()["lifts"][0]["sets"]] == [None, 0]


@pytest.mark.parametrize("said", [{}, {"noticed": []}])
def test_nothing_noted_is_an_empty_list(world: World, said: dict[str, Any]) -> None:
    answer = Api(world.maya).post("sessions/", a_session(a_lift(**said)))
    assert answer.json()["lifts"][0]["noticed"] == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (["heels_lift", "knees_past_toes"], "“knees_past_toes” is nothing that can be noticed."),
        ("heels_lift", 'Expected a list of items but got type "str".'),
        ([None], "“None” is nothing that can be noticed."),
        ([["heels_lift"]], "“['heels_lift']” is nothing that can be noticed."),
    ],
)
def test_what_cannot_be_noticed_is_refused_at_its_field(world: World, said: Any, sentence: str) -> None:
    answer = Api(world.maya).post("sessions/", a_session(a_lift(), a_lift(noticed=said)))
    assert refused(answer) == {"lifts.1.noticed": [sentence]}
    with organisation_scope(world.organisation.pk):
        assert not TrainingSession.objects.exists()


def test_what_was_noticed_can_be_corrected_and_taken_back(world: World) -> None:
    sent = a_session(a_lift(noticed=["feet_unsteady"]))
    api = Api(world.maya)
    for noticed in (["feet_unsteady"], ["heels_lift", "balance_goes_back"], []):
        sent["lifts"][0]["noticed"] = noticed
        assert api.put(f"sessions/{sent['id']}/", sent).json()["lifts"][0]["noticed"] == noticed
    with organisation_scope(world.organisation.pk):
        events = apps.get_model("training", "LiftEvent").objects.order_by("pgh_id")
        assert [one.noticed for one in events] == [["feet_unsteady"], ["heels_lift", "balance_goes_back"]]


def test_pain_not_asked_is_null_and_not_zero(world: World) -> None:
    answer = Api(world.maya).post("sessions/", a_session(a_lift(pain_worst=None), pain_before={"value": 0}))
    assert answer.json()["lifts"][0]["pain_worst"] is None
    assert answer.json()["pain_before"]["value"] == 0


def test_the_day_is_the_athletes_own(world: World) -> None:
    """23:30 in London is 00:30 of the next day in Berlin, where the athlete is."""
    late = datetime(2024, 11, 12, 23, 30, tzinfo=UTC)
    assert Api(world.maya).post("sessions/", a_session(started_at=late.isoformat())).json()["day"] == "2024-11-13"


def test_ids_left_out_are_made_here(world: World) -> None:
    sent = a_session(a_lift(a_set()))
    del sent["id"], sent["lifts"][0]["id"], sent["lifts"][0]["sets"][0]["id"]
    answer = Api(world.maya).post("sessions/", sent)
    assert answer.status_code == 201
    assert all([answer.json()["id"], answer.json()["lifts"][0]["id"], answer.json()["lifts"][0]["sets"][0]["id"]])


# -- sent twice ---------------------------------------------------------------------------------------


def test_the_same_session_sent_twice_is_stored_once(world: World) -> None:
    sent, api = a_session(), Api(world.maya)
    first, second = api.post("sessions/", sent), api.post("sessions/", sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    with organisation_scope(world.organisation.pk):
        assert (TrainingSession.objects.count(), TrainingSet.objects.count()) == (1, 2)


def test_a_late_repeat_does_not_undo_a_correction(world: World) -> None:
    """The phone's queue may send the first version once more after the corrected one."""
    sent, api = a_session(note="first"), Api(world.maya)
    api.post("sessions/", sent)
    api.put(f"sessions/{sent['id']}/", sent | {"note": "corrected"})
    assert api.post("sessions/", sent).json()["note"] == "corrected"


def test_the_id_of_another_athletes_session_is_in_use(world: World) -> None:
    sent = a_session()
    Api(world.samira).post("sessions/", sent)
    answer = Api(world.maya).post("sessions/", a_session(id=sent["id"]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


def test_the_id_of_another_organisations_session_is_in_use(world: World, outside: World) -> None:
    sent = a_session()
    Api(outside.maya).post("sessions/", sent)
    assert Api(world.maya).post("sessions/", a_session(id=sent["id"])).status_code == 409


def test_a_set_cannot_be_taken_over_from_another_session(world: World) -> None:
    theirs = a_set()
    Api(world.samira).post("sessions/", a_session(a_lift(theirs)))
    answer = Api(world.maya).post("sessions/", a_session(a_lift(a_set(id=theirs["id"]))))
    assert answer.status_code == 409
    assert "set" in answer.json()["error"]["message"]


# -- changing -----------------------------------------------------------------------------------------


def test_put_stores_a_session_that_is_not_here_yet(world: World) -> None:
    sent, api = a_session(), Api(world.maya)
    assert api.put(f"sessions/{sent['id']}/", sent).status_code == 201
    assert api.put(f"sessions/{sent['id']}/", sent).status_code == 200


def test_put_makes_the_stored_session_like_the_one_sent(world: World) -> None:
    kept, dropped = a_lift(a_set(), a_set()), a_lift(exercise="leg_press")
    sent, api = a_session(kept, dropped, minutes=50), Api(world.maya)
    api.post("sessions/", sent)
    kept["sets"] = [kept["sets"][1] | {"reps": 8}, a_set(reps=3)]
    added = a_lift(exercise="lunge")
    got = api.put(f"sessions/{sent['id']}/", sent | {"lifts": [added, kept], "minutes": None}).json()

    assert got["minutes"] is None
    assert [lift["id"] for lift in got["lifts"]] == [added["id"], kept["id"]]
    assert [(one["id"], one["reps"]) for one in got["lifts"][1]["sets"]] == [
        (kept["sets"][0]["id"], 8),
        (kept["sets"][1]["id"], 3),
    ]
    with organisation_scope(world.organisation.pk):
        assert not Lift.objects.filter(pk=dropped["id"]).exists()


def test_a_corrected_set_keeps_its_video(world: World) -> None:
    one = a_set()
    sent, api = a_session(a_lift(one)), Api(world.maya)
    api.post("sessions/", sent)
    with organisation_scope(world.organisation.pk):
        video = Video.objects.create(
            organisation=world.organisation,
            athlete=world.maya.athlete,
            training_set_id=one["id"],
            file="videos/x.mp4",
            size_bytes=1,
        )
        one["reps"] = 6
        api.put(f"sessions/{sent['id']}/", sent)
        video.refresh_from_db()
        assert str(video.training_set_id) == one["id"]


def test_put_leaves_the_morning_after_as_it_is(world: World) -> None:
    sent, api = a_session(), Api(world.maya)
    api.post("sessions/", sent)
    api.put(f"sessions/{sent['id']}/next-morning/", {"value": 4, "side": "left"})
    assert api.put(f"sessions/{sent['id']}/", sent).json()["pain_next_morning"] == {
        "value": 4,
        "side": "left",
        "place": "",
    }


def test_put_takes_the_id_of_the_address(world: World) -> None:
    sent = a_session()
    answer = Api(world.maya).put(f"sessions/{new_id()}/", sent)
    assert refused(answer) == {"id": ["This is not the id in the address."]}


def test_put_does_not_tell_whether_somebody_elses_session_is_there(world: World, outside: World) -> None:
    sent = a_session()
    Api(world.maya).post("sessions/", sent)
    assert Api(outside.maya).put(f"sessions/{sent['id']}/", sent).status_code == 404
    assert Api(world.samira).put(f"sessions/{sent['id']}/", sent).status_code == 404


def test_a_session_is_taken_back_with_all_that_belongs_to_it(world: World) -> None:
    sent, api = a_session(a_lift(pain_worst={"value": 6})), Api(world.maya)
    api.post("sessions/", sent)
    assert api.delete(f"sessions/{sent['id']}/").status_code == 204
    assert api.get(f"sessions/{sent['id']}/").status_code == 404
    with organisation_scope(world.organisation.pk):
        assert not TrainingSet.objects.exists()
        assert not PainReading.objects.exists()


def test_a_second_answer_for_the_morning_after_replaces_the_first(world: World) -> None:
    session = log(world.maya, squats(days_ago=1))
    api = Api(world.maya)
    for value in (4, 2):
        answer = api.put(f"sessions/{session.pk}/next-morning/", {"value": value, "side": "left"})
        assert (answer.status_code, answer.json()["value"]) == (200, value)
    assert api.get(f"sessions/{session.pk}/").json()["pain_next_morning"]["value"] == 2


# -- what cannot be -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lifts", "where", "sentence"),
    [
        ([a_lift(a_set(), a_set(), a_set(reps=400))], "lifts.0.sets.2.reps", "Reps are 1 to 200."),
        ([a_lift(a_set(reps=0))], "lifts.0.sets.0.reps", "Reps are 1 to 200."),
        ([a_lift(a_set(reps="many"))], "lifts.0.sets.0.reps", "Reps are 1 to 200."),
        (
            [a_lift(), a_lift(a_set(load=-5))],
            "lifts.1.sets.0.load",
            "A load is 0 to 1500, with at most three decimal places.",
        ),
        (
            [a_lift(a_set(load=1e30))],
            "lifts.0.sets.0.load",
            "A load is 0 to 1500, with at most three decimal places.",
        ),
        ([a_lift(a_set(rpe=7.3))], "lifts.0.sets.0.rpe", "RPE is 1 to 10, in halves."),
        ([a_lift(a_set(rpe=10.5))], "lifts.0.sets.0.rpe", "RPE is 1 to 10, in halves."),
        ([a_lift(a_set(unit="stone"))], "lifts.0.sets.0.unit", '"stone" is not a valid choice.'),
        ([a_lift(pain_worst={"value": 11})], "lifts.0.pain_worst.value", "Pain is 0 to 10, 0 = none."),
        ([a_lift(exercise="teleport")], "lifts.0.exercise", "There is no exercise with this key."),
        ([a_lift(*[a_set() for _ in range(51)])], "lifts.0.sets", "An exercise has at most 50 sets."),
        ([a_lift() for _ in range(31)], "lifts", "A session has at most 30 exercises."),
    ],
)
def test_impossible_numbers_are_refused_where_they_stand(
    world: World, lifts: list[dict[str, Any]], where: str, sentence: str
) -> None:
    assert refused(Api(world.maya).post("sessions/", a_session(*lifts))) == {where: [sentence]}
    with organisation_scope(world.organisation.pk):
        assert not TrainingSession.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("minutes", 0, "Minutes are 1 to 600."),
        ("session_rpe", 11, "Session RPE is 0 to 10."),
        ("sleep_hours", 25, "Sleep is 0 to 24 hours, in tenths."),
        ("soreness", -1, "Soreness is 0 to 10, 0 = none."),
        ("pain_before", {"value": -1}, "Pain is 0 to 10, 0 = none."),
        ("note", "x" * 2001, "Ensure this field has no more than 2000 characters."),
        ("started_at", "2999-01-01T00:00:00Z", "This is in the future. Check the date and the phone's clock."),
        ("started_at", "1999-01-01T00:00:00Z", "This is more than 20 years ago. Check the date."),
    ],
)
def test_impossible_values_of_a_session_are_refused_by_name(
    world: World, field: str, value: Any, sentence: str
) -> None:
    fields = refused(Api(world.maya).post("sessions/", a_session(**{field: value})))
    assert fields == {field + (".value" if isinstance(value, dict) else ""): [sentence]}


def test_two_sets_of_the_same_id_are_refused(world: World) -> None:
    one = a_set()
    fields = refused(Api(world.maya).post("sessions/", a_session(a_lift(one, one))))
    assert fields == {"lifts": ["Two lifts or sets have the same id."]}


def test_everything_wrong_is_said_at_once(world: World) -> None:
    sent = a_session(a_lift(a_set(reps=0), a_set(load=-1)), minutes=9999)
    assert set(refused(Api(world.maya).post("sessions/", sent))) == {
        "minutes",
        "lifts.0.sets.0.reps",
        "lifts.0.sets.1.load",
    }


def test_what_is_no_json_is_refused_kindly(world: World) -> None:
    answer = Api(world.maya).client.post("/api/v1/sessions/", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "parse_error")


def test_without_the_athletes_consent_nothing_is_stored(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.maya.athlete, kind="log").delete()
    fields = refused(Api(world.maya).post("sessions/", a_session()))
    assert "consent" in fields["non_field_errors"][0]


# -- who ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "coach"])
def test_staff_write_down_a_session_for_their_athlete(world: World, role: str) -> None:
    athlete = str(world.maya.athlete.pk)
    answer = Api(world.everybody[role]).post("sessions/", a_session(athlete=athlete))
    assert (answer.status_code, answer.json()["athlete"]) == (201, athlete)


@pytest.mark.parametrize("role", ["assistant", "clinician"])
def test_assistants_and_clinicians_write_nothing_down(world: World, role: str) -> None:
    session = log(world.maya, squats())
    api = Api(world.everybody[role])
    assert api.post("sessions/", a_session(athlete=str(world.maya.athlete.pk))).status_code == 403
    assert api.delete(f"sessions/{session.pk}/").status_code == 403
    assert api.put(f"sessions/{session.pk}/next-morning/", {"value": 1}).status_code == 403


def test_staff_have_to_say_for_whom(world: World) -> None:
    assert refused(Api(world.coach).post("sessions/", a_session())) == {"athlete": ["Say for which athlete."]}


def test_an_athlete_of_another_organisation_is_nobody(world: World, outside: World) -> None:
    stranger = refused(Api(world.coach).post("sessions/", a_session(athlete=str(outside.maya.athlete.pk))))
    nobody = refused(Api(world.coach).post("sessions/", a_session(athlete=str(new_id()))))
    assert stranger == nobody == {"athlete": ["None of your athletes has this id."]}


def test_athletes_do_not_write_for_each_other(world: World) -> None:
    fields = refused(Api(world.maya).post("sessions/", a_session(athlete=str(world.samira.athlete.pk))))
    assert fields == {"athlete": ["None of your athletes has this id."]}


def test_staff_correct_a_session_without_naming_the_athlete_again(world: World) -> None:
    sent = a_session()
    Api(world.maya).post("sessions/", sent)
    answer = Api(world.coach).put(f"sessions/{sent['id']}/", sent | {"note": "as told"})
    assert (answer.status_code, answer.json()["note"]) == (200, "as told")


def test_a_session_does_not_change_hands(world: World) -> None:
    sent = a_session()
    Api(world.maya).post("sessions/", sent)
    answer = Api(world.coach).put(f"sessions/{sent['id']}/", sent | {"athlete": str(world.samira.athlete.pk)})
    assert answer.status_code == 409


def test_who_does_not_share_is_not_read(world: World) -> None:
    """Not even by id, and the list simply lacks the row."""
    session = log(world.maya, squats())
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.maya.athlete, kind="share_coach").delete()
    assert Api(world.coach).get("sessions/").json()["results"] == []
    assert Api(world.coach).get(f"sessions/{session.pk}/").status_code == 404
    assert len(Api(world.maya).get("sessions/").json()["results"]) == 1


def test_a_read_only_key_reads_and_writes_nothing(world: World) -> None:
    log(world.maya, squats())
    program = by_key(world.coach, read_only=True)
    assert len(program.get("sessions/").json()["results"]) == 1
    assert program.post("sessions/", a_session(athlete=str(world.maya.athlete.pk))).status_code == 403


def test_a_key_writes_as_its_owner(world: World) -> None:
    answer = by_key(world.coach).post("sessions/", a_session(athlete=str(world.maya.athlete.pk)))
    assert answer.status_code == 201


# -- lists --------------------------------------------------------------------------------------------


def test_the_latest_session_comes_first_whenever_it_was_sent(world: World) -> None:
    old, new = log(world.maya, squats(days_ago=2)), log(world.maya, squats(days_ago=5))
    ids = [one["id"] for one in Api(world.coach).get("sessions/").json()["results"]]
    assert ids == [str(old.pk), str(new.pk)]


def test_the_list_is_filtered_by_athlete_and_day(world: World) -> None:
    for days_ago in (0, 1, 2, 3):
        log(world.maya, squats(days_ago=days_ago))
    log(world.samira, squats(days_ago=1))
    today = timezone.now().astimezone(world.maya.athlete.zone).date()
    first, last = today - timedelta(days=2), today - timedelta(days=1)
    query = {"athlete": str(world.maya.athlete.pk), "from": first.isoformat(), "to": last.isoformat()}
    days = [one["day"] for one in Api(world.coach).get("sessions/", **query).json()["results"]]
    assert days == [last.isoformat(), first.isoformat()]


def test_a_filter_that_cannot_be_read_says_so(world: World) -> None:
    assert refused(Api(world.coach).get("sessions/", **{"from": "yesterday"})) == {"from": ["Enter a valid date."]}


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    begun = timezone.now() - timedelta(days=1)
    made = [log(world.maya, squats(at=begun)) for _ in range(5)]  # all at the same moment: the hardest case
    api, seen, page = Api(world.coach), [], Api(world.coach).get("sessions/", page_size=2).json()
    while True:
        seen += [one["id"] for one in page["results"]]
        if page["next"] is None:
            break
        page = api.client.get(page["next"]).json()
    assert sorted(seen) == sorted(str(one.pk) for one in made)


@pytest.mark.parametrize("count", [1, 12])
def test_a_page_costs_the_same_queries_however_long(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_athlete(world.organisation, "Third")
    for number in range(count):
        log(world.maya if number % 2 else other, squats(days_ago=number, pain=2, before=1))
    api = Api(world.coach)
    with django_assert_num_queries(9):  # who asks: 3 · sessions, lifts, exercises, sets, pain of lifts, pain: 6
        assert len(api.get("sessions/").json()["results"]) == count
