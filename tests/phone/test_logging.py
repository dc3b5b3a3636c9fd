"""Logging a session as an athlete does it: with one thumb, with and without signal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from athletes.models import User
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn, Lift, PainReading, TrainingSession, TrainingSet
from tests.phone.conftest import Phone
from tests.phone.made import answer
from tests.stack import eventually
from tests.world import World, log, squats


def choose(page: Page, exercise: str) -> None:
    """Take an exercise from the list."""
    page.get_by_role("button", name=exercise).first.click()
    expect(page.get_by_role("heading", name=exercise, exact=True)).to_be_visible()


def save(page: Page, weight: str | None = None, reps: str | None = None, rpe: str | None = None) -> None:
    """Fill the card and save the set."""
    card = page.locator("[data-card]")
    if weight is not None:
        card.locator("[data-load] input").fill(weight)
    if reps is not None:
        card.locator("[data-reps] input").fill(reps)
    if rpe is not None:
        card.locator(f'[data-rpe] button[value="{rpe}"]').click()
    card.locator("[data-save]").click()


def tap(page: Page, scale: str, value: int) -> None:
    """Tap a number on a scale."""
    page.locator(f'[data-scale="{scale}"] button[value="{value}"]').click()


def rows(world: World, model: Any) -> list[Any]:
    """What the server has."""
    with organisation_scope(world.organisation.pk):
        return list(model.objects.all())


def sets_at_server(world: World) -> list[tuple[int, Decimal | None, bool]]:
    """The sets that the server has: reps, load, whether a warm-up."""
    with organisation_scope(world.organisation.pk):
        return [(one.reps, one.load, one.warm_up) for one in TrainingSet.objects.order_by("lift__position", "position")]


@pytest.mark.parametrize("width", [390, 360, 320])
def test_the_numbers_are_seen_whole(phone: Phone, shared: World, width: int) -> None:
    page = phone.open("/me/log/")
    page.set_viewport_size({"width": width, "height": 800})
    choose(page, "Back squat")
    for field, typed in (("load", "237.5"), ("reps", "20")):
        shown = page.locator(f"[data-card] [data-{field}] input")
        shown.fill(typed)
        assert shown.evaluate("field => field.scrollWidth <= field.clientWidth"), field


def test_a_whole_session_reaches_the_server(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    tap(page, "before", 2)
    choose(page, "Back squat")
    save(page, "87.5", "5", rpe="8")
    expect(page.locator("[data-rpe-words]")).to_have_text("How hard was it? Tap one, or leave it.")
    save(page)  # the same once more, by one tap
    tap(page, "worst", 4)
    page.locator('[data-chips="side"] button[value="right"]').click()
    page.locator('[data-chips="place"] button[value="front"]').click()
    page.get_by_role("button", name="Heels raised").click()
    for noticed in ("Heels lift", "Depth hard to control", "Feet unsteady", "Feet unsteady"):  # the last one taken back
        page.get_by_role("button", name=noticed).click()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Add an exercise").click()
    choose(page, "Leg press")
    save(page, "120", "10")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Finish the session").click()
    tap(page, "after", 3)
    page.get_by_text("Effort, time, sleep, sore muscles").click()
    tap(page, "session_rpe", 7)
    tap(page, "soreness", 1)
    page.get_by_label("Minutes").fill("62")
    page.get_by_label("Hours slept").fill("7,5")
    page.get_by_label("Note").fill("Felt heavy.")
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_role("heading", name="Well logged.")).to_be_visible()
    expect(page.get_by_text("Sent.")).to_be_visible()

    eventually(lambda: rows(shared, CheckIn))
    (session,) = rows(shared, TrainingSession)
    assert (session.session_rpe, session.minutes, session.sleep_hours, session.soreness) == (7, 62, Decimal("7.5"), 1)
    assert session.note == "Felt heavy."
    assert sets_at_server(shared) == [
        (5, Decimal("87.5"), False),
        (5, Decimal("87.5"), False),
        (10, Decimal(120), False),
    ]
    with organisation_scope(shared.organisation.pk):
        said = PainReading.objects.values_list("moment", "value", "side", "place").order_by("value")
        assert list(said) == [("before", 2, "", ""), ("after", 3, "", ""), ("worst", 4, "right", "front")]
        squat = Lift.objects.get(exercise__key="back_squat")
        assert (squat.heel_raise, squat.noticed) == (True, ["depth_hard_to_control", "heels_lift"])
        check_in = CheckIn.objects.get()
    assert check_in.none_of_these
    assert check_in.session_id == session.pk
    assert phone.kept() == {"rest": phone.kept()["rest"]}  # nothing is left behind but the timer


def test_last_time_is_repeated_by_two_taps(phone: Phone, shared: World) -> None:
    log(shared.maya, squats(days_ago=3, load=85, sets=4))
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    expect(page.locator("[data-last]")).to_contain_text("4 × 5 at 85 kg, RPE 7")
    page.get_by_role("button", name="All as last time: 4 × 5 at 85 kg").click()
    expect(page.locator(".ph-set")).to_have_count(4)
    expect(page.get_by_role("heading", name="Set 5")).to_be_visible()
    eventually(lambda: len(sets_at_server(shared)) == 8)


def test_the_numbers_of_last_time_are_already_there(phone: Phone, shared: World) -> None:
    log(shared.maya, squats(days_ago=3, load=85, reps=6))
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    assert page.locator("[data-load] input").input_value() == "85"
    assert page.locator("[data-reps] input").input_value() == "6"
    page.get_by_role("button", name="More weight").click()
    page.get_by_role("button", name="Fewer reps").click()
    assert page.locator("[data-load] input").input_value() == "87.5"
    assert page.locator("[data-reps] input").input_value() == "5"


def test_a_warm_up_is_one_tap_and_folded_into_one_line(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    for weight in ("20", "40", "60"):
        page.locator("[data-warm-up]").click()
        expect(page.locator("[data-save]")).to_have_text("Save warm-up set")
        save(page, weight, "5")
    save(page, "80", "5")
    expect(page.locator(".ph-set").first).to_contain_text("20, 40, 60 kg")
    expect(page.locator(".ph-set")).to_have_count(2)
    page.locator(".ph-set button").first.click()
    expect(page.locator(".ph-set")).to_have_count(4)
    eventually(lambda: sum(one[2] for one in sets_at_server(shared)) == 3)


def test_impossible_numbers_say_which_and_why_and_are_kept(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    save(page, "-5", "400")
    expect(page.locator("#load-error")).to_have_text("Weight is 0 to 1500 kg.")
    expect(page.locator("#reps-error")).to_have_text("Reps are 1 to 200.")
    assert page.locator("[data-load] input").input_value() == "-5"
    assert page.locator("[data-reps] input").input_value() == "400"
    assert page.locator("[data-load] input").get_attribute("aria-invalid") == "true"
    expect(page.locator(".ph-set")).to_have_count(0)
    save(page, "80", "5")
    expect(page.locator("#load-error")).to_be_hidden()
    expect(page.locator(".ph-set")).to_have_count(1)


def test_what_the_server_refuses_is_said_at_its_field_and_kept(phone: Phone, shared: World) -> None:
    phone.may_say("status of 400")
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    save(page, "80", "5")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Finish the session").click()
    page.get_by_text("Effort, time, sleep, sore muscles").click()
    page.get_by_label("Note").fill("x" * 2500)
    page.get_by_label("Minutes").click()
    expect(page.locator('[data-error="note"]')).to_contain_text("2000")
    expect(page.locator('[data-view="finish"] [data-outbox-status]')).to_have_text("not taken yet")
    assert len(page.get_by_label("Note").input_value()) == 2500
    page.goto(f"{phone.url}/me/")
    page.get_by_role("link", name="A session was not taken: look at it.").click()
    expect(page.get_by_text("Ensure this field has no more than 2000 characters.")).to_be_visible()
    page.get_by_role("link", name="Finish the session").click()
    page.get_by_label("Note").fill("short")
    page.get_by_label("Minutes").click()
    eventually(lambda: [one.note for one in rows(shared, TrainingSession)] == ["short"])


def test_what_cannot_be_noticed_is_refused_at_the_chips(phone: Phone, shared: World) -> None:
    """As a page from before an update might send it."""
    phone.may_say("status of 400")
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    page.evaluate("""document.querySelector('[value="heels_lift"]').value = "cartwheel" """)
    page.get_by_role("button", name="Heels lift").click()
    expect(page.locator("[data-noticed-error]")).to_contain_text("cartwheel")
    expect(page.locator("[data-lift-error]")).to_be_hidden()
    page.get_by_role("button", name="Heels lift").click()
    page.get_by_role("button", name="Feet unsteady").click()
    eventually(lambda: [one.noticed for one in rows(shared, Lift)] == [["feet_unsteady"]])


def test_without_signal_everything_is_kept_and_sent_later(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    phone.cut()
    save(page, "80", "5")
    status = page.locator('[data-view="lift"] [data-outbox-status]')
    expect(status).to_have_text("saved on this phone")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Finish the session").click()
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_text("Saved on this phone. It is sent by itself when there is signal.")).to_be_visible()
    assert rows(shared, TrainingSession) == []
    phone.mend()
    expect(page.get_by_text("Sent.")).to_be_visible()
    assert sets_at_server(shared) == [(5, Decimal(80), False)]
    assert len(rows(shared, CheckIn)) == 1


def test_a_reload_loses_nothing_that_was_not_sent(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    phone.cut_scripts()
    save(page, "80", "5")
    page.get_by_role("button", name="Balance goes back").click()
    page.reload()
    expect(page.get_by_role("button", name="Balance goes back")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ph-set")).to_contain_text("5 × 80 kg")
    expect(page.locator('[data-view="lift"] [data-outbox-status]')).to_have_text("saved on this phone")
    phone.mend()
    eventually(lambda: sets_at_server(shared) == [(5, Decimal(80), False)])
    assert [one.noticed for one in rows(shared, Lift)] == [["balance_goes_back"]]


def test_the_session_is_stored_once_however_often_it_is_sent(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    for _ in range(3):
        save(page, "80", "5")
        eventually(lambda: not phone.kept().get(f"outbox/session/{phone.kept()['draft/current']['id']}"))
    assert len(rows(shared, TrainingSession)) == 1
    assert len(sets_at_server(shared)) == 3


def test_a_set_is_changed_and_deleted_and_brought_back(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    save(page, "80", "5")
    save(page, "85", "5")
    page.get_by_role("button", name="Change set 1").click()
    save(page, "82.5")
    expect(page.locator(".ph-set").first).to_contain_text("5 × 82.5 kg")
    page.get_by_role("button", name="Change set 2").click()
    page.get_by_role("button", name="Delete this set").click()
    expect(page.locator(".ph-set")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ph-set")).to_have_count(2)
    eventually(lambda: sets_at_server(shared) == [(5, Decimal("82.5"), False), (5, Decimal(85), False)])


def test_an_exercise_is_removed_and_brought_back(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    save(page, "80", "5")
    page.get_by_role("button", name="Remove exercise").click()
    expect(page.get_by_text("Back squat removed.")).to_be_visible()
    expect(page.locator(".ph-lift")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ph-lift")).to_have_count(1)


def test_a_paused_exercise_says_why_before_anything(phone: Phone, shared: World) -> None:
    check_in = answer(shared.maya, "stuck", movement="squat")
    page = phone.open("/me/log/")
    page.get_by_role("button", name="Back squat").click()
    panel = page.locator(".ph-paused-panel")
    expect(panel).to_contain_text("Squats are paused since today.")
    expect(panel).to_contain_text("My knee locked")
    expect(page.get_by_role("heading", name="What do you train?")).to_be_visible()
    panel.get_by_role("link", name="What to do").click()
    expect(page).to_have_url(f"{phone.url}/me/stop/{check_in.pk}/")


def test_an_exercise_is_found_by_a_part_of_its_name(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    page.get_by_label("Find an exercise").fill("split")
    expect(page.locator(".ph-exercise")).to_have_count(2)
    page.get_by_label("Find an exercise").fill("bench dip")
    expect(page.get_by_text("No exercise of that name.")).to_be_visible()


@pytest.mark.parametrize(
    ("value", "said", "asked"),
    [(0, "", False), (3, "", True), (5, "go lighter", True), (6, "stop this exercise", True)],
)
def test_pain_is_asked_further_only_when_there_is_any(
    phone: Phone, shared: World, value: int, said: str, asked: bool
) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    tap(page, "worst", value)
    expect(page.locator('[data-chips="side"]')).to_be_visible(visible=asked)
    if said:
        expect(page.locator("[data-pain-advice]")).to_contain_text(said)
    else:
        expect(page.locator("[data-pain-advice]")).to_be_hidden()


def test_beside_a_red_flag_no_advice_on_training_is_given_but_to_stop(phone: Phone, shared: World) -> None:
    answer(shared.maya, "stuck", movement="lunge")
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    tap(page, "worst", 5)
    expect(page.locator("[data-pain-advice]")).to_be_hidden()
    tap(page, "worst", 6)
    expect(page.locator("[data-pain-advice]")).to_contain_text("stop this exercise")


def test_the_rest_runs_down_and_can_be_lengthened(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    expect(page.locator("[data-rest]")).to_be_hidden()
    save(page, "80", "5")
    expect(page.locator("[data-rest-of]")).to_have_text("of 3:00")
    page.get_by_role("button", name="+30 s").click()
    expect(page.locator("[data-rest-of]")).to_have_text("of 3:30")
    page.reload()
    expect(page.locator("[data-rest]")).to_be_visible()


def test_a_stored_session_is_corrected(phone: Phone, shared: World) -> None:
    session = log(shared.maya, squats(load=80, sets=2, pain=3))
    page = phone.open(f"/me/log/?session={session.pk}")
    page.get_by_role("link", name="Back squat").click()
    page.get_by_role("button", name="Change set 2").click()
    save(page, "82.5", "4")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Finish the session").click()
    page.get_by_role("button", name="Finish").click()
    expect(
        page.get_by_role("heading", name="Well logged.")
    ).to_be_visible()  # without the questions: they were asked then
    eventually(lambda: sets_at_server(shared) == [(5, Decimal(80), False), (4, Decimal("82.5"), False)])
    assert len(rows(shared, TrainingSession)) == 1


def test_the_next_set_is_offered_in_the_unit_that_is_chosen_now(phone: Phone, shared: World) -> None:
    session = log(shared.maya, squats(load=100))
    User.objects.filter(pk=shared.maya.user.pk).update(unit="lb")
    page = phone.open(f"/me/log/?session={session.pk}")
    page.get_by_role("link", name="Back squat").click()
    expect(page.locator("[data-load] input")).to_have_value("220.5")
    expect(page.locator("[data-load] small")).to_contain_text("lb")


def test_back_leads_from_view_to_view_as_everywhere(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    save(page, "80", "5")
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", name="This session")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Back squat")).to_be_visible()


def test_the_keyboard_alone_is_enough(phone: Phone, shared: World) -> None:
    page = phone.open("/me/log/")
    choose(page, "Back squat")
    page.locator("[data-load] input").focus()
    page.keyboard.type("80")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator(".ph-set")).to_contain_text("5 × 80 kg")
