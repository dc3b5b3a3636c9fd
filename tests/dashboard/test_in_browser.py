"""The coach's pages in a real browser: keys, live rows, undo in place, nothing typed lost, nothing on the console."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from alerts.models import Alert, RuleSetting
from alerts.services import transitions
from tests.alerts.acting import tick
from tests.alerts.marking import marked_silences
from tests.dashboard.laptop import Laptop
from tests.dashboard.made import look, scope, with_phone
from tests.films import a_refusal, answer, film
from tests.web import Web
from tests.world import Person, World, log, squats

pytestmark = pytest.mark.timeout(120)
PHONE = {"width": 390, "height": 844}


def red_flag(person: Person) -> Alert:
    tick(person)
    with scope(person):
        return Alert.objects.get(athlete=person.athlete, rule="red_flag")


def state_of(alert: Alert) -> str:
    with scope(alert.organisation):
        alert.refresh_from_db()
        return alert.state


@pytest.fixture
def owner(browser: Browser, web: Web, shared: World) -> Iterator[Laptop]:
    one = Laptop(browser, web, shared.owner)
    yield one
    one.close()


# Live


def test_a_red_flag_appears_by_itself(laptop: Laptop, shared: World) -> None:
    log(shared.maya, squats(pain=1))
    page = laptop.open("/today/")
    expect(page.locator("h1")).to_have_text("Nobody needs you right now.")
    page.wait_for_timeout(500)  # the page listens by now
    red_flag(shared.maya)
    expect(page.locator("h1")).to_have_text("Talk to Maya Lindqvist first.")
    expect(page).to_have_title(re.compile("CoachHub"))


class Late:
    """The next answer that the lists ask for by themselves: taken as things are then, shown when it is let go."""

    def __init__(self, page: Page) -> None:
        self._held: list[tuple[Route, APIResponse]] = []
        page.route("**/today/*", self._hold)
        while not self._held:  # asked for again, should the page not have listened yet
            page.evaluate("document.body.dispatchEvent(new CustomEvent('live:alerts'))")
            page.wait_for_timeout(500)

    def let_go(self) -> None:
        """It arrives."""
        route, answer = self._held[0]
        route.fulfill(response=answer)

    def _hold(self, route: Route) -> None:
        if self._held or route.request.method != "GET":
            route.continue_()
        else:
            self._held.append((route, route.fetch()))


def test_what_happens_while_the_lists_are_fetched_is_not_missed(laptop: Laptop, shared: World) -> None:
    log(shared.maya, squats(pain=1))
    page = laptop.open("/today/")
    page.wait_for_timeout(500)  # the page listens by now
    late = Late(page)
    red_flag(shared.maya)
    page.wait_for_timeout(500)  # the event comes while the old answer is under way
    late.let_go()
    expect(page.locator("h1")).to_have_text("Talk to Maya Lindqvist first.")


def test_a_late_answer_does_not_undo_what_was_done_meanwhile(laptop: Laptop, shared: World) -> None:
    look(shared.samira)
    page = laptop.open("/today/")
    laptop.press("j", "c")
    page.locator("textarea").fill("Called her.")
    late = Late(page)
    page.locator(".ch-row-form").get_by_role("button", name="Comment").click()
    expect(page.locator(".ch-row-form")).to_have_count(0)
    late.let_go()
    page.wait_for_timeout(300)
    expect(page.locator(".ch-row-form")).to_have_count(0)


def test_what_one_does_the_other_sees(laptop: Laptop, owner: Laptop, shared: World) -> None:
    red_flag(shared.maya)
    mine, theirs = laptop.open("/today/"), owner.open("/today/")
    mine.get_by_role("button", name="Acknowledge").click()
    expect(theirs.locator(".ch-row").first).to_contain_text("Coach of Northside is on it")


def test_being_on_the_screen_is_being_seen(laptop: Laptop, shared: World) -> None:
    alert = red_flag(shared.maya)
    laptop.open("/today/")
    laptop.page.wait_for_timeout(700)
    page = laptop.open(reverse("alert", args=[alert.pk]))
    expect(page.locator("#told")).to_contain_text("on your screen")


# Keys


def test_rows_by_keys(laptop: Laptop, shared: World) -> None:
    red_flag(shared.maya)
    alert = look(shared.samira)
    page = laptop.open("/today/")
    laptop.press("j", "j")
    assert laptop.row() == "Samira Haddad"
    laptop.press("k", "k")
    assert laptop.row() == "Maya Lindqvist"
    laptop.press("j", "a")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert state_of(alert) == "acknowledged"
    assert laptop.row() == "Samira Haddad"
    laptop.press("u")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert state_of(alert) == "open"
    laptop.press("o")
    expect(page).to_have_url(laptop.url + reverse("alert", args=[alert.pk]))


def test_a_key_pressed_at_once_finds_the_new_lists_ready(laptop: Laptop, shared: World) -> None:
    """Else it would leave the page, and with it the row."""
    red_flag(shared.maya)
    look(shared.samira)
    page = laptop.open("/today/")
    page.evaluate("window.sameDocument = true")
    laptop.press("j", "j")
    for _ in range(4):
        laptop.press("a")
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        laptop.press("u")
        expect(page.get_by_role("button", name="Undo")).to_have_count(0)
        assert laptop.row() == "Samira Haddad"
    assert page.evaluate("window.sameDocument")


def test_without_a_row_in_focus_no_key_acts_on_one(laptop: Laptop, shared: World) -> None:
    alert = red_flag(shared.maya)
    page = laptop.open("/today/")
    laptop.press("a", "o", "r")
    expect(page.locator("h1")).to_have_text("Talk to Maya Lindqvist first.")
    assert page.url == laptop.url + "/today/"
    assert state_of(alert) == "open"


def test_snoozing_by_keys_and_back(laptop: Laptop, shared: World) -> None:
    look(shared.samira)
    page = laptop.open("/today/")
    laptop.press("j", "s")
    expect(page.get_by_role("button", name="4 hours")).to_be_focused()
    laptop.press("Enter")
    expect(page.locator(".ch-row")).to_contain_text("Snoozed until")
    laptop.press("u")
    expect(page.get_by_role("button", name="Acknowledge")).to_be_visible()


def test_keys_are_letters_while_somebody_types(laptop: Laptop, shared: World) -> None:
    alert = look(shared.samira)
    page = laptop.open("/today/")
    laptop.press("j", "c")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("jack? u say so")
    expect(page.locator("textarea")).to_have_value("jack? u say so")
    assert state_of(alert) == "open"


def test_the_list_of_keys(laptop: Laptop, shared: World) -> None:
    page = laptop.open("/roster/")
    laptop.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    laptop.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_the_focus_goes_to_the_row_that_takes_the_place(laptop: Laptop, owner: Laptop, shared: World) -> None:
    names = {look(person).athlete.name for person in (shared.maya, shared.samira)}
    page = laptop.open("/today/")
    laptop.press("j", "j")
    gone = laptop.row()
    with scope(shared):
        alert = Alert.objects.get(athlete__name=gone)
        transitions.resolve(actor=shared.owner.actor, alert=alert)
    expect(page.locator("[data-row]")).to_have_count(1)
    assert laptop.row() not in ("", gone)
    assert {laptop.row(), gone} == names


# What is typed stays


def test_nothing_typed_is_lost_when_the_lists_change(laptop: Laptop, shared: World) -> None:
    look(shared.samira)
    page = laptop.open("/today/")
    laptop.press("j", "c")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("Call her")
    page.wait_for_timeout(300)
    red_flag(shared.maya)
    expect(page.locator("h1")).to_have_text("Talk to Maya Lindqvist first.")
    expect(page.locator("textarea")).to_have_value("Call her")
    page.keyboard.type(" tonight.")
    page.locator(".ch-row-form").get_by_role("button", name="Comment").click()
    expect(page.locator(".ch-row-form")).to_have_count(0)
    with scope(shared):
        said = Alert.objects.get(athlete=shared.samira.athlete).transitions.get(kind="commented")
    assert said.note == "Call her tonight."


def test_a_note_on_an_alerts_page_survives_what_others_do(laptop: Laptop, shared: World) -> None:
    alert = red_flag(shared.maya)
    page = laptop.open(reverse("alert", args=[alert.pk]))
    page.get_by_label("Resolve with a note").fill("Physio saw it")
    page.wait_for_timeout(500)
    with scope(shared):
        transitions.acknowledge(actor=shared.owner.actor, alert=alert)
    expect(page.locator("#lead")).to_contain_text("Owner of Northside is on it")
    expect(page.get_by_label("Resolve with a note")).to_have_value("Physio saw it")
    expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)


def test_a_refusal_stands_at_the_field_and_the_field_keeps_its_text(laptop: Laptop, shared: World) -> None:
    alert = red_flag(shared.maya)
    with scope(shared):
        transitions.acknowledge(actor=shared.coach.actor, alert=alert)
    page = laptop.open(f"/today/?open=resolve:{shared.maya.athlete.pk}")
    page.locator(".ch-row-form").get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("alert")).to_have_text("Say who looked at it, when, and what was agreed.")
    page.locator("textarea").fill("Physio, Friday.")
    page.locator(".ch-row-form").get_by_role("button", name="Resolve").click()
    expect(page.locator("h1")).to_have_text("Nothing new for you.")
    expect(page.locator("#today")).to_contain_text("Still paused: squats of Maya Lindqvist.")
    assert state_of(alert) == "resolved"


# Finding


def test_finding_an_athlete_by_keys(laptop: Laptop, shared: World) -> None:
    page = laptop.open("/today/")
    laptop.press("/")
    page.keyboard.type("a")
    expect(page.get_by_role("option")).to_have_count(2)
    laptop.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Samira Haddad")
    laptop.press("Enter")
    expect(page.locator("h1")).to_have_text("Samira Haddad")


def test_an_option_by_mouse_and_the_list_goes_away(laptop: Laptop, shared: World) -> None:
    page = laptop.open("/today/")
    page.get_by_role("combobox").fill("maya")
    expect(page.get_by_role("option")).to_be_visible()
    laptop.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("combobox").fill("may")
    page.get_by_role("option").click()
    expect(page.locator("h1")).to_have_text("Maya Lindqvist")


def test_enter_without_a_list_goes_to_the_roster(laptop: Laptop, shared: World) -> None:
    page = laptop.open("/today/")
    page.get_by_role("combobox").fill("zzz")
    expect(page.get_by_role("option")).to_have_text("Nobody here by that name.")
    laptop.press("Enter")
    expect(page).to_have_url(f"{laptop.url}/roster/?q=zzz")


def test_menus_close_by_escape_and_by_a_click_elsewhere(laptop: Laptop, shared: World) -> None:
    log(shared.maya, squats())
    page = laptop.open("/roster/")
    menu = page.locator("details[data-menu]", has_text="Columns")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    laptop.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_choosing_columns(laptop: Laptop, shared: World) -> None:
    log(shared.maya, squats())
    page = laptop.open("/roster/")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Knee tracking").uncheck()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("th", has_text="Knee tracking")).to_have_count(0)
    expect(page.locator("th", has_text="Pain, 0 to 10")).to_have_count(1)


def test_copying_an_invitation(laptop: Laptop, shared: World) -> None:
    laptop.watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = laptop.open("/settings/invitations/")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Link").input_value()


# The timeline


def test_reading_the_timeline_by_pointer_and_by_keys(laptop: Laptop, shared: World) -> None:
    for days_ago, pain in ((30, 1), (20, 2), (10, 3)):
        log(shared.maya, squats(days_ago=days_ago, pain=pain))
    page = laptop.open(reverse("athlete", args=[shared.maya.athlete.pk]))
    reading = page.locator("[data-reading]")
    strips = page.locator(".ch-only-wide .c-hit")
    strips.nth(0).hover()
    expect(reading).to_contain_text("pain 1")
    page.get_by_label("Read the picture day by day").focus()
    expect(reading).to_contain_text("pain 1")
    laptop.press("ArrowRight")
    expect(reading).to_contain_text("pain 2")
    laptop.press("End")
    expect(reading).to_contain_text("pain 3")
    slider = page.get_by_label("Read the picture day by day")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("pain 3"))


def test_lists_of_an_athlete_change_in_place(laptop: Laptop, shared: World) -> None:
    for days_ago in range(12):
        log(shared.maya, squats(days_ago=days_ago))
    page = laptop.open(reverse("athlete", args=[shared.maya.athlete.pk]))
    page.get_by_role("link", name="Earlier sessions").click()
    expect(page.locator("#sessions th[scope=row]")).to_have_count(12)
    page.get_by_role("link", name="Videos").click()
    expect(page.locator("#lists")).to_contain_text("No video yet.")
    expect(page).to_have_url(re.compile(r"\?tab=videos$"))
    page.go_back()
    expect(page.locator("#lists")).to_contain_text("Back squat")


def test_a_checked_pause_can_be_undone_in_place(laptop: Laptop, shared: World) -> None:
    red_flag(shared.maya)
    page = laptop.open(reverse("athlete", args=[shared.maya.athlete.pk]))
    page.get_by_role("button", name="Mark as checked").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Mark as checked")).to_be_visible()


# For everybody


@pytest.mark.parametrize(("size", "theme"), [("laptop", "light"), ("phone", "dark")])
def test_every_page_serves_assistive_technology_and_fits_its_window(
    browser: Browser, web: Web, shared: World, theme: str, size: str
) -> None:
    options = {"color_scheme": theme} | ({"viewport": PHONE, "has_touch": True} if size == "phone" else {})
    for days_ago in (20, 13, 6, 1):
        log(shared.maya, squats(days_ago=days_ago, pain=2))
    alert = red_flag(with_phone(shared.maya))
    rule = look(shared.samira)
    video = film(shared.samira)
    answer(video, a_refusal())
    athlete = shared.maya.athlete.pk
    one = Laptop(browser, web, shared.owner, **options)
    pages = (
        "/today/",
        f"/today/?open=comment:{shared.samira.athlete.pk}",
        "/alerts/",
        reverse("alert", args=[alert.pk]),
        reverse("alert", args=[rule.pk]),
        "/roster/",
        "/roster/?q=nobody&status=stop",
        reverse("athlete", args=[athlete]),
        reverse("athlete", args=[shared.samira.athlete.pk]) + "?tab=videos",
        "/settings/you/",
        "/settings/keys/",
        "/settings/invitations/",
        "/settings/members/",
        reverse("settings_member", args=[shared.coach.membership.pk]),
        "/settings/squads/",
        reverse("settings_squad", args=[shared.football.pk]),
        "/settings/organisation/",
    )
    for path in pages:
        one.open(path)
        assert (path, one.trouble_for_assistive_technology()) == (path, [])
        assert (path, one.wider_than_its_window()) == (path, 0)
    one.close()


def test_the_calm_page_and_trouble_serve_everybody_too(laptop: Laptop, shared: World) -> None:
    log(shared.maya, squats(pain=1))
    laptop.open("/today/")
    assert laptop.trouble_for_assistive_technology() == []
    laptop.watched.may_say("404")
    laptop.open("/nowhere/")
    assert laptop.trouble_for_assistive_technology() == []


def test_light_and_dark_are_remembered(laptop: Laptop, shared: World) -> None:
    page = laptop.open("/today/")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    laptop.open("/roster/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


# Rules


def test_a_suggested_number_goes_into_its_slider_and_waits_for_save(owner: Laptop, shared: World) -> None:
    marked_silences(shared)
    page = owner.open("/rules/")
    card = page.locator('[id="log.silent"]')
    expect(card.locator(".ch-answer-box")).to_contain_text("Reading the last 90 days")  # not before it is looked at
    card.scroll_into_view_if_needed()
    slider, save = card.locator('input[name="days"]'), card.get_by_role("button", name="Save")
    expect(save).to_be_hidden()
    card.get_by_role("button", name="Put 10 days in").click()
    expect(slider).to_have_value("10")
    expect(card.locator(".ch-answer-box")).to_contain_text("4 alerts about 4 athletes instead of 8.")
    with scope(shared):
        assert not RuleSetting.objects.exists()
    save.click()
    expect(page.get_by_text("Silence: saved for everyone.")).to_be_visible()
    with scope(shared):
        assert RuleSetting.objects.get().numbers == {"days": 10}


def test_a_number_of_a_suggestion_is_saved_where_it_is_folded_away(owner: Laptop, shared: World) -> None:
    page = owner.open("/rules/")
    card = page.locator('[id="suggest.box_squat"]')
    expect(card).to_be_hidden()
    page.get_by_text("Notes and suggestions", exact=True).click()
    card.locator('input[name="times"]').press("ArrowRight")
    card.get_by_role("button", name="Save").click()
    expect(card.locator("s")).to_have_text("2")  # and so it is unfolded
    with scope(shared):
        assert RuleSetting.objects.get().numbers == {"times": 3}
