"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coachhub.core.scope import organisation_scope
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """One organisation with somebody of every role."""
    return make_world()


@pytest.fixture
def outside(db: None) -> World:
    """Another organisation, whose people are outsiders to the first."""
    return make_world("Southside")


@pytest.fixture
def scoped(world: World) -> Iterator[World]:
    """The first organisation, with its scope entered."""
    with organisation_scope(world.organisation.pk):
        yield world
