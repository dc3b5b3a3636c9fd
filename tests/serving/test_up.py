"""`manage.py up` as a person runs it: it starts, says where, refuses kindly, stops whole, and finds its data again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from coachhub.config import ROOT, Config
from coachhub.serving import up
from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import StartError
from tests.stack import eventually, free_port

PARTS = ("postgres", "valkey", "serving web", "celery")
ITS_OWN = ("DATABASE_URL", "REDIS_URL", "COACHHUB_TEST_SERVERS")


class Started:
    """One `manage.py up` in a data folder."""

    def __init__(self, data: Path, port: int, **env: str) -> None:
        clean = {name: value for name, value in os.environ.items() if name not in ITS_OWN}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up"],
            env=clean | {"COACHHUB_DATA": str(data), "PORT": str(port), "COACHHUB_DEMO": "false"} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.port = port

    def answers(self) -> bool:
        """Whether the web server answers; fails when the process has ended."""
        assert self.process.poll() is None, self.process.communicate()
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def family(self) -> list[psutil.Process]:
        """The processes that it has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def command_lines(self) -> str:
        """What those processes were started with."""
        return " ".join(" ".join(one.cmdline()) for one in self.family())

    def refused(self) -> str:
        """The one sentence of a start that did not happen."""
        out, err = self.process.communicate(timeout=60)
        assert self.process.returncode == 1
        assert out == ""
        assert "Traceback" not in err
        return err.strip()


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="coachhub-up-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.xdist_group("up")
def test_it_starts_refuses_a_second_copy_stops_whole_and_finds_its_data_again(data: Path) -> None:
    port = free_port()
    first = Started(data, port)
    try:
        eventually(first.answers, within_s=90)
        eventually(lambda: all(part in first.command_lines() for part in PARTS))
        family = first.family()
        _write(data, "kept")
        refusal = Started(data, free_port()).refused()
        assert refusal.startswith("CoachHub does not start: another copy is running on")
        assert str(first.process.pid) in refusal
    finally:
        first.process.send_signal(signal.SIGTERM)
        out, _ = first.process.communicate(timeout=60)
    assert first.process.returncode == 0
    assert f"CoachHub is ready: http://localhost:{port}" in out
    eventually(lambda: not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE])

    second = Started(data, port)
    try:
        eventually(second.answers, within_s=60)
        assert _read(data) == "kept"
    finally:
        second.process.send_signal(signal.SIGINT)
        second.process.communicate(timeout=60)
    assert second.process.returncode == 0


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert Started(tmp_path, port).refused() == (
            f"CoachHub does not start: port {port} is taken; try PORT={port + 1} make up."
        )


def test_a_wrong_database_url_is_one_sentence(tmp_path: Path) -> None:
    started = Started(
        tmp_path, free_port(), DATABASE_URL="postgresql://me@127.0.0.1:1/nothing", REDIS_URL=os.environ["REDIS_URL"]
    )
    refusal = started.refused()
    assert refusal.startswith("CoachHub does not start: the database in DATABASE_URL does not answer: ")
    assert "\n" not in refusal


def test_a_wrong_broker_url_is_one_sentence(tmp_path: Path) -> None:
    started = Started(tmp_path, free_port(), DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL="redis://127.0.0.1:1/0")
    assert started.refused().startswith("CoachHub does not start: the broker in REDIS_URL does not answer: ")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refusal = Started(tmp_path / "file" / "data", free_port()).refused()
    assert refusal.startswith("CoachHub does not start: the data folder")


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=3 * 2**20))
    with pytest.raises(StartError, match=r"the disk of .* is full: 3 MB left, 200 needed"):
        up._check_place(Config(data=tmp_path, port=free_port()))


def _write(data: Path, word: str) -> None:
    with psycopg.connect(PrivateServers.of(data).database_url) as link:
        link.execute("CREATE TABLE kept (word text)")
        link.execute("INSERT INTO kept VALUES (%s)", [word])


def _read(data: Path) -> str:
    with psycopg.connect(PrivateServers.of(data).database_url) as link:
        row = link.execute("SELECT word FROM kept").fetchone()
    assert row is not None
    return str(row[0])
