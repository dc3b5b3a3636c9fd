"""Mine: what belongs to the athlete, and what they say of themselves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from athletes.models import Organisation, User
from athletes.services.accounts import change_details
from coachhub.core.scope import organisation_scope
from tests.phone.pages import browser_of, get, html_of, post, text_of
from tests.world import Person, World, log, squats

GOOD = {"name": "Maya L. Lindqvist", "phone": "+44 7700 900 123", "unit": "lb", "time_zone": "America/New_York"}


def test_every_way_out_of_it_leads_somewhere(world: World) -> None:
    browser = browser_of(world.maya)
    page = html_of(browser.get(reverse("mine")))
    links = set(re.findall(r'<a class="ch-task" href="([^"]+)"', page))
    assert len(links) == 9
    for link in links:
        assert browser.get(link, follow=True).status_code == 200, link


def test_signing_out_is_one_tap(world: World) -> None:
    browser = browser_of(world.maya)
    assert f'action="{reverse("account_logout")}"' in html_of(browser.get(reverse("mine")))
    browser.post(reverse("account_logout"))
    assert browser.get(reverse("me")).status_code == 302


def test_light_or_dark_can_be_chosen(world: World) -> None:
    assert "data-theme-toggle" in html_of(get(world.maya, reverse("mine")))
    browser = browser_of(world.maya)
    browser.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in html_of(browser.get(reverse("mine")))


class TestFaces:
    """One sentence on Mine says whether the face is blurred, where, and why."""

    def said(self, person: Person) -> str:
        return text_of(get(person, reverse("mine")))

    def test_as_long_as_nobody_wants_it_blurred_it_is_shown(self, world: World) -> None:
        said = self.said(world.maya)
        assert "Your face is shown to those who may see your videos." in said
        assert "blurred" not in said

    def test_the_organisation_may_want_it_blurred(self, world: World) -> None:
        Organisation.objects.filter(pk=world.organisation.pk).update(blur_faces=True)
        said = self.said(world.maya)
        assert (
            "Since Northside wants it so, your face is blurred in the copy and the stills of your next videos" in said
        )
        assert "the original stays as you filmed it, for you alone" in said

    @pytest.mark.parametrize("organisation_too", [False, True])
    def test_of_minors_it_always_is(self, world: World, organisation_too: bool) -> None:
        Organisation.objects.filter(pk=world.organisation.pk).update(blur_faces=organisation_too)
        post(world.maya, reverse("details"), GOOD | {"is_minor": "on"})
        said = self.said(world.maya)
        assert "Since you are under 18, your face is blurred" in said
        assert "America/New_York, under 18" in said
        assert "Your face is shown" in self.said(world.samira) or organisation_too


class TestDetails:
    """Name, phone number, unit and time zone."""

    def test_the_form_has_what_is_known(self, world: World) -> None:
        page = html_of(get(world.maya, reverse("details")))
        assert 'value="Maya Lindqvist"' in page
        assert '<option value="Europe/Berlin" selected>' in page
        assert re.search(r'value="kg"[^>]*checked', page)

    def test_what_is_said_is_kept(self, world: World) -> None:
        response = post(world.maya, reverse("details"), GOOD)
        assert (response.status_code, response.url) == (302, reverse("mine"))
        athlete, user = world.maya.athlete, User.objects.get(pk=world.maya.user.pk)
        assert (athlete.name, user.name) == ("Maya L. Lindqvist", "Maya L. Lindqvist")
        assert (athlete.phone, athlete.time_zone, user.unit) == ("+44 7700 900 123", "America/New_York", "lb")

    def test_being_under_18_is_said_and_taken_back(self, world: World) -> None:
        assert not re.search(r'name="is_minor"[^>]*checked', html_of(get(world.maya, reverse("details"))))
        post(world.maya, reverse("details"), GOOD | {"is_minor": "on"})
        assert world.maya.athlete.is_minor
        assert re.search(r'name="is_minor"[^>]*checked', html_of(get(world.maya, reverse("details"))))
        post(world.maya, reverse("details"), GOOD)
        assert not world.maya.athlete.is_minor

    def test_it_says_that_it_was_saved(self, world: World) -> None:
        browser = browser_of(world.maya)
        assert "Saved." in text_of(browser.post(reverse("details"), GOOD, follow=True))

    def test_the_phone_number_may_stay_empty(self, world: World) -> None:
        assert post(world.maya, reverse("details"), GOOD | {"phone": ""}).status_code == 302
        assert world.maya.athlete.phone == ""

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("name", "", "This field is required."),
            ("phone", "call me", "A phone number has digits, spaces and perhaps a + in front."),
            ("phone", "1", "A phone number has digits, spaces and perhaps a + in front."),
            ("unit", "stone", "Select a valid choice."),
            ("time_zone", "Mars/Olympus", "Choose one from the list."),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field_and_the_rest_kept(
        self, world: World, field: str, value: str, says: str
    ) -> None:
        response = post(world.maya, reverse("details"), GOOD | {field: value})
        page = html_of(response)
        assert response.status_code == 200
        assert says in page
        assert page.count('class="ph-error"') == 1
        if field != "phone":
            assert 'value="+44 7700 900 123"' in page
        if field != "name":
            assert 'value="Maya L. Lindqvist"' in page
        assert world.maya.athlete.name == "Maya Lindqvist"

    def test_loads_are_read_in_the_chosen_unit(self, world: World) -> None:
        log(world.maya, squats(load=100))
        post(world.maya, reverse("details"), GOOD)
        assert "at 220.5 lb" in text_of(get(world.maya, reverse("my_sessions")))

    def test_times_are_said_in_the_chosen_zone(self, world: World) -> None:
        session = log(world.maya, squats(days_ago=2))
        post(world.maya, reverse("details"), GOOD)
        local = session.started_at.astimezone(world.maya.athlete.zone)
        assert f"{local:%H:%M}" in text_of(get(world.maya, reverse("my_sessions")))

    def test_days_that_were_logged_stay_as_they_were(self, world: World) -> None:
        session = log(world.maya, squats(days_ago=2))
        day = session.day
        post(world.maya, reverse("details"), GOOD | {"time_zone": "Pacific/Kiritimati"})
        with organisation_scope(world.organisation.pk):
            session.refresh_from_db()
        assert session.day == day

    def test_nobody_changes_anothers(self, world: World) -> None:
        values: dict[str, Any] = GOOD | {"is_minor": True}
        with organisation_scope(world.organisation.pk), pytest.raises(PermissionDenied):
            change_details(actor=world.samira.actor, athlete=world.maya.athlete, **values)
        with organisation_scope(world.organisation.pk), pytest.raises(PermissionDenied):
            change_details(actor=world.owner.actor, athlete=world.maya.athlete, **values)
