"""The video page in a real browser: player, skeleton, reps and curve move together; a measurement arrives by itself."""

from __future__ import annotations

import io
import json
import math
import re
from itertools import pairwise
from typing import Any

import av
import numpy as np
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coachhub.core.live import Message, tell
from sessions.knee_tracking import to_json
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.report import Interval, Phase, Rep, Verdict
from sessions.models import AnalysisState, KneeAnalysis, Video
from tests.dashboard.laptop import Laptop
from tests.dashboard.made import scope
from tests.films import analysis_of, answer, film, measured
from tests.phone.made import rep, report
from tests.world import World

pytestmark = pytest.mark.timeout(120)
FPS, SECONDS, WIDTH, HEIGHT = 20, 9, 160, 120
REPS = (1, 2)  # two reps, at 2–4 s and 5–7 s; the second one drifts


def a_film() -> bytes:
    """Nine seconds that every browser can play, each frame of its own grey."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(FPS * SECONDS):
            grey = np.full((HEIGHT, WIDTH, 3), 40 + number % 160, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode())
    return out.getvalue()


def an_overlay() -> bytes:
    """Somebody who stands still in the middle; seen from the first second to the eighth."""
    places = {
        Joint.LEFT_SHOULDER: (0.6, 0.2),
        Joint.RIGHT_SHOULDER: (0.4, 0.2),
        Joint.LEFT_HIP: (0.56, 0.5),
        Joint.RIGHT_HIP: (0.44, 0.5),
        Joint.LEFT_KNEE: (0.57, 0.7),
        Joint.RIGHT_KNEE: (0.43, 0.7),
        Joint.LEFT_ANKLE: (0.56, 0.9),
        Joint.RIGHT_ANKLE: (0.44, 0.9),
        Joint.LEFT_TOE: (0.6, 0.93),
        Joint.RIGHT_TOE: (0.4, 0.93),
    }
    frame = [list(places[joint]) if joint in places else None for joint in Joint]
    return json.dumps(
        {
            "schema": "coachhub.knee-tracking.overlay/1",
            "joints": [joint.name.lower() for joint in Joint],
            "start_s": 1.0,
            "hz": 30,
            "frames": [frame] * (7 * 30),
        }
    ).encode()


def a_curve(*, both_legs: bool = True) -> bytes:
    """Inward 0.20 at the bottom of the second rep, nothing in the first; null outside the reps."""
    times = [i / 15 for i in range(SECONDS * 15)]

    def change(time: float) -> float | None:
        if not (2 <= time <= 4 or 5 <= time <= 7):
            return None
        return round(-0.2 * max(0.0, math.cos((time - 6) * math.pi / 2)), 3) if time >= 5 else 0.0

    values = [change(time) for time in times]
    nothing = [None] * len(values)
    ratio = values if both_legs else nothing
    return json.dumps(
        {
            "schema": "coachhub.knee-tracking.curve/1",
            "hz": 15.0,
            "start_s": 0.0,
            "limits": {"some": -0.1, "clear": -0.2},
            "dkasr": {
                "value": ratio,
                "low": [None if value is None else value - 0.04 for value in ratio],
                "high": [None if value is None else value + 0.04 for value in ratio],
            },
            "offset_pct": {"left": [None if v is None else -v * 20 for v in values], "right": nothing},
            "depth_pct": [None if value is None else 40.0 for value in values],
        }
    ).encode()


def a_rep(index: int, start: float, verdict: Verdict) -> Rep:
    value = -0.2 if verdict != Verdict.IN_LINE else 0.0
    times = {"start_s": start, "bottom_s": start + 1, "end_s": start + 2}
    return rep(index, verdict, dkasr=Interval(value, value - 0.04, value + 0.04), **times)


def a_report() -> dict[str, Any]:
    reps = (a_rep(1, 2.0, Verdict.IN_LINE), a_rep(2, 5.0, Verdict.SOME_DRIFT))
    return to_json(report(verdict=Verdict.SOME_DRIFT, when=(Phase.BOTTOM,), made=reps))


def filmed(world: World, **files: bytes) -> Video:
    video = film(world.maya)
    answer(video, a_report(), **({"web": a_film(), "overlay": an_overlay(), "curve": a_curve()} | files))
    return video


def opened(laptop: Laptop, video: Video) -> Page:
    page = laptop.open(reverse("video", args=[video.pk]))
    expect(page.locator("[data-clock]")).to_be_visible()
    expect(page.get_by_label("Position in the video")).not_to_have_attribute("max", "1")  # its length is known
    return page


def time_of(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def painted(page: Page) -> int:
    """How many pixels are drawn over the video."""
    script = """() => { const c = document.querySelector('.ch-stage canvas');
      const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
      return data.filter((v, i) => i % 4 === 3 && v).length; }"""
    return int(page.evaluate(script))


def test_it_opens_at_the_worst_moment(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    expect(page.locator("[data-inward]")).to_have_text(re.compile(r"inward 0\.(19|20)"))
    assert time_of(page) == pytest.approx(6.0, abs=0.1)
    expect(page.locator("[data-rep-chip]").nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-rep]").first).to_contain_text("Rep 2")
    expect(page.locator("[data-curve-reading]")).to_contain_text(re.compile(r"−0\.(19|20) \(−0\.\d\d to −0\.\d\d\)"))


def test_a_chip_goes_to_its_rep_and_the_curve_follows(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    page.locator("[data-rep-chip]").first.click()
    expect(page.locator("[data-rep-chip]").first).to_have_attribute("aria-current", "true")
    assert time_of(page) == pytest.approx(2.0, abs=0.05)
    expect(page.locator("[data-inward]")).to_be_hidden()
    expect(page.locator("[data-curve-reading]")).to_contain_text("0.00 (−0.04 to +0.04)")


def test_the_curve_moves_the_playhead(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    box = page.locator("[data-curve-chart] .u-over").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 3 / SECONDS, box["y"] + 40)
    assert time_of(page) == pytest.approx(3.0, abs=0.15)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 5.5 / SECONDS, box["y"] + 40)
    page.mouse.up()
    assert time_of(page) == pytest.approx(5.5, abs=0.15)


def test_one_frame_on_and_one_back(laptop: Laptop, shared: World) -> None:
    video = film(shared.maya)
    made = a_report()
    made["video"]["fps"] = FPS
    answer(video, made, web=a_film(), overlay=an_overlay(), curve=a_curve())
    page = opened(laptop, video)
    page.wait_for_timeout(400)
    start = time_of(page)
    laptop.press(".", ".", ".")
    assert (time_of(page) - start) * FPS == pytest.approx(3, abs=0.9)
    laptop.press(",", ",")
    assert (time_of(page) - start) * FPS == pytest.approx(1, abs=0.9)
    page.get_by_role("button", name="Frame on").click()
    assert (time_of(page) - start) * FPS == pytest.approx(2, abs=0.9)


def test_playing_pausing_and_speed(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    page.get_by_label("Speed").select_option("0.25")
    page.locator("h1").click()
    laptop.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert page.evaluate("document.querySelector('video').playbackRate") == 0.25
    laptop.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_looping_a_rep(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    page.locator("[data-rep-chip]").nth(1).click()
    laptop.press("l")
    expect(page.get_by_role("button", name="Loop this rep")).to_have_attribute("aria-pressed", "true")
    seen = []
    for _ in range(14):
        page.wait_for_timeout(250)
        seen.append(time_of(page))
    assert min(seen) > 4.5
    assert max(seen) < 7.6
    assert any(later < earlier for earlier, later in pairwise(seen))
    laptop.press("l")
    expect(page.get_by_role("button", name="Loop this rep")).to_have_attribute("aria-pressed", "false")


def test_what_is_drawn_can_be_taken_away(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    page.wait_for_timeout(300)
    counts = [painted(page)]
    for name in ("Toes", "Knees", "Skeleton"):
        page.get_by_role("button", name=name, exact=True).click()
        counts.append(painted(page))
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 4
    assert counts[-1] == 0
    page.get_by_role("button", name="Skeleton", exact=True).click()
    assert painted(page) > 0


def test_nothing_is_drawn_where_nobody_was_seen(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    page.get_by_label("Position in the video").fill("8.5")
    expect(page.locator("[data-clock]")).to_have_text(re.compile("^8"))
    assert painted(page) == 0
    expect(page.locator("[data-curve-reading]")).to_contain_text("not measured here")


def test_the_skeleton_lies_on_the_picture_whatever_the_window(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    for width in (1440, 800, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        sizes = page.evaluate(
            """() => ['video', 'canvas'].map(name => { const r = document.querySelector('.ch-stage ' + name)
              .getBoundingClientRect(); return [r.left, r.top, r.width, r.height].map(Math.round) })"""
        )
        assert sizes[0] == sizes[1]
        assert laptop.wider_than_its_window() == 0


def test_the_curve_takes_the_colours_of_the_theme(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared))
    before = page.locator("[data-curve-chart] canvas").screenshot()
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_timeout(300)
    assert page.locator("[data-curve-chart] canvas").count() == 1
    assert page.locator("[data-curve-chart] canvas").screenshot() != before
    laptop.watched.may_say("Applying inline style")  # the tool's own, when it takes a picture


def test_one_measured_leg_has_its_own_curve(laptop: Laptop, shared: World) -> None:
    page = opened(laptop, filmed(shared, curve=a_curve(both_legs=False)))
    page.get_by_label("Position in the video").fill("6")
    expect(page.locator("[data-curve-reading]")).to_contain_text(
        re.compile(r"left knee −\d\.\d\s%, of leg length against no drift at the same depth")
    )


def test_a_file_that_this_browser_cannot_play_can_be_saved(laptop: Laptop, shared: World) -> None:
    laptop.watched.may_say("Failed to load resource")
    page = laptop.open(reverse("video", args=[filmed(shared, web=b"no video").pk]))
    expect(page.locator("[data-unplayable]")).to_contain_text("Save it")
    expect(page.locator("[data-controls]")).to_be_hidden()
    expect(page.locator("[data-curve-chart] canvas")).to_have_count(1)


def test_it_serves_assistive_technology(laptop: Laptop, shared: World) -> None:
    opened(laptop, filmed(shared))
    assert laptop.trouble_for_assistive_technology() == []
    laptop.press("?")
    expect(laptop.page.get_by_role("dialog", name="Keys")).to_contain_text("one frame back")
    assert laptop.trouble_for_assistive_technology() == []


def say(video: Video, **data: Any) -> None:
    tell(Message(str(video.organisation_id), "analysis", str(video.athlete_id), {"video": str(video.pk), **data}))


def test_a_measurement_is_followed_and_its_answer_comes_by_itself(laptop: Laptop, shared: World) -> None:
    video = film(shared.maya)
    other = film(shared.samira)
    page = laptop.open(reverse("video", args=[video.pk]))
    expect(page.locator("[data-stage]")).to_have_text("Waiting for a free worker")
    page.wait_for_timeout(700)  # the page listens by now
    say(video, state="running", stage="pose", percent=41)
    expect(page.locator("[data-stage]")).to_have_text("Finding hips, knees and ankles")
    expect(page.locator("[data-percent]")).to_have_text("41")
    say(other, state="done", stage="", percent=100)
    page.wait_for_timeout(300)
    expect(page.locator("[data-percent]")).to_have_text("41")
    answer(video, a_report(), web=a_film())
    say(video, state="done", stage="", percent=100)
    expect(page.locator("[data-rep-chip]")).to_have_count(2)


def test_an_answer_that_came_before_the_page_listened_is_not_missed(laptop: Laptop, shared: World) -> None:
    video = film(shared.maya)
    path = reverse("video_state", args=[video.pk])
    laptop.page.route(f"**{path}", lambda route: route.fulfill(json={"progress": None}), times=1)
    page = laptop.page
    with page.expect_navigation(url=re.compile(str(video.pk))), page.expect_response(re.compile(path)):
        laptop.open(reverse("video", args=[video.pk]))
    with scope(shared):
        assert KneeAnalysis.objects.get(pk=analysis_of(video).pk).state == AnalysisState.QUEUED


# Correcting


def test_a_rep_is_dropped_and_a_joint_dragged_without_leaving_the_page(laptop: Laptop, shared: World) -> None:
    """The strip, the head and the curve follow; the playhead stays; both are undone; the console stays empty."""
    video = measured(shared.maya, web=a_film(), overlay=an_overlay(), curve=a_curve())
    page = opened(laptop, video)
    page.evaluate("window.notReloaded = true")
    page.get_by_text("Correct", exact=True).click()
    assert laptop.trouble_for_assistive_technology() == []
    page.locator(".ch-correct-reps summary").last.click()
    page.get_by_role("button", name="Drop: this is no rep").click()
    expect(page.locator("[data-rep-chip]")).to_have_count(7, timeout=30_000)  # the first one loads the libraries
    expect(page.locator(".ch-corrected")).to_contain_text("7 reps, some drift, uncertain −0.20")
    expect(page.locator("#head")).to_contain_text("of seven reps")
    expect(page.locator("[data-curve-chart] canvas")).to_have_count(1)

    page.locator("[data-rep-chip]").nth(1).click()
    expect(page.locator("[data-rep]").first).to_contain_text("Rep 2")
    before = time_of(page)
    page.get_by_role("button", name="Move a joint").click()
    box = page.locator(".ch-stage canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.57 * box["width"], box["y"] + 0.7 * box["height"])  # the left knee of the overlay
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.7 * box["height"], steps=3)
    page.mouse.up()
    expect(page.locator("[data-joint-says]")).to_contain_text("The left knee at")
    page.locator("[data-joint-pad]").focus()
    laptop.press("ArrowLeft")
    assert float(page.locator("[data-joint-form] [name=x]").input_value()) == pytest.approx(0.498, abs=0.01)
    page.get_by_role("button", name="Keep it there").click()
    expect(page.locator(".ch-corrected li")).to_have_count(2)
    assert time_of(page) == before

    for left in (1, 0):
        page.get_by_role("button", name=re.compile("^Undo")).last.click()
        expect(page.locator(".ch-corrected li")).to_have_count(left)
    expect(page.locator("[data-rep-chip]")).to_have_count(8)
    assert page.evaluate("window.notReloaded") is True
