"""Rules on logging itself: nobody slips through by being silent."""

from sessions.progression.cadence import usual_sessions_per_week
from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory
from sessions.progression.wording import a_week, counted


@rule(key="log.silent", severity=Severity.LOOK)
class Silent(Rule):
    """No session for clearly longer than usual: more than `days` days, and `gaps` times the athlete's own usual gap."""

    gaps: float = adjustable(3.0, minimum=1.5, maximum=8.0, unit="usual gaps")
    days: int = adjustable(7, minimum=3, maximum=28, unit="days")

    @property
    def silent_days(self) -> int:
        """Silence is the one thing that comes of itself."""
        return self.days

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Judge the days since the last session; cannot tell before the athlete has a usual rhythm."""
        last, usual = history.last_session, usual_sessions_per_week(history)
        if last is None or usual is None:
            return None
        silent = (history.today - last.day).days
        if silent <= max(self.days, self.gaps * 7 / usual):
            return None
        return self.finding(
            about=last.id,
            sentence=f"Silent for {counted(silent, 'day')}; usually {a_week(usual)}.",
            readings=(
                Reading("last session, days ago", silent, "days", last.started_at),
                Reading("usual sessions a week", usual, "a week", last.started_at),
            ),
        )
