"""Measured sets whose pose track was kept, as an earlier version of the engine left them; no video is needed."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.core.files.storage import default_storage
from django.db import transaction

from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import ENGINE_VERSION, Report, Task, to_json
from sessions.knee_tracking.again import Again, measure_again
from sessions.knee_tracking.report import Interval, Verdict, Video
from sessions.models import KneeAnalysis
from sessions.selectors.videos import counting_analyses
from sessions.services import remeasure as service
from sessions.services.refresh import refresh_athlete
from sessions.services.remeasure import Outcome
from tests.films import answer, film
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats
from tests.world import Person

OLD = "0.0.9"
FACTS = Video(fps=30.0, frames=340, duration_s=15.6, width=1080, height=1920, rotation_deg=0, codec="h264", vfr=False)
DRIFTING = Set(reps=3, drift=(0.06, 0.06))
STRAIGHT = Set(reps=3)
NO_REP = Set(reps=0, rest_s=6.0)
FRONT = Shot()


@cache
def track_of(of: Set, shot: Shot = FRONT) -> bytes:
    """The file of the pose track of a set."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "track.npz"
        squats(of, shot).save(path)
        return path.read_bytes()


@cache
def today_says(of: Set) -> Again:
    """What this engine says of a set."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "track.npz"
        path.write_bytes(track_of(of))
        return measure_again(path, Task.SQUAT, FACTS)


def other_format(track: bytes) -> bytes:
    """The same track as a later format of track files would say of itself."""
    with np.load(io.BytesIO(track)) as file:
        values = {name: file[name] for name in file.files}
    values["format"] = np.array(99)
    out = io.BytesIO()
    np.savez_compressed(out, **values)
    return out.getvalue()


def read_as(of: Set, *, shift: float = 0.0, verdict: Verdict | None = None) -> Report:
    """The report of the set as the earlier version gave it: by so much another ratio in each rep, another verdict."""
    report = today_says(of).report
    reps = tuple(replace(rep, dkasr=_moved(rep.dkasr, shift)) for rep in report.reps)
    summary = replace(report.summary, verdict=verdict or report.summary.verdict)
    if verdict:
        summary = replace(summary, certain=verdict is not Verdict.CANNOT_TELL)
    return replace(report, engine=replace(report.engine, version=OLD), reps=reps, summary=summary)


def _moved(value: Interval | None, shift: float) -> Interval | None:
    if value is None:
        return None
    return Interval(*(round(one + shift, 3) for one in (value.value, value.low, value.high)))


def kept(
    person: Person,
    of: Set = DRIFTING,
    report: Report | dict[str, Any] | None = None,
    *,
    set_id: UUID | None = None,
    version: str = OLD,
    stills: dict[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> KneeAnalysis:
    """An answer of the earlier version with the files that go with it; by default it said what this one says."""
    said = report if isinstance(report, dict) else to_json(report or read_as(of))
    made = {"track": track_of(of), "overlay": b"{}", "web": b"copy", "curve": b"old", **(files or {})}
    video = film(person, set_id=set_id)
    analysis = answer(video, said, **{kind: content for kind, content in made.items() if content})
    with organisation_scope(video.organisation_id), transaction.atomic():
        KneeAnalysis.objects.filter(pk=analysis.pk).update(engine_version=version, stills=stills or {})
        refresh_athlete(person.athlete)
        return KneeAnalysis.objects.select_related("athlete", "track_of").get(pk=analysis.pk)


def moments_of(of: Set) -> dict[str, dict[str, Any]]:
    """Which moments this engine would show of the set, as an analysis keeps them."""
    moments = today_says(of).moments
    assert moments
    return {name: {"time_s": one.time_s, "rep": one.rep} for name, one in zip(("good", "worst"), moments, strict=True)}


def remeasure(*, analysis: KneeAnalysis, apply: bool) -> Outcome:
    """Measure the track of this one again."""
    (outcome,) = service.remeasure(analyses=[analysis], apply=apply)
    return outcome


def remeasure_all() -> list[Outcome]:
    """Let the new answers count wherever another version's counts in the scope, as the command does it."""
    batches = counting_analyses(not_by=ENGINE_VERSION)
    return [outcome for batch in batches for outcome in service.remeasure(analyses=batch, apply=True)]


def counting(**which: Any) -> list[KneeAnalysis]:
    """The measurement that counts of each video in the scope."""
    return [analysis for batch in counting_analyses(**which) for analysis in batch]


def apply(analysis: KneeAnalysis) -> Outcome:
    """Measure the track of this one again, and let the new answer count."""
    return remeasure(analysis=analysis, apply=True)


def new_of(outcome: Outcome) -> KneeAnalysis:
    """The row that took its place."""
    assert outcome.replaced_by
    return KneeAnalysis.objects.get(pk=outcome.replaced_by)


def bytes_of(name: str) -> bytes:
    """What the storage has under this name."""
    with default_storage.open(name) as stored:
        content: bytes = stored.read()
        return content


def stored() -> set[str]:
    """Every file in the storage, wherever it lies."""
    root = Path(default_storage.path(""))
    return {str(one.relative_to(root)) for one in root.rglob("*") if one.is_file()}
