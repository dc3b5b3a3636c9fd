"""Looks for work that nobody was told of: a lost nudge, a dead worker, a time that has come.

Each app registers what it sweeps; beat calls all of it every few seconds. A sweep may run twice at
once and at any moment: whatever it starts claims its rows first. What may wait for the storage is registered as slow:
it comes after all others, in one process at a time, so that while it hangs another one goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.core.cache import cache

from coachhub.core.alone import alone

log = structlog.get_logger(__name__)
Sweep = Callable[[], None]
LAST_SWEEP = "last_sweep"
_sweeps: dict[str, Sweep] = {}
_slow: dict[str, Sweep] = {}
_hourly: dict[str, Sweep] = {}


def swept(sweep: Sweep) -> Sweep:
    """Run the decorated function at every sweep (COACHHUB_SWEEP_S)."""
    _sweeps[f"{sweep.__module__}.{sweep.__qualname__}"] = sweep
    return sweep


def swept_slowly(sweep: Sweep) -> Sweep:
    """Run the decorated function at every sweep, after those that wait for nobody outside."""
    _slow[f"{sweep.__module__}.{sweep.__qualname__}"] = sweep
    return sweep


def hourly(sweep: Sweep) -> Sweep:
    """Run the decorated function once an hour."""
    _hourly[f"{sweep.__module__}.{sweep.__qualname__}"] = sweep
    return sweep


def run_sweeps() -> None:
    """Run every registered sweep, and note when."""
    _run(_sweeps)
    cache.set(LAST_SWEEP, datetime.now(UTC), timeout=None)
    with alone("slow sweeps") as is_mine:
        if is_mine:
            _run(_slow)


def run_hourly() -> None:
    """Run everything registered to run once an hour."""
    _run(_hourly)


def _run(sweeps: dict[str, Sweep]) -> None:
    """Run each; one that fails is logged and keeps none of the others from running."""
    for name, sweep in sweeps.items():
        try:
            sweep()
        except Exception:
            log.exception("sweep_failed", sweep=name)
