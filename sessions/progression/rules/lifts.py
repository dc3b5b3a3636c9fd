"""What the rules on single lifts have in common: which session, and which of its lifts, they speak of."""

from collections.abc import Callable

from sessions.progression.findings import RECENT_DAYS, Finding
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord

Sized = tuple[float, Finding]
"""A finding, and how large what it found is: of several the largest is told."""


def largest_of_newest(
    history: AthleteHistory, judge: Callable[[LiftRecord, SessionRecord, AthleteHistory], Sized | None]
) -> Finding | None:
    """Of the newest session of the last week in whose leg lifts something is found, the largest finding."""
    for session in history.newest_first(RECENT_DAYS):
        found = [sized for lift in session.leg_lifts if (sized := judge(lift, session, history))]
        if found:
            return max(found, key=lambda sized: sized[0])[1]
    return None
