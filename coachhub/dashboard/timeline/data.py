"""What the timeline shows, as plain values. Pure: an athlete's history in, points and sentences out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from coachhub.core import saying
from coachhub.dashboard.words import verdict_word
from sessions.progression.history import AthleteHistory, TrackingRecord, Week
from sessions.progression.weeks import Rise, WeekChange, change_on_usual, week_change

WEEKS = 12
WEEKS_BEFORE = 4  # that a week's leg load is compared with


@dataclass(frozen=True, slots=True)
class LoadWeek:
    """Leg load of a week in kg, None while a set of it is unknown. `change` is a share, where it is a jump."""

    monday: date
    load_kg: float | None
    sessions: int
    worst_pain: int | None
    finished: bool
    change: float | None
    strong: bool


@dataclass(frozen=True, slots=True)
class PainDay:
    """The worst pain of a day's sessions; None: trained, but not said."""

    day: date
    worst: int | None


@dataclass(frozen=True, slots=True)
class Filmed:
    """A measured video on its day."""

    day: date
    video: TrackingRecord

    @property
    def said(self) -> str:
        """Value, likely range and verdict."""
        return say_tracking(self.video)


class Kind(StrEnum):
    """What happened."""

    RED_FLAG = "red_flag"
    JUMP = "jump"
    TASK = "task"
    CHECK_POINT = "check_point"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a day: a red flag, a jump of the load, a task that was given or its check point.

    `short` is what the picture says of it, for which `text` may be too long.
    """

    day: date
    text: str
    kind: Kind
    short: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said of one day when somebody points at it."""

    day: date
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The last weeks, oldest first. `unit` is the reader's, kg or lb."""

    first: date
    today: date
    unit: str
    weeks: tuple[LoadWeek, ...]
    pain: tuple[PainDay, ...]
    filmed: tuple[Filmed, ...]
    happenings: tuple[Happening, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was logged or filmed in these weeks."""
        advised = (Kind.TASK, Kind.CHECK_POINT)
        return not (self.pain or self.filmed or any(one.kind not in advised for one in self.happenings))

    @property
    def usual_pain(self) -> float | None:
        """The median of the worst pains before the last one; None with fewer than three."""
        said = [one.worst for one in self.pain if one.worst is not None][:-1]
        return median(said) if len(said) >= 3 else None

    @property
    def last_pain(self) -> int | None:
        """The worst pain of the last day on which it was said."""
        return next((one.worst for one in reversed(self.pain) if one.worst is not None), None)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """A reading for each day with a session, a video or a happening."""
        pain = {one.day: one for one in self.pain}
        days = sorted({*pain, *(one.day for one in self.filmed), *(one.day for one in self.happenings)})
        return tuple(Reading(day, f"{day:%a} {day.day} {day:%b}", self._said_of(day)) for day in days)

    @property
    def answer(self) -> str:
        """The newest of each, with what it is compared with."""
        return " ".join(filter(None, [self._pain_answer(), self._load_answer(), self._tracking_answer()]))

    def week_of(self, day: date) -> LoadWeek | None:
        """The week that holds the day."""
        return next((week for week in self.weeks if week.monday <= day < week.monday + timedelta(days=7)), None)

    @property
    def by_week(self) -> tuple[tuple[LoadWeek, tuple[Filmed, ...]], ...]:
        """Each week with its videos, the newest first."""
        return tuple(
            (week, tuple(one for one in self.filmed if self.week_of(one.day) == week)) for week in reversed(self.weeks)
        )

    def _said_of(self, day: date) -> str:
        said = [one.text for one in self.happenings if one.day == day]
        said += [f"pain {'not said' if one.worst is None else one.worst}" for one in self.pain if one.day == day]
        if (week := self.week_of(day)) and week.load_kg is not None:
            said.append(f"leg load {saying.say_volume(week.load_kg, self.unit)} {_which(week)}")
        said += [f"tracking {say_tracking(one.video)}" for one in self.filmed if one.day == day]
        return ", ".join(said)

    def _pain_answer(self) -> str:
        if self.last_pain is None:
            return ""
        usual = self.usual_pain
        return f"Pain {self.last_pain} in the last session" + ("." if usual is None else f", usually {usual:g}.")

    def _load_answer(self) -> str:
        week = next((one for one in reversed(self.weeks) if one.finished and one.load_kg is not None), None)
        if week is None or week.load_kg is None:
            return ""
        said = (
            f"Leg load {saying.say_volume(week.load_kg, self.unit)} in the week of {week.monday.day} {week.monday:%b}"
        )
        return f"{said}, {saying.percent(week.change)}." if week.change is not None else f"{said}."

    def _tracking_answer(self) -> str:
        if not self.filmed:
            return "No video yet."
        last = self.filmed[-1]
        return f"Tracking on {last.day.day} {last.day:%b}: {say_tracking(last.video)}."


def timeline(
    history: AthleteHistory,
    *,
    zone: ZoneInfo,
    unit: str,
    red_flags: Iterable[tuple[datetime, str]] = (),
    advice: Iterable[Happening] = (),
    weeks: int = WEEKS,
) -> Timeline:
    """The last `weeks` weeks of a history; `red_flags` are moments and words of what was ticked, `advice`
    tasks and their check points; what lies outside these weeks is left out.

    `zone` is the athlete's: it decides on which day a video or a red flag stands.
    """
    every = history.weeks(weeks + WEEKS_BEFORE)
    shown = [_load_week(every[: i + 1]) for i in range(len(every))][-weeks:]
    monday = history.today - timedelta(days=history.today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    jumps = [
        Happening(one.monday, f"Load {saying.percent(one.change)}", Kind.JUMP)
        for one in shown
        if one.strong and one.change is not None
    ]
    flags = [Happening(at.astimezone(zone).date(), text, Kind.RED_FLAG) for at, text in red_flags]
    happened = [one for one in (*flags, *jumps, *advice) if first <= one.day <= history.today]
    return Timeline(
        first=first,
        today=history.today,
        unit=unit,
        weeks=tuple(shown),
        pain=_pain_days(history, first),
        filmed=tuple(
            Filmed(day, one) for one in history.tracking if (day := one.filmed_at.astimezone(zone).date()) >= first
        ),
        happenings=tuple(sorted(happened, key=lambda one: one.day)),
    )


def say_tracking(video: TrackingRecord) -> str:
    """−0.12 (−0.17 to −0.07): in line, uncertain; or cannot tell."""
    word = verdict_word(video.verdict.value, certain=video.certain).lower()
    if video.dkasr is None:
        return word
    likely = ""
    if video.low is not None and video.high is not None:
        likely = f" ({saying.signed(video.low)} to {saying.signed(video.high)})"
    return f"{saying.signed(video.dkasr)}{likely}: {word}"


def _pain_days(history: AthleteHistory, first: date) -> tuple[PainDay, ...]:
    by_day: dict[date, list[int]] = {}
    for session in history.sessions:
        if session.day >= first:
            said = by_day.setdefault(session.day, [])
            if session.worst_pain is not None:
                said.append(session.worst_pain)
    return tuple(PainDay(day, max(said, default=None)) for day, said in by_day.items())


def _load_week(weeks: tuple[Week, ...]) -> LoadWeek:
    """The last of the weeks, judged against those before it as the rule of a week's jump does."""
    loads = [week.leg_load_kg for week in weeks]
    jump = min(change_on_usual(loads), week_change(loads), key=_size)
    last = weeks[-1]
    is_jump = jump.level in (Rise.NOTE, Rise.STRONG)
    pains = [session.worst_pain for session in last.sessions if session.worst_pain is not None]
    return LoadWeek(
        monday=last.monday,
        load_kg=last.leg_load_kg,
        sessions=len(last.sessions),
        worst_pain=max(pains, default=None),
        finished=last.finished,
        change=jump.change if is_jump else None,
        strong=jump.level is Rise.STRONG,
    )


def _size(change: WeekChange) -> float:
    """Unknown sorts first: as soon as one comparison cannot be made, the week is not called a jump."""
    return float("-inf") if change.change is None else change.change


def _which(week: LoadWeek) -> str:
    return "that week" if week.finished else "this week so far"
