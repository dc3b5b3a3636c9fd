"""What one measurement may use, and how a child process binds itself to it."""

import ctypes
import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one measurement. All are defaults of ours, not findings."""

    max_duration_s: float = 600.0
    max_bytes: int = 2_000_000_000
    max_pixels: int = 3840 * 2160 + 500_000  # 4K, and the few odd sizes just above it
    max_memory_mb: int = 1500
    max_wall_s: float = 1800.0
    max_cpu_s: int = 3600
    max_open_files: int = 256
    max_output_bytes: int = 1_000_000_000

    def as_arguments(self) -> list[str]:
        """The limits as command-line words, `name=value`."""
        return [f"{name}={value}" for name, value in asdict(self).items()]

    @classmethod
    def from_arguments(cls, words: list[str]) -> Self:
        """The limits back from `as_arguments`; raises ValueError for a word that is none."""
        types = {field.name: type(getattr(cls(), field.name)) for field in fields(cls)}
        pairs = (word.split("=", 1) for word in words)
        return cls(**{name: types[name](value) for name, value in pairs})


def bind_this_process(limits: Limits, *, parent: int) -> None:
    """Hold the calling process to `limits` and let it die with `parent`.

    Memory is bounded by RLIMIT_DATA (heap and private writable mappings), not RLIMIT_AS: the pose
    model's libraries map far more address space than they ever touch, while the data segment
    follows the resident size closely. A request above it fails like any failed allocation.
    """
    megabytes = 1 << 20
    for what, most in (
        (resource.RLIMIT_DATA, limits.max_memory_mb * megabytes),
        (resource.RLIMIT_CPU, limits.max_cpu_s),
        (resource.RLIMIT_NOFILE, limits.max_open_files),
        (resource.RLIMIT_FSIZE, limits.max_output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    die_with(parent)


@contextmanager
def at_most_more(megabytes: int) -> Iterator[bool]:
    """Hold a bound process for a while to so much more memory than it has; whether that is less than it may have.

    Changes nothing in a process that is not bound, and where the system does not tell how much there is.
    """
    status = Path("/proc/self/status")
    told = re.search(r"VmData:\s+(\d+) kB", status.read_text("utf-8")) if status.exists() else None
    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    held = (int(told.group(1)) << 10) + (megabytes << 20) if told else before
    if before == resource.RLIM_INFINITY or held >= before:
        yield False
        return
    resource.setrlimit(resource.RLIMIT_DATA, (held, hard))
    try:
        yield True
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, hard))


def die_with(parent: int) -> None:
    """Be killed as soon as `parent` is gone, even if it was killed itself and could not tell.

    Linux only; elsewhere the parent's own clean-up and the time limits have to do.
    The kernel watches the *thread* that started this process.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above took hold
            os.kill(os.getpid(), signal.SIGKILL)
