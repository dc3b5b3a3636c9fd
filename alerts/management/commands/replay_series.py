"""`manage.py replay_series IN.ndjson --out OUT.ndjson`: what coaches would have been told of these readings."""

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError

from alerts.rules.replay import replay_series
from alerts.rules.series import Problem, Series, read_series

SHOWN = 20
MANY = 40  # of fewer athletes the replay takes less than starting the processes does
TOGETHER = 10  # athletes handed to a process at a time


class Command(BaseCommand):
    """Reads everything first: with one bad line nothing is written."""

    help = "Run the alerting rules over series of pain readings, one athlete a line; write one line an alert."
    requires_system_checks = []  # neither database nor broker is needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's words."""
        parser.add_argument("series", type=Path, metavar="IN", help="lines of JSON, one athlete each")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="where the alerts are written")
        parser.add_argument("--today", type=date.fromisoformat, help="later readings are refused (default: none are)")

    def handle(self, *_args: object, **options: Any) -> None:
        """Read, judge, write."""
        everybody = _read(options["series"], options["today"])
        until = max((one.sessions[-1].day for one in everybody if one.sessions), default=date.min)
        alerts = _write(options["out"], everybody, until)
        self.stdout.write(f"{len(everybody)} athletes, {alerts} alerts.")


def _read(file: Path, today: date | None) -> list[Series]:
    try:
        with file.open(encoding="utf-8") as lines:
            found = list(read_series(lines, today))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}") from error
    problems = [one for one in found if isinstance(one, Problem)]
    if problems:
        more = f"\nand {len(problems) - SHOWN} more lines" if len(problems) > SHOWN else ""
        raise CommandError("\n".join(map(str, islice(problems, SHOWN))) + more + "\nNothing was written.")
    return [one for one in found if isinstance(one, Series)]


def _replayed(everybody: Sequence[Series], until: date) -> Iterator[list[str]]:
    """The lines of each athlete, in the athletes' order; of many, as many at a time as the machine has processors."""
    lines_of = partial(_lines, until=until)
    if len(everybody) <= MANY:
        yield from map(lines_of, everybody)
        return
    fresh = get_context(
        "spawn"
    )  # a fork would copy the locks that this process's other threads hold, and wait for them
    with ProcessPoolExecutor(mp_context=fresh, initializer=django.setup) as others:
        yield from others.map(lines_of, everybody, chunksize=TOGETHER)


def _lines(series: Series, until: date) -> list[str]:
    return [
        json.dumps(
            {"athlete": series.athlete, "day": told.day.isoformat(), "rule": told.rule, "sentence": told.sentence},
            ensure_ascii=False,
        )
        + "\n"
        for told in replay_series(series, until)
    ]


def _write(file: Path, everybody: Sequence[Series], until: date) -> int:
    """Write to a file beside it, which takes its name when it is whole. Returns the number of alerts."""
    count = 0
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}.", delete=False) as out:
            try:
                for lines in _replayed(everybody, until):
                    out.writelines(lines)
                    count += len(lines)
                out.flush()
                os.fsync(out.fileno())
                Path(out.name).chmod(0o644)
                Path(out.name).replace(file)
            except BaseException:
                Path(out.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CommandError(f"{file}: {error}") from error
    return count
