"""Processes are started in order, restarted when they die, and stopped whole: theirs, and no others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from coachhub.serving import supervisor as supervisor_module
from coachhub.serving.supervisor import Child, StartError, Supervisor
from tests.stack import eventually

PYTHON = sys.executable
SLEEP = [PYTHON, "-c", "import time; time.sleep(300)"]
WITH_CHILD = [
    PYTHON,
    "-c",
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(300)'])",
]


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    one = Supervisor()
    yield one
    one.stop()


def test_a_child_is_waited_for_until_it_is_ready(supervisor: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "ready"
    argv = [
        PYTHON,
        "-c",
        f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(mark)!r}).touch(); time.sleep(300)",
    ]
    supervisor.start(Child("slow", argv, ready=mark.exists))
    assert mark.exists()


def test_a_child_that_ends_at_once_is_an_error_with_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "why.log"
    child = Child("broken", [PYTHON, "-c", "print('no such thing'); raise SystemExit(3)"], ready=lambda: False, log=log)
    with pytest.raises(StartError, match=f"broken ended at once with code 3; {log} says why"):
        supervisor.start(child)
    assert "no such thing" in log.read_text()


def test_a_child_that_is_never_ready_is_an_error(supervisor: Supervisor) -> None:
    with pytest.raises(StartError, match="lazy was not ready within 0 seconds"):
        supervisor.start(Child("lazy", SLEEP, ready=lambda: False), within_s=0.2)


def test_what_a_child_prints_carries_its_name(supervisor: Supervisor, capfd: pytest.CaptureFixture[str]) -> None:
    supervisor.start(Child("talker", [PYTHON, "-c", "print('hello', flush=True); import time; time.sleep(300)"]))
    printed = ""

    def said() -> bool:
        nonlocal printed
        printed += capfd.readouterr().err
        return "talker       | hello" in printed

    eventually(said)


def test_stopping_reaches_grandchildren_and_nobody_else(supervisor: Supervisor) -> None:
    stranger = subprocess.Popen(SLEEP, start_new_session=True)
    try:
        supervisor.start(Child("parent", WITH_CHILD))
        parent = psutil.Process(supervisor.pid("parent"))
        grandchild = eventually(parent.children)[0]
        supervisor.stop()
        eventually(lambda: not psutil.pid_exists(parent.pid) and _gone(grandchild))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def kill_and_see_it_back(supervisor: Supervisor, worker: int) -> None:
    """Watched over, another process takes the place of the worker's; then the watch ends."""
    watcher = threading.Thread(target=supervisor.watch, daemon=True)
    watcher.start()
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: supervisor.pid("worker") != worker and psutil.pid_exists(supervisor.pid("worker")))
    supervisor.request_stop()
    watcher.join(5)
    assert not watcher.is_alive()


def test_a_child_that_dies_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start(Child("worker", SLEEP))
    first = supervisor.pid("worker")
    kill_and_see_it_back(supervisor, first)


def test_one_that_keeps_ending_holds_up_neither_the_others_nor_the_stop(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coachhub.serving.supervisor.FIRST_PAUSE_S", 60.0)
    monkeypatch.setattr("coachhub.serving.supervisor.LONGEST_PAUSE_S", 60.0)
    supervisor.start(Child("broken", [PYTHON, "-c", "raise SystemExit(1)"]))
    broken = supervisor.pid("broken")
    watcher = threading.Thread(target=supervisor.watch, daemon=True)
    watcher.start()
    eventually(lambda: not psutil.pid_exists(broken))
    time.sleep(0.3)  # now it has its long pause
    monkeypatch.setattr("coachhub.serving.supervisor.FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr("coachhub.serving.supervisor.LONGEST_PAUSE_S", 0.1)
    supervisor.start(Child("worker", SLEEP))
    first = supervisor.pid("worker")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervisor.pid("worker") != first, within_s=10)
    supervisor.request_stop()
    watcher.join(5)
    assert not watcher.is_alive()


def test_one_that_cannot_be_started_for_a_while_is_tried_again(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("coachhub.serving.supervisor.FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("coachhub.serving.supervisor.LONGEST_PAUSE_S", 0.02)
    supervisor.start(Child("worker", SLEEP))
    first, left = supervisor.pid("worker"), [OSError("Cannot allocate memory")] * 2
    spawn = supervisor_module._spawn

    def short_of_memory(child: Child) -> subprocess.Popen[bytes]:
        if left:
            raise left.pop()
        return spawn(child)

    monkeypatch.setattr(supervisor_module, "_spawn", short_of_memory)
    kill_and_see_it_back(supervisor, first)
    assert "could not be started: Cannot allocate memory" in capfd.readouterr().err


def test_a_child_that_ignores_being_asked_is_killed(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coachhub.serving.supervisor.STOP_WITHIN_S", 0.3)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
    )
    supervisor.start(Child("deaf", [PYTHON, "-c", deaf]))
    pid = supervisor.pid("deaf")
    time.sleep(0.3)
    supervisor.stop()
    assert not psutil.pid_exists(pid)


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = (
        "import pathlib, sys, time\n"
        "from coachhub.serving.supervisor import Child, Supervisor\n"
        "one = Supervisor()\n"
        "one.start(Child('orphan', [sys.executable, '-c', 'import time; time.sleep(300)']))\n"
        f"pathlib.Path({str(note)!r}).write_text(str(one.pid('orphan')))\n"
        "time.sleep(300)\n"
    )
    supervising = subprocess.Popen([PYTHON, "-c", program])
    orphan = psutil.Process(int(eventually(lambda: note.exists() and note.read_text())))
    supervising.kill()
    supervising.wait()
    eventually(lambda: _gone(orphan))


def _gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
