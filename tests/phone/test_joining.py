"""Coming in: founding an organisation, and joining one by a link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from athletes.models import Athlete, Invitation, Membership, Organisation, Role, Squad, User
from athletes.services import invitations
from coachhub.core.scope import every_organisation, organisation_scope
from tests.phone.pages import broken_by_our_policy, browser_of, get, html_of, text_of
from tests.world import PASSWORD, World, make_user

FOUNDING = {"name": "Iron Works", "squad": "Everybody", "country": "DE", "time_zone": "Europe/Berlin"}


@pytest.fixture
def founder(db: None) -> User:
    """Somebody whose address is confirmed and who is nowhere yet."""
    return make_user("Ada Lovelace")


def signed_in(user: User) -> Client:
    """A browser in which this account is signed in."""
    browser = Client()
    browser.force_login(user)
    return browser


class TestFounding:
    """/start/"""

    def test_an_organisation_is_founded_with_its_first_squad(self, founder: User) -> None:
        response = signed_in(founder).post(reverse("start"), FOUNDING)
        assert (response.status_code, response.headers["Location"]) == (302, reverse("today"))
        organisation = Organisation.objects.get(name="Iron Works")
        assert (organisation.country, organisation.time_zone) == ("DE", "Europe/Berlin")
        with organisation_scope(organisation.pk):
            assert Membership.objects.get(user=founder).role == Role.OWNER
            assert Squad.objects.get().name == "Everybody"

    def test_the_founder_acts_in_it_at_once(self, founder: User) -> None:
        browser = signed_in(founder)
        browser.post(reverse("start"), FOUNDING)
        assert browser.session["organisation"] == str(Organisation.objects.get(name="Iron Works").pk)
        assert browser.get(reverse("start")).status_code == 200  # and may found another

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("name", "", "This field is required."),
            ("name", "x" * 101, "at most 100 characters"),
            ("country", "XX", "Choose one from the list."),
            ("country", "", "Choose one from the list."),
            ("time_zone", "Mars/Olympus", "Choose one from the list."),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field_and_the_rest_kept(
        self, founder: User, field: str, value: str, says: str
    ) -> None:
        response = signed_in(founder).post(reverse("start"), FOUNDING | {field: value})
        page = html_of(response)
        assert response.status_code == 200
        assert says in page
        assert page.count('class="ph-error"') == 1
        assert 'value="Everybody"' in page
        assert not Organisation.objects.filter(country="DE").exists()

    def test_time_zone_and_country_are_left_to_the_browser_to_guess(self, founder: User) -> None:
        page = html_of(signed_in(founder).get(reverse("start")))
        assert '<option value="" selected>Choose a time zone</option>' in page
        assert '"Europe/Berlin": "DE"' in page
        assert broken_by_our_policy(page) == []

    def test_strangers_sign_in_first(self, db: None) -> None:
        response = get(None, reverse("start"))
        assert response.url == f"{reverse('account_login')}?next={reverse('start')}"

    def test_an_address_has_to_be_confirmed_first(self, founder: User) -> None:
        EmailAddress.objects.filter(user=founder).update(verified=False)
        browser = signed_in(founder)
        assert "First confirm your address." in text_of(browser.get(reverse("start")))
        browser.post(reverse("start"), FOUNDING)
        assert not Organisation.objects.filter(name="Iron Works").exists()

    def test_the_mail_can_be_sent_again_but_not_all_the_time(self, founder: User) -> None:
        cache.clear()
        EmailAddress.objects.filter(user=founder).update(verified=False)
        browser = signed_in(founder)
        said = text_of(browser.post(reverse("start"), follow=True))
        assert f"Sent again to {founder.email}." in said
        assert len(mail.outbox) == 1
        assert "Sent a moment ago already." in text_of(browser.post(reverse("start"), follow=True))
        assert len(mail.outbox) == 1


@pytest.fixture
def invitation(world: World) -> Invitation:
    """An invitation for one athlete into the powerlifting squad."""
    with organisation_scope(world.organisation.pk):
        return invitations.invite(actor=world.coach.actor, squad_id=world.powerlifting.pk)


def path_of(invitation: Invitation) -> str:
    """The link's path."""
    return "/" + invitations.link(invitation).split("/", 3)[3]


class TestInvited:
    """/join/<token>/"""

    def test_a_stranger_sees_who_invites_and_to_what(self, world: World, invitation: Invitation) -> None:
        page = get(None, path_of(invitation))
        said = text_of(page)
        assert "Coach of Northside invites you" in said
        assert "Join Northside" in said
        assert "As an athlete, in Powerlifting." in said
        assert broken_by_our_policy(html_of(page)) == []

    def test_a_stranger_creates_an_account_and_comes_back(self, invitation: Invitation) -> None:
        path, browser = path_of(invitation), Client()
        page = html_of(browser.get(path))
        sign_up = re.findall(r'href="(/accounts/signup/[^"]+)"', page)[0]
        assert "Then you are back at your invitation." in text_of(browser.get(sign_up))
        new = {"name": "Noor Said", "email": "noor@example.org", "password1": PASSWORD, "next": path}
        response = browser.post(sign_up, new)
        assert (response.status_code, response.headers["Location"]) == (302, path)
        assert "Join as Noor Said" in text_of(browser.get(path))

    def test_a_stranger_with_an_account_signs_in_and_comes_back(self, invitation: Invitation, founder: User) -> None:
        path, browser = path_of(invitation), Client()
        sign_in = re.findall(r'href="(/accounts/login/[^"]+)"', html_of(browser.get(path)))[0]
        response = browser.post(sign_in, {"login": founder.email, "password": PASSWORD, "next": path})
        assert response.headers["Location"] == path

    def test_joining_makes_an_athlete_of_the_squad_who_goes_on_to_the_consents(
        self, world: World, invitation: Invitation, founder: User
    ) -> None:
        browser = signed_in(founder)
        response = browser.post(path_of(invitation))
        assert response.headers["Location"] == reverse("consents")
        with organisation_scope(world.organisation.pk):
            athlete = Athlete.objects.get(membership__user=founder)
            assert list(athlete.squads.all()) == [world.powerlifting]
            assert not athlete.consents.exists()
        assert browser.get(reverse("consents")).status_code == 200

    @pytest.mark.parametrize("is_minor", [False, True])
    def test_an_athlete_says_whether_they_are_under_18(
        self, world: World, invitation: Invitation, founder: User, is_minor: bool
    ) -> None:
        browser = signed_in(founder)
        page = browser.get(path_of(invitation))
        assert 'name="is_minor"' in html_of(page)
        assert "I am under 18" in text_of(page)
        browser.post(path_of(invitation), {"is_minor": "on"} if is_minor else {})
        with organisation_scope(world.organisation.pk):
            assert Athlete.objects.get(membership__user=founder).is_minor is is_minor

    def test_staff_are_not_asked(self, world: World, founder: User) -> None:
        with organisation_scope(world.organisation.pk):
            made = invitations.invite(actor=world.owner.actor, role=Role.COACH)
        assert "under 18" not in text_of(signed_in(founder).get(path_of(made)))

    def test_opening_the_link_alone_joins_nobody(self, world: World, invitation: Invitation, founder: User) -> None:
        signed_in(founder).get(path_of(invitation))
        with organisation_scope(world.organisation.pk):
            assert not Membership.objects.filter(user=founder).exists()

    def test_a_stranger_cannot_join_by_sending_the_form(self, world: World, invitation: Invitation) -> None:
        assert Client().post(path_of(invitation)).status_code == 200
        with organisation_scope(world.organisation.pk):
            assert Invitation.objects.get().uses == 0

    def test_staff_go_to_their_own_pages(self, world: World, founder: User) -> None:
        with organisation_scope(world.organisation.pk):
            made = invitations.invite(actor=world.owner.actor, role=Role.CLINICIAN)
        browser = signed_in(founder)
        assert "As a clinician. You see the athletes who agreed to it" in text_of(browser.get(path_of(made)))
        assert browser.post(path_of(made)).headers["Location"] == reverse("today")

    def test_who_is_a_member_already_is_told_so(self, world: World, invitation: Invitation) -> None:
        said = text_of(get(world.maya, path_of(invitation)))
        assert "You are a member already." in said
        assert "Join as" not in said

    def test_the_newly_joined_organisation_is_the_one_acted_in(
        self, world: World, outside: World, invitation: Invitation
    ) -> None:
        browser = browser_of(outside.maya)
        browser.post(path_of(invitation))
        assert "Northside" in text_of(browser.get(reverse("mine")))


class TestOver:
    """A link that cannot be used says why."""

    def refused(self, path: str, user: User | None = None) -> str:
        """What is said; the page is gone."""
        response: Any = (signed_in(user) if user else Client()).get(path)
        assert response.status_code == 410
        return text_of(response)

    def test_one_that_was_cut_off_while_copying(self, invitation: Invitation) -> None:
        assert "not complete" in self.refused(path_of(invitation)[:-9] + "/")

    def test_one_that_somebody_made_up(self, db: None) -> None:
        assert "not complete" in self.refused("/join/abc:def:ghi/")

    def test_one_that_was_withdrawn(self, world: World, invitation: Invitation) -> None:
        with organisation_scope(world.organisation.pk):
            invitations.revoke(actor=world.coach.actor, invitation=invitation)
        assert "withdrawn" in self.refused(path_of(invitation))

    def test_one_that_is_too_old(self, invitation: Invitation) -> None:
        with every_organisation():
            Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        assert "run out" in self.refused(path_of(invitation))

    def test_one_that_was_used_by_as_many_as_it_was_for(self, invitation: Invitation, founder: User) -> None:
        signed_in(founder).post(path_of(invitation))
        assert "run out" in self.refused(path_of(invitation), make_user("Late Comer"))

    def test_two_who_join_at_the_last_moment_are_one(self, invitation: Invitation, founder: User) -> None:
        late = signed_in(make_user("Late Comer"))
        late.get(path_of(invitation))
        signed_in(founder).post(path_of(invitation))
        assert late.post(path_of(invitation)).status_code == 410
