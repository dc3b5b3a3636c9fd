"""When the pain trend speaks: once for a rise, then not again before pain is back or clearly worse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean

from sessions.progression.pain_days import PainDay
from sessions.progression.pain_rise import LATEST, RECENT, WINDOW_DAYS, Limits, PainRise, rise_on

SILENT_DAYS = 14
CALM_ABOVE_USUAL = 1.0
CALM_SESSIONS = 3
WORSE_BY = 1.5
"""Points. Beyond the noise of one answer (default)."""
WHEN_TOLD = 2
FOLLOWED_DAYS = 34
"""Defaults: how far back it is asked what was said. With the nine weeks behind each of those days, and the two in which
an alert is told, that is less than the sixteen weeks that live evaluation reads: more history changes nothing."""
TOLD_DAYS = SILENT_DAYS
LOOK_BACK_DAYS = WINDOW_DAYS + FOLLOWED_DAYS + TOLD_DAYS


@dataclass(frozen=True, slots=True)
class _Told:
    """A rise that was told, the day on which it began, and how high pain stood when told, in points above usual."""

    rise: PainRise
    began: int
    level: float


def open_rise(days: Sequence[PainDay], limits: Limits) -> PainRise | None:
    """The last alert over these days, oldest first, if pain has not been back since.

    After an alert it is silent for 14 days and until three sessions in a row are at most a point above what was usual
    before the rise, on the mean of the evening's answers. One thing is told before pain is back: over the last four
    sessions it is 1.5 points worse than when it was told. Else a false alert shortly before a true rise would keep
    the rule silent through all of it. A rise that was told and is over is not counted among what is usual.
    """
    return _open_rise((*days[:-1], days[-1].in_the_evening), limits) if days else None


# The morning after, nothing is new to it: remembered for that, and for the other pages that ask.
@lru_cache(maxsize=256)
def _open_rise(days: tuple[PainDay, ...], limits: Limits) -> PainRise | None:
    told: _Told | None = None
    last_told = 0
    since: list[tuple[int, float]] = []
    first = _first_followed(days)
    counted = list(days[:first])
    for today in days[first:]:
        counted.append(today)
        value = _above_usual(today, told.rise) if told else None
        if told and value is not None:
            since.append((today.day, value))
            if _is_back(since):
                back = since[-CALM_SESSIONS][0]
                counted = [one for one in counted if not told.began <= one.day < back]
                told = None
        if last_told and today.day - last_told < SILENT_DAYS:
            continue
        if told is None:
            said = _first_time(counted, limits)
        else:
            said = _worse(counted, told, since) if value is not None else None
        if said is not None:
            told, last_told, since = said, today.day, []
    return told.rise if told else None


def _is_back(since: Sequence[tuple[int, float]]) -> bool:
    latest = [value for _, value in since[-CALM_SESSIONS:]]
    return len(latest) == CALM_SESSIONS and max(latest) <= CALM_ABOVE_USUAL


def _first_followed(days: Sequence[PainDay]) -> int:
    first = len(days)
    while first > 0 and days[-1].day - days[first - 1].day <= FOLLOWED_DAYS:
        first -= 1
    return first


def _first_time(days: Sequence[PainDay], limits: Limits) -> _Told | None:
    """A rise and its level: on a sudden one the last sessions stand higher than the four that it is told by.

    A rise whose last sessions are back already is none: so what was told and is over is not told once more.
    """
    rise = rise_on(days, len(days) - 1, limits)
    if rise is None:
        return None
    last = [value for one in days[-CALM_SESSIONS:] if (value := _above_usual(one, rise)) is not None]
    if max(last) <= CALM_ABOVE_USUAL:
        return None
    return _Told(rise, days[-rise.sessions].day, max(rise.rise, fmean(last[-WHEN_TOLD:])))


def _above_usual(today: PainDay, rise: PainRise) -> float | None:
    """How many points the evening's answers lie above what they were before the rise; None without an answer.

    Each against the same question before; where that was never asked, the highest against the highest.
    """
    pairs = zip(today[1:4], rise.usual_answers, strict=True)
    above = [answer - usual for answer, usual in pairs if answer is not None and usual is not None]
    if above or today.peak is None:
        return fmean(above) if above else None
    return today.peak - rise.usual


def _worse(days: Sequence[PainDay], told: _Told, since: Sequence[tuple[int, float]]) -> _Told | None:
    """The rise once more, as it stands today, if pain has become clearly worse since it was told."""
    recent = fmean(value for _, value in since[-RECENT:]) if len(since) >= RECENT else 0.0
    if recent < told.level + WORSE_BY:
        return None
    more, rise = recent - told.rise.rise, told.rise
    again = replace(
        rise,
        day=days[-1].day,
        rise=recent,
        low=min(recent, rise.low + more),
        high=min(10.0, rise.high + more),
        sessions=rise.sessions + len(since),
        now=fmean(peak for one in days[-LATEST:] if (peak := one.peak) is not None),
    )
    return _Told(again, told.began, recent)
