"""`manage.py up`: everything CoachHub needs on one machine, under one supervisor, until Ctrl-C."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import redis

from coachhub.config import EVERYWHERE, ROOT, Config
from coachhub.core.health import LOW_DISK_BYTES
from coachhub.serving import processes
from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Child, StartError, Supervisor


def up(config: Config) -> int:
    """Run until told to stop; the exit code. Whatever forbids a start is one sentence and code 1."""
    supervisor = Supervisor()
    try:
        with _only_copy(config):
            _check_place(config)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda _number, _frame: _interrupt(supervisor, _frame))
            try:
                _start(supervisor, config)
                _greet(config)
                supervisor.watch()
            finally:
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(
                        number, signal.SIG_IGN
                    )  # stopping is under way; a second Ctrl-C must not cut it short
                supervisor.stop()
    except _Stopped:
        return 0
    except StartError as error:
        print(f"CoachHub does not start: {error}", file=sys.stderr)  # noqa: T201  for the person at the terminal
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("CoachHub does not start: the disk is full.", file=sys.stderr)  # noqa: T201  likewise
        return 1
    return 0


class _Stopped(Exception):  # noqa: N818  no error: somebody pressed Ctrl-C while it was still starting
    pass


def _interrupt(supervisor: Supervisor, _frame: FrameType | None) -> None:
    # Noted first: where Python cannot pass an exception on (in a finalizer, say), raising alone would be lost.
    supervisor.request_stop()
    if not supervisor.watching:
        raise _Stopped


def _start(supervisor: Supervisor, config: Config) -> None:
    env = {"COACHHUB_DATA": str(config.data)}
    if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
        private = PrivateServers.of(config.data)
        private.start(supervisor)
        env["DATABASE_URL"] = os.environ.get("DATABASE_URL") or private.database_url
        env["REDIS_URL"] = os.environ.get("REDIS_URL") or private.redis_url
    else:
        env |= {"DATABASE_URL": config.database_url, "REDIS_URL": config.redis_url}
    _check_servers(env["DATABASE_URL"], env["REDIS_URL"])
    prepare = subprocess.run(  # noqa: S603  our own command
        [sys.executable, str(ROOT / "manage.py"), "prepare"], env=os.environ | env, check=False
    )
    if prepare.returncode:
        raise StartError("the database could not be prepared; the lines above say why.")
    for name in processes.NAMES:
        ready = (lambda: _web_answers(config)) if name == "web" else (lambda: True)
        argv = [sys.executable, "-m", "coachhub.serving", name]
        supervisor.start(Child(name=name, argv=argv, env=env, ready=ready))


@contextmanager
def _only_copy(config: Config) -> Iterator[None]:
    """Hold the data folder for ourselves; StartError when another copy does."""
    try:
        config.data.mkdir(parents=True, exist_ok=True)
        lock = (config.data / "up.lock").open("a+")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise StartError(f"the data folder {config.data} cannot be written: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise StartError(f"another copy is running on {config.data}: {lock.read().strip()}.") from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()} at {config.url}")
        lock.flush()
        yield


def _check_place(config: Config) -> None:
    """Refuse a full disk and a taken port."""
    free = shutil.disk_usage(config.data).free
    if free < LOW_DISK_BYTES:
        raise StartError(
            f"the disk of {config.data} is full: {free // 2**20} MB left, {LOW_DISK_BYTES // 2**20} needed."
        )
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            where = f"{config.host}:{config.port}"
            if error.errno == errno.EADDRINUSE:
                raise StartError(f"port {config.port} is taken; try PORT={config.port + 1} make up.") from error
            raise StartError(f"cannot listen on {where}: {error.strerror or error}.") from error


def _check_servers(database_url: str, redis_url: str) -> None:
    """Refuse a database or a broker that does not answer."""
    try:
        psycopg.connect(database_url, connect_timeout=5).close()
    except (psycopg.Error, ValueError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise StartError(f"the database in DATABASE_URL does not answer: {reason}") from error
    try:
        redis.Redis.from_url(redis_url, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        raise StartError(f"the broker in REDIS_URL does not answer: {error}") from error


def _web_answers(config: Config) -> bool:
    host = "127.0.0.1" if config.host in EVERYWHERE else config.host
    try:
        with urlopen(f"http://{host}:{config.port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _greet(config: Config) -> None:
    demo = _demo_note(config.data)
    print(f"\n  CoachHub is ready: {config.url}\n{demo}  Ctrl-C stops it.\n", flush=True)  # noqa: T201  for the terminal


def _demo_note(data: Path) -> str:
    """How to sign in to the demo, as `manage.py demo` noted it."""
    try:
        lines: list[str] = json.loads((data / "demo.json").read_text())["sign_in"]
    except (OSError, ValueError, KeyError):
        return ""
    return "".join(f"  {line}\n" for line in lines)
