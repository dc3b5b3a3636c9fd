"""`videos/{id}/corrections/`: what was corrected, correcting, and taking it back."""

from __future__ import annotations

from typing import Any

import jsonschema
from django.test import Client

from sessions.knee_tracking import SCHEMA
from sessions.models import Video
from tests.calling import Api
from tests.films import a_measured_report, film, measured
from tests.world import World

DROP_LAST = {"kind": "drop", "rep": 8, "seen": 0}


def of(video: Video) -> str:
    return f"videos/{video.pk}/corrections/"


def fields(got: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = got.json()["error"]["fields"]
    return found


def test_before_anything_is_corrected(world: World) -> None:
    got = Api(world.coach).get(of(measured(world.maya))).json()
    assert got["revision"] == 0
    assert got["machine"] == {"task": "squat", "reps": 8, "verdict": "clear_drift", "certain": True}
    assert (got["corrected"], got["corrections"]) == (None, [])


def test_while_it_waits_there_is_nothing_to_correct(world: World) -> None:
    video = film(world.maya)
    assert Api(world.coach).get(of(video)).json()["machine"] is None
    got = Api(world.coach).post(of(video), DROP_LAST)
    assert (got.status_code, got.json()["error"]["message"]) == (409, "Only a measured video can be corrected.")


def test_a_correction_is_answered_with_what_counts_now(world: World) -> None:
    got = Api(world.coach).post(of(measured(world.maya)), DROP_LAST)
    assert got.status_code == 201
    said = got.json()
    assert (said["revision"], said["machine"]["reps"], said["corrected"]["reps"]) == (1, 8, 7)
    (row,) = said["corrections"]
    assert row["payload"] == {"rep": {"start_s": 20.7, "end_s": 22.45}}
    assert (row["kind"], row["said"], row["by"]) == ("drop", "Dropped the rep at 20.7–22.4 s", "Coach of Northside")
    assert row["undone_at"] is None


def test_both_reports_can_be_read(world: World) -> None:
    video, api = measured(world.maya), Api(world.coach)
    assert api.get(f"videos/{video.pk}/").json()["analysis"]["corrected"] is False
    api.post(of(video), DROP_LAST)
    machine, counts = (api.get(f"videos/{video.pk}/analysis/", **query).json() for query in ({"of": "machine"}, {}))
    assert machine == a_measured_report()
    assert len(counts["reps"]) == 7
    jsonschema.validate(counts, SCHEMA)
    assert api.get(f"videos/{video.pk}/").json()["analysis"]["corrected"] is True


def test_taken_back_it_stays_in_the_list(world: World) -> None:
    video, api = measured(world.maya), Api(world.coach)
    key = api.post(of(video), DROP_LAST).json()["corrections"][0]["id"]
    assert [api.delete(f"{of(video)}{key}/").status_code for _ in range(2)] == [204, 204]
    got = api.get(of(video)).json()
    assert (got["revision"], got["corrected"]) == (2, None)
    assert got["corrections"][0]["undone_by"] == "Coach of Northside"


def test_what_rests_on_it_is_taken_back_first(world: World) -> None:
    video, api = measured(world.maya), Api(world.coach)
    key = api.post(of(video), {"kind": "merge", "rep": 1, "other": 2, "seen": 0}).json()["corrections"][0]["id"]
    api.post(of(video), {"kind": "drop", "rep": 1, "seen": 1})
    got = api.delete(f"{of(video)}{key}/")
    assert got.status_code == 400
    assert "undo that first" in fields(got)["non_field_errors"][0]


def test_the_second_of_two_at_once_is_told(world: World) -> None:
    video = measured(world.maya)
    Api(world.owner).post(of(video), DROP_LAST)
    got = Api(world.coach).post(of(video), DROP_LAST)
    assert got.status_code == 409
    assert "Owner of Northside corrected this in the meantime" in got.json()["error"]["message"]
    key = Api(world.coach).get(of(video)).json()["corrections"][0]["id"]
    assert Api(world.coach).delete(f"{of(video)}{key}/?seen=0").status_code == 409


def test_wrong_input_is_refused_at_its_field(world: World) -> None:
    video, api = measured(world.maya), Api(world.coach)
    wrong: dict[str, dict[str, Any]] = {
        "at_s": {"kind": "split", "rep": 2, "at_s": 0.5},
        "other": {"kind": "merge", "rep": 1, "other": 3},
        "task": {"kind": "task", "task": "dance"},
        "joint": {"kind": "joint", "at_s": 8, "joint": "tail", "x": 0.5, "y": 0.5},
        "x": {"kind": "joint", "at_s": 8, "joint": "left_knee", "x": 2, "y": 0.5},
        "kind": {"kind": "erase"},
    }
    for field, body in wrong.items():
        got = api.post(of(video), body | {"seen": 0})
        assert (got.status_code, set(fields(got))) == (400, {field})
    assert set(fields(api.post(of(video), {"kind": "drop", "rep": 1}))) == {"seen"}
    assert api.get(of(video)).json()["revision"] == 0


def test_a_correction_of_another_video_is_not_found_here(world: World) -> None:
    one, other, api = measured(world.maya), measured(world.maya), Api(world.coach)
    key = api.post(of(one), DROP_LAST).json()["corrections"][0]["id"]
    assert api.delete(f"{of(other)}{key}/").status_code == 404


def test_it_is_documented(db: None) -> None:
    paths = Client().get("/api/v1/schema/").json()["paths"]
    found = {path: set(methods) for path, methods in paths.items() if "corrections" in path}
    assert list(found.values()) == [{"get", "post"}, {"delete"}]
