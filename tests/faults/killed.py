"""Deeds in a running stack's database, each tried by a process that is killed at one line of its code after the other.

Run in the stack's environment: `python -m tests.faults.killed NAME`. Prints what was made and how each process ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from types import FrameType
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

import django

django.setup()

from django.core.files.storage import default_storage  # noqa: E402  needs Django set up
from django.core.management import call_command  # noqa: E402  likewise
from django.db import connections, transaction  # noqa: E402  likewise

from coachhub.core import erasure  # noqa: E402  likewise
from coachhub.core.scope import organisation_scope  # noqa: E402  likewise
from sessions.knee_tracking import corrected  # noqa: E402, F401  loaded before there are copies of this process
from sessions.services import corrections, remeasure  # noqa: E402  likewise
from sessions.services.correction_entries import CorrectionEntry  # noqa: E402  likewise
from tests.films import measured  # noqa: E402  likewise
from tests.kept import kept  # noqa: E402  likewise
from tests.world import World, make_world  # noqa: E402  likewise

STEP = 9  # lines between one kill and the next
MOST = 600
REMEASURE, CORRECT = ({one.__file__ for one in (module, erasure)} for module in (remeasure, corrections))


def main() -> None:
    """One JSON object: the videos, the storage's folder, and the signal or exit code of each process by deed."""
    with transaction.atomic():
        world = make_world(sys.argv[1])
    with transaction.atomic():  # until they are answered no worker sees them
        again = [str(kept(person).video_id) for person in (world.maya, world.maya, world.samira)]
        filmed = measured(world.maya)
    told: dict[str, Any] = {"again": again, "folder": default_storage.path("")}
    told["remeasured"] = list(until_it_ends(_remeasure, REMEASURE))
    told["corrected_video"] = str(filmed.pk)
    told["corrected"] = list(until_it_ends(lambda: _correct(world, filmed), CORRECT))
    json.dump(told, sys.stdout)


def _remeasure() -> None:
    call_command("remeasure", "--apply", stdout=StringIO())


def _correct(world: World, video: Any) -> None:
    with organisation_scope(video.organisation_id):
        corrections.correct(
            actor=world.coach.actor,
            video=video,
            entry=CorrectionEntry("joint", at_s=8.9, joint="left_knee", x=0.5, y=0.7),
            seen=0,
        )


def until_it_ends(deed: Callable[[], None], files: set[str | None]) -> Iterator[int]:
    """How each try ended: killed at a later line each time, until one comes to its end by itself."""
    for line in range(STEP, MOST, STEP):
        ended = _copy_that(deed, files, line)
        yield ended
        if ended >= 0:
            return


def _copy_that(deed: Callable[[], None], files: set[str | None], line: int) -> int:
    """Do it in a copy of this process, which is killed at the so-manyeth line that it runs in these files."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        sys.settrace(_kill_at(line, files))
        deed()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _kill_at(line: int, files: set[str | None]) -> Callable[[FrameType, str, Any], Any]:
    left = line

    def inside(_frame: FrameType, event: str, _about: Any) -> Any:
        nonlocal left
        left -= event == "line"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return inside

    return lambda frame, _event, _about: inside if frame.f_code.co_filename in files else None


if __name__ == "__main__":
    main()
