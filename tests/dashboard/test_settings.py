"""Settings: one's own, and what an owner shapes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from athletes.models import ApiKey, Athlete, Invitation, Membership, Organisation, Role, Squad, SquadAthlete, User
from athletes.services.invitations import invite, revoke
from coachhub.core.scope import every_organisation
from coachhub.dashboard.selectors.invitations import qr_code
from tests.dashboard.made import scope
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.world import Person, World, make_athlete, make_member


def said_after(person: Person, path: str, body: dict[str, Any] | None = None) -> str:
    """What the next page says once a form was sent."""
    return text_of(browser_of(person).post(path, body or {}, follow=True))


# You


def test_the_front_page_of_settings_is_ones_own(world: World) -> None:
    for role in ("owner", "coach", "assistant", "clinician"):
        assert get(world.everybody[role], reverse("settings")).url == reverse("settings_you")


def test_tabs_are_those_that_the_role_opens(world: World) -> None:
    words = {
        role: set(re.findall(r'href="/settings/(\w+)/"', html_of(get(world.everybody[role], reverse("settings_you")))))
        for role in ("owner", "coach", "clinician")
    }
    for_all = {"you", "channels", "keys"}
    assert words["clinician"] == for_all
    assert words["coach"] == for_all | {"notifications", "invitations"}
    managed = {"members", "squads", "escalation", "webhooks", "organisation"}
    assert words["owner"] == words["coach"] | managed


def test_name_and_unit(world: World) -> None:
    text = said_after(world.coach, reverse("settings_you"), {"name": " Jonas Weber ", "unit": "lb"})
    assert "Saved." in text
    user = User.objects.get(pk=world.coach.user.pk)
    assert (user.name, user.unit) == ("Jonas Weber", "lb")


@pytest.mark.parametrize(
    "body", [{"name": "", "unit": "kg"}, {"name": "J", "unit": "stone"}, {"name": "x" * 101, "unit": "kg"}]
)
def test_a_name_that_cannot_be(world: World, body: dict[str, str]) -> None:
    response = post(world.coach, reverse("settings_you"), body)
    assert response.status_code == 200
    assert "ch-error" in html_of(response)
    assert User.objects.get(pk=world.coach.user.pk).name == "Coach of Northside"


def test_one_organisation_has_nothing_to_switch_to(world: World) -> None:
    assert "Go to" not in text_of(get(world.coach, reverse("today")))


def test_switching_between_organisations(world: World, outside: World) -> None:
    with scope(outside):
        Membership.objects.create(organisation=outside.organisation, user=world.coach.user, role=Role.ASSISTANT)
    browser = browser_of(world.coach)
    here = text_of(browser.get(reverse("today")))
    other = "Northside" if "Southside : menu" in here or ", Southside" in here else "Southside"
    assert f"Go to {other}" in here
    with every_organisation():
        wanted = Organisation.objects.get(name=other)
    response = browser.post(reverse("switch_organisation"), {"organisation": str(wanted.pk)})
    assert response["Location"] == reverse("home")
    assert f"Coach of Northside, {other}" in text_of(browser.get(reverse("today")))


@pytest.mark.parametrize("wanted", ["OUTSIDE", "", "rubbish", "00000000-0000-7000-8000-000000000000"])
def test_nobody_switches_to_where_they_do_not_belong(world: World, outside: World, wanted: str) -> None:
    body = {"organisation": wanted.replace("OUTSIDE", str(outside.organisation.pk))}
    assert post(world.coach, reverse("switch_organisation"), body).status_code == 404


def test_a_stranger_who_switches_signs_in(db: None) -> None:
    assert post(None, reverse("switch_organisation")).url == reverse("account_login")


def test_athletes_switch_too(world: World) -> None:
    response = post(world.maya, reverse("switch_organisation"), {"organisation": str(world.organisation.pk)})
    assert response.url == reverse("home")


# API keys


def test_a_key_is_shown_once_and_works(world: World) -> None:
    response = post(world.coach, reverse("settings_keys"), {"name": "Stopwatch", "read_only": "on"})
    (text,) = re.findall(r'value="(chk_[^"]+)"', html_of(response))
    assert "no-store" in response["Cache-Control"]
    assert text not in html_of(get(world.coach, reverse("settings_keys")))
    page = text_of(get(world.coach, reverse("settings_keys")))
    assert f"Stopwatch …{text[-4:]} may only read, made today" in page
    headers = {"Authorization": f"Bearer {text}"}
    assert browser_of(None).get("/api/v1/me/", headers=headers).status_code == 200


def test_a_key_needs_a_name(world: World) -> None:
    response = post(world.coach, reverse("settings_keys"), {"name": "  "})
    assert "This field is required." in text_of(response)
    with scope(world):
        assert not ApiKey.objects.exists()


def test_revoking_a_key_ends_it(world: World) -> None:
    (text,) = re.findall(
        r'value="(chk_[^"]+)"', html_of(post(world.coach, reverse("settings_keys"), {"name": "Watch"}))
    )
    with scope(world):
        key = ApiKey.objects.get()
    assert post(world.owner, reverse("revoke_key", args=[key.pk])).status_code == 404
    assert "The key is revoked" in said_after(world.coach, reverse("revoke_key", args=[key.pk]))
    headers = {"Authorization": f"Bearer {text}"}
    assert browser_of(None).get("/api/v1/me/", headers=headers).status_code == 401
    assert post(world.coach, reverse("revoke_key", args=[key.pk])).status_code == 404


def test_keys_are_ones_own(world: World) -> None:
    post(world.coach, reverse("settings_keys"), {"name": "Mine alone"})
    assert "Mine alone" not in text_of(get(world.owner, reverse("settings_keys")))


# Invitations


def made_by(person: Person, **body: Any) -> Any:
    return post(person, reverse("settings_invitations"), {"role": "athlete", "people": 1, **body})


def test_an_invitation_is_a_link_and_a_code(world: World) -> None:
    response = made_by(world.coach, squad=str(world.powerlifting.pk), people=12)
    with scope(world):
        invitation = Invitation.objects.get()
    assert response.url == reverse("settings_invitation", args=[invitation.pk])
    assert (invitation.role, invitation.squad, invitation.uses_allowed) == ("athlete", world.powerlifting, 12)
    html = html_of(get(world.coach, response.url))
    (link,) = re.findall(r'value="(http[^"]+)"', html)
    assert "Northside" in text_of(get(None, urlsplit(link).path))
    assert "Athlete, Powerlifting" in text_of(get(world.coach, response.url))
    assert "12 of 12 can still join by it" in text_of(get(world.coach, response.url))


def test_the_code_is_dark_on_light_in_either_theme_and_without_styles() -> None:
    code = qr_code("https://example.org/join/abc/")
    assert "style" not in code
    picture = ElementTree.fromstring(code)
    strokes = {part.get("stroke") or part.get("fill") for part in picture.iter() if part.tag == "path"}
    assert strokes == {"#14181b", "#ffffff"} or strokes == {"#14181b", "#fff"}


def test_owners_invite_staff_coaches_only_athletes(world: World) -> None:
    assert made_by(world.owner, role="clinician").status_code == 302
    response = made_by(world.coach, role="clinician")
    assert "Select a valid choice" in text_of(response)
    assert 'value="coach"' not in html_of(get(world.coach, reverse("settings_invitations")))


@pytest.mark.parametrize("people", ["0", "201", "-3", "many", ""])
def test_for_how_many_people(world: World, people: str) -> None:
    response = made_by(world.coach, people=people, squad=str(world.football.pk))
    html = html_of(response)
    assert response.status_code == 200
    assert "ch-error" in html
    assert f'value="{world.football.pk}" selected' in html  # what was chosen is kept


def test_a_number_that_is_too_small_is_refused_in_our_words(world: World) -> None:
    assert "An invitation is for 1 to 200 people." in text_of(made_by(world.coach, people="0"))


def test_the_only_squad_is_chosen_beforehand(world: World) -> None:
    with scope(world):
        limited = make_member(world.organisation, Role.COACH, "Limited Lee")
        limited.membership.squads.add(world.football, through_defaults={"organisation": world.organisation})
    chosen, path = f'value="{world.football.pk}" selected', reverse("settings_invitations")
    assert chosen in html_of(get(limited, path))
    assert chosen not in html_of(get(world.owner, path))  # who has two to choose from


def test_a_coach_limited_to_squads_invites_into_those(world: World) -> None:
    with scope(world):
        limited = make_member(world.organisation, Role.COACH, "Limited Lee")
        limited.membership.squads.add(world.football, through_defaults={"organisation": world.organisation})
    html = html_of(get(limited, reverse("settings_invitations")))
    assert "Football U21" in html
    assert "Powerlifting" not in html
    assert made_by(limited).status_code == 200  # a squad has to be chosen
    assert made_by(limited, squad=str(world.powerlifting.pk)).status_code == 200
    assert made_by(limited, squad=str(world.football.pk)).status_code == 302


def test_withdrawing_an_invitation(world: World) -> None:
    path = made_by(world.coach).url
    with scope(world):
        invitation = Invitation.objects.get()
    assert "0 of 1 used" in text_of(get(world.coach, reverse("settings_invitations")))
    text = said_after(world.coach, reverse("revoke_invitation", args=[invitation.pk]))
    assert "The link does not work any more." in text
    assert "0 of 1 used" not in text
    assert "This link does not work any more" in text_of(get(world.coach, path))


def test_staffs_invitations_are_the_owners(world: World) -> None:
    with scope(world):
        invitation = invite(actor=world.owner.actor, role="assistant")
    for name in ("settings_invitation", "revoke_invitation"):
        path = reverse(name, args=[invitation.pk])
        response = post(world.coach, path) if name == "revoke_invitation" else get(world.coach, path)
        assert response.status_code == 404


def test_invitations_of_another_organisation_are_not_there(world: World, outside: World) -> None:
    with scope(outside):
        invitation = invite(actor=outside.owner.actor)
    assert get(world.owner, reverse("settings_invitation", args=[invitation.pk])).status_code == 404
    assert post(world.owner, reverse("revoke_invitation", args=[invitation.pk])).status_code == 404


def test_links_that_ran_out_are_not_listed(world: World) -> None:
    with scope(world):
        over = invite(actor=world.coach.actor)
        Invitation.objects.filter(pk=over.pk).update(expires_at=timezone.now())
        revoke(actor=world.coach.actor, invitation=invite(actor=world.coach.actor))
    assert "Links that work None." in text_of(get(world.coach, reverse("settings_invitations")))


# Members


def member_path(person: Person) -> str:
    return reverse("settings_member", args=[person.membership.pk])


def role_of(person: Person) -> tuple[str, set[str]]:
    with scope(person):
        found = Membership.objects.get(pk=person.membership.pk)
        return found.role, {squad.name for squad in found.squads.all()}


def test_everybody_with_role_and_squads(world: World) -> None:
    text = text_of(get(world.owner, reverse("settings_members")))
    assert "Assistant of Northside Assistant, Powerlifting," in text
    assert "Owner of Northside you Owner, all squads," in text
    assert re.search(r"Maya Lindqvist Powerlifting, \S+@example.org, joined today", text)


def test_another_role_and_other_squads(world: World) -> None:
    body = {"role": "coach", "squads": [str(world.football.pk)]}
    assert "Saved: Assistant of Northside, coach." in said_after(world.owner, member_path(world.assistant), body)
    assert role_of(world.assistant) == ("coach", {"Football U21"})
    post(world.owner, member_path(world.assistant), {"role": "assistant"})
    assert role_of(world.assistant) == ("assistant", set())


def test_an_owner_sees_everything_whatever_is_ticked(world: World) -> None:
    body = {"role": "owner", "squads": [str(world.football.pk)]}
    post(world.owner, member_path(world.assistant), body)
    assert role_of(world.assistant) == ("owner", set())


def test_the_last_owner_stays_one(world: World) -> None:
    response = post(world.owner, member_path(world.owner), {"role": "coach"})
    assert "The organisation needs an owner" in text_of(response)
    assert role_of(world.owner)[0] == "owner"
    text = said_after(world.owner, reverse("end_member", args=[world.owner.membership.pk]))
    assert "The organisation needs an owner" in text


def test_a_role_that_there_is_not(world: World) -> None:
    for role in ("", "athlete", "king"):
        assert post(world.owner, member_path(world.coach), {"role": role}).status_code == 200
    assert role_of(world.coach)[0] == "coach"


def test_squads_of_another_organisation_cannot_be_chosen(world: World, outside: World) -> None:
    body = {"role": "assistant", "squads": [str(outside.football.pk)]}
    assert post(world.owner, member_path(world.assistant), body).status_code == 200
    assert role_of(world.assistant) == ("assistant", {"Powerlifting"})


@pytest.mark.parametrize("whom", ["maya", "OUTSIDE"])
def test_only_the_organisations_own_staff_has_a_page(world: World, outside: World, whom: str) -> None:
    person = outside.coach if whom == "OUTSIDE" else world.everybody[whom]
    assert get(world.owner, member_path(person)).status_code == 404


def test_who_leaves_sees_nothing_and_can_be_taken_back_in(world: World) -> None:
    path = reverse("end_member", args=[world.maya.membership.pk])
    text = said_after(world.owner, path)
    assert re.search(r"Left Maya Lindqvist Athlete, left today", text)
    assert get(world.maya, reverse("me")).url == reverse("start")
    assert "Maya" not in text_of(get(world.coach, reverse("roster")))
    assert "Maya Lindqvist is back." in said_after(world.owner, path, {"undo": "1"})
    assert get(world.maya, reverse("me")).status_code == 200
    assert "Maya" in text_of(get(world.coach, reverse("roster")))


def test_an_owner_who_leaves_is_led_out(world: World) -> None:
    with scope(world):
        second = make_member(world.organisation, Role.OWNER, "Second Owner")
    response = post(second, reverse("end_member", args=[second.membership.pk]))
    assert response.url == reverse("home")
    assert get(second, reverse("today")).url == reverse("start")


def test_nobody_ends_a_membership_elsewhere(world: World, outside: World) -> None:
    assert post(world.owner, reverse("end_member", args=[outside.coach.membership.pk])).status_code == 404


# Squads


def test_a_new_squad_leads_to_who_is_in_it(world: World) -> None:
    response = post(world.owner, reverse("settings_squads"), {"name": " Masters "})
    with scope(world):
        squad = Squad.objects.get(name="Masters")
    assert response.url == reverse("settings_squad", args=[squad.pk])


@pytest.mark.parametrize("name", ["", "   ", "powerlifting", "x" * 61])
def test_a_name_in_use_or_none(world: World, name: str) -> None:
    response = post(world.owner, reverse("settings_squads"), {"name": name})
    assert response.status_code == 200
    assert "ch-error" in html_of(response)
    with scope(world):
        assert Squad.objects.count() == 2


def test_moving_athletes(world: World) -> None:
    path = reverse("settings_squad", args=[world.football.pk])
    assert re.search(rf'value="{world.samira.athlete.pk}"[^>]* checked', html_of(get(world.owner, path)))
    text = said_after(world.owner, path, {"members": "1", "athletes": [str(world.maya.athlete.pk)]})
    assert "Saved." in text
    with scope(world):
        assert [one.name for one in world.football.athletes.all()] == ["Maya Lindqvist"]


def test_a_squad_can_be_emptied(world: World) -> None:
    post(world.owner, reverse("settings_squad", args=[world.football.pk]), {"members": "1"})
    with scope(world):
        assert not SquadAthlete.objects.filter(squad=world.football).exists()


def test_athletes_of_another_organisation_cannot_be_moved_in(world: World, outside: World) -> None:
    body = {"members": "1", "athletes": [str(outside.maya.athlete.pk)]}
    assert post(world.owner, reverse("settings_squad", args=[world.football.pk]), body).status_code == 200
    with scope(world):
        assert [one.name for one in world.football.athletes.all()] == ["Samira Haddad"]


def test_who_left_keeps_their_squads(world: World) -> None:
    with scope(world):
        Athlete.objects.filter(name="Samira Haddad").update(archived_at=timezone.now())
    post(world.owner, reverse("settings_squad", args=[world.football.pk]), {"members": "1"})
    with scope(world):
        assert SquadAthlete.objects.filter(squad=world.football).count() == 1


def test_renaming(world: World) -> None:
    path = reverse("settings_squad", args=[world.football.pk])
    assert "U23" in said_after(world.owner, path, {"name": "U23"})
    refused = post(world.owner, path, {"name": "POWERLIFTING"})
    assert "ch-error" in html_of(refused)
    with scope(world):
        assert {one.name for one in Squad.objects.all()} == {"U23", "Powerlifting"}


def test_only_an_empty_squad_goes(world: World) -> None:
    path = reverse("remove_squad", args=[world.powerlifting.pk])
    assert "Athletes are in this squad. Move them first." in said_after(world.owner, path)
    post(world.owner, reverse("settings_squad", args=[world.powerlifting.pk]), {"members": "1"})
    assert "Staff are limited to this squad." in said_after(world.owner, path)
    post(world.owner, member_path(world.assistant), {"role": "assistant"})
    assert "Powerlifting is gone." in said_after(world.owner, path)


def test_squads_of_another_organisation_are_not_there(world: World, outside: World) -> None:
    for name in ("settings_squad", "remove_squad"):
        path = reverse(name, args=[outside.football.pk])
        assert post(world.owner, path, {"name": "Mine"}).status_code == 404


# Organisation


def test_name_clock_and_country(world: World) -> None:
    body = {"name": "Northside Strength", "time_zone": "Europe/Lisbon", "country": "PT"}
    assert "Saved." in said_after(world.owner, reverse("settings_organisation"), body)
    found = Organisation.objects.get(pk=world.organisation.pk)
    assert (found.name, found.time_zone, found.country) == ("Northside Strength", "Europe/Lisbon", "PT")


AS_IT_IS = {"name": "Northside", "time_zone": "Europe/Berlin", "country": "GB"}


def test_faces_are_shown_unless_the_owner_wants_them_blurred(world: World) -> None:
    path = reverse("settings_organisation")
    page = get(world.owner, path)
    assert not re.search(r'name="blur_faces"[^>]*checked', html_of(page))
    said = text_of(page)
    assert "from the next video on; those measured before stay as they are." in said
    assert "Athletes under 18 are always blurred." in said
    assert not Organisation.objects.get(pk=world.organisation.pk).blur_faces


def test_switching_the_blur_on_and_off_says_for_which_videos_it_counts(world: World) -> None:
    path = reverse("settings_organisation")
    on = said_after(world.owner, path, AS_IT_IS | {"blur_faces": "on"})
    assert "Saved. Faces are blurred in videos measured from now on. Those measured before stay as they are." in on
    assert Organisation.objects.get(pk=world.organisation.pk).blur_faces
    assert re.search(r'name="blur_faces"[^>]*checked', html_of(get(world.owner, path)))
    off = said_after(world.owner, path, AS_IT_IS)
    assert "Only faces of athletes under 18 are blurred in videos measured from now on." in off
    assert not Organisation.objects.get(pk=world.organisation.pk).blur_faces


def test_another_name_says_nothing_of_faces(world: World) -> None:
    assert "measured from now on" not in said_after(world.owner, reverse("settings_organisation"), AS_IT_IS)


@pytest.mark.parametrize("role", ["coach", "assistant", "clinician"])
def test_nobody_but_an_owner_switches_it(world: World, role: str) -> None:
    response = post(world.everybody[role], reverse("settings_organisation"), AS_IT_IS | {"blur_faces": "on"})
    assert response.status_code == 403
    assert not Organisation.objects.get(pk=world.organisation.pk).blur_faces


@pytest.mark.parametrize("change", [{"name": ""}, {"time_zone": "Mars/Olympus"}, {"country": "XX"}])
def test_what_cannot_be_keeps_what_was_typed(world: World, change: dict[str, str]) -> None:
    body = {"name": "Typed name", "time_zone": "Europe/Lisbon", "country": "PT"} | change
    response = post(world.owner, reverse("settings_organisation"), body)
    html = html_of(response)
    assert "ch-error" in html
    assert 'value="Europe/Lisbon" selected' in html or "time_zone" in change
    assert Organisation.objects.get(pk=world.organisation.pk).name == "Northside"


# Manners


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(world: World) -> None:
    path = made_by(world.owner).url
    pages = [
        reverse(f"settings_{name}") for name in ("you", "keys", "invitations", "members", "squads", "organisation")
    ]
    pages += [path, member_path(world.coach), reverse("settings_squad", args=[world.football.pk])]
    make_athlete(world.organisation, "Newcomer")
    for page in pages:
        html = html_of(get(world.owner, page)).replace("http://localhost", "").replace("http://127.0.0.1", "")
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []
