"""The whole main job, as people do it: in a real Chromium, with real worker processes and a real broker.

One story told in order: an owner founds a gym, an athlete joins on a phone, logs, ticks a warning question, films
a set; workers measure it; the coach sees the red flag arrive, acknowledges it, and opens the video.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from sessions.knee_tracking import SCHEMA
from tests.browser.conftest import LAPTOP, PHONE, Watched
from tests.browser.cutting_proxy import CuttingProxy
from tests.clips import beginning, from_the_side, three_reps
from tests.stack import Stack, eventually

pytestmark = pytest.mark.xdist_group("stack")

REAL_CLIP = Path(__file__).resolve().parents[3] / "shared" / "footage" / "nowva_squats.mp4"
REAL_REPS_S = 7.4  # in which there are three reps
PASSWORD = "ninety-kilos-for-five"
LOCKED = "My knee locked"


class Api:
    """The REST API, with a key."""

    def __init__(self, url: str, key: str) -> None:
        self._base = f"{url}/api/v1"
        self._headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> requests.Response:
        """One answer."""
        return requests.get(self._base + path, headers=self._headers, timeout=10)


@dataclass
class Story:
    """What one step leaves for the next."""

    stack: Stack
    coach: Watched
    athlete: Watched
    line: CuttingProxy
    coach_page: Page
    phone: Page
    known: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(browser: Browser, stack: Stack) -> Iterator[Story]:
    coach = Watched(browser, viewport=LAPTOP)
    athlete = Watched(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    with CuttingProxy(stack.port) as line:
        yield Story(stack, coach, athlete, line, coach.page(stack.url), athlete.page(line.url))
    coach.check()
    athlete.check()
    coach.context.close()
    athlete.context.close()


def test_1_an_owner_signs_up_founds_an_organisation_and_invites(story: Story) -> None:
    page, url = story.coach_page, story.stack.url
    page.goto(url)
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Elena Brandt")
    page.get_by_label("E-mail address").fill("elena@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    link = eventually(lambda: re.search(rf"{url}/accounts/confirm-email/\S+", "\n".join(story.stack.mails())))
    page.goto(link[0])
    page.get_by_role("button", name="Confirm").click()
    page.goto(f"{url}/start/")
    page.get_by_label("Name").fill("Northside Strength")
    page.get_by_label("First squad").fill("Powerlifting")
    page.get_by_role("button", name="Found the organisation").click()
    expect(page).to_have_url(f"{url}/today/")

    page.goto(f"{url}/settings/squads/")
    page.get_by_label("Name").fill("Football U21")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Football U21")).to_be_visible()

    page.goto(f"{url}/settings/invitations/")
    page.get_by_label("Squad").select_option(label="Powerlifting")
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator(".ch-qr svg")).to_be_visible()
    story.known["invitation"] = page.get_by_label("Link", exact=True).input_value()
    assert story.known["invitation"].startswith(f"{url}/join/")


def test_2_an_athlete_joins_on_a_phone_consents_logs_and_ticks_a_warning(story: Story) -> None:
    phone, url = story.phone, story.line.url
    phone.goto(story.known["invitation"].replace(story.stack.url, url))
    phone.get_by_role("link", name="Create an account").tap()
    phone.get_by_label("Your name").fill("Maya Lindqvist")
    phone.get_by_label("E-mail address").fill("maya@example.org")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Create the account").tap()
    phone.get_by_role("button", name="Join as Maya Lindqvist").tap()
    switches = phone.get_by_role("switch")
    expect(switches).to_have_count(4)
    for number in range(4):
        expect(switches.nth(number)).not_to_be_checked()
        switches.nth(number).check(force=True)
    phone.get_by_role("button", name="Go on").tap()

    phone.get_by_role("link", name="Log a session").tap()
    phone.get_by_role("button", name=re.compile("^Back squat")).tap()
    phone.locator("[data-load] input").fill("87.5")
    phone.locator("[data-reps] input").fill("5")
    phone.get_by_role("group", name=re.compile("RPE")).get_by_role("button", name="8", exact=True).tap()
    phone.get_by_role("button", name="Save set 1").tap()
    phone.get_by_role("button", name=re.compile("Save set 2")).tap()
    phone.get_by_role("group", name="Worst pain in this exercise").get_by_role("button", name="6").tap()
    phone.get_by_role("link", name="Done").tap()
    phone.get_by_role("link", name="Finish the session").tap()
    phone.get_by_role("button", name="Finish").tap()

    story.coach_page.goto(f"{story.stack.url}/today/")
    expect(story.coach_page.get_by_text(LOCKED.lower())).to_have_count(0)

    phone.get_by_role("checkbox", name=re.compile(LOCKED)).tap()
    stop = phone.get_by_role("heading", name="Have your knee looked at today or tomorrow.")
    expect(stop).to_be_visible(timeout=500)  # before anything was sent
    assert story.stack.rows("SELECT 1 FROM training_checkin") == []
    phone.get_by_role("group", name="Which knee").get_by_role("button", name="right", exact=False).tap()
    expect(phone.get_by_text(re.compile(r"Your coach was told at \d\d:\d\d"))).to_be_visible(timeout=20_000)


def test_3_the_red_flag_arrives_on_the_open_dashboard_and_is_acknowledged(story: Story) -> None:
    page = story.coach_page
    expect(page.get_by_role("heading", name="Talk to Maya Lindqvist first.")).to_be_visible()  # never reloaded
    page.get_by_role("link", name="Maya Lindqvist", exact=True).click()
    expect(page.get_by_text(LOCKED.lower()).first).to_be_visible()
    expect(page.get_by_text("6 during")).to_be_visible()
    told = page.locator("#told")
    expect(told).to_contain_text("Stop page shown on Maya’s phone")
    expect(told).to_contain_text("E-mail")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text(re.compile("You are on it|on it"))).not_to_have_count(0)
    mail = eventually(lambda: [one for one in story.stack.mails() if "Maya Lindqvist" in one and "To: elena" in one])
    assert "Education, not medical advice." in mail[0]


def test_4_an_upload_that_is_cut_goes_on_from_where_it_was(story: Story) -> None:
    phone = story.phone
    story.athlete.may_say("net::ERR_")
    story.athlete.may_say("409 (Conflict)")
    story.athlete.may_say("423 (Locked)")  # the server has not noticed yet that the first connection is gone
    phone.goto(f"{story.line.url}/me/film/")
    clip = three_reps(story.stack.data)
    assert clip.stat().st_size > 700_000
    story.line.cut_after(400_000)
    offsets: list[str] = []
    phone.on("request", lambda one: offsets.append(one.headers["upload-offset"]) if one.method == "PATCH" else None)
    phone.locator("[data-file]").first.set_input_files(clip)
    phone.wait_for_url(re.compile(r"/me/videos/"), timeout=60_000)
    assert story.line.cuts == 1
    assert len(offsets) > 1
    assert any(int(offset) > 0 for offset in offsets)  # not from the start again
    stored = story.stack.rows("SELECT size_bytes FROM training_video")
    assert stored == [{"size_bytes": clip.stat().st_size}]


def test_5_a_worker_measures_it_with_its_progress_in_sight(story: Story) -> None:
    phone = story.phone
    story.known["video"] = phone.url.rstrip("/").rsplit("/", 1)[-1]
    seen: set[int] = set()

    def finished() -> bool:
        row = story.stack.rows("SELECT state, percent FROM training_kneeanalysis")[0]
        seen.add(row["percent"])
        return bool(row["state"] == "done")

    eventually(finished, within_s=120)
    assert len(seen) > 3
    expect(phone.get_by_role("heading", name=re.compile("knees", re.IGNORECASE)).first).to_be_visible(timeout=15_000)


def test_6_the_coach_reviews_the_video(story: Story) -> None:
    page = story.coach_page
    page.goto(f"{story.stack.url}/videos/{story.known['video']}/")
    chips = page.locator("[data-rep-chip]")
    expect(chips).to_have_count(3)
    expect(page.locator("video")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(2)  # the skeleton over the video, and the curve
    chips.nth(2).click()
    page.wait_for_function("document.querySelector('video').currentTime > 5")
    expect(chips.nth(2)).to_have_attribute("aria-current", "true")
    drawn = page.evaluate(
        """() => { const one = document.querySelector('.ch-player canvas');
        return one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((value) => value > 0); }"""
    )
    assert drawn


def test_7_the_same_facts_are_in_the_api(story: Story) -> None:
    page = story.coach_page
    page.goto(f"{story.stack.url}/settings/keys/")
    page.get_by_label("What it is for").fill("Spreadsheet")
    page.get_by_role("button", name="Create key").click()
    key = eventually(lambda: re.search(r"chk_[\w-]+", page.content()))[0]
    api = Api(story.stack.url, key)
    athlete = api.get("/athletes/").json()["results"][0]
    assert athlete["name"] == "Maya Lindqvist"
    session = api.get("/sessions/").json()["results"][0]
    assert [one["reps"] for one in session["lifts"][0]["sets"]] == [5, 5]
    assert session["lifts"][0]["pain_worst"]["value"] == 6
    alerts = {one["rule"]: one for one in api.get("/alerts/").json()["results"]}
    assert alerts["red_flag"]["state"] == "acknowledged"
    report = api.get(f"/videos/{story.known['video']}/analysis/").json()
    jsonschema.validate(report, SCHEMA)
    assert report["status"] == "done"
    assert len(report["reps"]) == 3
    assert requests.get(f"{story.stack.url}/api/v1/athletes/", timeout=10).status_code == 401
    schema = api.get("/schema/").text
    assert "3.1" in schema[:200]


def test_8_a_side_view_is_refused_kindly(story: Story) -> None:
    phone = story.phone
    phone.goto(f"{story.line.url}/me/film/")
    phone.locator("[data-file]").first.set_input_files(from_the_side(story.stack.data))
    phone.wait_for_url(re.compile(r"/me/videos/"), timeout=60_000)
    expect(phone.get_by_text("Cannot tell").first).to_be_visible(timeout=120_000)
    expect(phone.get_by_text(re.compile("from the front", re.IGNORECASE)).first).to_be_visible()


if REAL_CLIP.exists():

    def test_9_a_real_clip_is_measured_as_well(story: Story) -> None:
        phone = story.phone
        phone.goto(f"{story.line.url}/me/film/")
        phone.locator("[data-file]").first.set_input_files(beginning(REAL_CLIP, REAL_REPS_S, story.stack.data))
        phone.wait_for_url(re.compile(r"/me/videos/"), timeout=60_000)
        video = phone.url.rstrip("/").rsplit("/", 1)[-1]
        report = eventually(
            lambda: story.stack.rows(
                "SELECT report FROM training_kneeanalysis WHERE video_id = %s AND state IN ('done', 'rejected')", video
            ),
            within_s=180,
        )[0]["report"]
        assert report["status"] == "done"
        assert len(report["reps"]) == 3
