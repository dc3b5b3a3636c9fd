"""Rules on knee tracking from video."""

from itertools import takewhile

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, TrackingRecord, TrackingVerdict
from sessions.progression.wording import number

DRIFT = (TrackingVerdict.SOME_DRIFT, TrackingVerdict.CLEAR_DRIFT)
RECENT_VIDEO_DAYS = 28
"""Default: an older video says nothing about now."""


@rule(key="tracking.drift", severity=Severity.LOOK)
class Drift(Rule):
    """The knees drifted in, beyond the measurement's own error, in the last `videos` videos of one exercise.

    Some inward movement under hard effort is ordinary: one video says nothing yet. Videos that could not tell, and
    verdicts that their likely range does not bear out, count neither way.
    """

    videos: int = adjustable(2, minimum=1, maximum=5, unit="videos")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the exercise filmed last with a certain verdict, if that was in the last four weeks."""
        certain = [t for t in reversed(history.tracking) if t.is_certain]
        if not certain or (history.at - certain[0].filmed_at).days >= RECENT_VIDEO_DAYS:
            return None
        same = (t for t in certain if t.exercise == certain[0].exercise)
        row = list(takewhile(lambda t: t.verdict in DRIFT, same))
        if len(row) < self.videos:
            return None
        videos = "on the last video" if len(row) == 1 else f"on {number(len(row))} videos in a row"
        clearly = "clearly " if all(t.verdict is TrackingVerdict.CLEAR_DRIFT for t in row) else ""
        return self.finding(
            about=row[0].analysis_id,
            sentence=f"Knees drifted {clearly}in {videos}.",
            readings=tuple(_reading(t) for t in reversed(row)),
        )


def _reading(record: TrackingRecord) -> Reading:
    """Knee-ankle separation against no drift at equal depth, with its likely range."""
    label = f"knee-ankle separation ratio, change ({record.verdict.value.replace('_', ' ')})"
    return Reading(label, record.dkasr, "ratio", record.filmed_at, record.low, record.high)
