"""Rules on what became of a rise of pain: whether it stays, and whether it does so although less is lifted.

Both begin with a rise that `pain_watch.py` told and that is not back; neither says why.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from sessions.progression.findings import RECENT_DAYS, Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain import AMBER_FROM, SIGNAL
from sessions.progression.pain_rise import LATEST, Limits, PainRise
from sessions.progression.pain_watch import LOOK_BACK_DAYS, open_rise
from sessions.progression.wording import points

SETTLED_AFTER = 14
"""Days in which the article on pain while squatting expects it to settle once training is lighter; as a limit, default.
"""
TOLD_UNTIL = 28
"""Days, default: longer ago than that, the day on which a rise was told is not certain from the history at hand."""
LESS = 20.0
WEEKS_LOWER, WEEKS_BEFORE, LEAST_WEEKS_BEFORE = 2, 4, 3
"""Defaults: so much less load, in per cent, for so many weeks, against so many before, of which some are known."""
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StillUp:
    """A rise that was told and is not back: the level at which it stays, 0 to 10, on the `day` of the last answer.

    All is judged as of that day, since a morning on which nothing was said brings nothing new.
    """

    rise: PainRise
    now: float
    day: date

    @property
    def above(self) -> float:
        """Points above what was usual before the rise."""
        return self.now - self.rise.usual


def still_up(history: AthleteHistory) -> StillUp | None:
    """The open rise and where pain stands; None without one, or with too few answers: three in two weeks, one in one.

    What eases within these two weeks does not stay: so it is the lower of their mean and that of the last three.
    """
    days = history.pain_days(LOOK_BACK_DAYS + 1)
    rise = open_rise(days, Limits())
    if rise is None:
        return None
    answered = [(one.day, peak) for one in days if (peak := one.peak) is not None]
    last = answered[-1][0]
    if history.today.toordinal() - last >= RECENT_DAYS:
        return None
    peaks = [peak for day, peak in answered if day > last - SETTLED_AFTER]
    if len(peaks) < LATEST:
        return None
    return StillUp(rise, min(fmean(peaks), fmean(peaks[-LATEST:])), date.fromordinal(last))


@rule(
    key="pain.persists",
    severity=Severity.LOOK,
    source="pain that does not settle in two weeks is to be looked at; the numbers are our default",
)
class Persists(Rule):
    """Pain that rose above the athlete's usual level is still `rise` points above it, `days` after that was told."""

    days: int = adjustable(SETTLED_AFTER, minimum=7, maximum=SETTLED_AFTER, unit="days", tighten="lower")
    rise: float = adjustable(float(SIGNAL), minimum=1.0, maximum=float(SIGNAL), unit="points", tighten="lower")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the open rise; told once for each, while its beginning is certain."""
        found = still_up(history)
        if found is None or found.above < self.rise:
            return None
        since = found.day.toordinal() - found.rise.day
        if not self.days <= since <= TOLD_UNTIL:
            return None
        return self.finding(
            about=date.fromordinal(found.rise.day).isoformat(),
            sentence=f"Pain is still {points(found.above)} above its usual level, {since} days after it rose.",
            readings=_pain_readings(found),
        )


@rule(
    key="pain.up_on_less_load",
    severity=Severity.STOP,
    source="staying or getting worse on less load is a warning sign of our sources; the numbers are our default",
)
class UpOnLessLoad(Rule):
    """Pain has risen, and stays, although both of the last two weeks had clearly less leg load than the four before.

    A week without a session is not a light one (nothing was logged), nor one with an unknown leg set. In the weeks
    before, what is unknown could only have added to the load: the known part is enough there.
    """

    less: float = adjustable(LESS, minimum=10.0, maximum=LESS, unit="%", tighten="lower")
    rise: float = adjustable(float(SIGNAL), minimum=1.5, maximum=float(SIGNAL), unit="points", tighten="lower")
    level: float = adjustable(float(AMBER_FROM), minimum=3.0, maximum=float(AMBER_FROM), unit="of 10", tighten="lower")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the open rise, then at the load of the last two times seven days."""
        found = still_up(history)
        if found is None or found.above < self.rise or found.now < self.level:
            return None
        load = _load(history, found.day)
        if load is None or max(load.lately) > (1 - self.less / 100) * load.before:
            return None
        less = round(100 * (1 - fmean(load.lately) / load.before))
        return self.finding(
            about=date.fromordinal(found.rise.day).isoformat(),
            sentence=f"Pain is {points(found.above)} above its usual level on {less} % less leg load for two weeks.",
            readings=(
                *_pain_readings(found),
                Reading("leg load of the last seven days", load.lately[1], "kg", found.day),
                Reading("leg load of the seven days before", load.lately[0], "kg", found.day - A_WEEK),
                Reading(
                    "leg load a week in the four weeks before that, at least",
                    load.before,
                    "kg",
                    found.day - WEEKS_LOWER * A_WEEK,
                ),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Load:
    """Leg load in kg: of each of the last two times seven days, and the mean of the known weeks before, at least."""

    lately: tuple[float, ...]
    before: float


def _load(history: AthleteHistory, last: date) -> _Load | None:
    """None: it cannot be told, as with fewer than three weeks of known load before."""
    spans = [_span(history, last - i * A_WEEK) for i in range(WEEKS_LOWER)]
    before = [
        kg
        for i in range(WEEKS_LOWER, WEEKS_LOWER + WEEKS_BEFORE)
        if (kg := _known_part(history, last - i * A_WEEK)) > 0
    ]
    lately = tuple(kg for kg in reversed(spans) if kg is not None)
    if len(lately) < WEEKS_LOWER or len(before) < LEAST_WEEKS_BEFORE:
        return None
    return _Load(lately, fmean(before))


def _span(history: AthleteHistory, last: date) -> float | None:
    """The leg load of seven days in kg; None when none is known, or not all of it."""
    loads = [one.leg_volume.whole_kg for one in _sessions(history, last)]
    known = [kg for kg in loads if kg is not None]
    return sum(known) if sum(known) > 0 and len(known) == len(loads) else None


def _known_part(history: AthleteHistory, last: date) -> float:
    return sum(one.leg_volume.volume_kg or 0.0 for one in _sessions(history, last))


def _sessions(history: AthleteHistory, last: date) -> list[SessionRecord]:
    """Those of the seven days that end with `last`."""
    return list(history.before(last + timedelta(days=1), A_WEEK.days))


def _pain_readings(found: StillUp) -> tuple[Reading, ...]:
    told = date.fromordinal(found.rise.day)
    return (
        Reading("usual worst pain", round(found.rise.usual, 1), "of 10", told),
        Reading("worst pain of the last two weeks, at least", round(found.now, 1), "of 10", found.day),
    )
