"""Made-up athletes who report pain: the project's own simulator for the pain trend. No athlete's data are in it.

Each athlete has a level, noise that hangs together from session to session (AR(1)), and four questions that share
part of that noise. What differs is the kind of reporter. Stable athletes stay on their level for the whole time;
changed ones begin to rise, or step up, between the fifth and the eighth week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WEEKS = 16
SESSION_DAYS = (0, 2, 4)
USUAL_OFFSETS = (-0.7, 0.0, -0.3, -0.5)
"""How far each question lies from the worst pain, in points, on average over athletes; ours."""
ONSET_WEEKS = (4, 8)


@dataclass(frozen=True)
class Kind:
    """One kind of reporter: level and spread of the worst pain in points, and what is special.

    `shared`: share of the noise's variance that all four questions have in common. `flares_per_week` of
    `flare_days` days and 2 to 3.5 points. `step_of`: answers only in multiples of so many points.
    """

    level: float
    sd: float
    phi: float = 0.3
    shared: float = 0.6
    level_sd: float = 0.3
    flares_per_week: float = 0.0
    flare_days: tuple[int, int] = (3, 6)
    heavy: bool = False
    weekday: float = 0.0
    step_of: int = 1
    gains: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    shares: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    only_worst: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "quiet": Kind(1.0, 0.9),
        "moderate": Kind(2.5, 1.2),
        "flare-ups": Kind(1.5, 0.9, flares_per_week=0.2),
        "noisy, AR 0.6": Kind(3.0, 1.5, phi=0.6),
    }
)
"""The four kinds of the budget."""
MORE_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "always the same": Kind(2.0, 0.15, phi=0.0, level_sd=0.0),
        "near zero": Kind(0.2, 0.8),
        "heavy tails": Kind(2.0, 1.0, heavy=True),
        "bad Mondays": Kind(2.0, 0.9, weekday=1.5),
        "only even numbers": Kind(2.5, 1.2, step_of=2),
        "questions disagree": Kind(2.5, 1.3, shared=0.15),
        "one answer four times": Kind(2.5, 1.3, shared=1.0),
        "noisy, white": Kind(3.5, 1.8, phi=0.0),
        "slow swings, AR 0.8": Kind(3.0, 1.2, phi=0.8),
        "high": Kind(5.0, 1.3),
        "only the worst is logged": Kind(2.5, 1.2, only_worst=True),
        "noisy, only the worst": Kind(3.0, 1.5, phi=0.6, only_worst=True),
        "smaller answers": Kind(2.5, 1.2, gains=(0.5, 1.0, 0.8, 0.6), shares=(0.5, 1.0, 0.8, 0.6)),
        "only the worst rises": Kind(2.5, 1.2, shares=(0.0, 1.0, 0.3, 0.0)),
        "long flare-ups": Kind(1.5, 0.9, flares_per_week=0.15, flare_days=(5, 9)),
    }
)
"""Kinds that the rule was not chosen for."""


class Change(StrEnum):
    """What happens to the level."""

    NONE = "none"
    RISE = "rise"
    STEP = "step"


@dataclass(frozen=True)
class Made:
    """One made athlete: days from the first, answers (sessions x 4 questions, nan: not logged), day of the change."""

    days: NDArray[np.int64]
    answers: Array = field(repr=False)
    onset: int | None = None
    size: float = 0.0


def make(rng: np.random.Generator, kind: Kind, change: Change, missing: float, weeks: int = WEEKS) -> Made:
    """Draw one athlete; `missing` is the chance that a session has no answers at all, and half that for one answer."""
    days = np.array([7 * week + day for week in range(weeks) for day in SESSION_DAYS])
    level, onset, size = _level(rng, kind, change, days)
    common = _ar1(rng, len(days), kind.phi, heavy=kind.heavy) * np.sqrt(kind.shared)
    own = rng.standard_normal((len(days), 4)) * np.sqrt(1 - kind.shared)
    offsets = np.array(USUAL_OFFSETS) + np.array([0.3, 0.0, 0.3, 0.3]) * rng.standard_normal(4)
    monday = kind.weekday * (days % 7 == 0)
    together = level[0] + kind.sd * common + monday + _flares(rng, kind, days)
    felt = (together[:, None] + kind.sd * own) * kind.gains + offsets + (level - level[0])[:, None] * kind.shares
    answers = np.clip(kind.step_of * np.round(felt / kind.step_of), 0, 10)
    answers[:, 1] = np.maximum(answers[:, 1], answers[:, 0])  # the worst is never below the beginning
    answers[rng.random(len(days)) < missing] = np.nan
    answers[rng.random(answers.shape) < missing / 2] = np.nan
    if kind.only_worst:
        answers[:, [0, 2, 3]] = np.nan
    return Made(days, answers, onset, size)


def _level(
    rng: np.random.Generator, kind: Kind, change: Change, days: NDArray[np.int64]
) -> tuple[Array, int | None, float]:
    start = max(0.0, kind.level + kind.level_sd * rng.standard_normal())
    if change is Change.NONE:
        return np.full(len(days), start), None, 0.0
    onset = int(rng.integers(7 * ONSET_WEEKS[0], 7 * ONSET_WEEKS[1]))
    since = np.maximum(days - onset, 0)
    if change is Change.STEP:
        size = float(rng.uniform(2, 3))
        return start + size * (days >= onset), onset, size
    size = float(rng.uniform(0.5, 2))
    return start + size * since / 7, onset, size


def _ar1(rng: np.random.Generator, count: int, phi: float, *, heavy: bool) -> Array:
    """Noise of variance one; heavy tails are those of Student's t with three degrees of freedom."""
    shocks = rng.standard_t(3, count) / np.sqrt(3) if heavy else rng.standard_normal(count)
    noise = np.empty(count)
    noise[0] = shocks[0]
    for i in range(1, count):
        noise[i] = phi * noise[i - 1] + np.sqrt(1 - phi**2) * shocks[i]
    return noise


def _flares(rng: np.random.Generator, kind: Kind, days: NDArray[np.int64]) -> Array:
    raised = np.zeros(len(days))
    span = int(days[-1]) + 1
    for _ in range(rng.poisson(kind.flares_per_week * span / 7)):
        first, length = rng.integers(0, span), rng.integers(kind.flare_days[0], kind.flare_days[1] + 1)
        raised[(days >= first) & (days < first + length)] = rng.uniform(2, 3.5)
    return raised


def stable(seed: int, kind: Kind, count: int, missing: float) -> Iterator[Made]:
    """So many athletes of one kind who stay on their level."""
    rng = np.random.default_rng(seed)
    return (make(rng, kind, Change.NONE, missing) for _ in range(count))


def changed(seed: int, kind: Kind, count: int, missing: float) -> Iterator[Made]:
    """So many athletes of one kind who rise or step up, by turns."""
    rng = np.random.default_rng(seed)
    return (make(rng, kind, (Change.RISE, Change.STEP)[i % 2], missing) for i in range(count))
