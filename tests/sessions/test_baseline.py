"""Sets confirmed as good: who may say so of which, what is measured against them, and what stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.core.ids import new_id
from coachhub.core.leases import claim
from sessions import knee_tracking
from sessions.knee_tracking import ENGINE_VERSION, Filed, Measured, OwnSet, Task, Verdict, from_json
from sessions.knee_tracking.over_time import Against
from sessions.models import ConfirmedSet, KneeAnalysis, TrainingSession, Video
from sessions.selectors.baseline import baseline_of, confirmation_of, good_set
from sessions.selectors.tracking import filmed_sets, tracking_over_time
from sessions.services.baseline import NotGoodError, confirm, take_back
from sessions.services.correction_entries import CorrectionEntry
from sessions.services.corrections import correct
from sessions.services.erase import erase_videos
from sessions.services.measure import measure_video
from sessions.services.remeasure import Outcome
from sessions.services.videos import measure_again
from tests.filmed_sets import filmed_session
from tests.films import a_refusal, a_report, analysis_of, answer, film, measured
from tests.kept import DRIFTING, OLD, STRAIGHT, kept, remeasure, today_says
from tests.world import Person, World


def good(person: Person, report: dict[str, Any] | None = None, *, by: Person | None = None) -> Video:
    """A measured video that was confirmed."""
    video = film(person)
    answer(video, report)
    confirm(actor=(by or person).actor, video=video)
    return video


def offered(person: Person, video: Video | None = None, task: Task = Task.SQUAT) -> tuple[OwnSet, ...]:
    """What a measurement of this video, or of a new one, may be compared with."""
    return baseline_of(person.athlete).of(task, video_id=(video or film(person)).pk)


class TestConfirming:
    """Saying that a set was good."""

    def test_it_is_written_down_with_who_said_so_and_as_what(self, scoped: World) -> None:
        video = good(scoped.maya, by=scoped.coach)
        row = ConfirmedSet.objects.get()
        assert (row.video, row.analysis, row.athlete) == (video, analysis_of(video), scoped.maya.athlete)
        assert (row.by, row.role, row.withdrawn_at) == (scoped.coach.membership, "coach", None)
        assert row.at <= timezone.now()

    @pytest.mark.parametrize("who", ["maya", "coach", "assistant", "owner"])
    def test_the_athlete_and_who_coaches_may(self, scoped: World, who: str) -> None:
        good(scoped.maya, by=scoped.everybody[who])
        assert ConfirmedSet.objects.get().role == scoped.everybody[who].membership.role

    @pytest.mark.parametrize("who", ["samira", "clinician"])
    def test_others_may_not(self, scoped: World, who: str) -> None:
        video = film(scoped.maya)
        answer(video)
        for deed in (confirm, take_back):
            with pytest.raises(PermissionDenied):
                deed(actor=scoped.everybody[who].actor, video=video)
        assert not ConfirmedSet.objects.exists()

    def test_twice_changes_nothing(self, scoped: World) -> None:
        video = good(scoped.maya)
        assert confirm(actor=scoped.coach.actor, video=video).by == scoped.maya.membership
        assert ConfirmedSet.objects.count() == 1

    def test_the_database_holds_one_at_a_time(self, scoped: World) -> None:
        row = ConfirmedSet.objects.get(video=good(scoped.maya))
        row.pk, row._state.adding = new_id(), True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    @pytest.mark.parametrize(
        ("report", "why"),
        [(a_report(verdict=Verdict.CLEAR_DRIFT), "clearly moved in"), (a_refusal(), "Only a measured set")],
    )
    def test_what_is_no_good_set_is_refused_with_the_reason(
        self, scoped: World, report: dict[str, Any], why: str
    ) -> None:
        with pytest.raises(NotGoodError, match=why):
            good(scoped.maya, report)
        assert not ConfirmedSet.objects.exists()

    def test_a_video_that_waits_is_refused(self, scoped: World) -> None:
        with pytest.raises(NotGoodError, match="Only a measured set"):
            confirm(actor=scoped.maya.actor, video=film(scoped.maya))

    def test_what_counts_is_the_corrected_answer(self, scoped: World) -> None:
        video = measured(scoped.maya)
        with pytest.raises(NotGoodError):
            confirm(actor=scoped.coach.actor, video=video)
        for seen, rep in enumerate((8, 7, 6)):
            correct(actor=scoped.coach.actor, video=video, entry=CorrectionEntry("drop", rep=rep), seen=seen)
        confirm(actor=scoped.coach.actor, video=video)
        (one,) = offered(scoped.maya)
        corrected = analysis_of(video).corrected_report
        assert corrected is not None
        assert one.line == from_json(corrected).line


class TestTakingBack:
    """It stays written down, and is no longer compared with."""

    def test_it_is_kept_with_who_took_it_back(self, scoped: World) -> None:
        video = good(scoped.maya)
        take_back(actor=scoped.coach.actor, video=video)
        row = ConfirmedSet.objects.get()
        assert row.withdrawn_by == scoped.coach.membership
        assert row.withdrawn_at is not None
        assert (confirmation_of(video), offered(scoped.maya)) == (None, ())

    def test_without_a_confirmation_or_twice_nothing_changes(self, scoped: World) -> None:
        video = good(scoped.maya)
        take_back(actor=scoped.maya.actor, video=video)
        take_back(actor=scoped.coach.actor, video=video)
        take_back(actor=scoped.coach.actor, video=film(scoped.maya))
        assert ConfirmedSet.objects.get().withdrawn_by == scoped.maya.membership

    def test_it_can_be_confirmed_again(self, scoped: World) -> None:
        video = good(scoped.maya)
        take_back(actor=scoped.maya.actor, video=video)
        confirm(actor=scoped.coach.actor, video=video)
        assert [row.withdrawn_at is None for row in ConfirmedSet.objects.all()] == [False, True]

    def test_the_audit_trail_has_the_row_as_it_was(self, scoped: World) -> None:
        take_back(actor=scoped.coach.actor, video=good(scoped.maya))
        (event,) = ConfirmedSet.pgh_event_model._base_manager.all()  # type: ignore[attr-defined]  # by tracked()
        assert (event.pgh_label, event.withdrawn_at) == ("changed", None)


class TestWhatIsOffered:
    """What a measurement may be compared with."""

    def test_the_lines_of_the_athletes_own_confirmed_sets(self, scoped: World) -> None:
        video = good(scoped.maya)
        good(scoped.samira)
        (one,) = offered(scoped.maya)
        assert (one.id, one.task, one.engine_version) == (str(analysis_of(video).pk), Task.SQUAT, ENGINE_VERSION)
        assert one.day == video.received_at.astimezone(scoped.maya.athlete.zone).date().isoformat()
        assert one.line == from_json(a_report()).line

    def test_the_day_is_the_sessions(self, scoped: World) -> None:
        (video,) = filmed_session(scoped.maya, (80, -0.05), days_ago=3)
        confirm(actor=scoped.maya.actor, video=video)
        assert offered(scoped.maya)[0].day == TrainingSession.objects.get().day.isoformat()

    def test_a_confirmed_set_itself_is_measured_against_the_foot_line(self, scoped: World) -> None:
        first, _second = good(scoped.maya), good(scoped.maya)
        assert offered(scoped.maya, first) == ()
        assert len(offered(scoped.maya)) == 2

    def test_only_of_the_same_task(self, scoped: World) -> None:
        good(scoped.maya)
        assert offered(scoped.maya, task=Task.LUNGE) == ()

    def test_an_answer_without_a_line_is_not_offered(self, scoped: World) -> None:
        video = good(scoped.maya)
        KneeAnalysis.objects.filter(video=video).update(report=a_report() | {"line": None})
        assert offered(scoped.maya) == ()
        assert good_set(scoped.maya.actor, film(scoped.maya), from_json(a_report())).is_first

    def test_measured_again_its_newest_answer_is_meant(self, scoped: World) -> None:
        video = good(scoped.maya)
        with transaction.atomic():
            measure_again(actor=scoped.maya.actor, video=video)
        assert len(offered(scoped.maya)) == 1  # meanwhile the earlier one
        answer(video, a_refusal())
        assert offered(scoped.maya) == ()
        assert [one.confirmed for one in filmed_sets(scoped.maya.athlete)] == [True]

    def test_one_query_however_many(self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for _ in range(3):
            good(scoped.maya)
        athlete, video = scoped.maya.athlete, film(scoped.maya)
        with django_assert_num_queries(1):
            baseline_of(athlete).of(Task.SQUAT, video_id=video.pk)


class TestOnAPage:
    """How one set stands to the baseline."""

    def stands(self, world: World, who: Person, video: Video, report: dict[str, Any] | None = None) -> Any:
        return good_set(who.actor, video, from_json(report or a_report()))

    def test_the_first_one_is_asked_for(self, scoped: World) -> None:
        video = film(scoped.maya)
        answer(video)
        found = self.stands(scoped, scoped.coach, video)
        assert (found.may, found.at, found.why_not, found.is_first) == (True, None, "", True)

    def test_with_one_nothing_is_asked_for_any_more(self, scoped: World) -> None:
        good(scoped.maya)
        assert not self.stands(scoped, scoped.coach, film(scoped.maya)).is_first

    def test_a_confirmed_one_names_who_said_so(self, scoped: World) -> None:
        video = good(scoped.maya, by=scoped.coach)
        found = self.stands(scoped, scoped.maya, video)
        assert (found.by, found.at) == ("Coach of Northside", ConfirmedSet.objects.get().at)

    def test_a_clinician_may_look_only(self, scoped: World) -> None:
        assert not self.stands(scoped, scoped.clinician, good(scoped.maya)).may


def new_of(outcome: Outcome) -> KneeAnalysis:
    assert outcome.replaced_by
    return KneeAnalysis.objects.get(pk=outcome.replaced_by)


def scripted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An engine that measures without looking; what it was called with."""
    called: dict[str, Any] = {}

    def run(source: Path, **given: Any) -> Iterator[Any]:
        called.update(given)
        yield Measured(from_json(a_report()))
        yield Filed()

    monkeypatch.setattr(knee_tracking, "run", run)
    return called


class TestMeasuring:
    """The engine is given the confirmed sets; answers already given stay."""

    def test_a_new_video_is_measured_against_them(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        called = scripted(monkeypatch)
        good(scoped.maya)
        claimed = claim(KneeAnalysis, analysis_of(film(scoped.maya)).pk, seconds=30)
        assert claimed is not None
        measure_video(analysis=claimed)
        assert [one.line for one in called["own"]] == [from_json(a_report()).line]

    def test_confirming_changes_no_answer(self, scoped: World) -> None:
        earlier = kept(scoped.maya, DRIFTING, version=ENGINE_VERSION)
        confirm(actor=scoped.coach.actor, video=kept(scoped.maya, STRAIGHT, version=ENGINE_VERSION).video)
        assert KneeAnalysis.objects.get(pk=earlier.pk).report == earlier.report
        assert KneeAnalysis.objects.filter(video=earlier.video).count() == 1

    def test_remeasure_says_what_would_change(self, scoped: World) -> None:
        earlier = kept(scoped.maya, DRIFTING, version=ENGINE_VERSION)
        confirm(actor=scoped.coach.actor, video=kept(scoped.maya, STRAIGHT, version=ENGINE_VERSION).video)
        found = remeasure(analysis=earlier, apply=False)
        assert found.hindrance is None
        assert found.before is not None
        assert found.now is not None
        assert found.before.dkasr is not None
        assert found.now.dkasr is not None
        true = -2 * DRIFTING.drift[0] / DRIFTING.stance
        assert abs(found.now.dkasr.value - true) < 0.03 < abs(found.before.dkasr.value - true)
        assert KneeAnalysis.objects.get(pk=earlier.pk).report == earlier.report

    def test_a_newer_engine_measures_the_confirmed_set_as_well(self, scoped: World) -> None:
        confirmed = kept(scoped.maya, STRAIGHT)
        confirm(actor=scoped.coach.actor, video=confirmed.video)
        later = kept(scoped.maya, DRIFTING)
        found = remeasure(analysis=later, apply=True)
        new = new_of(found)
        assert new.report is not None
        (own,) = new.report["own_sets"]
        assert (own["id"], own["engine_version"]) == (str(confirmed.pk), ENGINE_VERSION)
        assert OLD != ENGINE_VERSION

    def test_a_confirmed_set_is_measured_again_against_the_foot_line(self, scoped: World) -> None:
        confirmed = kept(scoped.maya, STRAIGHT)
        confirm(actor=scoped.coach.actor, video=confirmed.video)
        found = remeasure(analysis=confirmed, apply=True)
        new = new_of(found)
        assert new.report is not None
        assert new.report["own_sets"] == []
        assert new.report["line"] == confirmed.report["line"]  # type: ignore[index]  # it has one
        assert [one.id for one in offered(scoped.maya)] == [str(new.pk)]

    def test_a_confirmed_set_whose_track_is_gone_is_not_compared_with(self, scoped: World) -> None:
        confirmed = kept(scoped.maya, STRAIGHT, files={"track": b""})
        confirm(actor=scoped.coach.actor, video=confirmed.video)
        found = remeasure(analysis=kept(scoped.maya, DRIFTING), apply=True)
        new = new_of(found)
        assert new.report is not None
        assert new.report["own_sets"] == []
        assert "unlike_own_sets" in [note["code"] for note in new.report["summary"]["notes"]]


class TestOverTime:
    """The confirmed sets are the baseline, and every set counts against the foot line."""

    def test_the_newest_set_is_compared_with_the_confirmed_ones(self, scoped: World) -> None:
        for days, change in ((9, -0.15), (7, -0.02), (5, -0.15)):
            (video,) = filmed_session(scoped.maya, (80, change), days_ago=days)
            if change > -0.1:
                confirm(actor=scoped.maya.actor, video=video)
        filmed_session(scoped.maya, (80, -0.18))
        ((one,), _) = tracking_over_time(scoped.maya.athlete, at=timezone.now() + timedelta(minutes=1))
        assert one.baseline is not None
        assert (one.baseline.confirmed, one.baseline.reference) == (True, -0.02)
        assert one.baseline.state is Against.MORE_INWARD
        assert [each.confirmed for each in one.sets] == [False, True, False, False]

    def test_a_set_measured_against_own_ones_counts_against_the_foot_line(self, scoped: World) -> None:
        """Else its number would be one against the good sets, and those of the others one against the line."""
        report = a_report(dkasr=-0.02)
        report["line"]["dkasr"] = {"value": -0.11, "low": -0.17, "high": -0.05}
        answer(film(scoped.maya), report)
        (one,) = filmed_sets(scoped.maya.athlete)
        assert one.change is not None
        assert (one.change.value, one.change.low, one.change.high) == (-0.11, -0.17, -0.05)

    def test_a_confirmation_outlives_another_measurement(self, scoped: World) -> None:
        confirmed = kept(scoped.maya, STRAIGHT)
        confirm(actor=scoped.coach.actor, video=confirmed.video)
        remeasure(analysis=confirmed, apply=True)
        assert [one.confirmed for one in filmed_sets(scoped.maya.athlete)] == [True]


class TestErasing:
    """It goes with the video, its history too."""

    def test_with_the_video(self, scoped: World) -> None:
        video = good(scoped.maya)
        take_back(actor=scoped.maya.actor, video=video)
        confirm(actor=scoped.maya.actor, video=video)
        other = good(scoped.maya)
        take_back(actor=scoped.maya.actor, video=other)
        erase_videos(Video.objects.filter(pk=video.pk))
        assert ConfirmedSet.objects.get().video == other
        (event,) = ConfirmedSet.pgh_event_model._base_manager.all()  # type: ignore[attr-defined]  # by tracked()
        assert event.video_id == other.pk

    def test_with_the_consent_to_videos(self, scoped: World) -> None:
        good(scoped.maya)
        set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
        assert not ConfirmedSet.objects.exists()
        assert not ConfirmedSet.pgh_event_model._base_manager.exists()  # type: ignore[attr-defined]  # by tracked()

    def test_who_said_so_may_leave(self, scoped: World) -> None:
        video = good(scoped.maya, by=scoped.coach)
        scoped.coach.membership.delete()
        found = good_set(scoped.maya.actor, video, from_json(a_report()))
        assert found.by == "somebody"


def test_today_says_has_a_line() -> None:
    """What these tests rest on: the kept tracks are of sets that can be compared with."""
    assert today_says(STRAIGHT).report.line is not None
