"""Runs child processes, gives each line they print their name, restarts what dies, and stops all it started.

Each child leads a process group of its own, so that stopping it reaches what it started, and nothing else. On
Linux the kernel ends the children should the supervisor itself be killed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import IO

STOP_WITHIN_S = 15.0  # then a child is killed
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
PR_SET_PDEATHSIG = 1
_print_lock = Lock()


@dataclass(frozen=True, slots=True)
class Child:
    """What to run.

    `ready` says whether it can be used yet; `user` is a system account to run it as; with a `log`
    its output goes there instead of to our own.
    """

    name: str
    argv: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    ready: Callable[[], bool] = lambda: True
    log: Path | None = None


class StartError(Exception):
    """A child did not come up; the message is one sentence for people."""


@dataclass(slots=True)
class _Running:
    child: Child
    process: subprocess.Popen[bytes]
    since: float
    pause_s: float = FIRST_PAUSE_S
    again_at: float | None = None
    """When it is started again, after it has ended."""


class Supervisor:
    """Starts children in order, each once the one before is ready; stops them in reverse."""

    def __init__(self) -> None:
        self._running: list[_Running] = []
        self._stopping = False
        self.watching = False

    def start(self, child: Child, *, within_s: float = 30.0) -> None:
        """Start one child and wait until it is ready. Raises StartError when it is not in time."""
        running = _Running(child, _spawn(child), time.monotonic())
        self._running.append(running)
        while not child.ready():
            if running.process.poll() is not None:
                raise StartError(f"{child.name} ended at once with code {running.process.returncode}{_see(child)}.")
            if time.monotonic() - running.since > within_s:
                raise StartError(f"{child.name} was not ready within {within_s:.0f} seconds{_see(child)}.")
            time.sleep(0.05)

    def watch(self) -> None:
        """Until stop() is called: restart every child that ends, after a pause that grows while it keeps ending."""
        self.watching = True
        while not self._stopping:
            for one in self._running:
                if one.process.poll() is not None and not self._stopping:
                    _revive(one, time.monotonic())
            time.sleep(0.2)

    def request_stop(self) -> None:
        """Make watch() return; safe in a signal handler."""
        self._stopping = True

    def stop(self) -> None:
        """Stop every child, the last started first; what does not end in time is killed."""
        self._stopping = True
        for one in reversed(self._running):
            _signal(one.process, one.child.stop_signal)
            try:
                one.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                say(one.child.name, "did not stop in time and was killed")
            _signal(one.process, signal.SIGKILL)
            one.process.wait()
        self._running.clear()

    def pid(self, name: str) -> int:
        """The process id of a running child."""
        return next(one.process.pid for one in self._running if one.child.name == name)


def _revive(one: _Running, now: float) -> None:
    """Start one that has ended again, once its pause is over."""
    if one.again_at is None:
        one.pause_s = FIRST_PAUSE_S if now - one.since > LONGEST_PAUSE_S else min(one.pause_s * 2, LONGEST_PAUSE_S)
        one.again_at = now + one.pause_s
        say(one.child.name, f"ended with code {one.process.returncode}; started again in {one.pause_s:.0f} s")
    elif now >= one.again_at:
        try:
            one.process, one.since, one.again_at = _spawn(one.child), now, None
        except OSError as error:  # no memory, no more processes: the others go on
            one.pause_s = min(one.pause_s * 2, LONGEST_PAUSE_S)
            one.again_at = now + one.pause_s
            say(one.child.name, f"could not be started: {error}; tried again in {one.pause_s:.0f} s")


def say(name: str, line: str) -> None:
    """Print one line with its origin in front."""
    with _print_lock:
        sys.stderr.write(f"{name:<12} | {line}\n")
        sys.stderr.flush()


def _see(child: Child) -> str:
    return f"; {child.log} says why" if child.log else ""


def _spawn(child: Child) -> subprocess.Popen[bytes]:
    output = child.log.open("ab") if child.log else subprocess.PIPE
    process = subprocess.Popen(  # noqa: S603  our own commands only
        list(child.argv),
        env=os.environ | child.env,
        user=child.user,
        group=child.user,
        extra_groups=[] if child.user else None,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_end_with_parent(child.stop_signal) if sys.platform == "linux" else None,
    )
    if not isinstance(output, int):
        output.close()
    if process.stdout is not None:
        Thread(target=_pass_on, args=(child.name, process.stdout), daemon=True).start()
    return process


def _end_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Runs in the child before its program: ask the kernel to send `stop_signal` when the supervisor is gone."""
    libc = ctypes.CDLL(None)  # loaded here, since only async-signal-safe work is wise between fork and exec
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))


def _pass_on(name: str, output: IO[bytes]) -> None:
    for line in output:
        say(name, line.decode(errors="replace").rstrip())


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the child's whole group; what is gone already is fine."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return
