"""Suggestions about how the knees track: a cue, a slower lowering, work for hips and glutes."""

from dataclasses import replace

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, TrackingRecord
from sessions.progression.rules.tracking import RECENT_VIDEO_DAYS, Drift
from sessions.progression.suggestions.library import ADVICE
from sessions.progression.suggestions.runs import drift_run, newest_run
from sessions.progression.wording import number

TEMPO_ERROR_S = 0.1
"""Durations are read to a tenth of a second."""


@rule(key="suggest.knees_over_toes", severity=Severity.NOTE, source=ADVICE["suggest.knees_over_toes"].source)
class KneesOverToes(Rule):
    """The knees drifted in, for certain, on the newest video of the exercise filmed last."""

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """One video is enough for a cue; an alert needs more."""
        return _of_drift(self, history)


@rule(key="suggest.slow_lowering", severity=Severity.NOTE, source=ADVICE["suggest.slow_lowering"].source)
class SlowLowering(Rule):
    """The reps of the newest measured video were lowered fast, or the knees drifted in on it."""

    fast: float = adjustable(1.0, minimum=0.5, maximum=2.0, unit="s")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """The speed before the drift; a video whose tempo is not known says nothing about it."""
        run = newest_run(reversed(history.tracking), self._is_fast)
        if not run or not is_recent(run[-1], history):
            return _of_drift(self, history)
        return self.finding(
            about=run[0].analysis_id,
            sentence=f"Lowering took {run[-1].lowering_s:.1f} s on the last video, median of its reps.",
            readings=tuple(_tempo_reading(video) for video in run),
            reason=ADVICE[self.key].reason,
        )

    def _is_fast(self, video: TrackingRecord) -> bool | None:
        return None if video.lowering_s is None else video.lowering_s + TEMPO_ERROR_S <= self.fast


@rule(key="suggest.hip_work", severity=Severity.NOTE, source=ADVICE["suggest.hip_work"].source)
class HipWork(Rule):
    """The knees drifted in on several videos in a row, as the rule on drift finds it. Weakness is never inferred."""

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """The name of the row is its first video."""
        found, run = Drift().evaluate(history), drift_run(history)
        if found is None or not run:
            return None
        made = self.finding(
            about=run[0].analysis_id,
            sentence=found.sentence,
            readings=found.readings,
            reason=ADVICE[self.key].reason,
        )
        return replace(made, thresholds=found.thresholds)


def is_recent(video: TrackingRecord, history: AthleteHistory) -> bool:
    """Whether it was filmed in the last four weeks."""
    return (history.at - video.filmed_at).days < RECENT_VIDEO_DAYS


def drift_reading(video: TrackingRecord) -> Reading:
    """Change of the knee-ankle separation ratio, with its likely range."""
    label = f"knee-ankle separation ratio, change ({video.verdict.value.replace('_', ' ')})"
    return Reading(label, video.dkasr, "ratio", video.filmed_at, video.low, video.high)


def _of_drift(suggestion: Rule, history: AthleteHistory) -> Finding | None:
    run = drift_run(history)
    if not run or not is_recent(run[-1], history):
        return None
    videos = "the last video" if len(run) == 1 else f"{number(len(run))} videos in a row"
    return suggestion.finding(
        about=run[0].analysis_id,
        sentence=f"Knees drifted in on {videos}.",
        readings=tuple(drift_reading(video) for video in run),
        reason=ADVICE[suggestion.key].reason,
    )


def _tempo_reading(video: TrackingRecord) -> Reading:
    seconds = video.lowering_s or 0.0
    return Reading(
        "lowering, median of the reps",
        seconds,
        "s",
        video.filmed_at,
        max(0.0, seconds - TEMPO_ERROR_S),
        seconds + TEMPO_ERROR_S,
    )
