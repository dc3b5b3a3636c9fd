"""From numbers to words: in line, some drift, clear drift, cannot tell.

The cuts are on the change of the knee–ankle separation ratio against no drift at equal depth. −0.20 is
about 3 cm per knee in a model skeleton; both are defaults of ours, no study has set them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sessions.knee_tracking.report import Interval, Verdict

SOME = -0.10
CLEAR = -0.20
REPEATED = 2  # reps that must show it: one is an accident


@dataclass(frozen=True, slots=True)
class State:
    """A verdict, and whether the interval leaves room for a worse one; None where nothing can be told."""

    verdict: Verdict
    uncertain: bool | None


SEVERITY = [Verdict.CANNOT_TELL, Verdict.IN_LINE, Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT]
CANNOT_TELL = State(Verdict.CANNOT_TELL, None)


def tracking_state(low: float | None, high: float | None, reps_showing_it: int) -> State:
    """The state of a 90 % interval of the change in the ratio.

    An interval that straddles a cut gets the lower state, as uncertain. Drift needs REPEATED reps.
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return CANNOT_TELL
    if reps_showing_it < REPEATED or high > SOME:
        return State(Verdict.IN_LINE, low <= SOME)
    if high > CLEAR:
        return State(Verdict.SOME_DRIFT, low <= CLEAR)
    return State(Verdict.CLEAR_DRIFT, uncertain=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the separation ratio, negative = inward.

    interval: against no drift at equal depth. own: against the athlete's own shallow part, None if not known;
    where the interval is against their own confirmed sets, the same as that.
    """

    interval: Interval
    own: float | None


def as_ratio_change(offset_pct: float, separation: float) -> float:
    """What the ratio changes by if both knees stand inside their place by this offset.

    offset_pct in % of leg length, + = inward; separation is the ankles' distance in leg lengths.
    """
    return -2 * offset_pct / 100 / separation


def as_offset_pct(ratio_change: float, separation: float) -> float:
    """The inverse of as_ratio_change."""
    return -ratio_change * 100 * separation / 2


def state_of_rep(change: Change | None) -> State:
    """The state of one rep, or of one leg in it, by itself; whether it is repeated is asked of the set."""
    if change is None:
        return CANNOT_TELL
    state = tracking_state(change.interval.low, change.interval.high, REPEATED)
    return _tempered(state, change.own)


def state_of_set(changes: Sequence[Change | None]) -> State:
    """The state of a set: of its second-worst rep, since drift counts only when repeated."""
    known = [change for change in changes if change is not None]
    if len(known) < REPEATED:
        return CANNOT_TELL
    interval = sorted((change.interval for change in known), key=lambda interval: interval.value)[REPEATED - 1]
    own = sorted(change.own for change in known if change.own is not None)
    state = tracking_state(interval.low, interval.high, REPEATED)
    return _tempered(state, own[REPEATED - 1] if len(own) >= REPEATED else None)


def _tempered(state: State, own: float | None) -> State:
    """The state, but "clear" only if the change from the athlete's own shallow part passes the cut as well.

    Many people stand a little inside their foot line all the way, and so does the pose model's reading.
    """
    if state.verdict is Verdict.CLEAR_DRIFT and (own is None or own > CLEAR):
        return State(Verdict.SOME_DRIFT, uncertain=True)
    return state


def worst(states: Sequence[State]) -> State:
    """The worst state that can be told; of two equally bad ones the certain one."""
    return max(states, key=lambda state: (SEVERITY.index(state.verdict), state.uncertain is False), default=CANNOT_TELL)
