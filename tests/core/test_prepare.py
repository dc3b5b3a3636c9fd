"""`manage.py prepare`: brings the database up to date, also when several copies start at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import ALL_CHECKS
from psycopg import sql

from coachhub.config import ROOT
from coachhub.core.ids import new_id
from coachhub.core.management.commands import prepare
from coachhub.serving import processes


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database in which nothing is yet."""
    server, name = os.environ["DATABASE_URL"], f"prepare_{new_id().hex[-12:]}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield server.replace("/coachhub?", f"/{name}?")
        link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_copies_that_start_at_once_prepare_one_after_the_other(empty_database: str) -> None:
    env = os.environ | {"DATABASE_URL": empty_database, "COACHHUB_DEMO": "false"}
    copies = [
        subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "prepare"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [copy.communicate(timeout=240)[0] for copy in copies]
    assert [copy.returncode for copy in copies] == [0, 0], said


def test_what_an_older_version_rolled_up_is_made_anew_before_anything_reads_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the migrations, which may have emptied it, and before the processes start."""
    called: list[tuple[str, bool]] = []
    monkeypatch.setattr(prepare, "wait_for_turn", lambda: None)
    monkeypatch.setattr(prepare, "make_bucket", lambda: None)
    monkeypatch.setattr(
        prepare, "call_command", lambda name, **options: called.append((name, options.get("stale", False)))
    )
    call_command("prepare")
    assert called[:2] == [("migrate", False), ("rebuild_rollups", True)]


def test_it_makes_the_checks_that_some_processes_leave_out() -> None:
    assert prepare.Command.requires_system_checks == ALL_CHECKS
    assert "--skip-checks" in processes.LEAN
