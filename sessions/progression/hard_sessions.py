"""Which leg sessions were hard ones, for this athlete. All limits are defaults."""

from statistics import median

from sessions.progression.exact import more_than, rises_more_than
from sessions.progression.history import AthleteHistory, SessionRecord

SESSION_RPE = 8
SHARE_OF_E1RM = 0.8
DAYS_BEFORE = 28
LEAST_SESSIONS_BEFORE = 6
TOP_SHARE = 0.75
ABOVE_USUAL = 0.10


def is_hard(session: SessionRecord, history: AthleteHistory) -> bool | None:
    """Say whether a leg session was hard: by its RPE, its heaviest lift or its volume; None when none is known."""
    signs = (
        None if session.session_rpe is None else session.session_rpe >= SESSION_RPE,
        _heavy(session, history),
        _much(session, history),
    )
    if all(sign is None for sign in signs):
        return None
    return any(signs)


def _heavy(session: SessionRecord, history: AthleteHistory) -> bool | None:
    """A work set at 80 % or more of the best e1RM of the 28 days before; None without both.

    Only estimates with an RPE count: without one an e1RM is the least it can be, and a share of it too large.
    """
    tops = {lift.exercise: lift.top_kg for lift in session.leg_lifts if lift.top_kg is not None}
    best: dict[str, float] = {}
    for earlier in history.before(session.day, DAYS_BEFORE):
        for lift in earlier.leg_lifts:
            if lift.exercise in tops and lift.e1rm is not None and lift.e1rm.adjusted:
                best[lift.exercise] = max(lift.e1rm.e1rm_kg, best.get(lift.exercise, 0.0))
    if not best:
        return None
    return any(not more_than(SHARE_OF_E1RM * e1rm, tops[exercise]) for exercise, e1rm in best.items())


def _much(session: SessionRecord, history: AthleteHistory) -> bool | None:
    """In the top quarter of the leg sessions of the 28 days before, and clearly above their median.

    The second half keeps a plan that grows a little each week from being nothing but hard days.
    """
    volume = session.leg_volume.whole_kg
    earlier = [
        kg
        for s in history.before(session.day, DAYS_BEFORE)
        if s.leg_lifts and (kg := s.leg_volume.whole_kg) is not None
    ]
    if volume is None or len(earlier) < LEAST_SESSIONS_BEFORE:
        return None
    lighter = sum(more_than(volume, kg) for kg in earlier)
    return lighter >= TOP_SHARE * len(earlier) and rises_more_than(volume, median(earlier), ABOVE_USUAL)
