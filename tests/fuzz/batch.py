"""Many files one after the other, in processes of their own."""

from __future__ import annotations

import logging
import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.fuzz.bases import Shelf
from tests.fuzz.making import kind_of, make
from tests.fuzz.running import try_file
from tests.fuzz.telling import Row


@dataclass(frozen=True, slots=True)
class Batch:
    """What all files of a run have in common; `keep` is the folder for those with which something went wrong."""

    seed: int
    shelf: Shelf
    keep: Path | None = None


def rows(batch: Batch, numbers: list[int], workers: int) -> Iterator[Row]:
    """Each number's file, made and tried."""
    # A fresh process for each worker: its memory and its open files are looked at.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=fresh, initializer=logging.disable) as pool:
        yield from pool.map(partial(one, batch), numbers)


def one(batch: Batch, number: int) -> Row:
    """The file of a number, made and tried in this process."""
    made = make(batch.seed, number, batch.shelf)
    with tempfile.TemporaryDirectory(prefix="coachhub-fuzz-") as folder:
        ran = try_file(made, Path(folder))
    if ran.violations and batch.keep is not None:
        batch.keep.mkdir(parents=True, exist_ok=True)
        (batch.keep / f"{batch.seed}-{number}-{kind_of(number)}{made.suffix}").write_bytes(made.content)
    return Row(number, kind_of(number), multiprocessing.current_process().name, ran)
