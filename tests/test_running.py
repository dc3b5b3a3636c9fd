"""What makes the test run itself short: how its tests are spread, and how the database is emptied between them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from athletes.models import Organisation
from coachhub.core.scope import organisation_scope
from sessions.catalogue import CATALOGUE
from sessions.models import Exercise
from tests.emptying import STAYS, empty_database
from tests.spread import ModuleByModule
from tests.stack import EndsWithItsTests, Stack
from tests.world import World, log, squats


class Worker:
    """A worker process that only notes what it is given."""

    def __init__(self) -> None:
        self.given: list[int] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given.extend(indices)


def spread(*tests: str) -> tuple[ModuleByModule, Worker]:
    """A scheduler with these tests to give, and a worker to give them to."""
    scheduler, worker = ModuleByModule.__new__(ModuleByModule), Worker()
    scheduler.workqueue, scheduler.assigned_work = OrderedDict(), {}
    scheduler.registered_collections = {worker: list(tests)}
    for test in tests:
        scheduler.workqueue.setdefault(scheduler._split_scope(test), {})[test] = False
    return scheduler, worker


def given(scheduler: ModuleByModule, worker: Worker) -> list[int]:
    """What the worker gets next."""
    before = len(worker.given)
    scheduler._assign_work_unit(worker)
    return worker.given[before:]


def test_a_worker_gets_a_whole_module() -> None:
    scheduler, worker = spread("tests/a.py::test_1", "tests/b.py::test_2", "tests/a.py::TestIt::test_3[a@b]")
    assert given(scheduler, worker) == [0, 2]
    assert given(scheduler, worker) == [1]


def test_what_is_marked_as_a_group_is_one_and_the_longest_begin() -> None:
    scheduler, worker = spread("tests/a.py::test_1", "tests/b.py::test_2@stack", "tests/c.py::test_3@stack")
    assert given(scheduler, worker) == [1, 2]
    assert given(scheduler, worker) == [0]


def test_nothing_is_left_in_the_database_but_what_migrations_wrote(shared: World) -> None:
    kept = [set(model.objects.values_list("pk", flat=True)) for model in (ContentType, Permission)]
    log(shared.maya, squats(pain=2))
    with organisation_scope(shared.organisation.pk):
        Exercise.objects.create(organisation=shared.organisation, key="own", name="Our own", movement="other")
    Exercise.objects.filter(organisation=None, key="back_squat").update(name="Something else")

    empty_database()

    with connection.cursor() as cursor:
        filled = set()
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608  # our own tables' names
            if cursor.fetchone():
                filled.add(table)
    assert filled == {*STAYS, Exercise._meta.db_table}
    assert [set(model.objects.values_list("pk", flat=True)) for model in (ContentType, Permission)] == kept
    assert list(Exercise.objects.order_by("position").values_list("key", "name")) == [
        (entry.key, entry.name) for entry in CATALOGUE
    ]
    Organisation.objects.create(name="Next", time_zone="Europe/Berlin", country="GB")


class Stoppable(Stack):
    """A service that was never started."""

    def __init__(self) -> None:
        self.stops = 0

    def stop(self) -> None:
        self.stops += 1


@pytest.mark.parametrize("over", [["one", "two"], ["two", "other", "one", "other", "one"]])
def test_the_service_ends_with_the_last_test_that_needs_it(over: list[Any]) -> None:
    stack = Stoppable()
    plugin = EndsWithItsTests(stack, {"one", "two"})
    plugin.pytest_runtest_logfinish(over[0])
    plugin.pytest_runtest_logfinish("other")
    assert stack.stops == 0
    for test in over[1:]:
        plugin.pytest_runtest_logfinish(test)
    assert stack.stops == 1
