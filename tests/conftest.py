"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker, Settings

from coachhub import config
from coachhub.core.scope import organisation_scope
from tests.emptying import empty_database
from tests.objects import object_storage_url
from tests.spread import pytest_xdist_make_scheduler
from tests.stack import EndsWithItsTests, Stack, eventually
from tests.threads import unseen_event_loop
from tests.web import Web
from tests.world import World, make_world

__all__ = ["pytest_xdist_make_scheduler"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may miss a moment: its tests get a second try, and the closing lines name them.

    In a parallel run one worker process has all tests that need the web server, which then starts once.
    """
    for item in items:
        used = item.fixturenames if isinstance(item, pytest.Function) else ()
        if "browser" in used:
            item.add_marker(pytest.mark.flaky(reruns=1))
        if "web" in used:
            item.add_marker(pytest.mark.xdist_group("web"))


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
def _what_was_committed_goes_quickly() -> Iterator[None]:
    """After a test that committed, Django empties the database; ours does it in a fraction of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_database())
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_when_asked_for() -> None:
    """Not listed anew for each of thousands of test clients; web servers of these tests are processes of their own."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _passwords_are_hashed_quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the same method as ever, but not with the quarter of a second that makes guessing slow.

    A web server of its own would store such a hash anew at signing in, which ends the account's other sessions.
    """
    if "web" not in request.fixturenames:
        monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**4)


@pytest.fixture(autouse=True)
def _no_event_loop_of_browsers(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test without browser does not see Playwright's event loop."""
    with nullcontext() if "browser" in request.fixturenames else unseen_event_loop():
        yield


@pytest.fixture(scope="session")
def web(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Web]:
    """The web server as a process, for all tests of this run together. Needs `shared`."""
    with django_db_blocker.unblock():
        one = Web()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """The whole service with all its processes, for the tests of this run that need it (xdist group `stack`)."""
    one = Stack()
    needed_by = {item.nodeid for item in request.session.items if "stack" in getattr(item, "fixturenames", ())}
    request.config.pluginmanager.register(EndsWithItsTests(one, needed_by))
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
