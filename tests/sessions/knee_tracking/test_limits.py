"""The bounds a child process is held to."""

import resource
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from sessions.knee_tracking.limits import Limits


def test_limits_cross_the_command_line_unchanged() -> None:
    limits = Limits(max_duration_s=12.5, max_bytes=7, max_memory_mb=900, max_wall_s=3.25)
    assert Limits.from_arguments(limits.as_arguments()) == limits
    assert Limits.from_arguments([]) == Limits()


@pytest.mark.parametrize("word", ["max_bytes=many", "max_bytes", "nonsense=1"])
def test_a_word_that_is_no_limit_is_refused(word: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        Limits.from_arguments([word])


PREAMBLE = "import os, sys\nfrom sessions.knee_tracking.limits import Limits, bind_this_process\n"


def child(code: str) -> "subprocess.Popen[str]":
    """A Python child that runs `code` after the imports it needs."""
    program = PREAMBLE + textwrap.dedent(code)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def test_a_bound_process_has_its_limits() -> None:
    bound = child(
        """
        import resource
        bind_this_process(Limits(max_memory_mb=300, max_cpu_s=50, max_open_files=40), parent=os.getppid())
        for what in (resource.RLIMIT_DATA, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
            print(resource.getrlimit(what)[0])
        """
    )
    told, _ = bound.communicate(timeout=20)
    assert [int(line) for line in told.split()] == [300 << 20, 50, 40, 0]


def test_memory_beyond_the_limit_is_not_given() -> None:
    greedy = child(
        """
        bind_this_process(Limits(max_memory_mb=100), parent=os.getppid())
        try:
            bytearray(200 << 20)
        except MemoryError:
            print("refused")
        """
    )
    assert greedy.communicate(timeout=20)[0].strip() == "refused"


def test_files_beyond_the_limit_are_not_opened() -> None:
    greedy = child(
        """
        bind_this_process(Limits(max_open_files=20), parent=os.getppid())
        try:
            kept = [open("/dev/null") for _ in range(50)]
        except OSError:
            print("refused")
        """
    )
    assert greedy.communicate(timeout=20)[0].strip() == "refused"


SLEEPER = (
    PREAMBLE
    + "import time; bind_this_process(Limits(), parent=os.getppid()); print(os.getpid(), flush=True); time.sleep(60)"
)


def test_a_bound_process_dies_with_its_parent() -> None:
    parent = child(
        f"""
        import subprocess, time
        inner = subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], stdout=subprocess.PIPE, text=True)
        print(inner.stdout.readline().strip(), flush=True)
        time.sleep(60)
        """
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)


def test_a_process_whose_parent_is_gone_already_does_not_start() -> None:
    orphan = child("bind_this_process(Limits(), parent=1_000_000); print('alive')")
    told, _ = orphan.communicate(timeout=20)
    assert told == ""
    assert orphan.returncode == -9


def test_the_caller_s_own_limits_are_left_alone() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    child("bind_this_process(Limits(max_memory_mb=200), parent=os.getppid())").communicate(timeout=20)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_for_a_while_it_may_have_less_and_then_as_before() -> None:
    held = child(
        """
        import resource
        from sessions.knee_tracking.limits import at_most_more
        def fits():
            try:
                return len(bytearray(100 << 20)) > 0
            except MemoryError:
                return False
        with at_most_more(50) as is_held:
            print(is_held, fits())  # not bound: nothing changes
        bind_this_process(Limits(max_memory_mb=600), parent=os.getppid())
        with at_most_more(50) as is_held:
            print(is_held, fits())
        print(fits(), resource.getrlimit(resource.RLIMIT_DATA) == (600 << 20, 600 << 20))
        with at_most_more(700) as is_held:
            print(is_held, fits())  # it may have less than that anyway
        """
    )
    assert held.communicate(timeout=20)[0].splitlines() == ["False True", "True False", "True True", "False True"]
