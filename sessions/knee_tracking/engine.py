"""Run a measurement in a process of its own, bounded, so that nothing a video does reaches the caller.

The pose model leaks tens of megabytes with every video, and a hostile file may crash a decoder: both end
with the child. The child binds itself (limits.py) and dies with the thread that started it; the caller
keeps the time, and reads events line by line.
"""

import json
import logging
import os
import selectors
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from time import monotonic

from sessions.knee_tracking.events import (
    DECODE_ONLY,
    FILES,
    PARTIAL,
    Event,
    Filed,
    Measured,
    from_message,
)
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.pose_file import PoseFileError, check
from sessions.knee_tracking.rejected import rejected
from sessions.knee_tracking.report import Code, OwnSet, Task

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
READ_AT_ONCE = 1 << 16
END_S = 10.0  # for the child to end after its last word
KEPT_ERRORS = 4000  # characters of the child's error output that go into an EngineFailure


class EngineFailure(Exception):  # noqa: N818 - the opposite of a refusal, and named so
    """The engine or the machine failed, not the video: trying again may help."""


class _ChildDiedError(Exception):
    """The child ended without having finished."""


def run(
    source: Path,
    *,
    task: Task,
    out: Path,
    limits: Limits | None = None,
    blur_faces: bool = False,
    own: Sequence[OwnSet] = (),
    pose_model: Path | None = None,
) -> Generator[Event]:
    """Measure the video `source` and write what goes with it into the folder `out`.

    Yields Progress as it goes, Measured once, and Filed last. A file that cannot be measured is reported as
    rejected, whatever it does to the decoder; EngineFailure is raised when the fault is not the file's.
    With `blur_faces` the athlete's head is blurred in the web copy and the stills; the report is the same.
    `own` are sets that the athlete or a coach confirmed as good: measured against those that can be compared with.
    `pose_model` is a .task file to be used in place of the pose libraries' own model; the report names it.
    Closing the generator ends the measurement. Nothing is written anywhere but into `out`.
    """
    limits = limits or Limits()
    source, out = source.resolve(), out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    options = Options(blur_faces, tuple(own), None if pose_model is None else _whole(pose_model))
    measured = False
    try:
        for line in _lines([str(source), str(out), task.value], limits, options, scratch=out):
            event = from_message(json.loads(line))
            measured = measured or isinstance(event, Measured)
            yield event
            if isinstance(event, Filed):
                return
        raise _ChildDiedError("ended before it had finished")
    except _ChildDiedError as death:
        if measured:
            log.warning("the files that go with a report are incomplete: %s", death)
            yield _filed_so_far(out)
        elif _decodes(source, limits, scratch=out):
            raise EngineFailure(str(death)) from death
        else:
            log.warning("the decoder does not survive this file: %s", death)
            yield Measured(rejected(Code.NOT_A_VIDEO, task))
            yield Filed()
    finally:
        for unfinished in out.glob("*" + PARTIAL):
            unfinished.unlink()


def _whole(pose_model: Path) -> str:
    """The file's full path; EngineFailure if it is no pose model, before a video could be blamed for it."""
    try:
        check(pose_model)
    except PoseFileError as error:
        raise EngineFailure(f"The pose model {error}.") from error
    return str(pose_model.resolve())


def _lines(words: list[str], limits: Limits, options: Options, *, scratch: Path) -> Iterator[bytes]:
    """Lines of the child's output; raises _ChildDiedError if it fails or takes too long. Ends with the iterator."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", __package__, *words, str(os.getpid()), options.as_argument(), *limits.as_arguments()],
        cwd=ROOT,
        # Nothing of the caller's environment, which may hold secrets, goes near a decoder.
        env={"PATH": os.defpath, "TMPDIR": str(scratch), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    errors = _Errors()
    try:
        yield from _read_lines(child, errors, deadline=monotonic() + limits.max_wall_s)
        if child.wait(timeout=END_S) != 0:
            raise _ChildDiedError(f"exit code {child.returncode}: {errors.tail}")
    except subprocess.TimeoutExpired as error:
        raise _ChildDiedError(f"longer than {limits.max_wall_s:.0f} s: {errors.tail}") from error
    finally:
        child.kill()
        child.wait()
        for pipe in filter(None, (child.stdout, child.stderr)):
            pipe.close()


class _Errors:
    """The end of the child's error output; all of it goes to the debug log."""

    def __init__(self) -> None:
        self.tail = ""

    def add(self, data: bytes) -> None:
        """Take in more output."""
        text = data.decode("utf-8", "replace")
        log.debug("%s", text.rstrip())
        self.tail = (self.tail + text)[-KEPT_ERRORS:]


def _read_lines(child: "subprocess.Popen[bytes]", errors: _Errors, *, deadline: float) -> Iterator[bytes]:
    """Whole lines from the child's output until it closes both pipes; raises TimeoutExpired at the deadline."""
    rest = b""
    with selectors.DefaultSelector() as pipes:
        for pipe in filter(None, (child.stdout, child.stderr)):
            pipes.register(pipe, selectors.EVENT_READ)
        while pipes.get_map():
            ready = pipes.select(timeout=max(0.0, deadline - monotonic()))
            if not ready or monotonic() > deadline:  # however much it still says
                raise subprocess.TimeoutExpired(child.args, 0)
            for key, _ in ready:
                data = os.read(key.fd, READ_AT_ONCE)
                if not data:
                    pipes.unregister(key.fileobj)
                elif key.fileobj is child.stderr:
                    errors.add(data)
                else:
                    *lines, rest = (rest + data).split(b"\n")
                    yield from lines


def _decodes(source: Path, limits: Limits, *, scratch: Path) -> bool:
    """Whether a child that only decodes survives the file: then its death was not the file's fault."""
    try:
        for _line in _lines([str(source), DECODE_ONLY, Task.SQUAT.value], limits, Options(), scratch=scratch):
            pass
    except _ChildDiedError:
        return False
    return True


def _filed_so_far(out: Path) -> Filed:
    def name(file: str) -> str | None:
        return FILES[file] if (out / FILES[file]).exists() else None

    return Filed(track=name("track"), overlay=name("overlay"), curve=name("curve"), web=name("web"))
