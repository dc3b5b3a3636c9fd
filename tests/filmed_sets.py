"""Logged sets with a measured video each, for the tests of knee tracking over time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import Verdict
from sessions.knee_tracking.verdict import REPEATED, tracking_state
from sessions.models import TrainingSession, TrainingSet, Video
from tests.films import a_report, answer, film
from tests.world import Person, log, squats

HALF_WIDTH = 0.03  # of the readings in a_report


def measured(change: float, *, depth_pct: float = 48.0, yaw_deg: float = 2.0) -> dict[str, Any]:
    """A report whose reps all read this change, with the verdict that follows from it."""
    state = tracking_state(change - HALF_WIDTH, change + HALF_WIDTH, REPEATED)
    report = a_report(dkasr=change, verdict=Verdict(state.verdict))
    report["summary"]["certain"] = state.uncertain is False
    report["view"]["yaw_deg"] = yaw_deg
    for rep in report["reps"]:
        rep["depth_pct"] = depth_pct
    return report


def filmed_session(
    person: Person, *points: tuple[float, float], days_ago: float = 0, exercise: str = "back_squat", **seen: float
) -> list[Video]:
    """A session of one lift: for each load in kg and change a set, filmed and measured."""
    session = log(person, squats(days_ago=days_ago, sets=len(points), exercise=exercise))
    videos = []
    for training_set, (load, change) in zip(sets_of(person, session), points, strict=True):
        with organisation_scope(person.membership.organisation_id):
            TrainingSet.objects.filter(pk=training_set.pk).update(load=Decimal(str(load)))
        video = film(person, set_id=training_set.pk)
        answer(video, measured(change, **seen))
        videos.append(video)
    return videos


def sets_of(person: Person, session: TrainingSession) -> Sequence[TrainingSet]:
    """The session's sets in order."""
    with organisation_scope(person.membership.organisation_id):
        return list(TrainingSet.objects.filter(lift__session=session).order_by("position"))
