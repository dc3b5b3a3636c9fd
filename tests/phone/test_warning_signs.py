"""A ticked warning sign: the stop page is there at once, also without signal, and the answer reaches the coaches."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from alerts.models import Alert, Delivery
from athletes.models import Consent, ConsentKind
from coachhub.core.live import Message, tell
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn, Pause
from sessions.progression.warning_questions import ADVICE, Tier
from tests.phone.conftest import Phone
from tests.stack import eventually
from tests.world import World


def tick(page: Page, key: str) -> None:
    """Tap a question."""
    page.locator(f'.ch-ask[value="{key}"]').click()


def say_knee(page: Page, knee: str) -> None:
    """Tap left, right or both."""
    page.locator(f'[data-chips="knee"] button[value="{knee}"]').click()


def answers(world: World) -> list[CheckIn]:
    """What the server has, oldest first."""
    with organisation_scope(world.organisation.pk):
        return list(CheckIn.objects.order_by("created_at"))


def stop_page(page: Page) -> Any:
    """The page that says what to do."""
    return page.locator('[data-view="stop"]')


def test_the_stop_page_is_there_at_once_before_anything_is_sent(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    phone.cut()
    tick(page, "stuck")
    expect(page.get_by_role("heading", name=ADVICE[Tier.B].title)).to_be_visible(timeout=500)
    expect(stop_page(page)).to_contain_text("Stop leg training")
    expect(stop_page(page)).to_contain_text(
        "You ticked: “My knee locked: it is stuck, I cannot fully straighten or bend it”."
    )
    expect(stop_page(page)).to_contain_text("All leg work is paused")
    expect(page.get_by_role("link", name="Call urgent care, 111")).to_have_attribute("href", "tel:111")
    assert answers(shared) == []


@pytest.mark.parametrize(
    ("ticked", "tier"), [(["no_weight"], Tier.A), (["swollen"], Tier.C), (["swollen", "calf"], Tier.B)]
)
def test_the_most_urgent_tick_decides_what_to_do(phone: Phone, shared: World, ticked: list[str], tier: Tier) -> None:
    page = phone.open("/me/questions/")
    for key in ticked:
        if stop_page(page).is_visible():
            page.get_by_role("button", name="Tick something else too").click()
        tick(page, key)
    expect(page.get_by_role("heading", name=ADVICE[tier].title)).to_be_visible()
    expect(page.locator(".ch-stop:visible")).to_have_count(1)
    page.get_by_role("button", name="Ticked by mistake").click()


def test_with_the_knee_said_it_is_sent_at_once(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    say_knee(page, "right")
    eventually(lambda: answers(shared))
    (check_in,) = answers(shared)
    assert (check_in.ticked, check_in.side, check_in.movement) == (["stuck"], "right", "")
    assert check_in.shown_at is not None
    assert check_in.shown_at <= check_in.created_at
    with organisation_scope(shared.organisation.pk):
        assert Alert.objects.get().tier == "B"
        assert Pause.objects.get().checked_at is None


def test_it_says_that_the_coach_was_told_when_it_has_happened_and_not_before(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    expect(page.get_by_text("Your coach will be told in a moment.")).to_be_visible()
    say_knee(page, "left")
    expect(page.get_by_text("CoachHub has your answer")).to_be_visible()
    assert "was told" not in page.inner_text("body")
    with organisation_scope(shared.organisation.pk):
        Delivery.objects.filter(channel="app", recipient=shared.coach.membership).update(seen_at=timezone.now())
    tell(Message(str(shared.organisation.pk), "alerts", str(shared.maya.athlete.pk)))
    expect(page.get_by_text("Your coach was told at")).to_be_visible(timeout=2000)
    expect(page.get_by_text(shared.coach.user.name)).to_be_visible()
    expect(page.get_by_role("link", name="Take this summary along")).to_be_visible()


def test_without_signal_it_is_kept_survives_a_reload_and_is_sent_when_there_is_signal(
    phone: Phone, shared: World
) -> None:
    page = phone.open("/me/questions/")
    phone.cut_scripts()
    tick(page, "stuck")
    say_knee(page, "right")
    expect(page.get_by_text("Your coach will be told as soon as there is signal.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=ADVICE[Tier.B].title)).to_be_visible()
    expect(page.get_by_text("Your coach will be told as soon as there is signal.")).to_be_visible()
    assert answers(shared) == []
    phone.mend()
    eventually(lambda: answers(shared))
    expect(page.get_by_text("CoachHub has your answer")).to_be_visible()
    assert [one.side for one in answers(shared)] == ["right"]


def test_any_other_page_sends_what_one_left_behind(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    phone.cut_scripts()
    tick(page, "stuck")
    say_knee(page, "right")
    page.goto(f"{phone.url}/me/mine/")
    assert phone.waiting()
    page.goto(f"{phone.url}/me/")
    page.get_by_role("link", name="A warning sign you ticked is not sent yet: what to do.").click()
    expect(page.get_by_role("heading", name=ADVICE[Tier.B].title)).to_be_visible()
    phone.mend()
    eventually(lambda: answers(shared))


def test_what_another_page_has_sent_is_followed_by_a_new_answer(phone: Phone, shared: World) -> None:
    """Not sent again under the old id with more ticked, which the server could only refuse."""
    page = phone.open("/me/questions/")
    tick(page, "swollen")
    other = phone.context.new_page()
    other.goto(f"{phone.url}/me/")
    other.evaluate(
        """async () => {
          const { outbox } = await import("/static/phone/page.js");
          for (const letter of outbox.letters()) outbox.hasten(letter.key);
          await outbox.flush();
        }"""
    )
    assert [one.ticked for one in answers(shared)] == [["swollen"]]
    other.close()
    page.get_by_role("button", name="Tick something else too").click()
    tick(page, "stuck")
    say_knee(page, "right")
    eventually(lambda: len(answers(shared)) == 2)
    assert set(answers(shared)[-1].ticked) == {"swollen", "stuck"}


def test_the_same_answer_is_stored_once(phone: Phone, shared: World) -> None:
    """The server has it, but its answer is lost on the way: the repeat changes nothing."""
    phone.may_say("net::ERR")
    page = phone.open("/me/questions/")
    lost: list[str] = []

    def lose_the_answer(route: Any) -> None:
        if lost:
            route.fallback()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort("connectionreset")

    page.route("**/api/v1/check-ins/", lose_the_answer)
    tick(page, "stuck")
    say_knee(page, "right")
    expect(page.get_by_text("CoachHub has your answer")).to_be_visible(timeout=10_000)
    assert len(lost) == 1
    assert len(answers(shared)) == 1


def test_a_tick_by_mistake_is_taken_back_and_never_sent(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    page.get_by_role("button", name="Ticked by mistake").click()
    expect(page.get_by_role("heading", name="Any of these, in either knee?")).to_be_visible()
    expect(page.locator('.ch-ask[aria-checked="true"]')).to_have_count(0)
    expect(page.get_by_role("button", name="None of these")).to_be_visible()
    assert phone.kept() == {}
    assert answers(shared) == []


def test_leaving_the_page_sends_it_without_waiting_any_longer(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    page.get_by_role("link", name="I have read this").click()
    eventually(lambda: answers(shared), within_s=5)
    expect(page.get_by_text("Stop leg training")).to_be_visible()  # also when it arrived after this page was made
    assert len(answers(shared)) == 1


def test_something_more_ticked_later_is_told_as_well(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    say_knee(page, "right")
    eventually(lambda: answers(shared))
    page.get_by_role("button", name="Tick something else too").click()
    tick(page, "numb_cold")
    expect(page.get_by_role("heading", name=ADVICE[Tier.A].title)).to_be_visible()
    expect(page.get_by_text("Your coach will be told in a moment.")).to_be_visible()
    say_knee(page, "both")
    eventually(lambda: len(answers(shared)) == 2)
    assert set(answers(shared)[1].ticked) == {"stuck", "numb_cold"}
    with organisation_scope(shared.organisation.pk):
        assert Alert.objects.get().tier == "A"


def test_unticking_everything_takes_it_back(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    page.get_by_role("button", name="Tick something else too").click()
    expect(page.get_by_role("button", name="What to do")).to_be_visible()
    tick(page, "stuck")
    expect(page.get_by_role("button", name="None of these")).to_be_visible()
    assert phone.waiting() == []


def test_none_of_these_is_an_answer(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_role("heading", name="Noted: none of these.")).to_be_visible()
    eventually(lambda: answers(shared))
    assert answers(shared)[0].none_of_these
    with organisation_scope(shared.organisation.pk):
        assert not Alert.objects.exists()


def test_when_nobody_can_be_told_it_says_so(phone: Phone, shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        Consent.objects.filter(athlete=shared.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    say_knee(page, "right")
    expect(page.get_by_text("Nobody could be told.")).to_be_visible()


def test_what_the_server_refuses_is_said_with_what_to_do(phone: Phone, shared: World) -> None:
    phone.may_say("status of 400")
    with organisation_scope(shared.organisation.pk):
        Consent.objects.filter(athlete=shared.maya.athlete, kind=ConsentKind.LOG).delete()
    page = phone.open("/me/questions/")
    tick(page, "stuck")
    say_knee(page, "right")
    expect(page.get_by_text("This could not be sent.")).to_be_visible()
    expect(page.get_by_text("Tell your coach yourself.")).to_be_visible()
    expect(page.get_by_role("heading", name=ADVICE[Tier.B].title)).to_be_visible()


def test_after_a_session_it_is_about_that_sessions_movement(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    page.get_by_role("button", name="Split squat").first.click()
    page.locator("[data-load] input").fill("20")
    page.locator("[data-save]").click()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Finish the session").click()
    page.get_by_role("button", name="Finish").click()
    tick(page, "stuck")
    expect(stop_page(page)).to_contain_text("Stop lunges")
    expect(stop_page(page)).to_contain_text("Lunges are paused")
    say_knee(page, "right")
    eventually(lambda: answers(shared))
    (check_in,) = answers(shared)
    assert check_in.movement == "lunge"
    assert check_in.session_id is not None  # the session was sent before it


def test_the_keyboard_alone_is_enough(phone: Phone, shared: World) -> None:
    page = phone.open("/me/questions/")
    page.locator('.ch-ask[value="stuck"]').focus()
    page.keyboard.press("Space")
    title = page.get_by_role("heading", name=ADVICE[Tier.B].title)
    expect(title).to_be_focused()  # so that a screen reader says it at once
    page.get_by_role("button", name="Ticked by mistake").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Any of these, in either knee?")).to_be_focused()


def test_an_answer_waits_for_who_gave_it_when_somebody_else_signs_in(phone: Phone, shared: World) -> None:
    phone.may_say("status of 401")
    page = phone.open("/me/questions/")
    phone.sign_in(shared.samira)
    tick(page, "stuck")
    with page.expect_response("**/api/v1/check-ins/") as refused:
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert refused.value.status == 401
    assert len(phone.waiting()) == 1
    assert answers(shared) == []
    phone.sign_in(shared.maya)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    eventually(lambda: [one.athlete_id for one in answers(shared)] == [shared.maya.athlete.pk])
