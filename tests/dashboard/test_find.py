"""Find an athlete as one types."""

from __future__ import annotations

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from athletes.models import Athlete
from coachhub.dashboard.selectors.find import MOST, find_athletes
from tests.dashboard.made import many, scope, unshared
from tests.phone.pages import get, html_of
from tests.world import Person, World, make_athlete


def found_by(person: Person, text: str) -> list[str]:
    with scope(person):
        return [one.name for one in find_athletes(person.actor, text)]


def test_a_part_of_the_name_whatever_its_case(world: World) -> None:
    assert found_by(world.coach, "LIND") == ["Maya Lindqvist"]
    assert found_by(world.coach, "  maya ") == ["Maya Lindqvist"]
    assert found_by(world.coach, "xyz") == []


def test_names_that_begin_with_it_come_first_then_surnames(world: World) -> None:
    for name in ("Ann Samson", "Sam Young", "Jo Balsam"):
        make_athlete(world.organisation, name)
    assert found_by(world.coach, "sam") == ["Sam Young", "Samira Haddad", "Ann Samson", "Jo Balsam"]


def test_nothing_typed_finds_nobody(world: World) -> None:
    assert found_by(world.coach, "") == found_by(world.coach, "   ") == []


def test_only_whom_the_reader_may_see(world: World, outside: World) -> None:
    assert found_by(world.assistant, "samira") == []
    assert found_by(outside.owner, "a") == ["Maya Lindqvist", "Samira Haddad"]
    with scope(outside):
        Athlete.objects.all().delete()
    assert found_by(outside.owner, "a") == []


def test_who_does_not_share_is_found_by_name(world: World) -> None:
    unshared(world)
    assert found_by(world.coach, "quinn") == ["Quiet Quinn"]


def test_not_more_than_fit_under_the_field(world: World) -> None:
    many(world, MOST + 4)
    assert len(found_by(world.coach, "athlete")) == MOST


def test_signs_of_a_pattern_are_only_signs(world: World) -> None:
    assert found_by(world.coach, "%") == found_by(world.coach, "_") == []


def test_options_that_lead_to_the_athlete(world: World) -> None:
    html = html_of(get(world.coach, reverse("find") + "?q=maya"))
    assert f'data-href="{reverse("athlete", args=[world.maya.athlete.pk])}"' in html
    assert 'role="option"' in html
    assert "Powerlifting" in html


def test_nobody_by_that_name_is_said(world: World) -> None:
    assert "Nobody here by that name." in html_of(get(world.coach, reverse("find") + "?q=xyz"))
    assert html_of(get(world.coach, reverse("find"))).strip() == ""


def test_it_costs_two_queries(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    many(world, 5)
    actor = world.coach.actor
    with scope(world), django_assert_num_queries(2):
        find_athletes(actor, "athlete")
