"""Who the demo's athletes are, and what has been going on with each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sessions.progression.noticed import Noticed

WEEKS = 12


Level = Callable[[float], float]
"""Something as a function of how many weeks ago."""


def steady(level: float) -> Level:
    """The same all along."""
    return lambda _weeks_ago: level


def risen(before: float, now: float, over_weeks: float) -> Level:
    """`before`, then rising evenly to `now` over the last weeks."""
    return lambda weeks_ago: now + (before - now) * min(1.0, weeks_ago / over_weeks)


def hump(low: float, high: float, peak_weeks_ago: float) -> Level:
    """Up to `high` at its worst, and back down to `low` now."""

    def level(weeks_ago: float) -> float:
        far = abs(weeks_ago - peak_weeks_ago) / peak_weeks_ago
        return low + (high - low) * max(0.0, 1 - far)

    return level


AS_USUAL, NO_RISE = steady(1.0), steady(0.0)


@dataclass(frozen=True, slots=True)
class Story:
    """One athlete.

    `rest_days` have passed since the last session; `days_back` are the week's training days, counted back from it.
    `noticed` is what the athlete noted in the squats of the last week.
    `tries` is what a coach gave the athlete from the library of suggestions, a month ago.
    `load` counts whole calendar weeks, as the rules on load do: so its story is told on whatever day it is loaded.
    """

    name: str
    squad: str
    squat_kg: float
    pain: Level
    load: Level = AS_USUAL
    morning_rise: Level = NO_RISE
    days_back: tuple[int, ...] = (0, 2, 5)
    rest_days: int = 1
    weeks: int = WEEKS
    unit: str = "kg"
    clip: str = ""
    filmed_as: str = "back_squat"
    noticed: tuple[Noticed, ...] = ()
    ticked: str = ""
    tries: str = ""
    note: str = ""


POWERLIFTING, FOOTBALL = "Powerlifting", "Football U21"

STORIES = (
    Story("Maya Lindqvist", POWERLIFTING, 105, hump(2, 2, 1), rest_days=0, ticked="stuck"),
    Story("Samira Haddad", POWERLIFTING, 87.5, risen(1, 3, 6), risen(0.92, 1.06, 5), clip="drift", note="Felt heavy."),
    Story("Viktor Hale", POWERLIFTING, 160, steady(1), lambda ago: 1.42 if ago == 1 else 1.0, days_back=(0, 1, 3, 5)),
    Story("Ines Carvalho", POWERLIFTING, 70, steady(1), weeks=3, noticed=(Noticed.FEET,)),
    Story("Tom Okafor", POWERLIFTING, 140, steady(0.6), clip="clean"),
    Story("Ruth Ellison", POWERLIFTING, 62.5, hump(1, 5, 8), hump(1.0, 0.7, 7), tries="suggest.rebuild"),
    Story("Dario Conti", FOOTBALL, 95, steady(2), morning_rise=lambda ago: 2.2 if ago < 1.2 else 0.1),
    Story("Noah Petersen", FOOTBALL, 90, steady(1), rest_days=9),
    Story("Kenji Mori", FOOTBALL, 60, steady(0.3), rest_days=0, clip="side"),
    Story("Aaron Blake", FOOTBALL, 100, steady(0.2), noticed=(Noticed.DEPTH,)),
    Story("Grace Mbeki", FOOTBALL, 75, risen(1, 4, 3), noticed=(Noticed.BOTTOM,)),
    Story("Henrik Sund", FOOTBALL, 110, hump(1, 4, 8), hump(0.95, 0.55, 7), unit="lb"),
)
