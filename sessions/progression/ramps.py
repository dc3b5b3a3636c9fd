"""Ramps to the first leg lift, session by session, and the pain in that lift with one beside without one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.warm_up import warm_up_ramp

LEAST_KG = 40.0
"""Twice an empty bar: under that no step on the way up is left. Default."""
LAST = 10
"""How many leg sessions count as the last ones. Default."""
LEAST_EACH = 3
"""Fewer lifts of a kind than this are not compared. Default."""


@dataclass(frozen=True, slots=True)
class RampCount:
    """Of so many leg sessions: with a ramp, without one, and those whose ramp cannot be judged."""

    present: int
    missing: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PainBeside:
    """Worst pain (0 to 10) in the first leg lift; how many lifts with and without a ramp said it, and their means.

    Means are None with fewer than `LEAST_EACH` lifts of either kind. An association: it says nothing of a cause.
    """

    with_ramp: int
    without: int
    mean_with: float | None
    mean_without: float | None


def has_ramp(session: SessionRecord) -> bool | None:
    """Whether warm-up sets led up to the first leg lift; None for a light one, or where a load is not known."""
    kg = first_work_kg(session)
    if kg is None or kg < LEAST_KG:
        return None
    before = []
    for one in session.leg_lifts[0].sets:
        if not one.warm_up:
            break
        before.append(one.load_kg)
    ramp = warm_up_ramp(before, kg, None)
    return None if ramp is None else ramp.present


def first_work_kg(session: SessionRecord) -> float | None:
    """The load of the first work set of the first leg lift, in kg."""
    if not session.leg_lifts:
        return None
    return next((one.load_kg for one in session.leg_lifts[0].sets if not one.warm_up), None)


def count_ramps(history: AthleteHistory) -> RampCount:
    """Look at the last ten leg sessions."""
    ramps = [has_ramp(s) for s in [s for s in history.sessions if s.leg_lifts][-LAST:]]
    return RampCount(ramps.count(True), ramps.count(False), ramps.count(None))


def pain_beside_ramps(sessions: Iterable[SessionRecord]) -> PainBeside:
    """Pain said of the first leg lift itself; one without an answer counts for neither, nor one without a verdict."""
    pain: dict[bool, list[int]] = {True: [], False: []}
    for session in sessions:
        ramp = has_ramp(session)
        if ramp is not None and (worst := session.leg_lifts[0].pain_worst) is not None:
            pain[ramp].append(worst)
    compared = min(map(len, pain.values())) >= LEAST_EACH
    return PainBeside(
        len(pain[True]), len(pain[False]), _mean(pain[True], known=compared), _mean(pain[False], known=compared)
    )


def _mean(pain: Sequence[int], *, known: bool) -> float | None:
    return fmean(pain) if known else None
