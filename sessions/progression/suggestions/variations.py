"""Suggestions from which exercises were done: squats after a break, squats that hurt where others do not, and none
that works glutes and hamstrings."""

from itertools import pairwise

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.pain import AMBER_FROM, RED_ABOVE
from sessions.progression.suggestions.library import ADVICE
from sessions.progression.suggestions.noticed import SQUAT
from sessions.progression.suggestions.runs import ALL_ALONG, about_sessions, is_recent, newest_run
from sessions.progression.wording import number

FIRST_SESSIONS = 3
"""Default: so many squat sessions after a break are its first ones."""
MONTH_DAYS = 28
"""Default: in so many days there were enough sessions for a lift to be missed."""


@rule(key="suggest.goblet_squat", severity=Severity.NOTE, source=ADVICE["suggest.goblet_squat"].source)
class GobletSquat(Rule):
    """Squats are in the log again after weeks without any; whoever never squatted before is not meant."""

    weeks: int = adjustable(4, minimum=2, maximum=12, unit="weeks")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Only in the first sessions after it, and not once goblet squats are among them."""
        done = [one for one in history.sessions if _squats(one)]
        breaks = [(now.day - was.day).days >= 7 * self.weeks for was, now in pairwise(done)]
        if not any(breaks[-FIRST_SESSIONS:]):
            return None
        number_back = breaks[::-1].index(True) + 1
        before, back = done[-number_back - 1], done[-number_back:]
        if not is_recent(back[-1], history) or any(
            lift.exercise == "goblet_squat" for one in back for lift in one.lifts
        ):
            return None
        days = (back[0].day - before.day).days
        return self.finding(
            about=back[0].id,
            sentence=f"Squats are in the log again after {number(days // 7)} weeks without any.",
            readings=(
                Reading("since the squats before", days, "days", back[0].started_at),
                *(_top(lift, one) for one in (before, back[0]) for lift in _squats(one)),
            ),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.leg_press", severity=Severity.NOTE, source=ADVICE["suggest.leg_press"].source)
class LegPress(Rule):
    """Squats hurt in the band in which training is adjusted, session after session, and other leg lifts do not.

    Above the band the exercise stops and the coach is alerted: that is no matter for a suggestion.
    """

    sessions: int = adjustable(2, minimum=1, maximum=5, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Compare within a session; one in which pain was not answered for both kinds cannot tell."""
        run = newest_run(reversed(history.sessions), _hurts_in_squats_only)
        if len(run) < self.sessions or not is_recent(run[-1], history):
            return None
        squats = [pain for one in run for pain in _pains(_squats(one))]
        others = [pain for one in run for pain in _pains(_others(one))]
        if max(_pains(_squats(run[-1]))) > RED_ABOVE:
            return None
        last = "the last session" if len(run) == 1 else f"the last {number(len(run))} sessions"
        return self.finding(
            about=about_sessions(run, history, _hurts_in_squats_only),
            sentence=f"Worst pain in {last}: up to {max(squats)} of 10 in squats, {max(others)} in other leg lifts.",
            readings=tuple(
                Reading(f"{lift.name}, worst pain", lift.pain_worst, "of 10", one.started_at)
                for one in run
                for lift in one.leg_lifts
                if lift.pain_worst is not None
            ),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.glutes_hamstrings", severity=Severity.NOTE, source=ADVICE["suggest.glutes_hamstrings"].source)
class GlutesHamstrings(Rule):
    """Leg sessions of four weeks, and no lift for glutes or hamstrings among all that was logged."""

    sessions: int = adjustable(4, minimum=2, maximum=12, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """A lift of an organisation's own that is for no certain muscles could be one, so it counts as one."""
        legs = [one for one in history.newest_first(MONTH_DAYS) if one.leg_lifts]
        supported = [one for one in history.sessions if any(_supports(lift) for lift in one.lifts)]
        is_done = bool(supported) and (history.today - supported[-1].day).days < MONTH_DAYS
        if len(legs) < self.sessions or is_done:
            return None
        count = number(len(legs))
        return self.finding(
            about=supported[-1].id if supported else ALL_ALONG,
            sentence=f"In {count} leg sessions of four weeks no lift for glutes or hamstrings was logged.",
            readings=(Reading("leg sessions in four weeks", len(legs), "sessions", history.today),),
            reason=ADVICE[self.key].reason,
        )


def _squats(session: SessionRecord) -> list[LiftRecord]:
    return [lift for lift in session.lifts if lift.movement == SQUAT]


def _others(session: SessionRecord) -> list[LiftRecord]:
    return [lift for lift in session.leg_lifts if lift.movement != SQUAT]


def _pains(lifts: list[LiftRecord]) -> list[int]:
    return [lift.pain_worst for lift in lifts if lift.pain_worst is not None]


def _hurts_in_squats_only(session: SessionRecord) -> bool | None:
    squats, others = _pains(_squats(session)), _pains(_others(session))
    return max(squats) >= AMBER_FROM > max(others) if squats and others else None


def _supports(lift: LiftRecord) -> bool:
    return lift.movement in ("hinge", "hip") or (lift.movement == "other" and lift.exercise != "leg_extension")


def _top(lift: LiftRecord, session: SessionRecord) -> Reading:
    return Reading(f"{lift.name}, top set", lift.top_kg, "kg", session.started_at)
