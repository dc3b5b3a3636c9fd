"""Is the process alive, and can it serve: asked without name, cookie or session."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from coachhub.core import health


def test_alive_asks_nobody(django_assert_num_queries: DjangoAssertNumQueries, db: None) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_all_is_there(db: None) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": "ok", "storage": "ok", "broker": "ok"},
    )


def test_not_ready_while_a_migration_is_missing(db: None) -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("training")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "1 migrations not applied")


def test_a_broker_that_is_away_is_told_but_only_delays_work(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/gone.sock"
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"].startswith("not reachable")


def test_strangers_are_not_told_where_the_database_is(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(_connection: object) -> None:
        raise OperationalError('server at "10.0.0.5" failed: password authentication failed for user "coachhub"')

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/gone.sock"
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["broker"]) == (503, *["not reachable"] * 2)
    assert "10.0.0.5" in health.database()  # for `manage.py doctor`


def test_not_ready_without_the_data_folder(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path / "gone")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)


def test_not_ready_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage("/").free
    monkeypatch.setattr(health, "LOW_DISK_BYTES", free * 2)
    assert health.storage().endswith("MB free")


def test_other_addresses_go_their_way(db: None) -> None:
    assert Client().get("/healthz/").status_code == 404
