"""`python -m tests.fuzz --files 300 --seed 1 [--footage FOLDER] [--workers N]`: damaged files against the engine.

Prints one JSON document; exit code 1 when something went wrong that must never. A file costs two to three seconds.
`--number N` makes and runs that one only, `--keep FOLDER` keeps the files with which something went wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.fuzz.bases import SHIPPED, Shelf, usable
from tests.fuzz.batch import Batch, rows
from tests.fuzz.telling import document


def main(words: list[str]) -> int:
    """Run what the words say; the exit code."""
    said = _parser().parse_args(words)
    clips = (*SHIPPED, *(usable(said.footage) if said.footage else ()))
    numbers = [said.number] if said.number is not None else list(range(said.files))
    ran = []
    for row in rows(Batch(said.seed, Shelf(clips), said.keep), numbers, said.workers):
        ran.append(row)
        wrong = f", {len(row.ran.violations)} violations" if row.ran.violations else ""
        said_of = f"{row.ran.outcome} {row.ran.code or ''}, {row.ran.seconds} s{wrong}"
        sys.stderr.write(f"{row.number} {row.kind}: {said_of}\n")
    told = document(ran, seed=said.seed, clips=len(clips))
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if told["violations"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Damaged files against the engine.")
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--footage", type=Path, help="a folder of further clips")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--number", type=int, help="only the file of this number")
    parser.add_argument("--keep", type=Path, help="where to keep the files with which something went wrong")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
