"""Numbers as they were logged: what is known, and comparisons that floating point cannot turn round."""

import math
from collections.abc import Sequence

# Loads are known to three or four digits. A difference in the ninth is made by floating point:
# 1300 / 1000 - 1 is 0.30000000000000004, and 110 lb is not quite 1.1 times 100 lb once both are kilograms.
_SAME = 1e-9


def known(value: object) -> float | None:
    """Return `value` when it is a finite number, else None: missing, not a number and endless are all unknown."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def known_load(value: object) -> float | None:
    """Return `value` when it can be a load: a finite number, zero or more; else None."""
    number = known(value)
    return number if number is not None and number >= 0 else None


def known_loads(values: Sequence[float | None]) -> list[float] | None:
    """Return all the loads, or None as soon as one of them is unknown."""
    loads = [load for value in values if (load := known_load(value)) is not None]
    return loads if len(loads) == len(values) else None


def more_than(value: float, limit: float) -> bool:
    """Say whether `value` is above `limit` by more than floating point's own error."""
    return value > limit and not math.isclose(value, limit, rel_tol=_SAME)


def rises_more_than(value: float, base: float, share: float) -> bool:
    """Say whether `value` is above `base` by more than `share` of it (0.1 = 10 %); exactly that share is not."""
    return more_than(value, base * (1 + share))
