"""`manage.py analyse_video FILE`: measure a video from the command line, without database or broker."""

import json
import sys
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sessions.knee_tracking import Code, EngineFailure, Measured, Report, Task, run, to_json
from sessions.knee_tracking.text import lines

FAILED = 1
NOT_A_VIDEO = 2


class Command(BaseCommand):
    """Runs the same pipeline as the workers and prints the report; web copy and stills only with --out."""

    help = "Measure knee tracking in a video file. Exit 0: measured or refused; 2: not a readable video; 1: failed."
    requires_system_checks = []  # neither database nor broker is needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's words."""
        parser.add_argument("file", type=Path, help="the video")
        parser.add_argument("--task", type=Task, choices=list(Task), default=Task.SQUAT, metavar="TASK")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
        parser.add_argument("--out", type=Path, help="keep the track, curves, stills and web copy in this folder")
        parser.add_argument("--blur-faces", action="store_true", help="blur the head in what --out keeps")
        parser.add_argument(
            "--pose-model", type=Path, metavar="FILE", default=settings.POSE_MODEL, help="a .task file to measure with"
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Measure, print, and end with the exit code that fits."""
        try:
            report = _measure(
                options["file"],
                options["task"],
                options["out"],
                blur_faces=options["blur_faces"],
                pose_model=options["pose_model"],
            )
        except EngineFailure as failure:
            self.stderr.write(str(failure))
            if options["json"]:
                self.stdout.write(json.dumps({"error": "The engine failed; see the error output."}))
            sys.exit(FAILED)
        if options["json"]:
            self.stdout.write(json.dumps(to_json(report), ensure_ascii=False, indent=2))
        else:
            for line in lines(report):
                self.stdout.write(line)
        if report.reason is not None and report.reason.code is Code.NOT_A_VIDEO:
            sys.exit(NOT_A_VIDEO)


def _measure(file: Path, task: Task, out: Path | None, *, blur_faces: bool, pose_model: Path | None) -> Report:
    """The report; the run is left as soon as it is there, unless its files are wanted."""
    with TemporaryDirectory(prefix="coachhub-") as scratch:
        folder = out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        with closing(run(file, task=task, out=folder, blur_faces=blur_faces, pose_model=pose_model)) as events:
            report = next(event.report for event in events if isinstance(event, Measured))
            for _event in events if out else ():
                pass
            return report
