"""The database is the truth and the broker only the nudge: lost nudges are found, a dead broker delays nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from alerts.models import Delivery
from alerts.sweeps import waiting_deliveries
from coachhub.celery import app
from coachhub.core import nudge
from coachhub.core.scope import every_organisation, organisation_scope
from coachhub.core.sweeps import run_sweeps
from sessions.services.check_ins import submit_check_in
from tests.alerts.acting import answers, only_alert, tick
from tests.world import World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("flat_ladder")]


@pytest.fixture
def everybody() -> Iterator[World]:
    """An organisation whose rows are really committed, with every organisation in scope."""
    world = make_world()
    with every_organisation():
        yield world


@pytest.fixture
def dead_broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The broker's socket is gone, until the fixture is called: then it is back, and empty."""
    alive = app.conf.broker_write_url
    with redis.Redis.from_url(django_settings.CONFIG.redis_url) as broker:
        broker.delete("red_flags")

    def back() -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", alive)
        monkeypatch.setattr(nudge, "_quiet_until", 0.0)

    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nobody.sock")
    monkeypatch.setattr(nudge, "_quiet_until", 0.0)
    return back


def nudged() -> str:
    """What waits in the broker's queue, as text."""
    with redis.Redis.from_url(django_settings.CONFIG.redis_url) as broker:
        waiting: list[bytes] = broker.lrange("red_flags", 0, -1)
    return b"".join(waiting).decode()


def mails() -> list[Delivery]:
    return list(Delivery.objects.filter(channel="email"))


def test_when_it_is_committed_workers_are_nudged_for_each_mail(everybody: World) -> None:
    tick(everybody.maya)
    queue = nudged()
    assert len(mails()) == 3
    assert all(str(mail.pk) in queue for mail in mails())


def test_not_before_it_is_committed_and_never_when_it_is_not(everybody: World) -> None:
    seen: list[str] = []
    with transaction.atomic():
        tick(everybody.maya)
        seen += [str(mail.pk) for mail in mails()]
        assert not any(one in nudged() for one in seen)
        transaction.set_rollback(True)
    assert len(seen) == 3
    assert not any(one in nudged() for one in seen)
    assert not mails()


def test_with_the_broker_away_an_answer_is_stored_and_fast(everybody: World, dead_broker: Callable[[], None]) -> None:
    start = time.monotonic()
    with organisation_scope(everybody.organisation.pk):
        submit_check_in(actor=everybody.maya.actor, athlete=everybody.maya.athlete, entry=answers("stuck"))
    assert time.monotonic() - start < 5  # a broker that is waited for would take longer
    assert only_alert().state == "open"
    assert [mail.state for mail in mails()] == ["queued"] * 3


def test_a_broker_that_answers_nobody_holds_up_one_answer_at_most(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reached but silent: the first nudge waits for its time-out, those after it are left to the sweep."""
    monkeypatch.setattr(nudge, "_quiet_until", 0.0)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
        monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        start = time.monotonic()
        for _ in range(3):
            tick(everybody.maya)
        assert time.monotonic() - start < 10
    assert only_alert().repeats == 2


def test_the_sweep_finds_what_nobody_was_told_of(everybody: World, dead_broker: Callable[[], None]) -> None:
    tick(everybody.maya)
    lost = [str(mail.pk) for mail in mails()]
    dead_broker()
    assert not any(one in nudged() for one in lost)
    waiting_deliveries()
    assert all(one in nudged() for one in lost)


@pytest.mark.parametrize(
    ("state", "due_in", "leased_for", "found"),
    [
        ("queued", -1, None, True),
        ("waiting", -1, None, True),
        ("waiting", 60, None, False),
        ("sending", -1, -1, True),
        ("sending", -1, 60, False),
        ("sent", -1, None, False),
        ("dead", -1, None, False),
    ],
)
def test_what_the_sweep_finds(
    everybody: World,
    dead_broker: Callable[[], None],
    state: str,
    due_in: int,
    leased_for: int | None,
    found: bool,
) -> None:
    tick(everybody.maya)
    dead_broker()
    now = timezone.now()
    Delivery.objects.filter(channel="email").update(
        state=state,
        due_at=now + timedelta(seconds=due_in),
        lease_until=None if leased_for is None else now + timedelta(seconds=leased_for),
        sent_at=now,
        error="away",
    )
    waiting_deliveries()
    queue = nudged()
    assert {str(mail.pk) in queue for mail in mails()} == {found}


def test_the_sweep_of_the_service_runs_all_of_them(everybody: World) -> None:
    """A red flag is reminded by what beat really calls."""
    tick(everybody.maya)
    alert = only_alert()
    type(alert).objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    run_sweeps()
    assert alert.transitions.last().kind == "reminded"  # type: ignore[union-attr]
