"""`videos/`: how far the measurement is, the report as the engine wrote it, and files by link only."""

from __future__ import annotations

import jsonschema
import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from athletes.models import Consent
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import ENGINE_VERSION, SCHEMA
from sessions.models import AnalysisState, AthleteSnapshot, KneeAnalysis, TrainingSet, Video
from tests.calling import Api
from tests.films import BYTES, a_refusal, a_report, a_side, answer, film
from tests.kept import DRIFTING, OLD, kept, read_as, remeasure
from tests.world import World, log, squats


def test_a_waiting_video_shows_how_far_it_is(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        set_id = log(world.maya, squats()).lifts.get().sets.all()[0].pk
    video = film(world.maya, set_id=set_id)
    got = Api(world.maya).get(f"videos/{video.pk}/").json()
    assert (got["set"], got["filename"], got["size_bytes"]) == (str(set_id), "squat.mp4", len(BYTES))
    assert got["analysis"] == {
        "task": "squat",
        "state": "queued",
        "stage": "",
        "percent": 0,
        "verdict": "",
        "certain": None,
        "dkasr": None,
        "reason": None,
        "engine_version": "",
        "corrected": False,
    }
    assert set(got["links"]) == {"original"}


def test_stage_and_per_cent_are_seen_while_it_runs(world: World) -> None:
    video = film(world.maya)
    with organisation_scope(world.organisation.pk):
        KneeAnalysis.objects.filter(video=video).update(
            state=AnalysisState.RUNNING,
            stage="pose",
            percent=40,
            lease=video.pk,
            lease_until=video.received_at,
        )
    got = Api(world.coach).get(f"videos/{video.pk}/").json()["analysis"]
    assert (got["state"], got["stage"], got["percent"]) == ("running", "pose", 40)


def test_a_measured_video_shows_its_number_with_the_interval(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report(dkasr=-0.15))
    got = Api(world.coach).get(f"videos/{video.pk}/").json()["analysis"]
    assert (got["state"], got["verdict"], got["certain"]) == ("done", "some_drift", True)
    assert got["dkasr"] == {"value": -0.15, "low": -0.18, "high": -0.12}


def test_a_refused_video_says_what_to_change(world: World) -> None:
    video, report = film(world.maya), a_refusal()
    answer(video, report)
    got = Api(world.maya).get("videos/").json()["results"][0]["analysis"]
    assert (got["state"], got["verdict"]) == ("rejected", "cannot_tell")
    assert got["reason"] == report["reason"]
    assert got["reason"]["advice"]


def test_the_analysis_is_exactly_the_engines_report(world: World) -> None:
    video, report = film(world.maya), a_report()
    answer(video, report)
    got = Api(world.coach).get(f"videos/{video.pk}/analysis/")
    assert got.json() == report
    jsonschema.validate(got.json(), SCHEMA)


def test_there_is_no_analysis_before_there_is_an_answer(world: World) -> None:
    video = film(world.maya)
    got = Api(world.coach).get(f"videos/{video.pk}/analysis/")
    assert got.status_code == 404
    assert got.json()["error"]["message"] == "This video is not measured yet."


def test_measuring_again_keeps_the_old_answer_until_there_is_a_new_one(world: World) -> None:
    video, api = film(world.maya), Api(world.maya)
    answer(video, a_report(dkasr=-0.15))
    got = api.post(f"videos/{video.pk}/measure-again/", {"task": "lunge"})
    assert (got.status_code, got.json()["analysis"]["state"], got.json()["analysis"]["task"]) == (
        202,
        "queued",
        "lunge",
    )
    assert api.get(f"videos/{video.pk}/analysis/").json()["reps"][0]["dkasr"]["value"] == -0.15
    answer(video, a_report(dkasr=-0.25))
    assert api.get(f"videos/{video.pk}/analysis/").json()["reps"][0]["dkasr"]["value"] == -0.25


def test_measuring_again_without_a_task_keeps_the_task(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal())
    got = Api(world.coach).post(f"videos/{video.pk}/measure-again/", {})
    assert got.json()["analysis"]["task"] == "squat"


def test_a_video_is_measured_once_at_a_time(world: World) -> None:
    video = film(world.maya)
    got = Api(world.maya).post(f"videos/{video.pk}/measure-again/", {})
    assert (got.status_code, got.json()["error"]["message"]) == (409, "This video is being measured already.")
    with organisation_scope(world.organisation.pk):
        assert KneeAnalysis.objects.count() == 1


def test_an_unknown_task_is_refused(world: World) -> None:
    video = film(world.maya)
    answer(video)
    got = Api(world.maya).post(f"videos/{video.pk}/measure-again/", {"task": "handstand"})
    assert list(got.json()["error"]["fields"]) == ["task"]


def test_deleting_a_video_erases_every_file_and_what_followed_from_it(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    video = film(world.maya)
    analysis = answer(video, a_report(), overlay=b"{}", track=b"npz", web=b"mp4")
    names = [video.file, *analysis.files.values()]
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        assert Api(world.maya).delete(f"videos/{video.pk}/").status_code == 204
    assert not any(default_storage.exists(name) for name in names)
    with organisation_scope(world.organisation.pk):
        assert not Video.objects.exists()
        assert not KneeAnalysis.objects.exists()
        snapshot = AthleteSnapshot.objects.get(athlete=world.maya.athlete)
        assert (snapshot.tracking_verdict, snapshot.tracking_dkasr) == ("", None)


def test_a_set_outlives_its_video(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        set_id = log(world.maya, squats()).lifts.get().sets.all()[0].pk
        Api(world.maya).delete(f"videos/{film(world.maya, set_id=set_id).pk}/")
        assert TrainingSet.objects.filter(pk=set_id).exists()


@pytest.mark.parametrize(("role", "status"), [("assistant", 403), ("clinician", 403), ("samira", 404)])
def test_who_may_not_delete_or_measure(world: World, role: str, status: int) -> None:
    video = film(world.maya)
    answer(video)
    api = Api(world.everybody[role])
    assert api.delete(f"videos/{video.pk}/").status_code == status
    assert api.post(f"videos/{video.pk}/measure-again/", {}).status_code == status
    assert Api(world.maya).get(f"videos/{video.pk}/").status_code == 200


def test_links_are_made_for_the_one_who_asks(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report(), web=b"mp4", overlay=b"{}", curve=b"{}", still_good=b"1", still_worst=b"2", track=b"3")
    mine = Api(world.maya).get(f"videos/{video.pk}/").json()["links"]
    coachs = Api(world.coach).get(f"videos/{video.pk}/").json()["links"]
    assert set(mine) == {"original", "web", "overlay", "curve", "still_good", "still_worst"}
    assert not set(mine.values()) & set(coachs.values())
    assert all(link.startswith("http://testserver/files/") for link in mine.values())


def test_videos_of_who_does_not_share_are_not_there(world: World) -> None:
    video = film(world.maya)
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.maya.athlete, kind="share_coach").delete()
    assert Api(world.coach).get("videos/").json()["results"] == []
    assert Api(world.coach).get(f"videos/{video.pk}/").status_code == 404
    assert Api(world.coach).get(f"videos/{video.pk}/analysis/").status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_a_page_costs_the_same_queries_however_long(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        answer(film(world.maya))
    film(world.samira)
    api, maya = Api(world.coach), str(world.maya.athlete.pk)
    with django_assert_num_queries(5) as asked:  # who asks: 3 · videos · analyses
        page = api.get("videos/", athlete=maya).json()
    assert len(page["results"]) == count
    assert not any('"report",' in query["sql"] for query in asked.captured_queries)


def test_all_answers_are_readable_the_one_that_counts_first(scoped: World) -> None:
    before = kept(scoped.maya, report=read_as(DRIFTING, shift=0.2))
    outcome = remeasure(analysis=before, apply=True)
    api = Api(scoped.coach)
    got = api.get(f"videos/{before.video_id}/analyses/").json()["results"]
    assert [(one["id"], one["engine_version"], one["from_track"]) for one in got] == [
        (str(outcome.replaced_by), ENGINE_VERSION, True),
        (str(before.pk), OLD, False),
    ]
    assert got[0]["report"] == api.get(f"videos/{before.video_id}/analysis/").json()
    assert got[0]["report"]["engine"]["version"] == ENGINE_VERSION
    assert got[1]["report"] == before.report
    assert {one["state"] for one in got} == {"done"}
    assert all(one["finished_at"] for one in got)
    for one in got:
        jsonschema.validate(one["report"], SCHEMA)
    assert api.get(f"videos/{before.video_id}/").json()["analysis"]["engine_version"] == ENGINE_VERSION


def test_answers_come_in_pages(scoped: World) -> None:
    before = kept(scoped.maya)
    remeasure(analysis=before, apply=True)
    api = Api(scoped.maya)
    first = api.get(f"videos/{before.video_id}/analyses/?page_size=1").json()
    assert len(first["results"]) == 1
    rest = api.get(first["next"].split("/api/v1/")[1]).json()
    assert [one["id"] for one in rest["results"]] == [str(before.pk)]
    assert rest["next"] is None


def test_what_was_read_from_the_side_is_in_the_report(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal(side=a_side()))
    report = Api(world.coach).get(f"videos/{video.pk}/analysis/").json()
    jsonschema.validate(report, SCHEMA)
    assert (report["status"], report["reason"]["code"], report["reps"]) == ("rejected", "side_view", [])
    assert (report["side"]["heels"], report["side"]["torso_lean_deg"]["value"]) == ("stay", 29.6)


def test_the_openapi_document_says_what_a_side_view_is(world: World) -> None:
    parts = Api(world.coach).get("schema/").json()["components"]["schemas"]
    assert "#/components/schemas/KneeTrackingReportSideView" in str(parts["KneeTrackingReport"]["properties"]["side"])
    assert {"heels", "balance", "torso_lean_deg"} <= set(parts["KneeTrackingReportSideView"]["properties"])


def test_what_waits_is_no_answer_yet(world: World) -> None:
    video = film(world.maya)
    assert Api(world.coach).get(f"videos/{video.pk}/analyses/").json()["results"] == []
    answer(video, a_refusal())
    (only,) = Api(world.coach).get(f"videos/{video.pk}/analyses/").json()["results"]
    assert (only["state"], only["report"]["reason"]["code"], only["from_track"]) == ("rejected", "side_view", False)


def test_answers_are_read_by_those_who_see_the_athlete(world: World, outside: World) -> None:
    video = film(world.samira)
    answer(video)
    for person, status in ((world.coach, 200), (world.samira, 200), (world.maya, 404), (outside.owner, 404)):
        assert Api(person).get(f"videos/{video.pk}/analyses/").status_code == status
    assert Api(world.owner).post(f"videos/{video.pk}/analyses/", {}).status_code == 405
