"""What starts the sweeps, by a clock that may be put back."""

from __future__ import annotations

from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """Celery's own, which would wait for as long as its clock was put back: an hour without a sweep for an hour."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Start what is due, and return after how many seconds to look again.

        What ran at a moment that is still to come counts from now on.
        """
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # it is sorted by moments of the clock as it was
        return float(super().tick(*args, **kwargs))
