"""Rules on pain, 0 to 10 as the athlete reports it."""

from datetime import date, timedelta

from sessions.progression.findings import RECENT_DAYS, Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain import MORNING_RISE, RED_ABOVE, morning_rise, next_morning_rise
from sessions.progression.pain_rise import LEAST_LEVEL, LEAST_RATIO, LEAST_RISE, Limits, PainRise
from sessions.progression.pain_watch import LOOK_BACK_DAYS, TOLD_DAYS, open_rise
from sessions.progression.wording import counted, points, times

ROW_DAYS = 35
"""Default: how far back a row of worse mornings is counted."""


@rule(
    key="pain.during_high",
    severity=Severity.LOOK,
    source="Thomeé 1997, Silbernagel 2007: acceptable up to 5",
)
class DuringHigh(Rule):
    """The worst pain of a session is above `above`."""

    above: int = adjustable(RED_ABOVE, minimum=3, maximum=RED_ABOVE, unit="of 10", tighten="lower")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the newest such session of the last week."""
        for session in history.newest_first(RECENT_DAYS):
            pain = session.worst_pain
            if pain is not None and pain > self.above:
                return self.finding(
                    about=session.id,
                    sentence=f"Pain reached {pain} of 10 while training.",
                    readings=_during(session),
                )
        return None


@rule(
    key="pain.next_morning_rise",
    severity=Severity.LOOK,
    source="Silbernagel 2007: back by the next morning; the number is our default",
)
class NextMorningRise(Rule):
    """Pain on the morning after is `rise` points worse than before the session, or worse at all twice in a row."""

    rise: int = adjustable(MORNING_RISE, minimum=1, maximum=MORNING_RISE, unit="points", tighten="lower")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the newest such session of the last week; the row behind it is counted over five weeks at most."""
        sessions = list(history.newest_first(ROW_DAYS))[::-1]
        judged = next_morning_rise([(s.pain_before, s.pain_next_morning) for s in sessions], rise=self.rise)
        for i in reversed(range(len(sessions))):
            if judged[i] is not None and (history.today - sessions[i].day).days < RECENT_DAYS:
                return self._finding(_rising_row(sessions[: i + 1]))
        return None

    def _finding(self, row: list[SessionRecord]) -> Finding:
        rises = [morning_rise(s.pain_before, s.pain_next_morning) or 0 for s in row]
        if len(row) == 1:
            sentence = f"Pain {points(rises[-1])} worse the morning after."
        elif len(set(rises)) == 1:
            sentence = f"Pain {points(rises[-1])} worse the morning after, {times(len(row))} in a row."
        else:
            sentence = (
                f"Pain worse the morning after, {times(len(row))} in a row, the last time by {points(rises[-1])}."
            )
        return self.finding(
            about=row[-1].id,
            sentence=sentence,
            readings=tuple(reading for session in row for reading in _around(session)),
        )


@rule(
    key="pain.trend",
    severity=Severity.LOOK,
    version=2,
    source="our default, chosen by simulation for few false alerts and a short delay",
)
class PainTrend(Rule):
    """Pain has risen above the athlete's own usual level and its ordinary ups and downs, by all that is logged of it.

    Told for two weeks, or until pain is back before that; `pain_rise.py` says how it is judged, `pain_watch.py` when
    it is told again.
    """

    rise: float = adjustable(LEAST_RISE, minimum=1.0, maximum=LEAST_RISE, unit="points", tighten="lower")
    level: float = adjustable(LEAST_LEVEL, minimum=1.0, maximum=LEAST_LEVEL, unit="of 10", tighten="lower")
    ratio: float = adjustable(LEAST_RATIO, minimum=2.0, maximum=LEAST_RATIO, unit="standard errors", tighten="lower")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look for a rise that was told in the last two weeks and is still there."""
        days = history.pain_days(LOOK_BACK_DAYS + 1)
        rise = open_rise(days, Limits(self.rise, self.level, self.ratio))
        if rise is None or history.today.toordinal() - rise.day > TOLD_DAYS:
            return None
        return self._finding(history, rise)

    def _finding(self, history: AthleteHistory, rise: PainRise) -> Finding:
        day = date.fromordinal(rise.day)
        answered = [s for s in history.before(day + timedelta(days=1), LOOK_BACK_DAYS) if s.worst_pain is not None]
        return self.finding(
            about=day.isoformat(),
            sentence=f"Pain has risen {points(rise.rise)} (likely {rise.low:.1f} to {rise.high:.1f}) above its usual "
            f"level within {counted(rise.sessions, 'session')}.",
            readings=(
                Reading("usual worst pain", round(rise.usual, 1), "of 10", day),
                *(reading for s in answered[: rise.sessions][::-1] for reading in _during(s)),
                Reading(
                    "pain above usual", round(rise.rise, 1), "points", day, round(rise.low, 1), round(rise.high, 1)
                ),
            ),
        )


def _during(session: SessionRecord) -> tuple[Reading, ...]:
    return (Reading("worst pain while training", session.worst_pain, "of 10", session.started_at),)


def _around(session: SessionRecord) -> tuple[Reading, ...]:
    return (
        Reading("pain before", session.pain_before, "of 10", session.started_at),
        Reading("pain the morning after", session.pain_next_morning, "of 10", session.day + timedelta(days=1)),
    )


def _rising_row(sessions: list[SessionRecord]) -> list[SessionRecord]:
    """The sessions at the end of the list whose morning after was worse, oldest first."""
    row: list[SessionRecord] = []
    for session in reversed(sessions):
        rise = morning_rise(session.pain_before, session.pain_next_morning)
        if rise is None or rise < 1:
            break
        row.insert(0, session)
    return row
