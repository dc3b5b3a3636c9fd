"""Who comes into which coach's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from athletes.models import Membership, SquadAthlete
from coachhub.core.ids import new_id
from tests.alerts.acting import tick
from tests.calling import key_of
from tests.dashboard.made import scope
from tests.films import film
from tests.phone.pages import browser_of, get, post
from tests.world import Person, World, make_user

EVERYBODYS = ("today", "alerts", "roster", "roster_csv", "find", "settings_you", "settings_keys")
INVITERS = ("settings_invitations",)
OWNERS = ("settings_members", "settings_squads", "settings_organisation")


def statuses(person: Person | None, names: tuple[str, ...]) -> dict[str, int]:
    browser = browser_of(person)
    return {name: browser.get(reverse(name)).status_code for name in names}


@pytest.mark.parametrize("role", ["owner", "coach", "assistant", "clinician"])
def test_staff_open_the_pages_of_all_staff(world: World, role: str) -> None:
    assert set(statuses(world.everybody[role], EVERYBODYS).values()) == {200}


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("coach", 200), ("assistant", 403), ("clinician", 403)])
def test_owners_and_coaches_invite(world: World, role: str, status: int) -> None:
    assert set(statuses(world.everybody[role], INVITERS).values()) == {status}


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("coach", 403), ("assistant", 403), ("clinician", 403)])
def test_owners_alone_manage(world: World, role: str, status: int) -> None:
    assert set(statuses(world.everybody[role], OWNERS).values()) == {status}


def test_athletes_are_kept_out_of_every_page(world: World) -> None:
    alert = tick(world.maya)
    own = (
        reverse("athlete", args=[world.maya.athlete.pk]),
        reverse("alert", args=[alert.pk]),
        reverse("video", args=[film(world.maya).pk]),
    )
    assert set(statuses(world.maya, (*EVERYBODYS, *INVITERS, *OWNERS)).values()) == {403}
    assert {get(world.maya, path).status_code for path in own} == {404}


def test_a_stranger_signs_in_first_and_comes_back(db: None) -> None:
    for name in (*EVERYBODYS, *INVITERS, *OWNERS):
        response = get(None, reverse(name))
        assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={reverse(name)}")


def test_a_strangers_deed_leads_to_the_front_door(db: None) -> None:
    response = post(None, reverse("today"), {"deed": "acknowledge"})
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next=/")


def test_a_part_of_a_page_whose_session_ended_sends_the_whole_page_to_sign_in(db: None) -> None:
    response = browser_of(None).get(reverse("today"), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, reverse("account_login"))


def test_who_is_in_no_organisation_founds_one(db: None) -> None:
    browser = browser_of(None)
    browser.force_login(make_user("Ada Lovelace"))
    response = browser.get(reverse("today"))
    assert (response.status_code, response["Location"]) == (302, reverse("start"))


def test_an_api_key_opens_no_page(world: World) -> None:
    headers = {"Authorization": f"Bearer {key_of(world.owner)}"}
    for name in EVERYBODYS:
        assert browser_of(None).get(reverse(name), headers=headers).status_code == 403


def test_a_key_makes_no_key(world: World) -> None:
    headers = {"Authorization": f"Bearer {key_of(world.owner)}"}
    response = browser_of(None).post(reverse("settings_keys"), {"name": "more"}, headers=headers)
    assert response.status_code == 403


@pytest.mark.parametrize("role", ["owner", "coach", "assistant", "clinician"])
def test_outsiders_find_nothing_of_another_organisation(world: World, outside: World, role: str) -> None:
    tick(world.maya)
    with scope(world):
        rows = {
            "athlete": world.maya.athlete.pk,
            "alert": world.maya.athlete.alerts.get().pk,
            "video": film(world.maya).pk,
        }
    outsider = outside.everybody[role]
    assert {name: get(outsider, reverse(name, args=[key])).status_code for name, key in rows.items()} == {
        "athlete": 404,
        "alert": 404,
        "video": 404,
    }


@pytest.mark.parametrize("name", ["athlete", "alert", "video", "video_state"])
def test_what_is_not_there_is_not_found(world: World, name: str) -> None:
    assert get(world.owner, reverse(name, args=[new_id()])).status_code == 404


def test_an_assistant_sees_only_the_athletes_of_their_squads(world: World) -> None:
    film_of_samira = film(world.samira)
    tick(world.samira)
    with scope(world):
        alert = world.samira.athlete.alerts.get().pk
    for name, key in (("athlete", world.samira.athlete.pk), ("alert", alert), ("video", film_of_samira.pk)):
        assert get(world.assistant, reverse(name, args=[key])).status_code == 404, name
        assert get(world.coach, reverse(name, args=[key])).status_code == 200, name


def test_an_assistant_reads_of_no_squad_but_theirs(world: World) -> None:
    with scope(world):
        SquadAthlete.objects.create(organisation=world.organisation, squad=world.football, athlete=world.maya.athlete)
    alert = tick(world.maya)
    pages = (
        reverse("today"),
        reverse("alerts"),
        reverse("alert", args=[alert.pk]),
        reverse("roster"),
        reverse("roster_csv"),
        reverse("find") + "?q=maya",
        reverse("athlete", args=[world.maya.athlete.pk]),
    )
    for path in pages:
        assert "Football U21" not in get(world.assistant, path).content.decode(), path
    assert "Football U21" in get(world.coach, reverse("roster")).content.decode()


def test_pages_about_people_are_kept_by_no_browser(world: World) -> None:
    """Or one step back would show them after signing out."""
    for path in (reverse("today"), reverse("athlete", args=[world.maya.athlete.pk]), reverse("roster_csv")):
        assert "no-store" in get(world.coach, path)["Cache-Control"], path


def test_whoever_left_is_a_stranger_from_the_next_request_on(world: World) -> None:
    browser = browser_of(world.coach)
    assert browser.get(reverse("today")).status_code == 200
    with scope(world):
        Membership.objects.filter(pk=world.coach.membership.pk).update(ended_at="2026-01-01T00:00Z")
    assert browser.get(reverse("today"))["Location"] == reverse("start")


def test_pages_that_only_read_refuse_to_be_posted_to(world: World) -> None:
    for name in ("alerts", "roster", "roster_csv", "find"):
        assert post(world.owner, reverse(name)).status_code == 405


def test_deeds_refuse_to_be_read(world: World) -> None:
    for path in (reverse("seen"), reverse("roster_columns"), reverse("switch_organisation")):
        assert get(world.owner, path).status_code == 405
