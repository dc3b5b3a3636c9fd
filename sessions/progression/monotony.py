"""Monotony and strain of a week (Foster 1998): how alike its days were, and that times its load."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, stdev

from sessions.progression.exact import known_loads, more_than

WATCH = 1.5
NOTE = 2.0
"""Foster 1998 names 2.0; both are defaults."""


class Sameness(StrEnum):
    """How alike the days of a week were."""

    NONE = "none"
    WATCH = "watch"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Monotony:
    """A week's load and its spread over the days (sample SD); the last three are None when all days are equal."""

    total: float
    mean: float
    sd: float
    monotony: float | None
    strain: float | None
    level: Sameness | None


def monotony_strain(daily_load: Sequence[float | None]) -> Monotony | None:
    """Monotony = mean / sample SD of seven days (0 = rest), strain = total x monotony; None unless all are known."""
    days = known_loads(daily_load)
    if days is None or len(days) != 7:
        return None
    total, mean, sd = math.fsum(days), fmean(days), stdev(days)
    if sd == 0:
        return Monotony(total, mean, sd, None, None, None)
    monotony = mean / sd
    return Monotony(total, mean, sd, monotony, total * monotony, _level(monotony))


def _level(monotony: float) -> Sameness:
    if more_than(monotony, NOTE):
        return Sameness.NOTE
    return Sameness.NONE if more_than(WATCH, monotony) else Sameness.WATCH
