"""What came of all the files, as one document."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from tests.fuzz.running import Ran

SLOWEST = 5
GROWTH_MB = 30  # of a caller with all its files, after the first


@dataclass(frozen=True, slots=True)
class Row:
    """A file's number and kind, the name of the process that ran it, and how it fared."""

    number: int
    kind: str
    worker: str
    ran: Ran


def document(rows: list[Row], *, seed: int, clips: int) -> dict[str, Any]:
    """Counts, extremes, and a list of everything that must never be."""
    growth = _growth(rows)
    violations: list[dict[str, Any]] = [
        {"number": row.number, "kind": row.kind, "what": what} for row in rows for what in row.ran.violations
    ]
    violations += [
        {"number": None, "kind": None, "what": f"the caller grew by {grown:.0f} MB over all files"}
        for grown in growth.values()
        if grown > GROWTH_MB
    ]
    slowest = sorted(rows, key=lambda row: -row.ran.seconds)[:SLOWEST]
    return {
        "seed": seed,
        "files": len(rows),
        "clips": clips,
        "kinds": dict(sorted(Counter(row.kind for row in rows).items())),
        "outcomes": dict(Counter(row.ran.outcome for row in rows)),
        "codes": dict(Counter(row.ran.code for row in rows if row.ran.code).most_common()),
        "slowest": [{"number": row.number, "kind": row.kind, "seconds": row.ran.seconds} for row in slowest],
        "peak_memory_mb": max((row.ran.peak_mb for row in rows), default=0.0),
        "caller_growth_mb": round(max(growth.values(), default=0.0), 1),
        "violations": violations,
    }


def _growth(rows: list[Row]) -> dict[str, float]:
    """By how much each caller grew in all its runs but the first, which loads what stays, MB."""
    grown: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        grown[row.worker].append(row.ran.growth_mb)
    return {worker: sum(values[1:]) for worker, values in grown.items()}
