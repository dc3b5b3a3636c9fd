"""Has it helped? Check points 2, 4 and 6 weeks after a change, answered from what was logged and measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from sessions.progression.findings import Reading
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain import SIGNAL
from sessions.progression.suggestions.habits import ankle_sign
from sessions.progression.wording import counted

WEEKS = (2, 4, 6)
DAYS_BEFORE = 28
DAYS_AFTER = 14
LEAST_READINGS = 3
"""Defaults."""


class Answer(StrEnum):
    """What a check point says."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer, one sentence with its numbers, and the readings it rests on."""

    answer: Answer
    sentence: str
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackingChange:
    """The newest comparable filmed set less those from before the change: change of the knee-ankle separation ratio.

    Negative = further in. low, high: its 90 % interval. mdc: the smallest change beyond the measurement's own error.
    """

    at: datetime
    difference: float
    low: float
    high: float
    mdc: float


def pain_answer(history: AthleteHistory, *, since: datetime, due: datetime) -> Answered:
    """Worst pain of the two weeks up to `due` against the four weeks before `since`, by their medians.

    Two points or more are a change, one is noise. Fewer than three answered sessions on either side cannot tell.
    """
    before = _answered(history, since - timedelta(days=DAYS_BEFORE), since)
    after = _answered(history, max(since, due - timedelta(days=DAYS_AFTER)), due)
    readings = tuple(_worst(one) for one in (*before, *after))
    if len(before) < LEAST_READINGS or len(after) < LEAST_READINGS:
        few = "before the change" if len(before) < LEAST_READINGS else "in the last two weeks"
        count = len(before) if len(before) < LEAST_READINGS else len(after)
        sentence = f"Pain was answered in {counted(count, 'session')} {few}; three are needed."
        return Answered(Answer.CANNOT_TELL, sentence, readings)
    was, now = _median(before), _median(after)
    answer = Answer.SAME if abs(now - was) < SIGNAL else Answer.BETTER if now < was else Answer.WORSE
    sentence = f"Worst pain, median: {now:g} of 10 in {len(after)} sessions, {was:g} in {len(before)} before; "
    return Answered(answer, sentence + "a change counts from 2 points.", readings)


def tracking_answer(change: TrackingChange | None) -> Answered:
    """A change of knee tracking beyond the measurement's own error; None: no two sets that can be compared."""
    if change is None:
        sentence = "No set filmed since the change compares with one from the four weeks before it."
        return Answered(Answer.CANNOT_TELL, sentence)
    answer = Answer.SAME
    if abs(change.difference) > change.mdc:
        answer = Answer.BETTER if change.difference > 0 else Answer.WORSE
    said = {Answer.SAME: "no change", Answer.BETTER: "less inward", Answer.WORSE: "further in"}[answer]
    sentence = (
        f"Tracking, {said}: {_signed(change.difference)} ({_signed(change.low)} to {_signed(change.high)}) "
        f"against before; a change counts from {change.mdc:.2f}."
    )
    label = "knee-ankle separation ratio, change since before"
    reading = Reading(label, change.difference, "ratio", change.at, change.low, change.high)
    return Answered(answer, sentence, (reading,))


def ankle_answer(history: AthleteHistory, *, since: datetime, due: datetime) -> Answered:
    """The newest ankle screen since the change against the newest one before it."""
    told = [(video.filmed_at, sign) for video in history.tracking if (sign := ankle_sign(video)) is not None]
    before = [pair for pair in told if pair[0] < since][-1:]
    after = [pair for pair in told if since <= pair[0] < due][-1:]
    if not before or not after:
        missing = "before the change" if not before else "since the change"
        return Answered(Answer.CANNOT_TELL, f"No deep squat filmed from the side {missing} could tell.")
    was, now = before[0][1], after[0][1]
    answer = Answer.SAME if was == now else Answer.WORSE if now else Answer.BETTER
    said = "The heels lift or balance goes back" if now else "The heels stay down and balance is kept"
    then = "as before" if was == now else "not so before"
    readings = tuple(Reading("ankle screen, heels lifted or fell back", int(sign), "yes", at) for at, sign in told)
    return Answered(answer, f"{said} in the deep squat from the side, {then}.", readings)


def _answered(history: AthleteHistory, first: datetime, end: datetime) -> list[SessionRecord]:
    return [one for one in history.sessions if first <= one.started_at < end and one.worst_pain is not None]


def _worst(session: SessionRecord) -> Reading:
    return Reading("worst pain while training", session.worst_pain, "of 10", session.started_at)


def _median(sessions: Sequence[SessionRecord]) -> float:
    return median(one.worst_pain for one in sessions if one.worst_pain is not None)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
