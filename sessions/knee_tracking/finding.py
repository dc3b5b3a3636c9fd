"""Who trains in a track, and in which reps: everything that comes before refusing and measuring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.correcting import CorrectedRep, correct_reps, move_joints
from sessions.knee_tracking.corrections import Correction
from sessions.knee_tracking.following import Followed, follow
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.steady import steadied, with_hidden_cuts
from sessions.knee_tracking.tasks.rules import TaskRules
from sessions.knee_tracking.track import Floats, PoseTrack
from sessions.knee_tracking.view import RepView, rep_views


@dataclass(frozen=True, slots=True)
class Found:
    """What a track shows, by the rules of a task.

    track: as the pose model saw it, with the joints that were moved by hand and all its cuts. followed: the athlete
    told from others, on a picture that holds still. body and phases: None where nobody is ever seen upright; then
    there are no reps. spans and views: of each rep.
    """

    rules: TaskRules
    track: PoseTrack
    followed: Followed
    body: Body | None = None
    phases: Phases | None = None
    reps: tuple[CorrectedRep, ...] = ()
    spans: tuple[Span, ...] = ()
    views: tuple[RepView, ...] = ()


def find(track: PoseTrack, rules: TaskRules, corrections: Sequence[Correction]) -> Found:
    """The athlete and the reps of a track, corrected; raises CorrectionError for a correction that does not fit."""
    track = with_hidden_cuts(move_joints(track, corrections))
    followed = follow(steadied(track), lambda one: _count(one, rules))
    body = find_body(evenly(followed.track))
    if body is None:
        return Found(rules, track, followed)
    seams_s = np.union1d(track.scene.cuts_s, followed.seams_s)
    reps = correct_reps(body, rules, _whole(rules.find(body), seams_s), seams_s, corrections)
    spans = [rep.span for rep in reps]
    views = rep_views(body, spans, feet_tell=rules.feet_forward, stands_between=rules.stands_between)
    return Found(rules, track, followed, body, rules.phases(body, spans), tuple(reps), tuple(spans), tuple(views))


def _count(track: PoseTrack, rules: TaskRules) -> int:
    """How many reps somebody does."""
    body = find_body(evenly(track))
    return 0 if body is None else len(rules.find(body))


def _whole(spans: Sequence[Span], seams_s: Floats) -> list[Span]:
    """The reps that lie in one piece of what was seen."""
    return [span for span in spans if not ((seams_s > span.start_s) & (seams_s < span.end_s)).any()]
