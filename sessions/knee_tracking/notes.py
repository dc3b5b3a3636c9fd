"""What has to be said with a set's numbers: what they are against, and what makes them less than they might be."""

from collections.abc import Sequence
from datetime import date

from sessions.knee_tracking.finding import Found
from sessions.knee_tracking.offset import LEAST_BEND_PCT, Tracking
from sessions.knee_tracking.report import Note, NoteCode, OwnSet, ViewKind
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.summary import Reading
from sessions.knee_tracking.tasks.rules import Method
from sessions.knee_tracking.tempo import Tempo, velocity_loss
from sessions.knee_tracking.verdict import REPEATED
from sessions.knee_tracking.view import clip_view
from sessions.knee_tracking.wording import against_own_sets, note

SLOWED = 0.20  # velocity loss over the set that is worth a remark: default
FEWEST_RISES = 3


def notes_on(
    found: Found,
    readings: Sequence[Reading],
    tracking: Tracking | None,
    working: Sequence[tuple[int, ...]],
    *,
    whole: bool,
) -> tuple[Note, ...]:
    """What the readings are to be taken with; `whole` says that no rep and no part of the set was left out."""
    rules = found.rules
    measured, one_leg = _measured(readings), not rules.method.both_legs
    holds = {
        NoteCode.NOT_MEASURED: tracking is None,
        NoteCode.ONE_LEG: one_leg,
        NoteCode.LANDING: rules.method is Method.LANDING,
        NoteCode.HARDLY_BENT: rules.method is Method.LANDING
        and any(reading.depth_pct is not None and reading.depth_pct < LEAST_BEND_PCT for reading in readings),
        NoteCode.LEG_UNKNOWN: one_leg and not all(working),
        NoteCode.FEW_REPS: measured < REPEATED,
        NoteCode.REPS_LEFT_OUT: not whole,
        NoteCode.OBLIQUE: clip_view(found.views).kind is ViewKind.SLIGHT_FRONT,
        NoteCode.FEET_MOVED: tracking is not None and tracking.feet_moved,
        NoteCode.RISE_SLOWED: _slowed([r.tempo for r in readings], [r.span for r in readings]),
        NoteCode.CUT_IN_VIDEO: len(found.track.scene.cuts_s) > 0,
    }
    return tuple(note(code) for code, so in holds.items() if so)


def notes_on_reference(readings: Sequence[Reading], own: Sequence[OwnSet], alike: Sequence[OwnSet]) -> tuple[Note, ...]:
    """What the knees' places are measured against."""
    if not _measured(readings):
        return ()
    if alike:
        return (against_own_sets([date.fromisoformat(one.day) for one in alike]),)
    return (note(NoteCode.UNLIKE_OWN_SETS if own else NoteCode.AGAINST_FOOT_LINE),)


def _measured(readings: Sequence[Reading]) -> int:
    """How many reps have a measured leg."""
    return sum(any(leg.offset_pct is not None for leg in reading.drift.legs) for reading in readings if reading.drift)


def _slowed(tempos: Sequence[Tempo | None], spans: Sequence[Span]) -> bool:
    known = [(span.depth, tempo.rise_s) for span, tempo in zip(spans, tempos, strict=True) if tempo]
    if len(known) < FEWEST_RISES:
        return False
    loss = velocity_loss(*zip(*known, strict=True))
    return loss is not None and loss > SLOWED
