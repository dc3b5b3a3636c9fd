"""Whose rows a query may see: one organisation's, and none at all by accident."""

from __future__ import annotations

import asyncio
from threading import Thread

import pytest

from athletes.models import Squad
from coachhub.core.scope import ScopeMissingError, every_organisation, organisation_scope
from tests.world import World


def squads() -> int:
    return Squad.objects.count()


def test_a_query_without_a_scope_raises(world: World) -> None:
    with pytest.raises(ScopeMissingError, match="Squad was asked for outside any organisation's scope"):
        squads()


@pytest.mark.parametrize("ask", ["all", "filter", "exclude", "get", "count", "first", "create", "update", "in_bulk"])
def test_no_way_of_asking_gets_around_it(world: World, ask: str) -> None:
    with pytest.raises(ScopeMissingError):
        getattr(Squad.objects, ask)()


def test_none_needs_no_scope_since_it_sees_nothing(world: World) -> None:
    assert list(Squad.objects.none()) == []


def test_a_scope_shows_one_organisations_rows(world: World, outside: World) -> None:
    with organisation_scope(world.organisation.pk):
        assert set(Squad.objects.values_list("organisation", flat=True)) == {world.organisation.pk}
        assert not Squad.objects.filter(pk=outside.powerlifting.pk).exists()


def test_a_query_is_not_narrowed_by_the_one_before(world: World, outside: World) -> None:
    with organisation_scope(world.organisation.pk):
        assert list(Squad.objects.filter(name="no such squad")) == []
        assert set(Squad.objects.order_by("-name")) == {world.powerlifting, world.football}
        assert [one.squad for one in world.powerlifting.squadathlete_set.all()]
        assert set(Squad.objects.all()) == {world.powerlifting, world.football}


def test_rows_made_meanwhile_are_seen(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        assert squads() == 2
        Squad.objects.create(organisation=world.organisation, name="Rowing")
        assert squads() == 3


def test_everyones_scope_shows_all(world: World, outside: World) -> None:
    with every_organisation():
        assert squads() == 4


def test_scopes_nest_and_end_with_their_block_also_after_an_error(world: World, outside: World) -> None:
    with organisation_scope(world.organisation.pk):
        with every_organisation():
            assert squads() == 4
        with pytest.raises(RuntimeError), organisation_scope(outside.organisation.pk):
            raise RuntimeError
        assert set(Squad.objects.all()) == {world.powerlifting, world.football}
    with pytest.raises(ScopeMissingError):
        squads()


def test_a_queryset_keeps_the_scope_it_was_made_in(world: World, outside: World) -> None:
    with organisation_scope(world.organisation.pk):
        mine = Squad.objects.all()
    with organisation_scope(outside.organisation.pk):
        assert set(mine) == {world.powerlifting, world.football}


def test_a_new_thread_begins_without_a_scope(world: World) -> None:
    caught: list[Exception] = []

    def ask() -> None:
        try:
            Squad.objects.all()
        except ScopeMissingError as error:
            caught.append(error)

    with organisation_scope(world.organisation.pk):
        thread = Thread(target=ask)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_two_requests_on_one_event_loop_do_not_see_each_others_scope(world: World, outside: World) -> None:
    async def within(one: World) -> set[object]:
        with organisation_scope(one.organisation.pk):
            await asyncio.sleep(0)
            query = Squad.objects.all().query
            await asyncio.sleep(0)
            return {child.rhs for child in query.where.children}  # type: ignore[union-attr]  # one lookup

    async def both() -> list[set[object]]:
        return list(await asyncio.gather(within(world), within(outside)))

    assert asyncio.run(both()) == [{world.organisation.pk}, {outside.organisation.pk}]


def test_related_rows_are_reached_through_the_row_one_may_see(world: World) -> None:
    """A foreign key's row is its row's own organisation's: the database holds it so, see tests/contract."""
    with organisation_scope(world.organisation.pk):
        staff = list(world.powerlifting.staff.all())
    assert staff == [world.assistant.membership]
