"""`manage.py doctor`: what is there, what is missing, and what to do about it; code 1 when something is missing."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from coachhub.config import DEFAULT_SECRET, ROOT
from coachhub.core import doctor, health
from coachhub.core.doctor import Found, Grade, examine
from coachhub.core.sweeps import LAST_SWEEP, run_sweeps
from tests.stack import Stack, eventually, free_port

LOOKED_AT = ["python", "database", "broker", "disk", "files", "workers", "beat", "measuring", "mail", "secrets"]
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "COACHHUB_DATA", "COACHHUB_TEST_SERVERS")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers, of which there are none in most of these tests, are not waited for."""
    monkeypatch.setattr(doctor, "ANSWER_WITHIN_S", 0.2)


def found(what: str) -> Found:
    """What the doctor says of one thing."""
    return next(one for one in examine() if one.what == what)


def run(**env: str) -> tuple[int, str, str]:
    """The command as a process: code, what it printed, what it complained of."""
    clean = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "doctor"],
        env=clean | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def well(stack: Stack) -> str:
    """What the command prints when nothing is missing; empty as long as something is, such as the first sweep."""
    code, told, complaints = run(**stack.env)
    assert complaints == ""
    return told if code == 0 else ""


# -- as a process -------------------------------------------------------------------------------------


@pytest.mark.xdist_group("stack")
def test_all_well_is_code_0_and_a_worker_that_is_gone_is_named(stack: Stack) -> None:
    told = eventually(lambda: well(stack), within_s=60)
    assert [line.split()[1] for line in told.splitlines()] == LOOKED_AT
    assert {line[0] for line in told.splitlines()} <= {"✓", "·"}
    assert "✓ workers    4 answer" in told

    stack.stop_part("worker-video")
    try:
        code, told, _ = run(**stack.env)
        assert code == 1
        assert "✗ workers    nobody serves video: start python -m coachhub.serving worker-video\n" in told
    finally:
        stack.start_part("worker-video")


def test_where_there_is_nothing_each_thing_has_its_line_and_what_to_do(tmp_path: Path) -> None:
    nowhere = {
        "DATABASE_URL": f"postgresql://coach@/coach?host={tmp_path}",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "COACHHUB_DATA": str(tmp_path),
    }
    code, told, complaints = run(**nowhere)
    lines = dict(line[2:].split(maxsplit=1) for line in told.splitlines())
    assert (code, complaints, list(lines)) == (1, "", LOOKED_AT)
    assert lines["database"].startswith("not reachable: ")
    assert lines["database"].endswith(": start it, or correct DATABASE_URL")
    assert lines["broker"].startswith("not reachable: ")
    assert lines["broker"].endswith(": start it, or correct REDIS_URL")
    assert lines["workers"] == "cannot be asked without the broker"
    assert [line.split()[1] for line in told.splitlines() if line[0] == "✗"] == [
        "database",
        "broker",
        "workers",
        "beat",
    ]


def test_what_forbids_every_start_is_told_here_too(tmp_path: Path) -> None:
    code, told, complaints = run(COACHHUB_PRODUCTION="true", COACHHUB_DATA=str(tmp_path))
    assert (code, told) == (1, "")
    assert "COACHHUB_SECRET_KEY still has its default: set a long random one for production." in complaints
    assert "Traceback" not in complaints


# -- one thing after the other ------------------------------------------------------------------------


def test_the_command_prints_what_was_found_and_ends_with_1_when_something_is_missing(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path / "gone")
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("doctor", stdout=out)
    assert end.value.code == 1
    assert "✗ disk       [Errno 2] No such file or directory" in out.getvalue()
    assert "✓ database   ok" in out.getvalue()


def test_a_python_too_new(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(examine())
    assert (first.what, first.grade) == ("python", Grade.OK)
    with monkeypatch.context() as newer:
        newer.setattr(sys, "version_info", (3, 13, 0, "final", 0))
        assert next(examine()).grade == Grade.MISSING


def test_a_migration_that_is_missing(db: None) -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("training")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    assert found("database") == Found(
        "database", Grade.MISSING, "1 migrations not applied: run python manage.py prepare"
    )


def test_a_broker_that_is_away(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/gone.sock"
    (broker, workers) = (one for one in examine() if one.what in {"broker", "workers"})
    assert broker.grade == Grade.MISSING
    assert broker.text.endswith("start it, or correct REDIS_URL")
    assert workers == Found("workers", Grade.MISSING, "cannot be asked without the broker")


def test_a_disk_that_is_nearly_full(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LOW_DISK_BYTES", shutil.disk_usage("/").free * 2)
    assert found("disk").grade == Grade.MISSING
    assert found("disk").text.endswith("MB free: make room, or correct COACHHUB_DATA")


def test_files_that_can_be_written_and_nothing_is_left_behind(db: None, settings: Settings) -> None:
    assert found("files") == Found("files", Grade.OK, f"can be written: {settings.MEDIA_ROOT}")
    assert default_storage.listdir("doctor") == ([], [])


def test_a_folder_that_is_none(db: None, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "files"
    assert found("files").grade == Grade.MISSING
    assert str(tmp_path / "files") in found("files").text


def test_object_storage_that_can_be_written(db: None, settings: Settings, object_storage: None) -> None:
    settings.CONFIG = replace(settings.CONFIG, storage_url="s3://somewhere/videos")
    assert found("files") == Found("files", Grade.OK, "can be written: object storage")


@pytest.mark.parametrize("trouble", ["away", "no bucket"])
def test_object_storage_that_cannot(
    db: None, settings: Settings, object_storage: None, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    options = settings.STORAGES["default"]["OPTIONS"]
    port = f"http://127.0.0.1:{free_port()}"
    wrong = {"endpoint_url": port} if trouble == "away" else {"bucket_name": "nothing-here"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options | wrong}}
    assert found("files").grade == Grade.MISSING
    assert (port if trouble == "away" else "bucket does not exist") in found("files").text


def test_nobody_works(db: None) -> None:
    assert found("workers").grade == Grade.MISSING
    for part in (
        "nobody serves default, messages, red_flags, video",
        "serving worker-red-flags and",
        "serving worker-video",
    ):
        assert part in found("workers").text


def test_nobody_sweeps(db: None) -> None:
    cache.clear()
    assert found("beat").grade == Grade.MISSING
    assert "start python -m coachhub.serving beat" in found("beat").text
    run_sweeps()
    assert (found("beat").grade, found("beat").text) == (Grade.OK, "last sweep 0 s ago")
    cache.set(LAST_SWEEP, datetime.now(UTC) - timedelta(minutes=3))
    assert found("beat") == Found("beat", Grade.MISSING, "last sweep 180 s ago: see that beat and a worker run")


@pytest.mark.parametrize("library", ["av", "cv2", "mediapipe", "numpy", "scipy"])
def test_a_machine_that_cannot_measure_is_only_noted(db: None, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    assert found("measuring").grade == Grade.OK
    monkeypatch.setitem(sys.modules, library, None)
    assert found("measuring") == Found("measuring", Grade.NOTE, f"no {library}: this machine cannot run worker-video")


@pytest.mark.parametrize(("production", "grade"), [(False, Grade.NOTE), (True, Grade.MISSING)])
def test_mail_that_goes_nowhere(db: None, settings: Settings, production: bool, grade: Grade) -> None:
    settings.CONFIG = replace(settings.CONFIG, production=production)
    assert found("mail").grade == grade
    assert found("mail").text.endswith("set EMAIL_URL to send it")
    settings.CONFIG = replace(settings.CONFIG, email_url="smtp://mail.example.org:25")
    settings.EMAIL_HOST = "mail.example.org"
    assert found("mail") == Found("mail", Grade.OK, "goes out through mail.example.org")


@pytest.mark.parametrize(
    ("change", "grade", "part"),
    [
        ({"production": False}, Grade.NOTE, "not a production set-up"),
        ({"secret_key": DEFAULT_SECRET}, Grade.MISSING, "set a long random one"),
        ({"public_url": "http://coach.example"}, Grade.MISSING, "COACHHUB_URL has to be the https:// address"),
        ({"storage_url": "my-bucket"}, Grade.MISSING, "COACHHUB_STORAGE has to look like"),
        ({}, Grade.OK, "set"),
    ],
)
def test_what_production_asks_for(
    db: None, settings: Settings, change: dict[str, Any], grade: Grade, part: str
) -> None:
    safe = {"production": True, "secret_key": "a-long-random-text", "public_url": "https://coach.example"}
    settings.CONFIG = replace(settings.CONFIG, **safe | change)
    assert found("secrets").grade == grade
    assert part in found("secrets").text
