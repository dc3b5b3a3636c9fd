"""What every test may ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_django import DjangoDbBlocker, Settings

from coachhub import config
from coachhub.core.scope import organisation_scope
from sessions.catalogue import write_catalogue
from tests.objects import object_storage_url
from tests.stack import Stack, eventually
from tests.web import Web
from tests.world import World, make_world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may miss a moment: its tests get a second try, and the closing lines name them."""
    for item in items:
        if isinstance(item, pytest.Function) and "browser" in item.fixturenames:
            item.add_marker(pytest.mark.flaky(reruns=1))


# Half of Hypothesis' default: every example of many costs a millisecond or two, and there are a hundred such tests.
hypothesis.settings.register_profile("suite", max_examples=50)
hypothesis.settings.load_profile("suite")


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


@pytest.fixture
def shared(transactional_db: None) -> Iterator[World]:
    """A world that other threads and processes see: what is written is committed.

    At the end the database is emptied, which must not meet a web server that is still answering a closed page.
    """
    yield make_world()
    eventually(lambda: not _others_at_work())


def _others_at_work() -> int:
    """How many other connections to the test's database are in the middle of something."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        count: int = cursor.fetchone()[0]
        return count


@pytest.fixture(scope="session", autouse=True)
def _catalogue_stays() -> None:
    """Emptying the database after a test that committed takes the catalogue along; Django says when it has done so."""
    post_migrate.connect(_write_catalogue, sender=apps.get_app_config("training"))


def _write_catalogue(**_: object) -> None:
    write_catalogue(apps, None)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_when_asked_for() -> None:
    """Not listed anew for each of thousands of test clients; web servers of these tests are processes of their own."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _no_event_loop_of_browsers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's event loop stays "running" in this thread between its calls: a test without browser does not see it.

    Else what it calls could not start one of its own.
    """
    running = asyncio._get_running_loop()
    if "browser" in request.fixturenames or running is None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def web(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Web]:
    """The web server as a process, for all tests of this run together. Needs `shared`."""
    with django_db_blocker.unblock():
        one = Web()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole service with all its processes, for the tests of this run that need it (xdist group `stack`)."""
    one = Stack()
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def object_storage(settings: Settings) -> Iterator[None]:
    """Files lie in object storage instead of a folder."""
    with object_storage_url() as url:
        settings.STORAGES = settings.STORAGES | {"default": config.object_storage(url)}
        yield
