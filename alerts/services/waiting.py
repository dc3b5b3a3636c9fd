"""How long a message waits before it is tried again."""

from __future__ import annotations

import random
from datetime import timedelta

WAITS = tuple(timedelta(seconds=s) for s in (30, 120, 600, 1800, 3600))  # defaults; the last one from then on
JITTER = 0.2  # default; so that what failed together does not come back together


def wait_before(attempts: int) -> timedelta:
    """The pause after so many attempts, with jitter."""
    wait = WAITS[min(max(attempts, 1), len(WAITS)) - 1]
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  nothing secret
