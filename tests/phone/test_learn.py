"""The Learn pages: all answers in one page, linked from where the question comes up, silent with a red flag."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coachhub.phone.views.learn import WORKER
from sessions.progression.library.pages import ASSESSED, PAGES, PAIN_SCALE
from tests.phone.conftest import Phone
from tests.phone.made import answer, film, report
from tests.phone.pages import broken_by_our_policy, browser_of, get, html_of, text_of
from tests.stack import eventually
from tests.web import Web
from tests.world import World, log, squats

LEARN = "/me/learn/"


def test_every_answer_is_in_the_page_with_its_sources(world: World) -> None:
    text = text_of(get(world.maya, LEARN))
    for page in PAGES:
        assert page.lead in text
        assert f"From: {'; '.join(page.sources)}." in text
    assert text.count("Education, not medical advice. From:") == len(PAGES)


def test_each_answer_has_its_line_in_the_list(world: World) -> None:
    html = html_of(get(world.maya, LEARN))
    listed = re.findall(r'class="ch-task" href="#([a-z-]+)"', html)
    assert listed == re.findall(r'<section[^>]* id="([a-z-]+)"', html) == [page.key for page in PAGES]


def test_steps_are_numbered_and_others_are_not(world: World) -> None:
    html = html_of(get(world.maya, LEARN))
    assert html.count("<ol>") == sum(part.ordered for page in PAGES for part in page.parts) == 1


def test_with_an_open_red_flag_nothing_says_how_to_train(world: World) -> None:
    answer(world.maya, "stuck", movement="squat")
    text = text_of(get(world.maya, LEARN))
    assert ASSESSED.lead in text
    assert "once your knee is marked as checked" in text
    for page in PAGES:
        assert (page.lead in text) is (page is ASSESSED), page.key


def test_another_athletes_red_flag_hides_nothing(world: World) -> None:
    answer(world.samira, "stuck", movement="squat")
    assert PAIN_SCALE.lead in text_of(get(world.maya, LEARN))


def test_the_log_explains_its_scale_by_itself_and_not_with_a_red_flag(world: World) -> None:
    assert text_of(get(world.maya, reverse("log"))).count(PAIN_SCALE.lead) == 2
    answer(world.maya, "stuck", movement="squat")
    assert PAIN_SCALE.lead not in text_of(get(world.maya, reverse("log")))


def test_the_stop_page_says_when_and_what_to_ask_without_asking_the_server(world: World) -> None:
    answered = answer(world.maya, "stuck", movement="squat")
    for page in (reverse("stop", args=[answered.pk]), reverse("questions"), reverse("log")):
        text = text_of(get(world.maya, page))
        assert ASSESSED.lead in text
        assert all(question in text for question in ASSESSED.parts[3].points)


def test_today_and_mine_lead_there(world: World) -> None:
    for name in ("me", "mine"):
        assert f'href="{LEARN}"' in html_of(get(world.maya, reverse(name))), name


def test_a_result_leads_to_the_page_about_knees_caving_in_except_with_a_red_flag(world: World) -> None:
    address = reverse("my_video", args=[film(world.maya, report()).pk])
    assert f"{LEARN}#knees-caving-in" in html_of(get(world.maya, address))
    answer(world.maya, "stuck", movement="squat")
    assert f"{LEARN}#knees-caving-in" not in html_of(get(world.maya, address))


def test_a_coach_reads_the_same_and_is_led_there_from_the_athletes_page(world: World) -> None:
    text = text_of(get(world.coach, reverse("learn")))
    assert all(page.lead in text for page in PAGES)
    assert broken_by_our_policy(html_of(get(world.coach, reverse("learn")))) == []
    athlete = html_of(get(world.coach, reverse("athlete", args=[world.maya.athlete.pk])))
    assert athlete.count(f'href="{reverse("learn")}"') == 2  # the menu and the foot of the page


def test_the_page_costs_the_same_whatever_was_logged(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(6):
        log(world.maya, squats(days_ago=days, pain=1))
    browser = browser_of(world.maya)
    with django_assert_max_num_queries(10):
        browser.get(LEARN)


def kept(phone: Phone) -> list[str]:
    """What the phone keeps to be read without signal."""
    script = """async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
      return found;
    }"""
    found: list[str] = phone.page.evaluate(script)
    return found


def test_the_worker_s_script_lies_above_the_pages_it_works_for() -> None:
    answer = Client().get(reverse("my_worker"))
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert b"/me/learn/" in answer.content
    assert reverse("my_worker").rpartition("/")[0] == reverse("me").rstrip("/")
    assert LEARN in WORKER.read_text()


def test_it_is_there_without_signal_before_it_was_ever_opened(web: Web, phone: Phone) -> None:
    page = phone.open(reverse("me"))
    eventually(lambda: LEARN in kept(phone), within_s=30)
    assert {"/static/coachhub/theme.css", "/static/phone/phone.css", "/static/phone/page.js"} < set(kept(phone))
    assert "/static/phone/store.js" in kept(phone)  # which only a script names
    phone.cut()
    phone.may_say("ERR_FAILED")
    page.get_by_role("link", name="Learn").first.click()
    page.wait_for_url(f"**{LEARN}")
    page.get_by_role("link", name="Warming up for heavy sets").click()
    shown = page.locator("section.ph-learn:visible")
    assert shown.count() == 1
    assert page.evaluate("[...document.styleSheets].map((one) => one.cssRules.length > 0)") == [True] * 3


def test_a_ticked_sign_takes_away_at_once_what_is_kept(web: Web, phone: Phone) -> None:
    """Also without signal, when the server does not know of it: nothing kept says how to train."""
    page = phone.open(reverse("questions"))
    eventually(lambda: LEARN in kept(phone), within_s=30)
    phone.cut()
    page.locator(".ch-ask").first.click()
    page.get_by_role("button", name=re.compile("right", re.IGNORECASE)).first.click()
    eventually(lambda: LEARN not in kept(phone), within_s=30)
    phone.mend()
    eventually(lambda: LEARN in kept(phone), within_s=30)
    assert "once your knee is marked as checked" in page.evaluate(f"async () => (await caches.match('{LEARN}')).text()")


def test_an_open_red_flag_of_elsewhere_shortens_what_is_kept(web: Web, phone: Phone, shared: World) -> None:
    phone.open(reverse("me"))
    eventually(lambda: LEARN in kept(phone), within_s=30)
    answer(shared.maya, "stuck", movement="squat")
    page = phone.open(reverse("me"))
    script = f"async () => (await (await caches.match('{LEARN}'))?.text()) ?? ''"
    eventually(lambda: "once your knee is marked as checked" in page.evaluate(script), within_s=30)


def test_signing_out_leaves_nothing_behind(web: Web, phone: Phone) -> None:
    page = phone.open(reverse("mine"))
    eventually(lambda: LEARN in kept(phone), within_s=30)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/accounts/|/$"))
    eventually(lambda: kept(phone) == [], within_s=30)
    phone.open("/healthz")


def test_of_another_athlete_on_the_same_phone_nothing_is_kept(web: Web, phone: Phone, shared: World) -> None:
    phone.open(reverse("me"))
    eventually(lambda: LEARN in kept(phone), within_s=30)
    phone.sign_in(shared.samira)
    page = phone.open(reverse("me"))
    mine = f"learn/{shared.samira.athlete.pk}"
    eventually(lambda: page.evaluate("() => caches.keys()") == [mine], within_s=30)
    eventually(lambda: LEARN in kept(phone), within_s=30)


def test_one_answer_shows_at_a_time_also_without_signal(web: Web, phone: Phone) -> None:
    page = phone.open(LEARN)
    shown = page.locator("section.ph-learn:visible")
    assert shown.count() == 0
    phone.cut()
    page.get_by_role("link", name="Warming up for heavy sets").click()
    assert shown.count() == 1
    assert page.locator(".ph-contents").is_hidden()
    shown.get_by_role("link", name="All answers").click()
    assert shown.count() == 0
    page.go_back()
    assert shown.locator("h2").inner_text() == "Warming up for heavy sets"
