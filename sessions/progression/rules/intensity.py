"""A jump of intensity: how heavy a lift is for this athlete, not how much of it was done."""

from statistics import median

from sessions.progression.exact import more_than
from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.rules.lifts import Sized, largest_of_newest

DAYS_BEFORE = 28
LEAST_SESSIONS = 3
"""Defaults: what is usual is that of four weeks, and of fewer sessions nothing is."""


@rule(
    key="load.intensity_jump",
    severity=Severity.NOTE,
    source="our default; intensity is the top set's share of the estimated 1RM",
)
class IntensityJump(Rule):
    """A leg lift's top set is a much larger share of the estimated 1RM than is usual for this athlete.

    Both are shares of the one best estimate of the 28 days before. Only estimates with an RPE count: without one an
    e1RM is the least it can be, and a share of it too large.
    """

    points: float = adjustable(15.0, minimum=5.0, maximum=40.0, unit="% of 1RM")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the newest session of the last week with a jump; of several lifts at the largest."""
        return largest_of_newest(history, self._judge)

    def _judge(self, lift: LiftRecord, session: SessionRecord, history: AthleteHistory) -> Sized | None:
        same = [
            one
            for earlier in history.before(session.day, DAYS_BEFORE)
            for one in earlier.leg_lifts
            if one.exercise == lift.exercise
        ]
        tops = [one.top_kg for one in same if one.top_kg is not None]
        best = max((one.e1rm.e1rm_kg for one in same if one.e1rm is not None and one.e1rm.adjusted), default=None)
        if not lift.top_kg or not best or len(tops) < LEAST_SESSIONS:
            return None
        share, usual = 100 * lift.top_kg / best, 100 * median(tops) / best
        if not more_than(share - usual, self.points):
            return None
        at = session.started_at
        return share - usual, self.finding(
            about=session.id,
            sentence=f"{lift.name}: top set at {share:.0f} % of the estimated 1RM, usually {usual:.0f} %.",
            readings=(
                Reading(f"{lift.name}, top set", lift.top_kg, "kg", at),
                Reading(f"{lift.name}, estimated 1RM before", round(best, 1), "kg", at),
                Reading(f"{lift.name}, share of it", round(share, 1), "%", at),
                Reading(f"{lift.name}, usual share", round(usual, 1), "%", at),
            ),
        )
