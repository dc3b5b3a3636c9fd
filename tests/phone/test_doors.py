"""Who comes into which page: athletes to their own, strangers to the sign-in, everybody else not at all."""

from __future__ import annotations

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import Pause
from tests.calling import key_of
from tests.phone.made import answer, film, refusal, report
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.world import Person, World, log, make_athlete, make_user, squats

OWN_PAGES = (
    "me",
    "log",
    "my_sessions",
    "questions",
    "film",
    "my_videos",
    "my_learn",
    "mine",
    "details",
    "consents",
)


def statuses(person: Person | None) -> dict[str, int]:
    """What each page answers this person."""
    browser = browser_of(person)
    return {name: browser.get(reverse(name)).status_code for name in OWN_PAGES}


def test_an_athlete_opens_each_page(world: World) -> None:
    log(world.maya, squats(pain=2))
    assert set(statuses(world.maya).values()) == {200}


def test_a_stranger_signs_in_first_and_comes_back(db: None) -> None:
    for name in OWN_PAGES:
        response = get(None, reverse(name))
        assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={reverse(name)}")


def test_staff_have_pages_of_their_own(world: World) -> None:
    for role in ("owner", "coach", "assistant", "clinician"):
        assert set(statuses(world.everybody[role]).values()) == {403}, role


def test_who_is_in_no_organisation_founds_one(db: None) -> None:
    browser = browser_of(None)
    browser.force_login(make_user("Ada Lovelace"))
    for name in OWN_PAGES:
        response = browser.get(reverse(name))
        assert (response.status_code, response["Location"]) == (302, reverse("start"))


def test_an_api_key_opens_no_page(world: World) -> None:
    browser = browser_of(None)
    response = browser.get(reverse("me"), headers={"authorization": f"Bearer {key_of(world.maya)}"})
    assert response.status_code == 403


def test_a_part_that_asks_again_sends_a_stranger_to_the_sign_in(world: World) -> None:
    """A page left open after signing out must not get the sign-in page pasted into its middle."""
    browser = browser_of(None)
    response = browser.get(reverse("me"), headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"] == reverse("account_login")


def own_rows(world: World) -> list[str]:
    """Addresses of rows of Maya's."""
    check_in = answer(world.maya, "stuck", movement="squat")
    video = film(world.maya)
    return [
        reverse("stop", args=[check_in.pk]),
        reverse("stop_told", args=[check_in.pk]),
        reverse("sheet", args=[check_in.pk]),
        reverse("my_video", args=[video.pk]),
    ]


def test_ones_own_rows_open(world: World) -> None:
    for address in own_rows(world):
        assert get(world.maya, address).status_code == 200


def test_another_athlete_finds_nothing_at_my_addresses(world: World) -> None:
    for address in own_rows(world):
        assert get(world.samira, address).status_code == 404


def test_an_outsider_finds_nothing_at_my_addresses(world: World, outside: World) -> None:
    for address in own_rows(world):
        assert get(outside.maya, address).status_code == 404


def test_forms_about_others_rows_find_nothing(world: World, outside: World) -> None:
    answer(world.maya, "stuck", movement="squat")
    video = film(world.maya)
    with organisation_scope(world.organisation.pk):
        pause = Pause.objects.get()
    forms = [
        reverse("checked", args=[pause.pk]),
        reverse("video_seen", args=[video.pk]),
        reverse("video_again", args=[video.pk]),
    ]
    for other in (world.samira, outside.maya):
        assert [post(other, address).status_code for address in forms] == [404, 404, 404]
    with organisation_scope(world.organisation.pk):
        assert Pause.objects.get().checked_at is None


def test_what_changes_something_is_never_done_by_a_link(world: World) -> None:
    for name in ("checked", "video_seen", "video_again"):
        assert get(world.maya, reverse(name, args=[new_id()])).status_code == 405


def test_an_address_with_a_broken_id_is_not_found(world: World) -> None:
    for name, field in (("log", "session"), ("my_sessions", "before"), ("film", "set")):
        assert get(world.maya, f"{reverse(name)}?{field}=nonsense").status_code == 404


def test_no_page_needs_what_the_policy_forbids(world: World) -> None:
    log(world.maya, squats(pain=2, days_ago=1))
    pages = [reverse(name) for name in OWN_PAGES] + own_rows(world)
    for address in pages:
        assert broken_by_our_policy(html_of(get(world.maya, address))) == [], address


def test_no_page_says_what_it_must_not(world: World) -> None:
    log(world.maya, squats(pain=6, days_ago=1))
    pages = [reverse(name) for name in OWN_PAGES] + own_rows(world)
    for address in pages:
        assert not BANNED.search(text_of(get(world.maya, address))), address


def test_every_page_that_gives_advice_says_what_it_is(world: World) -> None:
    log(world.maya, squats(pain=2, days_ago=1))
    answered = answer(world.maya, "stuck")
    videos = [film(world.maya, report()), film(world.maya, refusal())]
    pages = [reverse("me"), reverse("questions"), reverse("log"), reverse("stop", args=[answered.pk])]
    pages += [reverse("sheet", args=[answered.pk]), *(reverse("my_video", args=[video.pk]) for video in videos)]
    for address in pages:
        assert "Education, not medical advice." in text_of(get(world.maya, address)), address


def test_pages_of_one_athlete_cost_the_same_whatever_they_logged(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(12):
        log(world.maya, squats(days_ago=days, pain=1))
    browser = browser_of(world.maya)
    for name, most in (("me", 22), ("log", 22), ("my_sessions", 14), ("film", 14)):
        with django_assert_max_num_queries(most):
            browser.get(reverse(name))


def test_an_athlete_without_any_consent_gets_every_page(world: World) -> None:
    nobody = make_athlete(world.organisation, "Noor Said", consents=())
    assert set(statuses(nobody).values()) == {200}
