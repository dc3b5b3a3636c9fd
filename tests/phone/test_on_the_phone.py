"""Today's tap, deleting with ten seconds to take it back, sending a video; and every page for everybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, expect

from athletes.models import Athlete
from coachhub.core.scope import organisation_scope
from sessions import demo_clips
from sessions.knee_tracking.report import Phase, Verdict
from sessions.models import PainReading, TrainingSession, Video
from tests.phone.conftest import Phone
from tests.phone.made import answer, film, refusal, report, store
from tests.stack import eventually
from tests.web import Web, cookie_of
from tests.world import Person, World, log, make_user, squats


def yesterday(world: World) -> TrainingSession:
    """A session of the day before, so that Today asks about the morning after.

    Maya lives where it is noon now: in the small hours nobody is asked yet.
    """
    east = 12 - datetime.now(UTC).hour
    zone = f"Etc/GMT{-east:+d}"  # whose sign is turned round: Etc/GMT-5 is five hours ahead of UTC
    with organisation_scope(world.organisation.pk):
        Athlete.objects.filter(pk=world.maya.athlete.pk).update(time_zone=zone)
    return log(world.maya, squats(at=timezone.now() - timedelta(days=1), before=2))


def mornings(world: World) -> list[int]:
    """The morning answers that the server has."""
    with organisation_scope(world.organisation.pk):
        return list(PainReading.objects.filter(moment="next_morning").values_list("value", flat=True))


class TestMorning:
    """How does the knee feel?"""

    def test_one_tap_answers_and_can_be_taken_back(self, phone: Phone, shared: World) -> None:
        yesterday(shared)
        page = phone.open("/me/")
        page.locator('[data-scale="morning"] button[value="4"]').click()
        expect(page.get_by_text("This morning: 4. Noted.")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Morning after: how does the knee feel?")).to_be_visible()
        assert phone.waiting() == []
        page.locator('[data-scale="morning"] button[value="3"]').click()
        page.goto(f"{phone.url}/me/mine/")  # leaving ends the time to take it back
        eventually(lambda: mornings(shared) == [3])

    def test_above_five_it_says_what_to_do(self, phone: Phone, shared: World) -> None:
        yesterday(shared)
        page = phone.open("/me/")
        page.locator('[data-scale="morning"] button[value="5"]').click()
        expect(page.locator("[data-above]")).to_be_hidden()
        page.get_by_role("button", name="Undo").click()
        page.locator('[data-scale="morning"] button[value="6"]').click()
        expect(page.locator("[data-above]")).to_be_visible()

    def test_an_answer_without_signal_is_still_there_after_a_reload(self, phone: Phone, shared: World) -> None:
        yesterday(shared)
        page = phone.open("/me/")
        phone.cut_scripts()
        page.locator('[data-scale="morning"] button[value="2"]').click()
        page.reload()
        expect(page.get_by_text("This morning: 2. Noted.")).to_be_visible()
        expect(page.get_by_text("One thing is saved on this phone and not sent yet.")).to_be_visible()
        phone.mend()
        expect(page.get_by_text("This morning: 2. Sent.")).to_be_visible()
        assert mornings(shared) == [2]


class TestDeleting:
    """Gone at once, back by one tap within ten seconds."""

    def test_a_session_comes_back(self, phone: Phone, shared: World) -> None:
        log(shared.maya, squats())
        page = phone.open("/me/sessions/")
        page.get_by_role("button", name="Delete the session").click()
        expect(page.get_by_text("Session deleted.")).to_be_visible()
        expect(page.locator(".ph-deletable")).to_be_hidden()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".ph-deletable")).to_be_visible()
        page.goto(f"{phone.url}/me/")
        with organisation_scope(shared.organisation.pk):
            assert TrainingSession.objects.count() == 1

    def test_or_is_gone_for_good(self, phone: Phone, shared: World) -> None:
        phone.may_say("status of 404")  # the next page makes sure, and finds it gone
        log(shared.maya, squats())
        phone.page.clock.install()
        page = phone.open("/me/sessions/")
        page.get_by_role("button", name="Delete the session").click()
        page.goto(f"{phone.url}/me/")
        page.clock.fast_forward(11_000)
        with organisation_scope(shared.organisation.pk):
            eventually(lambda: not TrainingSession.objects.exists())

    def test_a_video_is_erased(self, phone: Phone, shared: World) -> None:
        phone.may_say("status of 404")
        film(shared.maya, report())
        phone.page.clock.install()
        page = phone.open("/me/videos/")
        page.get_by_role("button", name="Delete the video").click()
        page.goto(f"{phone.url}/me/")
        page.clock.fast_forward(11_000)
        with organisation_scope(shared.organisation.pk):
            eventually(lambda: not Video.objects.exists())


class TestSending:
    """A video is sent in pieces and goes on where it was."""

    def choose(self, page: Page, clip: Path | dict[str, Any]) -> None:
        page.locator("[data-file]").last.set_input_files(clip)  # type: ignore[arg-type]  # a path or a made file

    def test_a_clip_arrives_whole_and_its_page_opens(self, phone: Phone, shared: World) -> None:
        page = phone.open("/me/film/")
        self.choose(page, demo_clips.IN_LINE)
        page.wait_for_url("**/me/videos/*/")
        expect(page.get_by_role("heading", name="Waiting for its turn.")).to_be_visible()
        with organisation_scope(shared.organisation.pk):
            video = Video.objects.get()
        assert video.size_bytes == demo_clips.IN_LINE.stat().st_size
        assert video.filename == demo_clips.IN_LINE.name
        assert video.pk.hex in page.url.replace("-", "")

    def test_it_belongs_to_the_set_that_was_filmed_even_when_that_is_not_sent_yet(
        self, phone: Phone, shared: World
    ) -> None:
        page = phone.open("/me/log/")
        page.get_by_role("button", name="Back squat").first.click()
        page.locator("[data-load] input").fill("80")
        page.locator("[data-save]").click()
        page.get_by_role("link", name="Film set 1").click()
        self.choose(page, demo_clips.IN_LINE)
        page.wait_for_url("**/me/videos/*/")
        expect(page.get_by_text("Back squat, 5 × 80 kg")).to_be_visible()

    def test_a_video_chosen_before_the_page_is_ready_is_sent_all_the_same(self, phone: Phone, shared: World) -> None:
        held: list[Any] = []
        phone.page.route("**/film.js", lambda route: held.append(route))
        page = phone.page
        page.goto(f"{phone.url}/me/film/", wait_until="commit")
        self.choose(page, demo_clips.IN_LINE)
        page.wait_for_timeout(200)
        for route in held:
            route.continue_()
        page.wait_for_url("**/me/videos/*/")

    def test_cut_off_and_chosen_again_it_goes_on_where_it_was(
        self, phone: Phone, shared: World, tmp_path: Path
    ) -> None:
        big = tmp_path / "set.mp4"
        big.write_bytes(bytes(4 * 1024 * 1024))
        page = phone.open("/me/film/")
        pieces: list[int] = []

        def two_pieces_only(route: Any) -> None:
            if route.request.method == "PATCH":
                pieces.append(int(route.request.headers["upload-offset"]))
            if len(pieces) > 2:
                route.abort("internetdisconnected")
            else:
                route.continue_()

        page.route("**/uploads/*/", two_pieces_only)
        self.choose(page, big)
        expect(page.locator("[data-upload] progress")).to_have_attribute("value", "50", timeout=10_000)
        phone.cut()
        expect(page.locator("[data-upload-words]")).to_contain_text("No signal", timeout=20_000)
        page.get_by_role("button", name="Pause").click()
        page.unroute_all()
        phone.mend()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{phone.url}/me/")
        expect(page.get_by_text("A video, 50 % sent")).to_be_visible()
        page.goto(f"{phone.url}/me/film/")
        pieces.clear()
        page.on("request", lambda one: note(one, pieces))
        self.choose(page, big)
        page.wait_for_url("**/me/videos/*/")
        assert pieces == [2 * 1024 * 1024, 3 * 1024 * 1024]
        with organisation_scope(shared.organisation.pk):
            assert Video.objects.get().size_bytes == 4 * 1024 * 1024

    def test_what_cannot_be_sent_is_said_before_sending(self, phone: Phone, shared: World) -> None:
        page = phone.open("/me/film/")
        self.choose(page, {"name": "empty.mp4", "mimeType": "video/mp4", "buffer": b""})
        expect(page.locator("[data-upload-error]")).to_have_text(
            "This file is empty. Film again, or choose another one."
        )
        expect(page.get_by_text("Open the camera")).to_be_visible()

    def test_what_the_server_does_not_take_is_said_in_its_words(self, phone: Phone, shared: World) -> None:
        phone.may_say("status of 400")
        page = phone.open("/me/film/")
        page.evaluate("document.querySelector('[data-subject]').selectedOptions[0].value = 'cartwheel'")
        self.choose(page, {"name": "set.mp4", "mimeType": "video/mp4", "buffer": b"abc"})
        expect(page.locator("[data-upload-error]")).to_contain_text("cartwheel")


def test_where_one_is_is_guessed_from_the_browser(browser: Browser, web: Web, shared: World) -> None:
    ada = make_user("Ada Lovelace")
    context = browser.new_context(timezone_id="Pacific/Auckland")
    founder = Person(user=ada, membership=shared.owner.membership)
    context.add_cookies([{"name": "sessionid", "value": cookie_of(founder), "url": web.url}])
    page = context.new_page()
    page.goto(f"{web.url}/start/")
    assert page.get_by_label("Time zone").input_value() == "Pacific/Auckland"
    assert page.get_by_label("Country").input_value() == "NZ"
    page.get_by_label("Country").select_option("AU")
    page.get_by_role("button", name="Found the organisation").click()  # without a name: what was chosen stays chosen
    assert page.get_by_label("Country").input_value() == "AU"
    assert EmailAddress.objects.get(user=ada).verified
    context.close()


def result_pages(world: World) -> list[str]:
    """A measured, a refused and a waiting video, an answer's stop page and its sheet."""
    log(world.maya, squats(pain=2, days_ago=1, before=1))
    files = {kind: store(f"{kind}.jpg", b"jpg") for kind in ("still_good", "still_worst")}
    files["overlay"] = store("overlay.json", json.dumps({"joints": [], "start_s": 0, "hz": 30, "frames": []}).encode())
    stills = {"good": {"time_s": 5.5, "rep": 1}, "worst": {"time_s": 21.5, "rep": 5}}
    drift = report("---ss", Verdict.SOME_DRIFT, when=(Phase.RISE,))
    videos = [film(world.maya, drift, files=files, stills=stills), film(world.maya, refusal()), film(world.maya)]
    check_in = answer(world.maya, "stuck", movement="squat", side="right")
    stop = [reverse("stop", args=[check_in.pk]), reverse("sheet", args=[check_in.pk])]
    return [*(reverse("my_video", args=[video.pk]) for video in videos), *stop]


def note(request: Request, pieces: list[int]) -> None:
    """Remember from where a piece of an upload was sent."""
    if request.method == "PATCH":
        pieces.append(int(request.headers["upload-offset"]))


OWN = ("me", "log", "questions", "film", "mine", "details", "consents", "my_sessions", "my_videos", "my_learn")
SIGNING_IN = ("account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_serves_everybody(phone: Phone, shared: World, scheme: Any) -> None:
    """No violation of the accessibility rules, nothing wider than the phone, nothing in the console; in both themes."""
    rules = {} if scheme == "light" else {"runOnly": ["color-contrast"]}  # the rest does not depend on the colours
    phone.page.emulate_media(color_scheme=scheme)
    pages = [reverse(name) for name in (*OWN, *SIGNING_IN)] + result_pages(shared)
    pages.append(f"{reverse('my_learn')}#knees-caving-in")
    found = {}
    for path in pages:
        page = phone.open(path)
        page.wait_for_load_state("networkidle") if path.startswith("/accounts/") else page.wait_for_timeout(150)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[path] = ["wider than the phone"]
        violations = Axe().run(page, options=rules).response["violations"]
        if violations:
            found[path] = [f"{one['id']}: {one['nodes'][0]['target']}" for one in violations]
    assert found == {}


def test_the_views_of_the_log_serve_everybody(phone: Phone, shared: World) -> None:
    log(shared.maya, squats(days_ago=2))
    page = phone.open("/me/log/")
    page.get_by_role("button", name="Back squat").first.click()
    page.locator("[data-save]").click()
    page.locator('[data-scale="worst"] button[value="6"]').click()
    found = {}
    for view in (page.url.split("#")[1], "overview", "finish", "questions", "choose"):
        page.goto(f"{phone.url}/me/log/#{view}")
        page.wait_for_timeout(150)
        violations = Axe().run(page).response["violations"]
        if violations:
            found[view] = [f"{one['id']}: {one['nodes'][0]['target']}" for one in violations]
    page.goto(f"{phone.url}/me/log/#questions")
    page.locator('.ch-ask[value="stuck"]').click()
    if violations := Axe().run(page).response["violations"]:
        found["stop"] = [one["id"] for one in violations]
    page.get_by_role("button", name="Ticked by mistake").click()
    assert found == {}


def test_without_motion_nothing_moves(phone: Phone, shared: World) -> None:
    phone.page.emulate_media(reduced_motion="reduce")
    page = phone.open("/me/")
    moving = (
        "[...document.querySelectorAll('*')].some((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0)"
    )
    assert page.evaluate(moving) is False
