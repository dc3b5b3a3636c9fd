"""`manage.py check_vectors FOLDER`: worked examples through the project's own functions."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions.worked_examples import SCHEMA, Checked, UnreadableError, check, examples_in


class Command(BaseCommand):
    """One line for each example; the exit code says whether all were reproduced."""

    help = f"Check every worked example ({SCHEMA}) of a folder. Exit 0: all reproduced; 1: one was not, or none found."
    requires_system_checks = []  # neither database nor broker is needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's words."""
        parser.add_argument("folder", type=Path, help="a folder with *.json files")
        parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")

    def handle(self, *_args: object, **options: Any) -> None:
        """Check, print, and end with the exit code that fits."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder}: not a folder")
        checked, unreadable = _check_all(folder)
        failed = sum(one.problem is not None for one in checked)
        if options["json"]:
            self.stdout.write(json.dumps(_document(checked, unreadable), ensure_ascii=False, indent=1))
        else:
            for one in checked:
                said = "ok" if one.problem is None else f"MISMATCH: {one.problem}"
                self.stdout.write(f"{one.example.file} {one.example.function} {one.example.name}: {said}")
            for file, why in unreadable.items():
                self.stdout.write(f"{file}: UNREADABLE: {why}")
            self.stdout.write(f"{len(checked) - failed} of {len(checked)} worked examples reproduced.")
        if failed or unreadable or not checked:
            sys.exit(1)


def _check_all(folder: Path) -> tuple[list[Checked], dict[str, str]]:
    """All examples of the folder, and the files that could not be read with the reason. Other JSON is passed over."""
    checked: list[Checked] = []
    unreadable: dict[str, str] = {}
    for file in sorted(folder.glob("*.json")):
        try:
            checked += [check(example) for example in examples_in(file) or []]
        except UnreadableError as reason:
            unreadable[file.name] = str(reason)
    return checked, unreadable


def _document(checked: list[Checked], unreadable: dict[str, str]) -> dict[str, Any]:
    return {
        "checked": len(checked),
        "mismatches": sum(one.problem is not None for one in checked),
        "unreadable": unreadable,
        "vectors": [
            {
                "file": one.example.file,
                "name": one.example.name,
                "function": one.example.function,
                "ok": one.problem is None,
                "problem": one.problem,
            }
            for one in checked
        ],
    }
