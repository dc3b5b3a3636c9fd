"""What was logged and measured, as plain values: a lift, a session, a video's knee tracking."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property

from sessions.progression.noticed import Noticed
from sessions.progression.one_rep_max import Estimate, session_e1rm
from sessions.progression.pain import check_pain
from sessions.progression.pain_days import PainDay
from sessions.progression.sets import SetRecord, check_range
from sessions.progression.volume import Volume, volume_load


class TrackingVerdict(StrEnum):
    """How the knees tracked in one video."""

    IN_LINE = "in_line"
    SOME_DRIFT = "some_drift"
    CLEAR_DRIFT = "clear_drift"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class LiftRecord:
    """One exercise of one session: `exercise` is its key, `name` what people say; pain 0 to 10, None = not logged.

    `noticed` is what was ticked; what is not in it was not noted.
    """

    exercise: str
    name: str
    movement: str
    is_leg: bool
    sets: tuple[SetRecord, ...]
    pain_worst: int | None = None
    noticed: frozenset[Noticed] = frozenset()

    def __post_init__(self) -> None:
        check_pain("pain_worst", self.pain_worst)

    @cached_property
    def top_kg(self) -> float | None:
        """The heaviest load of a work set with at least one rep, in kg; None when no load is known."""
        loads = [s.load_kg for s in self.sets if not s.warm_up and s.load_kg is not None and s.reps != 0]
        return max(loads, default=None)

    @cached_property
    def e1rm(self) -> Estimate | None:
        """The best estimate of one rep at full effort; None when no set gives one."""
        return session_e1rm(self.sets)


@dataclass(frozen=True)
class SessionRecord:
    """One training session, on the athlete's own calendar `day`. None = not logged.

    Pain, session RPE and muscle soreness 0 to 10; `sleep_hours` of the night before.
    Raises ValueError, naming the field, for what cannot be.
    """

    id: str
    started_at: datetime
    day: date
    lifts: tuple[LiftRecord, ...] = ()
    pain_before: int | None = None
    pain_worst: int | None = None
    pain_after: int | None = None
    pain_next_morning: int | None = None
    session_rpe: float | None = None
    minutes: int | None = None
    soreness: int | None = None
    sleep_hours: float | None = None

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError(f"started_at: {self.started_at.isoformat()} has no time zone")
        for field in ("pain_before", "pain_worst", "pain_after", "pain_next_morning"):
            check_pain(field, getattr(self, field))
        check_range("session_rpe", self.session_rpe, minimum=0, maximum=10)
        check_range("minutes", self.minutes, minimum=0)
        check_range("soreness", self.soreness, minimum=0, maximum=10)
        check_range("sleep_hours", self.sleep_hours, minimum=0, maximum=24)

    @cached_property
    def order(self) -> tuple[date, datetime, str]:
        """By calendar day, then by moment (UTC): what sessions are sorted by."""
        return self.day, self.started_at.astimezone(UTC), self.id

    @cached_property
    def pain_day(self) -> PainDay:
        """What was said of pain, of the session and its exercises."""
        return PainDay(self.day.toordinal(), self.pain_before, self.worst_pain, self.pain_after, self.pain_next_morning)

    @cached_property
    def leg_lifts(self) -> tuple[LiftRecord, ...]:
        """The exercises that load the knees."""
        return tuple(lift for lift in self.lifts if lift.is_leg)

    @cached_property
    def leg_volume(self) -> Volume:
        """Volume load of all leg work sets. Other exercises alone are 0 kg for the legs; none logged is unknown."""
        if self.lifts and not self.leg_lifts:
            return Volume(0.0, 0)
        return volume_load(s for lift in self.leg_lifts for s in lift.sets)

    @cached_property
    def worst_pain(self) -> int | None:
        """The worst pain while training, of the session or of one of its exercises; None when neither was answered."""
        asked = [self.pain_worst, *(lift.pain_worst for lift in self.lifts)]
        return max((pain for pain in asked if pain is not None), default=None)


@dataclass(frozen=True)
class TrackingRecord:
    """One analysed video: change of the knee-ankle separation ratio (negative = inward) with its likely range.

    `day` is the athlete's own calendar day, as that of a session. `certain` is False where the range straddles a limit;
    numbers are None where they could not be measured.
    `analysis_id` and `answered_at` are of the measurement made from the video itself; `again_at` is when its pose track
    was measured again by another engine, whose answer this then is, None: never.
    `lowering_s` is the median over the reps; `heels_lift` and `fell_back` are of the ankle screen from the side. None:
    not measured, could not tell, or not asked for (`history_of(in_detail=True)`).
    """

    analysis_id: str
    filmed_at: datetime
    day: date
    exercise: str
    load_kg: float | None
    verdict: TrackingVerdict
    certain: bool
    dkasr: float | None
    low: float | None
    high: float | None
    answered_at: datetime | None = None
    again_at: datetime | None = None
    lowering_s: float | None = None
    heels_lift: bool | None = None
    fell_back: bool | None = None

    def __post_init__(self) -> None:
        if self.filmed_at.tzinfo is None:
            raise ValueError(f"filmed_at: {self.filmed_at.isoformat()} has no time zone")
        check_range("load_kg", self.load_kg, minimum=0)

    @cached_property
    def order(self) -> tuple[datetime, str]:
        """By the moment at which it was filmed (UTC): what videos are sorted by."""
        return self.filmed_at.astimezone(UTC), self.analysis_id

    @property
    def is_certain(self) -> bool:
        """Whether its verdict is one, and its likely range bears it out."""
        return self.certain and self.verdict is not TrackingVerdict.CANNOT_TELL
