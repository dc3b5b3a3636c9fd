"""One filmed set with its newest finished measurement."""

from dataclasses import dataclass
from datetime import date, datetime

from sessions.knee_tracking.report import Interval, Task, Verdict


@dataclass(frozen=True, slots=True)
class FilmedSet:
    """What is compared over time.

    day: in the athlete's own calendar. exercise: its key, lift_id and set_number: which set of which lift it was;
    empty and None for a video that belongs to no logged set. load_kg: 0 is the body alone, None not said.
    confirmed: that this was a good set says a coach or the athlete.
    change: of the set's second-worst rep, which the verdict rests on; None in one-legged tasks and refused videos.
    It is against the foot line, whatever the set itself was measured against: only so can sets be compared.
    depth_pct: median of the reps, % of leg length. yaw_deg: + when the camera stands towards the athlete's left.
    """

    analysis_id: str
    video_id: str
    athlete_id: str
    day: date
    filmed_at: datetime
    task: Task
    exercise: str = ""
    exercise_name: str = ""
    lift_id: str = ""
    set_number: int | None = None
    warm_up: bool = False
    load_kg: float | None = None
    verdict: Verdict = Verdict.CANNOT_TELL
    certain: bool = False
    change: Interval | None = None
    depth_pct: float | None = None
    yaw_deg: float | None = None
    engine: str = ""
    confirmed: bool = False

    @property
    def kind(self) -> tuple[str, str]:
        """What it may be compared with at all: the same exercise, measured as the same task."""
        return (self.exercise, self.task.value)

    @property
    def is_told(self) -> bool:
        """Whether there is a verdict beyond "cannot tell"."""
        return self.verdict is not Verdict.CANNOT_TELL

    @property
    def order(self) -> tuple[date, str, int, datetime, str]:
        """Oldest first; within a lift by the set's number, since videos arrive in any order."""
        return (self.day, self.lift_id, self.set_number or 0, self.filmed_at, self.analysis_id)


def is_same_load(one: FilmedSet, other: FilmedSet, share: float) -> bool:
    """Whether both loads are known and no further apart than this share of the heavier one."""
    if one.load_kg is None or other.load_kg is None:
        return False
    return abs(one.load_kg - other.load_kg) <= share * max(one.load_kg, other.load_kg) + 1e-9
