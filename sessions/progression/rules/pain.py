"""Rules on pain, 0 to 10 as the athlete reports it."""

from datetime import date, timedelta

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain import MORNING_RISE, RED_ABOVE, morning_rise, next_morning_rise
from sessions.progression.pain_trend import LEAST_LEVEL, LEAST_RISE, RECENT_DAYS, TrendAlert, pain_trend
from sessions.progression.wording import points, times

RECENT = 7
"""How many days a finding about one session lasts, so that an answer sent late is not passed over."""
ROW_DAYS = 35


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
        for session in history.newest_first(RECENT):
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
            if judged[i] is not None and (history.today - sessions[i].day).days < RECENT:
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
    source="our default, chosen by simulation for few false alerts",
)
class PainTrend(Rule):
    """Worst pain while training, smoothed, has risen above the athlete's own level and its ordinary ups and downs."""

    rise: float = adjustable(LEAST_RISE, minimum=1.0, maximum=3.0, unit="points")
    level: float = adjustable(LEAST_LEVEL, minimum=1.0, maximum=5.0, unit="of 10")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Speak from the alert until pain has calmed down again, or nothing was logged for two weeks."""
        series = [(s.day.toordinal(), s.worst_pain) for s in history.sessions]
        trend = pain_trend(series, least_rise=self.rise, least_level=self.level)
        last_day = max((day for day, pain in series if pain is not None), default=0)
        if not trend.is_open or trend.baseline is None or history.today.toordinal() - last_day > RECENT_DAYS:
            return None
        return self._finding(history, trend.alerts[-1], trend.baseline)

    def _finding(self, history: AthleteHistory, alert: TrendAlert, baseline: float) -> Finding:
        day = date.fromordinal(alert.day)
        behind = [s for s in history.before(day, RECENT_DAYS) if s.worst_pain is not None][::-1]
        on_day = [s for s in history.sessions if s.day == day and s.worst_pain is not None]
        return self.finding(
            about=day.isoformat(),
            sentence=f"Pain has risen {points(alert.smoothed - baseline)} above its usual {baseline:g}, "
            "smoothed over the last sessions.",
            readings=(
                Reading("usual worst pain", baseline, "of 10", history.sessions[0].day),
                *(reading for s in [*behind, *on_day] for reading in _during(s)),
                Reading("worst pain, smoothed", alert.smoothed, "of 10", day),
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
