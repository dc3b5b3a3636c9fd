"""Tasks that go by steps, the return after pain and the partial range: the log moves the step on, or back.

Every session since the beginning says whether it was a good one: pain at 3 or lower, no clear rise the morning after,
and no drift of the knees on a video. Two good ones in a row move a step on, one that was not moves a step back. What
was not answered moves nothing. The numbers are defaults, but for the bands of pain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain import AMBER_FROM, MORNING_RISE, morning_rise
from sessions.progression.rules.tracking import DRIFT

GOOD_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Step:
    """Where a task stands: `number` of `of`, what that step is, and what the log said last."""

    number: int
    of: int
    text: str
    why: str


def step_now(history: AthleteHistory, ladder: Sequence[str], *, since: datetime) -> Step:
    """The step of a task that began at `since`, at the history's moment. `ladder` has a text for each step."""
    number, good, why = 1, 0, "The first step: two good sessions move it on."
    for against in _told(history, since):
        if against:
            number, good, why = max(1, number - 1), 0, f"Last: {against}, so one step back or the same again."
        elif good + 1 < GOOD_IN_A_ROW:
            good, why = good + 1, "Last: a good session; one more moves it on."
        elif number < len(ladder):
            number, good, why = number + 1, 0, "Two good sessions: one step on."
        else:
            why = "The last step, with good sessions behind it."
    return Step(number, len(ladder), ladder[number - 1], why)


def _told(history: AthleteHistory, since: datetime) -> Iterator[str]:
    """Of each leg session that can be judged, oldest first, what speaks against going on; empty for a good one."""
    legs = [one for one in history.sessions if one.leg_lifts and one.started_at >= since]
    for session, later in zip_longest(legs, legs[1:]):
        end = later.started_at if later else history.at
        against = _against(session) or _drift(history, session.started_at, end)
        if against or session.worst_pain is not None:
            yield against


def _against(session: SessionRecord) -> str:
    if (session.worst_pain or 0) >= AMBER_FROM:
        return f"pain {session.worst_pain} of 10"
    rise = morning_rise(session.pain_before, session.pain_next_morning)
    return f"{rise} points worse the morning after" if rise is not None and rise >= MORNING_RISE else ""


def _drift(history: AthleteHistory, first: datetime, end: datetime) -> str:
    """Of the videos from one session to the next, whether one shows drift for certain."""
    between = (one for one in history.tracking if first <= one.filmed_at <= end)
    return "the knees drifted in" if any(one.is_certain and one.verdict in DRIFT for one in between) else ""
