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
"""How far back it is asked what was said. With the nine weeks behind each of those days, and the two in which an alert
is told, that is less than the sixteen weeks that live evaluation reads: more history changes nothing."""
TOLD_DAYS = SILENT_DAYS
LOOK_BACK_DAYS = WINDOW_DAYS + FOLLOWED_DAYS + TOLD_DAYS


@dataclass(frozen=True, slots=True)
class _Told:
    """A rise that was told, and how high pain stood then, in points above usual."""

    rise: PainRise
    level: float


def open_rise(days: Sequence[PainDay], limits: Limits) -> PainRise | None:
    """The last alert over these days, oldest first, if pain has not been back since.

    After an alert it is silent for 14 days and until three sessions in a row are at most a point above what was usual
    before the rise, on the mean of the evening's answers. One thing is told before pain is back: over the last four
    sessions it is 1.5 points worse than when it was told. Else a false alert shortly before a true rise would keep
    the rule silent through all of it.
    """
    return _open_rise((*days[:-1], days[-1].in_the_evening), limits) if days else None


# The morning after, nothing is new to it: remembered for that, and for the other pages that ask.
@lru_cache(maxsize=256)
def _open_rise(days: tuple[PainDay, ...], limits: Limits) -> PainRise | None:
    told: _Told | None = None
    last_told = 0
    above: list[float] = []
    for index in range(_first_followed(days), len(days)):
        today = days[index]
        value = _above_usual(today, told.rise) if told else None
        if value is not None:
            above.append(value)
            if len(above) >= CALM_SESSIONS and max(above[-CALM_SESSIONS:]) <= CALM_ABOVE_USUAL:
                told = None
        if last_told and today.day - last_told < SILENT_DAYS:
            continue
        if told is None:
            said = _first_time(days, index, limits)
        else:
            said = _worse(days[: index + 1], told, above) if value is not None else None
        if said is not None:
            told, last_told, above = said, today.day, []
    return told.rise if told else None


def _first_followed(days: Sequence[PainDay]) -> int:
    first = len(days)
    while first > 0 and days[-1].day - days[first - 1].day <= FOLLOWED_DAYS:
        first -= 1
    return first


def _first_time(days: Sequence[PainDay], index: int, limits: Limits) -> _Told | None:
    """A rise and its level: on a sudden one the last sessions stand higher than the four that it is told by.

    A rise whose last sessions are back already is none: so what was told and is over is not told once more.
    """
    rise = rise_on(days, index, limits)
    if rise is None:
        return None
    recent = days[max(0, index - CALM_SESSIONS + 1) : index + 1]
    last = [value for one in recent if (value := _above_usual(one, rise)) is not None]
    if max(last) <= CALM_ABOVE_USUAL:
        return None
    return _Told(rise, max(rise.rise, fmean(last[-WHEN_TOLD:])))


def _above_usual(today: PainDay, rise: PainRise) -> float | None:
    """How many points the evening's answers lie above what they were before the rise; None without an answer.

    Each against the same question before; where that was never asked, the highest against the highest.
    """
    pairs = zip(today[1:4], rise.usual_answers, strict=True)
    above = [answer - usual for answer, usual in pairs if answer is not None and usual is not None]
    if above or today.peak is None:
        return fmean(above) if above else None
    return today.peak - rise.usual


def _worse(days: Sequence[PainDay], told: _Told, above: Sequence[float]) -> _Told | None:
    """The rise once more, as it stands today, if pain has become clearly worse since it was told."""
    recent = fmean(above[-RECENT:]) if len(above) >= RECENT else 0.0
    if recent < told.level + WORSE_BY:
        return None
    more, rise = recent - told.rise.rise, told.rise
    peaks = [peak for one in days[-LATEST:] if (peak := one.peak) is not None]
    again = replace(
        rise,
        day=days[-1].day,
        rise=recent,
        low=min(recent, rise.low + more),
        high=min(10.0, rise.high + more),
        sessions=rise.sessions + len(above),
        now=fmean(peaks),
    )
    return _Told(again, recent)
