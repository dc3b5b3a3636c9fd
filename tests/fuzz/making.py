"""Every kind of damage by name, and the file of a number: the same for the same seed, number and clips."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.fuzz import clocks, damage, hostile, structure
from tests.fuzz.bases import Shelf
from tests.fuzz.made import Made

Maker = Callable[[Random, Shelf], Made]
MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        damage.bit_flips,
        structure.box_length,
        hostile.script,
        clocks.giant_tables,
        hostile.mixed_sizes,
        damage.head_flips,
        clocks.steps,
        structure.dimensions,
        damage.cut,
        clocks.timescale,
        structure.notes,
        structure.crowded,
        structure.note_tracks,
        hostile.few_pictures,
        structure.stream_size,
        clocks.stream_times,
        damage.noise_behind_head,
        structure.box_missing,
        clocks.order,
        hostile.odd_size,
        damage.hole,
        structure.box_twice,
        clocks.edits,
        hostile.only_head,
        structure.matrix,
        damage.joined,
        clocks.false_counts,
        structure.boxes_swapped,
        hostile.jpeg_size,
        structure.nested,
        damage.misnamed,
        structure.elsewhere,
    )
}


def kind_of(number: int) -> str:
    """The kinds take turns."""
    return list(MAKERS)[number % len(MAKERS)]


def make(seed: int, number: int, shelf: Shelf) -> Made:
    """The damaged file of a number."""
    return MAKERS[kind_of(number)](Random(f"{seed}/{number}"), shelf)
