"""Leases: one worker at a time, a dead one's work is taken up again, and only the holder settles."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from coachhub.core import leases
from coachhub.core.leases import Held, claim, due, kept, renew, settle
from coachhub.core.scope import organisation_scope
from sessions.models import AnalysisState, KneeAnalysis
from tests.films import analysis_of, film
from tests.stack import eventually
from tests.world import World


@pytest.fixture
def waiting(scoped: World) -> KneeAnalysis:
    """A piece of work that waits."""
    return analysis_of(film(scoped.maya))


def again(row: KneeAnalysis) -> KneeAnalysis:
    """The row as the database has it."""
    return KneeAnalysis.objects.get(pk=row.pk)


def take(row: KneeAnalysis, seconds: int = 30) -> KneeAnalysis:
    """Claim a row that has to be free."""
    claimed = claim(KneeAnalysis, row.pk, seconds=seconds)
    assert claimed is not None
    return claimed


def let_the_lease_run_out(row: KneeAnalysis) -> None:
    KneeAnalysis.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_claim_admits_one(waiting: KneeAnalysis) -> None:
    mine = take(waiting)
    assert (mine.state, mine.attempts) == (AnalysisState.RUNNING, 1)
    assert mine.lease_until
    assert timedelta(seconds=25) < mine.lease_until - timezone.now() <= timedelta(seconds=30)
    assert claim(KneeAnalysis, waiting.pk, seconds=30) is None


def test_who_slept_between_claiming_and_reading_does_not_hold_another_workers_claim(
    waiting: KneeAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(model: type[KneeAnalysis]) -> QuerySet[KneeAnalysis]:
        rows = due(model)

        def update(**values: Any) -> int:
            taken = QuerySet.update(rows, **values)
            let_the_lease_run_out(waiting)
            monkeypatch.setattr(leases, "due", due)
            take(waiting)
            return taken

        monkeypatch.setattr(rows, "filter", lambda **_: rows)
        monkeypatch.setattr(rows, "update", update)
        return rows

    monkeypatch.setattr(leases, "due", stopped)
    assert claim(KneeAnalysis, waiting.pk, seconds=30) is None


def test_work_is_not_due_before_its_time(waiting: KneeAnalysis) -> None:
    KneeAnalysis.objects.update(due_at=Now() + timedelta(minutes=1))
    assert list(due(KneeAnalysis)) == []
    assert claim(KneeAnalysis, waiting.pk, seconds=30) is None


def test_a_dead_workers_work_is_taken_up_again(waiting: KneeAnalysis) -> None:
    dead = take(waiting)
    let_the_lease_run_out(waiting)
    assert list(due(KneeAnalysis)) == [waiting]
    alive = take(waiting)
    assert (alive.attempts, alive.lease != dead.lease) == (2, True)


def test_who_lost_the_claim_writes_nothing(waiting: KneeAnalysis) -> None:
    late = take(waiting)
    let_the_lease_run_out(waiting)
    alive = take(waiting)
    assert not renew(late, seconds=30, stage="pose", percent=90)
    assert not settle(late, state=AnalysisState.FAILED, error="too late")
    assert (again(waiting).state, again(waiting).percent, again(waiting).error) == (AnalysisState.RUNNING, 0, "")
    assert settle(alive, state=AnalysisState.FAILED, error="real")


def test_a_finished_row_is_left_alone(waiting: KneeAnalysis) -> None:
    mine = take(waiting)
    assert settle(mine, state=AnalysisState.FAILED)
    assert claim(KneeAnalysis, waiting.pk, seconds=30) is None
    assert list(due(KneeAnalysis)) == []
    assert not settle(mine, state=AnalysisState.QUEUED)
    assert (again(waiting).lease, again(waiting).lease_until) == (None, None)


def test_a_row_put_back_can_be_claimed_when_it_is_due(waiting: KneeAnalysis) -> None:
    settle(take(waiting), state=AnalysisState.QUEUED, due_at=Now() + timedelta(seconds=30))
    assert claim(KneeAnalysis, waiting.pk, seconds=30) is None
    KneeAnalysis.objects.update(due_at=Now())
    assert take(waiting).attempts == 2


def test_renewing_notes_progress_on_the_row_and_in_hand(waiting: KneeAnalysis) -> None:
    mine = take(waiting, seconds=5)
    assert renew(mine, seconds=60, stage="pose", percent=40)
    assert (mine.stage, mine.percent) == ("pose", 40)
    stored = again(waiting)
    assert (stored.stage, stored.percent) == ("pose", 40)
    assert stored.lease_until
    assert stored.lease_until - timezone.now() > timedelta(seconds=50)


def test_a_settlement_that_is_rolled_back_leaves_the_claim_in_force(waiting: KneeAnalysis) -> None:
    mine = take(waiting)
    with transaction.atomic():
        assert settle(mine, state=AnalysisState.FAILED)
        transaction.set_rollback(True)
    assert settle(mine, state=AnalysisState.QUEUED)


def test_fifty_workers_at_once_and_one_gets_the_work(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        row = analysis_of(film(shared.maya))

    def try_it(_: int) -> bool:
        try:
            with organisation_scope(shared.organisation.pk):
                return claim(KneeAnalysis, row.pk, seconds=30) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(try_it, range(50))) == 1


def test_work_that_takes_longer_than_the_lease_keeps_it(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        mine = take(analysis_of(film(shared.maya)), seconds=1)
        with kept(mine, seconds=1) as held:
            for _ in range(6):
                time.sleep(0.4)
                assert claim(KneeAnalysis, mine.pk, seconds=30) is None
        assert not held.lost
        assert settle(mine, state=AnalysisState.FAILED)


def test_work_hears_that_it_lost_its_claim(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        mine = take(analysis_of(film(shared.maya)), seconds=1)
        held: Held
        with kept(mine, seconds=1) as held:
            KneeAnalysis.objects.update(lease=shared.maya.user.pk)  # somebody else's now
            eventually(lambda: held.lost, within_s=5)
        assert not settle(mine, state=AnalysisState.FAILED)


def test_the_keeper_ends_with_the_work_also_when_it_fails(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        mine = take(analysis_of(film(shared.maya)), seconds=1)
        with pytest.raises(ValueError, match="broke"), kept(mine, seconds=1):
            raise ValueError("broke")
        eventually(lambda: due(KneeAnalysis).exists(), within_s=5)


@pytest.mark.parametrize(("ahead", "free"), [(timedelta(seconds=30), False), (timedelta(hours=1), True)])
def test_a_lease_from_before_the_clock_was_put_back_holds_nobody_up(
    waiting: KneeAnalysis, ahead: timedelta, free: bool
) -> None:
    take(waiting)
    KneeAnalysis.objects.filter(pk=waiting.pk).update(lease_until=Now() + ahead)
    assert (claim(KneeAnalysis, waiting.pk, seconds=30) is not None) is free
