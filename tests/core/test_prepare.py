"""`manage.py prepare`: brings the database up to date, also when several copies start at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from coachhub.config import ROOT
from coachhub.core.ids import new_id


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
