"""The child process: measure one video and tell of it in JSON lines on the standard output.

`python -m sessions.knee_tracking SOURCE OUT TASK PARENT_PID LIMIT=VALUE… [--blur-faces]
[--pose-model=FILE]`; `engine.run` starts it.
With `--decode-only` in place of OUT nothing is measured: it ends well if every frame can be decoded.
"""

import json
import logging
import os
import sys
from pathlib import Path

from sessions.knee_tracking.events import BLUR_FACES, DECODE_ONLY, POSE_MODEL, to_message
from sessions.knee_tracking.limits import Limits, bind_this_process
from sessions.knee_tracking.report import Task


def main(words: list[str]) -> None:
    """Bind this process, then do what the words say; the limits come before any library that reads the file."""
    source, out, task, parent, *rest = words
    limits = Limits.from_arguments([word for word in rest if not word.startswith("--")])
    bind_this_process(limits, parent=int(parent))
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    if out == DECODE_ONLY:
        _decode(Path(source), limits)
    else:
        model = next((Path(word.removeprefix(POSE_MODEL)) for word in rest if word.startswith(POSE_MODEL)), None)
        _measure(Path(source), Task(task), Path(out), limits, blur_faces=BLUR_FACES in rest, pose_model=model)


def _measure(source: Path, task: Task, out: Path, limits: Limits, *, blur_faces: bool, pose_model: Path | None) -> None:
    # Native libraries write where they like: give them the error stream, and keep the real output for events.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as events:
        os.dup2(2, 1)
        from sessions.knee_tracking.pipeline import analyse

        for event in analyse(source, task, out, limits, blur_faces=blur_faces, pose_model=pose_model):
            print(json.dumps(to_message(event), allow_nan=False), file=events, flush=True)


def _decode(source: Path, limits: Limits) -> None:
    from sessions.knee_tracking.frames import decode, opened

    with opened(source, max_pixels=limits.max_pixels) as (container, stream):
        for _frame in decode(container, stream):
            pass


main(sys.argv[1:])
