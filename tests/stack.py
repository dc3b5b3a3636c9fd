"""CoachHub as it really runs: web, workers and beat as processes, against their own database and broker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import psutil
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from coachhub.config import ROOT
from coachhub.core.ids import new_id
from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Child, Supervisor

LEASE_S, SWEEP_S = 4, 1


class Stack:
    """The running service. Its parts can be killed and started again one by one."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="coachhub-stack-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._broker = PrivateServers.of(self.data)
        self._database = f"stack_{new_id().hex[-12:]}"
        self._admin_url = os.environ.get("DATABASE_URL", "")
        self.database_url = self._admin_url.replace("/coachhub?", f"/{self._database}?")
        self.parts: dict[str, Supervisor] = {}
        self._watching: dict[str, Thread] = {}
        self.env = {
            "COACHHUB_DATA": str(self.data),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self._broker.redis_url,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "COACHHUB_URL": self.url,
            "COACHHUB_LEASE_S": str(LEASE_S),
            "COACHHUB_SWEEP_S": str(SWEEP_S),
            "COACHHUB_DEMO": "false",
            "COACHHUB_WEBHOOK_PRIVATE": "true",  # the tests' receivers are on this machine
        }

    def start(self, *parts: str) -> None:
        """Prepare the database and start the named parts (all by default)."""
        self._broker.sockets.mkdir(parents=True, exist_ok=True)
        with psycopg.connect(self._admin_url, autocommit=True) as link:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._database)))
        self.manage("prepare")
        for part in parts or ("broker", "web", "worker", "worker-red-flags", "worker-messages", "worker-video", "beat"):
            self.start_part(part)

    def start_part(self, name: str) -> None:
        """Start one part: `broker`, or a process by its name (coachhub/serving/processes.py).

        One that ends by itself is started again.
        """
        supervisor = self.parts[name] = Supervisor()
        if name == "broker":
            child = self._broker.valkey(durable=True)
        else:
            argv = [sys.executable, "-m", "coachhub.serving", name]
            ready: Callable[[], bool] = self._web_answers if name == "web" else (lambda: True)
            child = Child(name=name, argv=argv, env=self.env, ready=ready, log=self.data / f"{name}.log")
        supervisor.start(child, within_s=60)
        self._watching[name] = Thread(target=supervisor.watch, daemon=True)
        self._watching[name].start()

    def stop_part(self, name: str) -> None:
        """Stop one part as an operator would."""
        self._unwatched(name).stop()

    def kill_part(self, name: str) -> None:
        """SIGKILL a part and everything it started, at once."""
        supervisor = self._unwatched(name)
        with suppress(ProcessLookupError):  # it has just ended by itself, as a worker may whose broker was killed
            os.killpg(supervisor.pid("valkey" if name == "broker" else name), signal.SIGKILL)
        supervisor.stop()

    def _unwatched(self, name: str) -> Supervisor:
        """A part's supervisor, which no longer starts it again."""
        supervisor = self.parts.pop(name)
        supervisor.request_stop()
        self._watching.pop(name).join()
        return supervisor

    def stop(self) -> None:
        """Stop everything and leave nothing behind, also a second time."""
        for name in reversed(list(self.parts)):
            self.stop_part(name)
        with psycopg.connect(self._admin_url, autocommit=True) as link:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._database)))
        shutil.rmtree(self.data, ignore_errors=True)

    def manage(self, *argv: str) -> str:
        """Run a management command against this service; what it printed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *argv],
            env=os.environ | self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def people(self, name: str) -> dict[str, Any]:
        """New people of everybody's kind in this service: their API keys, e-mail addresses and athletes' ids."""
        return self.run("tests.stack_world", name)

    def run(self, module: str, *words: str) -> dict[str, Any]:
        """Run a module in this service's environment; the JSON object that it printed."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=os.environ | self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def rows(self, query: str, *params: Any) -> list[dict[str, Any]]:
        """What the service's database says."""
        with psycopg.connect(self.database_url, row_factory=dict_row) as link:
            return link.execute(query, params).fetchall()

    def children(self, name: str) -> list[psutil.Process]:
        """The processes that a part has started."""
        return psutil.Process(self.parts[name].pid(name)).children(recursive=True)

    def mails(self) -> list[str]:
        """The mails sent so far, oldest first."""
        folder = self.data / "mail"
        return [path.read_text() for path in sorted(folder.glob("*.log"))] if folder.exists() else []

    def log_of(self, name: str) -> str:
        """What a part has printed."""
        return (self.data / f"{name}.log").read_text()

    def _web_answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class EndsWithItsTests:
    """Pytest plugin: stops the service when the last test that needs it is over, minutes before the run may be.

    Its sweeps every second take a seventh of a processor from the other tests.
    """

    def __init__(self, stack: Stack, needed_by: set[str]) -> None:
        self._stack, self._needed_by = stack, needed_by

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A test is over, tried again or not."""
        if nodeid in self._needed_by:
            self._needed_by.remove(nodeid)
            if not self._needed_by:
                self._stack.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(check: Callable[[], Any], *, within_s: float = 30.0) -> Any:
    """The first true answer of `check`; fails when there is none in time."""
    end = time.monotonic() + within_s
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {within_s:.0f} s"
        time.sleep(0.1)
