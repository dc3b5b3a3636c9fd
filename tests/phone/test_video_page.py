"""The result page: the verdict, or "cannot tell" as large; numbers with intervals; and what happens until then."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from athletes.models import Consent, ConsentKind
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking.report import Code, Heels, Legs, Phase, Verdict
from sessions.models import AnalysisState, KneeAnalysis, TrainingSet, Video
from tests.films import a_side
from tests.phone.made import answer, film, leg, refusal, rep, report, store
from tests.phone.pages import get, html_of, post, text_of
from tests.world import World, log, squats

DRIFTED = report("---ss", Verdict.SOME_DRIFT, right=Verdict.SOME_DRIFT, when=(Phase.RISE,))


def shown(world: World, video: Video) -> tuple[str, str]:
    """What the page says, and its source."""
    response = get(world.maya, reverse("my_video", args=[video.pk]))
    return text_of(response), html_of(response)


class TestAnswer:
    """A measured video."""

    def test_the_verdict_has_a_shape_and_a_word(self, world: World) -> None:
        said, page = shown(world, film(world.maya, DRIFTED))
        assert "Some drift" in said
        assert 'href="#g-drift"' in page
        assert "is-look" in page

    def test_the_title_is_the_answer(self, world: World) -> None:
        said, _ = shown(world, film(world.maya, DRIFTED))
        assert "Your right knee moved in a little coming up on the last two of five reps." in said

    def test_uncertain_is_said_beside_the_verdict(self, world: World) -> None:
        said, _ = shown(world, film(world.maya, report("-----", certain=False)))
        assert "In line, uncertain" in said

    def test_every_rep_is_listed_with_tempo_depth_and_verdict(self, world: World) -> None:
        said, _ = shown(world, film(world.maya, DRIFTED))
        assert "All 5 reps" in said
        assert "Rep 4 , some drift lowering 1.4 s, up 1.2 s, hips down 55 % of leg length −0.02" in said

    def test_what_was_not_measured_is_left_out_not_zero(self, world: World) -> None:
        bare = rep(1, lowering_s=None, rise_s=None, depth_pct=None, dkasr=None)
        said, _ = shown(world, film(world.maya, report(made=(bare, rep(2)))))
        assert "Rep 1 , in line Rep 2" in said

    def test_numbers_explain_what_likely_means(self, world: World) -> None:
        legs = Legs(left=leg(Verdict.IN_LINE), right=leg(Verdict.SOME_DRIFT))
        said, _ = shown(world, film(world.maya, report(made=(rep(1, legs=legs), rep(2, legs=legs)))))
        assert "Right knee: 3.0 % of leg length inward at the most (likely 2.0 to 4.0)." in said
        assert "in nine of ten measurements the true value lies there" in said

    def test_the_stills_stand_side_by_side_with_their_captions(self, world: World) -> None:
        files = {kind: store(f"{kind}.jpg", b"jpg") for kind in ("still_good", "still_worst", "web")}
        files["overlay"] = store(
            "overlay.json", json.dumps({"joints": [], "start_s": 0, "hz": 30, "frames": []}).encode()
        )
        stills = {"good": {"time_s": 5.5, "rep": 1}, "worst": {"time_s": 21.5, "rep": 5}}
        said, page = shown(world, film(world.maya, DRIFTED, files=files, stills=stills))
        assert "Rep 1, bottom in line" in said
        assert "Rep 5, bottom the most inward of this set" in said
        assert page.count('class="ph-still"') == 2
        assert '<video class="ph-video"' in page

    def test_it_names_the_set(self, world: World) -> None:
        session = log(world.maya, squats(load=87.5))
        with organisation_scope(world.organisation.pk):
            of_set = TrainingSet.objects.filter(lift__session=session).first()
        assert of_set
        said, _ = shown(world, film(world.maya, report(), set_id=of_set.pk))
        assert "Back squat, 5 × 87.5 kg" in said


class TestCue:
    """What to think of in the next set: only for drift, and never beside an open red flag."""

    CUE = "Knees in line with toes. Do not push them far out."

    def test_drift_gets_it(self, world: World) -> None:
        assert self.CUE in shown(world, film(world.maya, DRIFTED))[0]

    def test_in_line_does_not(self, world: World) -> None:
        assert self.CUE not in shown(world, film(world.maya, report()))[0]

    def test_a_red_flag_silences_it(self, world: World) -> None:
        video = film(world.maya, DRIFTED)
        answer(world.maya, "stuck", movement="squat")
        assert self.CUE not in shown(world, video)[0]
        assert "For the next set" not in shown(world, video)[0]


class TestCannotTell:
    """When the answer could not be given, that is the answer, with what to change."""

    def test_a_refusal_says_what_was_seen_and_what_to_change(self, world: World) -> None:
        said, page = shown(world, film(world.maya, refusal(Code.SIDE_VIEW)))
        assert "Cannot tell" in said
        assert "This was filmed from the side. Put the phone in front of you." in said
        assert 'class="ch-finder"' in page  # the drawing of how to film
        assert "Film another set" in said

    def test_what_was_refused_can_be_played_unless_it_is_no_video(self, world: World) -> None:
        assert "<video" in shown(world, film(world.maya, refusal(Code.SIDE_VIEW)))[1]
        assert "<video" not in shown(world, film(world.maya, refusal(Code.NOT_A_VIDEO)))[1]

    def test_nothing_is_counted_from_it(self, world: World) -> None:
        said, _ = shown(world, film(world.maya, refusal()))
        assert "Nothing is counted from this video" in said
        assert "reps" not in said

    def test_from_the_side_it_says_what_can_be_read_there(self, world: World) -> None:
        said, page = shown(world, film(world.maya, replace(refusal(), side=a_side(heels=Heels.LIFT))))
        assert "Cannot tell" in said
        assert "From the side: ankle screen Heels lifted, 1 % ± 8 % of the foot's length off the floor" in said
        assert "an adjustment, not a fix" in said
        assert "Torso lean at the bottom: 30° ± 6° (context; leaning forward is not a fault of the knees)." in said
        assert "is-look" not in page  # nothing of it is coloured as a finding about the knees

    def test_a_lunge_from_the_side_has_its_torso_alone(self, world: World) -> None:
        said, _ = shown(world, film(world.maya, replace(refusal(), side=a_side(heels=None, balance=None))))
        assert "ankle screen" not in said
        assert "Torso lean at the bottom: 30° ± 6°" in said

    def test_other_refusals_say_nothing_of_the_side(self, world: World) -> None:
        assert "From the side" not in shown(world, film(world.maya, refusal(Code.TOO_DARK)))[0]

    def test_a_measured_video_without_a_verdict_says_why(self, world: World) -> None:
        one_rep = report("?", Verdict.CANNOT_TELL, certain=False, notes=("Fewer than two reps could be measured.",))
        said, _ = shown(world, film(world.maya, one_rep))
        assert "Cannot tell from this video. Fewer than two reps could be measured." in said
        assert "likely" not in said

    def test_a_failure_of_ours_can_be_tried_again(self, world: World) -> None:
        video = film(world.maya, state=AnalysisState.FAILED)
        said, _ = shown(world, video)
        assert "Something failed on our side" in said
        response = post(world.maya, reverse("video_again", args=[video.pk]))
        assert response.url == reverse("my_video", args=[video.pk])
        with organisation_scope(world.organisation.pk):
            states = KneeAnalysis.objects.filter(video=video).order_by("id").values_list("state", flat=True)
            assert list(states) == ["failed", "queued"]

    def test_a_result_is_not_measured_again_by_this(self, world: World) -> None:
        video = film(world.maya, report())
        post(world.maya, reverse("video_again", args=[video.pk]))
        with organisation_scope(world.organisation.pk):
            assert KneeAnalysis.objects.filter(video=video).count() == 1


class TestOnItsWay:
    """Until there is an answer the page says what is happening."""

    @pytest.mark.parametrize(
        ("stage", "said"),
        [
            ("probe", "Opening the video"),
            ("pose", "Finding hips, knees and ankles"),
            ("measure", "Measuring each rep"),
            ("web_copy", "Making a copy to play"),
        ],
    )
    def test_stage_and_percent_are_said(self, world: World, stage: str, said: str) -> None:
        video = film(world.maya)
        running: dict[str, Any] = {"state": "running", "stage": stage, "percent": 42}
        with organisation_scope(world.organisation.pk):
            lease = {"lease": "0" * 32, "lease_until": KneeAnalysis.objects.get(video=video).queued_at}
            KneeAnalysis.objects.filter(video=video).update(**running, **lease)
        text, page = shown(world, video)
        assert "Being measured." in text
        assert f"{said} 42 %" in text
        assert '<progress class="ch-progress" max="100" value="42"' in page

    def test_waiting_says_so_without_a_bar(self, world: World) -> None:
        text, page = shown(world, film(world.maya))
        assert "Waiting for its turn." in text
        assert "<progress" not in page

    def test_the_page_asks_again_by_itself_until_there_is_an_answer(self, world: World) -> None:
        video = film(world.maya)
        address = reverse("my_video", args=[video.pk])
        assert f'hx-get="{address}" hx-select="#result"' in shown(world, video)[1]
        done = film(world.maya, report())
        assert 'hx-select="#result"' not in shown(world, done)[1]


class TestSeen:
    """Having had the answer on the screen is noted once."""

    def test_an_answer_is_seen_when_the_page_says_so(self, world: World) -> None:
        video = film(world.maya, report())
        address = reverse("video_seen", args=[video.pk])
        assert f'hx-post="{address}" hx-trigger="load"' in shown(world, video)[1]
        assert post(world.maya, address).status_code == 204
        with organisation_scope(world.organisation.pk):
            first = Video.objects.get(pk=video.pk).seen_at
            post(world.maya, address)
            assert first is not None
            assert Video.objects.get(pk=video.pk).seen_at == first
        assert address not in shown(world, video)[1]

    def test_without_an_answer_there_is_nothing_to_see(self, world: World) -> None:
        video = film(world.maya)
        post(world.maya, reverse("video_seen", args=[video.pk]))
        with organisation_scope(world.organisation.pk):
            assert Video.objects.get(pk=video.pk).seen_at is None


class TestMyVideos:
    """All of them."""

    def test_each_has_its_verdict_and_until_when_it_is_kept(self, world: World) -> None:
        film(world.maya, report())
        film(world.maya)
        said = text_of(get(world.maya, reverse("my_videos")))
        assert "in line; kept until" in said
        assert "waiting for its turn; kept until" in said

    def test_each_can_be_deleted(self, world: World) -> None:
        video = film(world.maya, report())
        assert f'data-delete-url="/api/v1/videos/{video.pk}/"' in html_of(get(world.maya, reverse("my_videos")))

    def test_without_one_it_says_how_to_get_one(self, world: World) -> None:
        assert "Film a set from the front" in text_of(get(world.maya, reverse("my_videos")))


def test_who_sees_the_video_is_said(world: World) -> None:
    video = film(world.maya, report())
    assert "Your coach has the video too." in shown(world, video)[0]
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
    assert "Only you see this video." in shown(world, video)[0]
