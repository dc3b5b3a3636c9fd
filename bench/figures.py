"""Figures of a bench, as JSON values."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Json = dict[str, Any]
Numbers = Sequence[float] | np.ndarray[Any, Any]


def share(flags: Iterable[Any]) -> str:
    """How many of how many are so."""
    known = [bool(flag) for flag in flags]
    return f"{sum(known)} of {len(known)}"


def middle(values: Numbers) -> float | None:
    """The median, or None of nothing."""
    return round(float(np.median(values)), 2) if len(values) else None


def most(values: Numbers) -> float | None:
    """The largest value, or None of nothing."""
    return round(float(np.max(values)), 3) if len(values) else None
