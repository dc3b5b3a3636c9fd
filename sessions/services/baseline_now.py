"""An athlete's confirmed sets as this engine measures them: an earlier engine's lines are not its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from sessions.knee_tracking import ENGINE_VERSION, OwnSet, Task
from sessions.knee_tracking.again import OtherFormatError, measure_again
from sessions.knee_tracking.report import Video
from sessions.models import KneeAnalysis
from sessions.selectors.baseline import Baseline, baseline_of
from sessions.services.work import local_copy


@dataclass(slots=True)
class BaselineNow:
    """For a batch of analyses: each athlete's confirmed sets are looked up once, and measured again once."""

    _found: dict[UUID, Baseline] = field(default_factory=dict)
    _now: dict[str, OwnSet] = field(default_factory=dict)

    def of(self, analysis: KneeAnalysis) -> tuple[OwnSet, ...]:
        """What this analysis may be compared with."""
        if analysis.athlete_id not in self._found:
            self._found[analysis.athlete_id] = baseline_of(analysis.athlete)
        sets = self._found[analysis.athlete_id].of(Task(analysis.task), video_id=analysis.video_id)
        return tuple(self._as_measured_now(one) for one in sets)

    def _as_measured_now(self, one: OwnSet) -> OwnSet:
        if one.engine_version == ENGINE_VERSION:
            return one
        if one.id not in self._now:
            self._now[one.id] = _measured_now(one)
        return self._now[one.id]


def _measured_now(one: OwnSet) -> OwnSet:
    """A confirmed set of another version, from its track; as it is, and so not compared with, where that fails."""
    analysis = KneeAnalysis.objects.get(pk=one.id)
    if analysis.corrected_report is not None or "track" not in analysis.files:
        return one
    try:
        with local_copy(analysis.files["track"]) as path:
            now = measure_again(path, one.task, Video()).report
    except (FileNotFoundError, OtherFormatError):
        return one
    return replace(one, engine_version=ENGINE_VERSION, line=now.line) if now.line else one
