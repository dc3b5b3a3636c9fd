"""A video's page in every state of its measurement."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from athletes.models import User
from coachhub.dashboard.selectors.video import STAGES, video_page
from sessions.knee_tracking import to_json
from sessions.knee_tracking.report import Code, Heels, SideView, Verdict
from sessions.models import AnalysisState, KneeAnalysis, Video
from tests.dashboard.made import scope
from tests.films import a_measured_report, a_refusal, a_report, a_side, analysis_of, answer, film
from tests.phone.made import report
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.world import Person, World, log, squats

QUERIES_OF_A_PAGE = 11


def page_of(video: Video) -> str:
    return reverse("video", args=[video.pk])


def shown(person: Person, video: Video) -> str:
    return text_of(get(person, page_of(video)))


def set_state(video: Video, **values: Any) -> None:
    with scope(video.organisation):
        KneeAnalysis.objects.filter(video=video).update(**values)


# Measured


def test_a_measured_set_in_one_sentence(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report())
    text = shown(world.coach, video)
    assert "Some drift on all three reps, at the bottom: −0.15 (likely −0.18 to −0.12)" in text
    assert "Some inward movement under hard effort is ordinary. Education, not medical advice." in text


def test_which_set_it_is(world: World) -> None:
    session = log(world.maya, squats(load=87.5, sets=4, reps=5))
    with scope(world):
        third = session.lifts.get().sets.order_by("position")[2]
    video = film(world.maya, set_id=third.pk)
    assert "Back squat, 5 × 87.5 kg" in shown(world.coach, video)
    assert "set 3 of 4" in shown(world.coach, video)
    User.objects.filter(pk=world.owner.user.pk).update(unit="lb")
    assert "Back squat, 5 × 192.9 lb" in shown(world.owner, video)


def test_without_a_set_it_is_what_it_was_measured_as(world: World) -> None:
    video = film(world.maya)
    set_state(video, task="split_squat")
    assert "Split squat" in shown(world.coach, video)


def test_a_chip_and_a_line_of_numbers_for_each_rep(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report())
    html = html_of(get(world.coach, page_of(video)))
    assert html.count("data-rep-chip") == 3
    assert 'data-start="3.0" data-bottom="4.5" data-end="5.5"' in html
    text = shown(world.coach, video)
    assert "some drift, −0.15 drop 48 % 1.5 · – · 1.0 s" in text
    assert "1 Some drift −0.15 (−0.18 to −0.12) – – 48 % 1.5 – 1.0" in text


def test_stance_and_movement_stand_beside_the_knees(world: World) -> None:
    video = film(world.maya)
    answer(video, a_measured_report())
    text = shown(world.coach, video)
    assert "Stance and movement Stance 1.8 hip widths (likely 1.6 to 2.0); 0.43 leg lengths" in text
    assert "Left and right no difference left less right" in text
    assert "Feet stayed in place" in text
    assert "Smoothness smooth" in text
    assert "Depth least on rep 8" in text
    assert "seen in steps of 0.07 s" in text
    assert not BANNED.search(text)


def test_of_an_older_measurement_nothing_is_said_of_it(world: World) -> None:
    older = a_measured_report()
    for name in ("stance", "difference", "tempo_resolution_s"):
        del older["summary"][name]
    for rep in older["reps"]:
        for name in ("depth_share_pct", "side_shift_pct", "lowering_smoothness", "rise_smoothness"):
            del rep[name]
        for leg in rep["legs"].values():
            del leg["fppa_deg"], leg["foot_moved_pct"]
    video = film(world.maya)
    answer(video, older)
    text = shown(world.coach, video)
    assert "Stance and movement" not in text
    assert "in steps of" not in text
    assert "Lowering, s" in text


def test_the_player_has_signed_addresses_of_what_there_is(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report(), web=b"copy", overlay=b"{}", curve=b"{}")
    html = html_of(get(world.coach, page_of(video)))
    with scope(world):
        page = video_page(world.coach.actor, video)
    assert page.source.startswith("/files/")
    for name in ("data-overlay", "data-curve"):
        assert f'{name}="/files/' in html
    assert "data-curve-chart" in html
    assert get(world.coach, page.source).status_code == 200


def test_without_its_pictures_the_copy_is_played_alone(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report(), web=b"copy")
    html = html_of(get(world.coach, page_of(video)))
    assert 'data-overlay=""' in html
    assert "data-curve-chart" not in html
    assert "data-toggle" not in html


def test_without_a_copy_nothing_is_played(world: World) -> None:
    """The original says where and with what it was filmed: that is not for the staff."""
    video = film(world.maya)
    answer(video, a_report())
    html = html_of(get(world.coach, page_of(video)))
    assert "<video" not in html
    assert "/files/" not in html


def test_measured_but_no_verdict_is_as_large_as_a_verdict(world: World) -> None:
    video = film(world.maya)
    made = report("-", verdict=Verdict.CANNOT_TELL, certain=False, notes=("Fewer than two reps could be measured.",))
    answer(video, to_json(made))
    html = html_of(get(world.coach, page_of(video)))
    assert '<h2 class="ch-big">Cannot tell.</h2>' in html
    assert "1 rep seen. Fewer than two reps could be measured." in shown(world.coach, video)
    assert html.count("data-rep-chip") == 1


# Refused, failed, under way


@pytest.mark.parametrize("code", list(Code))
def test_a_refusal_says_what_to_change_and_shows_how_to_film(world: World, code: Code) -> None:
    video = film(world.maya)
    answer(video, a_refusal(code))
    html = html_of(get(world.coach, page_of(video)))
    said = a_refusal(code)["reason"]
    text = shown(world.coach, video)
    assert '<h2 class="ch-big">Cannot tell.</h2>' in html
    assert said["message"] in text
    assert said["advice"] in text
    assert "How to film: from the front" in text
    assert "data-rep-chip" not in html


def test_from_the_side_it_says_what_can_be_read_there(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal(side=a_side()))
    text = shown(world.coach, video)
    assert "From the side the knees cannot be measured. The heels and the torso can." in text
    assert "Nothing is counted for or against the knees." in text
    assert "No number is shown" not in text
    assert "From the side: ankle screen Heels stayed down, 1 % ± 8 % of the foot's length off the floor" in text
    assert "Torso lean at the bottom: 30° ± 6° (context; leaning forward is not a fault of the knees)." in text
    assert "1 stayed down 1 % ± 8 % 27° ± 7° 30° ± 6° 2 stayed down" in text
    assert "How to film: from the front" in text


def test_heels_that_cannot_be_told_say_so(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal(side=a_side(heels=Heels.CANNOT_TELL, heel_rise_pct=None)))
    assert "ankle screen Heels cannot tell Balance" in shown(world.coach, video)


def test_a_lunge_from_the_side_has_its_torso_alone(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal(side=a_side(heels=None, balance=None)))
    text = shown(world.coach, video)
    assert "ankle screen" not in text
    assert "Rep Torso lean 1 30° ± 6°" in text


@pytest.mark.parametrize("side", [None, a_side()], ids=["refused", "and read from the side"])
def test_readings_from_the_side_cost_no_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, side: SideView | None
) -> None:
    video = film(world.maya)
    answer(video, a_refusal(side=side))
    browser = browser_of(world.coach)
    with django_assert_num_queries(7):  # who asks: 3 · video · analysis · other versions · alerts beside the name
        browser.get(page_of(video))


def test_a_failure_is_ours_and_says_what_happens_next(world: World) -> None:
    video = film(world.maya)
    set_state(video, state=AnalysisState.FAILED, error="Traceback: secret path")
    text = shown(world.coach, video)
    assert "Something went wrong on our side, not with the video." in text
    assert "It can be measured again" in text
    assert "secret" not in text


def test_waiting_and_running_say_how_far_it_is(world: World) -> None:
    video = film(world.maya)
    assert "Waiting for a free worker" in shown(world.coach, video)
    analysis = analysis_of(video)
    set_state(
        video,
        state=AnalysisState.RUNNING,
        stage="pose",
        percent=41,
        lease=analysis.pk,
        lease_until="2100-01-01T00:00Z",
    )
    html = html_of(get(world.coach, page_of(video)))
    assert "Finding hips, knees and ankles" in html
    assert 'value="41"' in html
    assert f'data-measuring="{video.pk}"' in html


def test_an_open_page_can_ask_how_far_it_is(world: World) -> None:
    video = film(world.maya)
    path = reverse("video_state", args=[video.pk])
    assert get(world.coach, path).json() == {"progress": {"stage": STAGES[""], "percent": 0}}
    answer(video, a_report())
    assert get(world.coach, path).json() == {"progress": None}


def test_a_stage_that_is_not_known_yet_has_words_too(world: World) -> None:
    video = film(world.maya)
    analysis = analysis_of(video)
    values = {"lease": analysis.pk, "lease_until": "2100-01-01T00:00Z"}
    set_state(video, state=AnalysisState.RUNNING, stage="brand_new", percent=5, **values)
    assert get(world.coach, reverse("video_state", args=[video.pk])).json()["progress"]["stage"] == "Measuring the reps"


def test_every_stage_of_the_engine_is_said_alike_on_the_server_and_in_the_page() -> None:
    from pathlib import Path

    from sessions.knee_tracking import Stage

    script = Path("coachhub/static/coachhub/video/progress.js").read_text()
    assert {stage.value for stage in Stage} | {""} == STAGES.keys()
    for words in STAGES.values():
        assert json.dumps(words) in script


# Measure again


@pytest.mark.parametrize(("role", "status"), [("owner", 302), ("coach", 302), ("assistant", 403), ("clinician", 403)])
def test_who_may_have_it_measured_again(world: World, role: str, status: int) -> None:
    video = film(world.maya)
    answer(video, a_refusal())
    person = world.everybody[role]
    assert ("Measure again" in shown(person, video)) == (status == 302)
    assert post(person, reverse("measure_again", args=[video.pk])).status_code == status
    with scope(world):
        assert KneeAnalysis.objects.filter(video=video).count() == (2 if status == 302 else 1)


def test_as_another_exercise(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal())
    post(world.coach, reverse("measure_again", args=[video.pk]), {"task": "split_squat"})
    assert analysis_of(video).task == "split_squat"
    assert "Being measured" in shown(world.coach, video)


def test_twice_at_once_is_once(world: World) -> None:
    video = film(world.maya)
    response = browser_of(world.coach).post(reverse("measure_again", args=[video.pk]), follow=True)
    assert "It is being measured already." in text_of(response)
    with scope(world):
        assert KneeAnalysis.objects.filter(video=video).count() == 1


def test_an_exercise_that_there_is_not(world: World) -> None:
    video = film(world.maya)
    answer(video, a_report())
    browser = browser_of(world.coach)
    response = browser.post(reverse("measure_again", args=[video.pk]), {"task": "handstand"}, follow=True)
    assert "Unknown task: handstand." in text_of(response)


@pytest.mark.parametrize("name", ["video", "video_state", "measure_again"])
def test_only_for_those_who_see_the_athlete(world: World, outside: World, name: str) -> None:
    path = reverse(name, args=[film(world.samira).pk])
    for person in (world.assistant, outside.owner):
        response = post(person, path) if name == "measure_again" else get(person, path)
        assert response.status_code == 404


# Costs and manners


def test_the_page_costs_the_same_however_often_it_was_measured(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    video = film(world.maya)
    for _ in range(3):
        answer(video, a_report())
        post(world.coach, reverse("measure_again", args=[video.pk]))
    answer(video, a_report())
    browser = browser_of(world.coach)
    browser.get(page_of(video))
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE):
        browser.get(page_of(video))


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(world: World) -> None:
    videos = [film(world.maya) for _ in range(4)]
    answer(videos[0], a_report(), web=b"copy", overlay=b"{}", curve=b"{}")
    answer(videos[1], a_refusal())
    set_state(videos[2], state=AnalysisState.FAILED)
    for video in videos:
        html = html_of(get(world.coach, page_of(video)))
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []
