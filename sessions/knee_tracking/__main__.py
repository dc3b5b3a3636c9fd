"""The child process: measure one video and tell of it in JSON lines on the standard output.

`python -m sessions.knee_tracking SOURCE OUT TASK PARENT_PID OPTIONS LIMIT=VALUE…`; `engine.run` starts it.
With `--decode-only` in place of OUT nothing is measured: it ends well if every frame can be decoded.
"""

import json
import logging
import os
import sys
from pathlib import Path

from sessions.knee_tracking.events import DECODE_ONLY, to_message
from sessions.knee_tracking.limits import Limits, bind_this_process
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.report import Task


def main(words: list[str]) -> None:
    """Bind this process, then do what the words say; the limits come before any library that reads the file."""
    source, out, task, parent, options, *rest = words
    limits = Limits.from_arguments(rest)
    bind_this_process(limits, parent=int(parent))
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    if out == DECODE_ONLY:
        _decode(Path(source), limits)
    else:
        _measure(Path(source), Task(task), Path(out), limits, Options.from_argument(options))


def _measure(source: Path, task: Task, out: Path, limits: Limits, options: Options) -> None:
    # Native libraries write where they like: give them the error stream, and keep the real output for events.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as events:
        os.dup2(2, 1)
        from sessions.knee_tracking.pipeline import analyse

        for event in analyse(source, task, out, limits, options):
            print(json.dumps(to_message(event), allow_nan=False), file=events, flush=True)


def _decode(source: Path, limits: Limits) -> None:
    from sessions.knee_tracking.frames import decode, opened

    with opened(source, max_pixels=limits.max_pixels) as (container, stream):
        for _frame in decode(container, stream):
            pass


main(sys.argv[1:])
