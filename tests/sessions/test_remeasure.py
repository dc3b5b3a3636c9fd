"""Measuring kept tracks again: what would change, letting it count, and every file erased once."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import jsonschema
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.core import events
from coachhub.core.events import Event, subscribe
from coachhub.core.models import FileToErase
from sessions.events import AnalysisFinished
from sessions.knee_tracking import ENGINE_VERSION, SCHEMA, Status, Verdict, to_json
from sessions.models import AthleteSnapshot, KneeAnalysis, Video
from sessions.report_change import Change
from sessions.selectors.files import file_behind, file_links
from sessions.selectors.history import history_of
from sessions.selectors.videos import answered_analysis, counting_analyses, latest_analysis, videos_of
from sessions.services import remeasure as service
from sessions.services.erase import erase_videos
from sessions.services.remeasure import Hindrance
from sessions.services.videos import delete_video, measure_again
from tests.films import a_refusal, a_report, answer, film
from tests.kept import (
    DRIFTING,
    NO_REP,
    OLD,
    STRAIGHT,
    apply,
    bytes_of,
    counting,
    kept,
    moments_of,
    new_of,
    other_format,
    read_as,
    remeasure,
    stored,
    today_says,
    track_of,
)
from tests.sessions.knee_tracking.skeleton import Shot
from tests.world import World

STILLS = {"still_good": b"good", "still_worst": b"worst"}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """The measurements announced as finished, and nobody else listens."""
    found: list[Event] = []
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    subscribe(AnalysisFinished)(found.append)
    return found


# -- to look at ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "verdict", "change"),
    [
        (0.0, None, Change.UNCHANGED),
        (0.02, None, Change.WITHIN),
        (0.2, None, Change.BEYOND),
        (0.2, Verdict.IN_LINE, Change.VERDICT),
    ],
)
def test_what_would_change(scoped: World, shift: float, verdict: Verdict | None, change: Change) -> None:
    analysis = kept(scoped.maya, report=read_as(DRIFTING, shift=shift, verdict=verdict))
    outcome = remeasure(analysis=analysis, apply=False)
    assert outcome.change is change
    assert outcome.before is not None
    assert outcome.now is not None
    assert outcome.now.verdict is today_says(DRIFTING).report.summary.verdict
    assert outcome.before.dkasr is not None
    assert outcome.now.dkasr is not None
    assert outcome.now.dkasr.value - outcome.before.dkasr.value == pytest.approx(-shift)
    assert (outcome.athlete_id, outcome.version) == (scoped.maya.athlete.pk, OLD)


def test_a_refused_side_view_gains_what_it_shows(scoped: World) -> None:
    """An earlier version refused it and said no more; nobody is alarmed by the addition."""
    track = track_of(DRIFTING, Shot(yaw_deg=88, height=0.9, width=405, ahead=720))
    outcome = apply(kept(scoped.maya, report=a_refusal(), files={"track": track}))
    assert outcome.change is Change.UNCHANGED
    report = new_of(outcome).report
    assert report is not None
    assert (report["status"], report["reason"]["code"]) == ("rejected", "side_view")
    assert report["side"]["heels"] == "stay"
    assert report["side"]["near_leg"] == "left"


def test_looking_changes_nothing(scoped: World, heard: list[Event]) -> None:
    analysis = kept(scoped.maya, report=read_as(DRIFTING, shift=0.2, verdict=Verdict.IN_LINE))
    rows, snapshots = list(KneeAnalysis.objects.values()), list(AthleteSnapshot.objects.values())
    files = stored()
    assert remeasure(analysis=analysis, apply=False).replaced_by is None
    assert (list(KneeAnalysis.objects.values()), list(AthleteSnapshot.objects.values())) == (rows, snapshots)
    assert stored() == files
    assert heard == []


def test_a_refusal_may_become_a_measurement(scoped: World) -> None:
    analysis = kept(scoped.maya, report=a_refusal())
    outcome = remeasure(analysis=analysis, apply=False)
    assert outcome.change is Change.VERDICT
    assert outcome.before is not None
    assert outcome.now is not None
    assert (outcome.before.status, outcome.now.status) == (Status.REJECTED, Status.DONE)


@pytest.mark.parametrize("do", [False, True], ids=["looking", "applying"])
@pytest.mark.parametrize(
    ("track", "why"),
    [
        (b"", Hindrance.NO_TRACK),
        (b"not a track", Hindrance.OTHER_FORMAT),
        (other_format(track_of(DRIFTING)), Hindrance.OTHER_FORMAT),
    ],
    ids=["none", "garbage", "a later format"],
)
def test_what_cannot_be_measured_again_says_why(scoped: World, track: bytes, why: Hindrance, do: bool) -> None:
    outcome = remeasure(analysis=kept(scoped.maya, files={"track": track}), apply=do)
    assert (outcome.hindrance, outcome.change, outcome.replaced_by) == (why, None, None)
    assert KneeAnalysis.objects.count() == 1


def test_a_track_that_the_storage_has_lost(scoped: World) -> None:
    analysis = kept(scoped.maya)
    default_storage.delete(analysis.files["track"])
    assert remeasure(analysis=analysis, apply=False).hindrance is Hindrance.NO_TRACK


@pytest.mark.parametrize("do", [False, True])
def test_what_a_coach_has_corrected_stays(scoped: World, do: bool) -> None:
    analysis = kept(scoped.maya)
    KneeAnalysis.objects.update(corrected_report=analysis.report)
    analysis.refresh_from_db()
    assert remeasure(analysis=analysis, apply=do).hindrance is Hindrance.CORRECTED
    assert KneeAnalysis.objects.count() == 1


def test_a_correction_that_comes_meanwhile_stays_too(scoped: World) -> None:
    analysis = kept(scoped.maya)
    KneeAnalysis.objects.update(corrected_report=analysis.report)
    assert apply(analysis).hindrance is Hindrance.CORRECTED
    assert KneeAnalysis.objects.count() == 1


def test_an_earlier_report_of_another_shape(scoped: World) -> None:
    analysis = kept(scoped.maya)
    KneeAnalysis.objects.update(report={"status": "done"})
    analysis.refresh_from_db()
    assert apply(analysis).hindrance is Hindrance.OTHER_REPORT


def test_one_track_that_breaks_the_engine_stops_no_other(
    scoped: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: Any) -> None:
        raise ZeroDivisionError("a set that nobody thought of")

    analysis = kept(scoped.maya)
    monkeypatch.setattr(service, "measure_again", breaks)
    assert apply(analysis).hindrance is Hindrance.BROKE
    assert "a set that nobody thought of" in caplog.text


# -- letting it count ---------------------------------------------------------------------------------


def test_the_new_answer_stands_beside_the_earlier_one_and_counts(scoped: World, heard: list[Event]) -> None:
    before = kept(scoped.maya, report=read_as(DRIFTING, shift=0.3, verdict=Verdict.IN_LINE))
    assert AthleteSnapshot.objects.get().tracking_verdict == "in_line"
    new = new_of(apply(before))
    again = today_says(DRIFTING)
    assert (new.state, new.percent, new.engine_version, new.track_of) == ("done", 100, ENGINE_VERSION, before)
    assert new.report is not None
    jsonschema.validate(new.report, SCHEMA)
    assert new.report["reps"] == to_json(again.report)["reps"]
    assert (new.verdict, new.certain) == ("clear_drift", True)
    assert new.worst_dkasr is not None
    assert before.worst_dkasr is not None
    assert new.worst_dkasr == pytest.approx(before.worst_dkasr - 0.3, abs=0.05)
    assert new.finished_at is not None
    assert heard == [AnalysisFinished(new)]
    old = KneeAnalysis.objects.get(pk=before.pk)
    assert (old.verdict, old.engine_version, old.report, old.files) == (
        "in_line",
        OLD,
        before.report,
        before.files,
    )


def test_it_counts_wherever_a_video_s_answer_is_looked_up(scoped: World) -> None:
    before = kept(scoped.maya, report=read_as(DRIFTING, shift=0.3, verdict=Verdict.IN_LINE))
    new = new_of(apply(before))
    coach = scoped.coach.actor
    assert latest_analysis(videos_of(coach).get()) == new
    assert answered_analysis(coach, before.video) == new
    snapshot = AthleteSnapshot.objects.get()
    assert (snapshot.tracking_verdict, snapshot.tracking_certain) == ("clear_drift", True)
    assert snapshot.tracking_dkasr == new.worst_dkasr
    assert [one.dkasr for one in history_of(scoped.maya.athlete).tracking] == [new.worst_dkasr]


def test_the_history_keeps_the_name_under_which_a_set_was_told(scoped: World) -> None:
    before = kept(scoped.maya)
    new = new_of(apply(before))
    (record,) = history_of(scoped.maya.athlete).tracking
    assert (record.analysis_id, record.answered_at, record.again_at) == (
        str(before.pk),
        before.finished_at,
        new.finished_at,
    )


def test_without_a_verdict_any_more_the_athlete_cannot_be_told_about(scoped: World) -> None:
    before = kept(scoped.maya, NO_REP, report=read_as(DRIFTING))
    new = new_of(apply(before))
    assert (new.state, new.verdict, new.certain, new.worst_dkasr) == ("rejected", "cannot_tell", None, None)
    assert set(new.files) == {"track", "overlay", "web"}
    snapshot = AthleteSnapshot.objects.get()
    assert (snapshot.tracking_verdict, snapshot.attention) == ("cannot_tell", "cannot_tell")


def test_the_next_version_measures_it_again_from_the_same_track(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept(scoped.maya)
    second = new_of(apply(first))
    KneeAnalysis.objects.filter(pk=second.pk).update(engine_version="0.0.10")
    (counts,) = counting(not_by=ENGINE_VERSION)
    assert counts == second
    third = new_of(apply(counts))
    assert third.track_of == first
    assert third.files["track"] == first.files["track"]
    assert len({one.files["curve"] for one in (first, second, third)}) == 3


# -- files --------------------------------------------------------------------------------------------


def test_what_was_seen_is_shared_and_the_curve_is_new(scoped: World) -> None:
    before = kept(scoped.maya)
    new = new_of(apply(before))
    assert {kind: new.files[kind] for kind in ("track", "overlay", "web")} == {
        kind: before.files[kind] for kind in ("track", "overlay", "web")
    }
    assert json.loads(bytes_of(new.files["curve"])) == today_says(DRIFTING).curve
    assert bytes_of(before.files["curve"]) == b"old"


def test_pictures_stay_while_they_show_the_same_moments(scoped: World) -> None:
    before = kept(scoped.maya, stills=moments_of(DRIFTING), files=STILLS)
    new = new_of(apply(before))
    assert new.stills == moments_of(DRIFTING)
    assert (bytes_of(new.files["still_good"]), bytes_of(new.files["still_worst"])) == (b"good", b"worst")


def test_a_picture_of_another_moment_is_left_out(scoped: World) -> None:
    moments = moments_of(DRIFTING)
    elsewhere = moments | {"worst": {**moments["worst"], "time_s": moments["worst"]["time_s"] + 1}}
    new = new_of(apply(kept(scoped.maya, stills=elsewhere, files=STILLS)))
    assert new.stills == {"good": moments["good"]}
    assert "still_good" in new.files
    assert "still_worst" not in new.files


def test_a_set_without_pictures_has_none_after_it(scoped: World) -> None:
    new = new_of(apply(kept(scoped.maya)))
    assert new.stills == {}
    assert set(new.files) == {"track", "overlay", "web", "curve"}


def test_links_of_both_answers_lead_to_their_files(scoped: World) -> None:
    before = kept(scoped.maya)
    new = new_of(apply(before))
    coach = scoped.coach.actor
    for one in (before, new):
        for kind, link in file_links(one, coach).items():
            found = file_behind(link.rstrip("/").rsplit("/", 1)[1], coach)
            assert found is not None
            assert found.name == one.files[kind]
            assert default_storage.exists(found.name)


@pytest.mark.parametrize("how", ["the video is deleted", "the consent is withdrawn"])
def test_every_file_goes_with_the_video_and_each_once(
    scoped: World,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    how: str,
) -> None:
    nothing = stored()
    before = kept(scoped.maya, stills=moments_of(DRIFTING), files=STILLS)
    new = new_of(apply(before))
    erased: list[str] = []
    delete = default_storage.delete

    def noting(name: str) -> None:
        erased.append(name)
        delete(name)

    monkeypatch.setattr(default_storage, "delete", noting)
    with django_capture_on_commit_callbacks(execute=True):
        if how == "the video is deleted":
            delete_video(actor=scoped.maya.actor, video=before.video)
        else:
            set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
    assert stored() == nothing
    assert not KneeAnalysis.objects.exists()
    assert not FileToErase.objects.exists()
    assert {*before.files.values(), *new.files.values()} <= set(erased)
    assert len(erased) == len(set(erased))


def test_another_athlete_s_files_stay(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    maya, samira = (new_of(apply(kept(person))) for person in (scoped.maya, scoped.samira))
    with django_capture_on_commit_callbacks(execute=True):
        erase_videos(Video.objects.filter(pk=maya.video_id))
    assert all(default_storage.exists(name) for name in samira.files.values())


# -- several videos of one athlete --------------------------------------------------------------------


def queries_for(videos: list[KneeAnalysis]) -> int:
    with CaptureQueriesContext(connection) as queries:
        outcomes = service.remeasure(analyses=videos, apply=True)
        asked = len(queries)
    assert all(one.replaced_by for one in outcomes)
    return asked


def test_many_videos_of_an_athlete_cost_as_many_queries_as_one(scoped: World) -> None:
    one = queries_for([kept(scoped.maya, STRAIGHT)])
    many = queries_for([kept(scoped.maya, STRAIGHT) for _ in range(8)])
    assert many <= one + 2  # the history is larger, which is still a fixed number


def test_what_is_kept_ready_is_worked_out_once_and_each_answer_is_told(
    scoped: World, heard: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed: list[Any] = []
    monkeypatch.setattr(service, "refresh_athlete", refreshed.append)
    analyses = [kept(scoped.maya) for _ in range(3)]
    outcomes = service.remeasure(analyses=analyses, apply=True)
    assert refreshed == [scoped.maya.athlete]
    assert [event.analysis.pk for event in heard if isinstance(event, AnalysisFinished)] == [
        one.replaced_by for one in outcomes
    ]
    assert [one.analysis_id for one in outcomes] == [one.pk for one in analyses]
    written = [one.replaced_by for one in outcomes if one.replaced_by]
    assert written == sorted(written)


def test_what_is_in_the_way_of_one_stops_none_of_the_others(scoped: World, heard: list[Event]) -> None:
    gone, corrected, overtaken, fine = (kept(scoped.maya) for _ in range(4))
    default_storage.delete(gone.files["track"])
    KneeAnalysis.objects.filter(pk=corrected.pk).update(corrected_report=corrected.report)
    measure_again(actor=scoped.maya.actor, video=overtaken.video)
    outcomes = service.remeasure(analyses=[gone, corrected, overtaken, fine], apply=True)
    assert [one.hindrance for one in outcomes] == [
        Hindrance.NO_TRACK,
        Hindrance.CORRECTED,
        Hindrance.OVERTAKEN,
        None,
    ]
    assert [one.replaced_by is not None for one in outcomes] == [False, False, False, True]
    assert len(heard) == 1


def test_a_row_that_cannot_be_written_stops_none_of_the_others(
    scoped: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    analyses = [kept(scoped.maya) for _ in range(3)]
    row_of = service._row

    def breaks(one: Any, curve: str) -> dict[str, Any]:
        if one.analysis == analyses[1]:
            raise ZeroDivisionError("a report that nobody thought of")
        return row_of(one, curve)

    monkeypatch.setattr(service, "_row", breaks)
    before = stored()
    outcomes = service.remeasure(analyses=analyses, apply=True)
    assert [one.hindrance for one in outcomes] == [None, Hindrance.BROKE, None]
    assert KneeAnalysis.objects.count() == 5
    named_by_rows = {name for row in KneeAnalysis.objects.all() for name in row.files.values()}
    assert stored() - before <= named_by_rows
    assert "a report that nobody thought of" in caplog.text


# -- which ones ---------------------------------------------------------------------------------------


def test_the_answer_that_counts_of_each_video(scoped: World) -> None:
    twice = kept(scoped.maya)
    measure_again(actor=scoped.maya.actor, video=twice.video)
    newer = answer(twice.video, a_report())
    KneeAnalysis.objects.update(engine_version=OLD)
    once = kept(scoped.samira)
    film(scoped.maya)  # waits
    assert counting(not_by=ENGINE_VERSION) == [newer, once]


def test_a_page_of_rows_is_in_memory_at_a_time(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.selectors.videos.AT_ONCE", 2)
    made = [kept(scoped.maya, STRAIGHT) for _ in range(5)]
    seen: list[list[KneeAnalysis]] = []
    for some in counting_analyses(not_by=ENGINE_VERSION):
        seen.append(some)
        service.remeasure(analyses=some, apply=True)
    assert seen == [made[:2], made[2:4], made[4:]]


def test_one_athlete_s_come_together(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However their videos were sent, and wherever the page in memory ends."""
    monkeypatch.setattr("sessions.selectors.videos.AT_ONCE", 3)
    made = [kept(person, STRAIGHT) for person in (scoped.maya, scoped.samira, scoped.maya, scoped.samira)]
    batches = list(counting_analyses(not_by=ENGINE_VERSION))
    assert all(len({one.athlete_id for one in batch}) == 1 for batch in batches)
    assert [len(batch) for batch in batches] == [2, 1, 1]
    assert {one.pk for batch in batches for one in batch} == {one.pk for one in made}


def test_the_other_organisation_s_are_not_in_scope(scoped: World, outside: World) -> None:
    kept(outside.maya)
    mine = kept(scoped.maya)
    assert counting() == [mine]
