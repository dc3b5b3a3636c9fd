"""What a coach's corrections do to the track and to the reps that were found in it.

They are applied in their order. The machine's own result stays what it is: without corrections nothing changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sessions.knee_tracking.corrections import (
    Correction,
    CorrectionError,
    Drop,
    Merge,
    MovedJoint,
    RepTimes,
    SaidLeg,
    SaidTask,
    Split,
)
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.report import Side
from sessions.knee_tracking.reps import LEAST_S, Span, span_between
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, TaskRules
from sessions.knee_tracking.track import Floats, PoseTrack

SAME_REP = 0.7  # of the time that either takes, both take: default; a rep cut in half is another one
FADE_S = 0.2  # a moved joint's neighbours in time follow it less and less, up to here
EDGE_S = 0.1  # a part of a rep whose bottom lies so near to its edge does not come down and up again


@dataclass(frozen=True, slots=True)
class CorrectedRep:
    """A rep after the corrections; leg (LEFT, RIGHT) where a coach said which one worked."""

    span: Span
    leg: int | None = None


def move_joints(track: PoseTrack, corrections: Sequence[Correction]) -> PoseTrack:
    """The track with the moved joints; the same one if none was moved. Raises CorrectionError."""
    moves = [(number, one) for number, one in enumerate(corrections) if isinstance(one, MovedJoint)]
    if not moves:
        return track
    points, visibility = track.points.copy(), track.visibility.copy()
    for number, one in moves:
        joint = _joint(one, number)
        if not (0 <= one.x <= 1 and 0 <= one.y <= 1):
            raise CorrectionError("x", "The joint has to be inside the picture.", number)
        nearest = int(np.abs(track.times_s - one.at_s).argmin()) if len(track.times_s) else 0
        if not 0 <= one.at_s <= track.duration_s or len(track.times_s) == 0:
            raise CorrectionError("at_s", "This moment is outside the video.", number)
        if np.isnan(points[nearest, joint, 0]):
            raise CorrectionError("at_s", "Nobody was seen at this moment.", number)
        weight = np.clip(1 - np.abs(track.times_s - track.times_s[nearest]) / FADE_S, 0, None)
        way = np.array([one.x * track.width, one.y * track.height]) - points[nearest, joint]
        points[:, joint] += weight[:, None] * way
        visibility[:, joint] = np.maximum(visibility[:, joint], weight)  # a coach sees it there
    return replace(track, points=points, visibility=visibility)


def _joint(one: MovedJoint, number: int) -> Joint:
    try:
        return Joint[one.joint.upper()]
    except KeyError:
        raise CorrectionError("joint", f"There is no joint of this name: {one.joint}.", number) from None


def correct_reps(
    body: Body, rules: TaskRules, spans: Sequence[Span], cuts_s: Floats, corrections: Sequence[Correction]
) -> list[CorrectedRep]:
    """The reps after the corrections, in order; cuts_s: (n,) s, where the picture changes. Raises CorrectionError."""
    reps = [CorrectedRep(span) for span in spans]
    for number, one in enumerate(corrections):
        try:
            reps = list(_after(one, reps, body, rules, cuts_s))
        except CorrectionError as error:
            raise CorrectionError(error.field, error.sentence, number) from None
    return reps


def _after(
    one: Correction, reps: Sequence[CorrectedRep], body: Body, rules: TaskRules, cuts_s: Floats
) -> Iterator[CorrectedRep]:
    if isinstance(one, SaidTask | MovedJoint):
        yield from reps
        return
    place = place_of(one.rep, [rep.span for rep in reps])
    after = place + 1
    yield from reps[:place]
    match one:
        case Drop():
            pass
        case Merge(other=other):
            yield _merged(place, place_of(other, [rep.span for rep in reps], "other"), reps, cuts_s)
            after = place + 2
        case Split(at_s=at_s):
            yield from _parts(reps[place], at_s, body, rules)
        case SaidLeg(leg=leg):
            if rules.method.both_legs:
                raise CorrectionError("leg", "In this task it is not one leg that is measured.")
            yield replace(reps[place], leg=LEFT if leg is Side.LEFT else RIGHT)
    yield from reps[after:]


def place_of(meant: RepTimes, spans: Sequence[Span], field: str = "rep") -> int:
    """Which of the reps is meant, from 0. Raises CorrectionError if it is none of them."""
    shares = [_shared(meant, span) for span in spans]
    if not shares or max(shares) < SAME_REP:
        raise CorrectionError(field, "This rep is not there any more.")
    return int(np.argmax(shares))


def _shared(meant: RepTimes, span: Span) -> float:
    both = min(meant.end_s, span.end_s) - max(meant.start_s, span.start_s)
    either = max(meant.end_s, span.end_s) - min(meant.start_s, span.start_s)
    return both / either if either > 0 else 0.0


def _merged(place: int, other: int, reps: Sequence[CorrectedRep], cuts_s: Floats) -> CorrectedRep:
    if other != place + 1:
        raise CorrectionError(
            "other", f"Only neighbours can be one rep, the earlier named first: not {place + 1} and {other + 1}."
        )
    first, last = reps[place], reps[other]
    if ((cuts_s > first.span.start_s) & (cuts_s < last.span.end_s)).any():
        raise CorrectionError("other", "The picture changes between these two.")
    deeper = max(first.span, last.span, key=lambda span: span.depth)
    span = Span(first.span.start_s, deeper.bottom_s, last.span.end_s, deeper.depth)
    return CorrectedRep(span, first.leg if first.leg == last.leg else None)


def _parts(rep: CorrectedRep, at_s: float, body: Body, rules: TaskRules) -> Iterator[CorrectedRep]:
    start_s, end_s = rep.span.start_s, rep.span.end_s
    if not start_s < at_s < end_s:
        raise CorrectionError("at_s", f"This moment is outside the rep: it goes from {start_s:.1f} to {end_s:.1f} s.")
    if min(at_s - start_s, end_s - at_s) < LEAST_S:
        raise CorrectionError("at_s", f"A rep takes {LEAST_S} s at least: split nearer to the middle.")
    signal = rules.signal(body) if rules.signal is not None else body.sink
    parts = [span_between(body.times_s, signal, *ends) for ends in ((start_s, at_s), (at_s, end_s))]
    near = min(min(part.bottom_s - part.start_s, part.end_s - part.bottom_s) for part in parts)
    if rules.signal is not None and near < EDGE_S:
        raise CorrectionError("at_s", "Split where the hips are high between two reps: here they are on their way.")
    yield from (replace(rep, span=part) for part in parts)
