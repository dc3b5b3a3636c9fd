"""How often an athlete usually trains, from the athlete's own log."""

from statistics import median

from sessions.progression.history import AthleteHistory, monday_of

WEEKS = 12
LEAST_WEEKS = 3
"""Defaults."""


def usual_sessions_per_week(history: AthleteHistory) -> float | None:
    """The median of sessions a week over the (three to twelve) weeks before the week of the last session.

    Seen from the last session, so that a silence does not turn into the new habit. None with fewer weeks, or where
    the median is 0.
    """
    last = history.last_session
    if last is None:
        return None
    weeks = history.weeks((monday_of(history.today) - monday_of(last.day)).days // 7 + 1 + WEEKS)
    counts = [len(week.sessions) for week in weeks if week.monday < monday_of(last.day)]
    return median(counts) or None if len(counts) >= LEAST_WEEKS else None
