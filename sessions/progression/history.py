"""An athlete's readings up to a moment, and what follows from them without judging."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any

from sessions.progression.pain_days import PainDay, pain_days
from sessions.progression.records import LiftRecord, SessionRecord, TrackingRecord, TrackingVerdict
from sessions.progression.sets import SetRecord
from sessions.progression.volume import total
from sessions.progression.weeks import WEEKS_BEFORE, Against, against_last_week, against_usual

__all__ = [
    "AthleteHistory",
    "LiftRecord",
    "SessionRecord",
    "SetRecord",
    "TrackingRecord",
    "TrackingVerdict",
    "Week",
    "as_known",
]

JUDGED_WEEKS = WEEKS_BEFORE + 1
"""The week that is judged, and those that it is held against."""


@dataclass(frozen=True)
class Week:
    """A calendar week, Monday to Sunday. `finished` is False for the running one, which can still grow."""

    monday: date
    sessions: tuple[SessionRecord, ...]
    finished: bool

    @cached_property
    def leg_load_kg(self) -> float | None:
        """Leg volume load; 0 for a week of rest, None as soon as one leg set of it is unknown."""
        return total(session.leg_volume.whole_kg for session in self.sessions)

    @property
    def unknown_sets(self) -> int:
        """How many leg work sets lack reps or load."""
        return sum(session.leg_volume.unknown_sets for session in self.sessions)


@dataclass(frozen=True)
class AthleteHistory:
    """Everything known of an athlete at the moment `at`, which is `today` in the athlete's own calendar.

    No rule looks back further than sixteen weeks: a history that begins earlier gives the same findings.
    Sessions and videos are kept oldest first whatever order they came in, so that late entries change nothing: sessions
    by calendar day and then by moment, since an athlete who flies west can begin an earlier day at a later moment.
    Raises ValueError for a moment without a time zone, or for a session or video later than `at`.
    """

    at: datetime
    today: date
    sessions: tuple[SessionRecord, ...] = ()
    tracking: tuple[TrackingRecord, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"at: {self.at.isoformat()} has no time zone")
        # Two moments of one time zone would be compared as wall clocks, which repeat an hour in autumn: so in UTC.
        moment = self.at.astimezone(UTC)
        if any(session.order[1] > moment for session in self.sessions):
            raise ValueError(f"sessions: one starts after {self.at.isoformat()}")
        if any(video.order[0] > moment for video in self.tracking):
            raise ValueError(f"tracking: one was filmed after {self.at.isoformat()}")
        sessions = tuple(sorted(self.sessions, key=attrgetter("order")))
        tracking = tuple(sorted(self.tracking, key=attrgetter("order")))
        # The one way to set a field of a frozen dataclass while it is being made.
        object.__setattr__(self, "sessions", sessions)
        object.__setattr__(self, "tracking", tracking)

    @classmethod
    def up_to(
        cls,
        at: datetime,
        today: date,
        sessions: Iterable[SessionRecord],
        tracking: Iterable[TrackingRecord] = (),
    ) -> "AthleteHistory":
        """The history as it was known at `at`: later sessions, videos and mornings are left out."""
        moment = at.astimezone(UTC)
        return cls(
            at=at,
            today=today,
            sessions=tuple(as_known(s, today) for s in sessions if s.order[1] <= moment),
            tracking=tuple(t for t in tracking if t.order[0] <= moment),
        )

    @property
    def last_session(self) -> SessionRecord | None:
        """The newest session, or None."""
        return self.sessions[-1] if self.sessions else None

    def newest_first(self, days: int) -> Iterator[SessionRecord]:
        """The sessions of the last `days` days, today among them."""
        return self.before(self.today + timedelta(days=1), days)

    def before(self, day: date, days: int) -> Iterator[SessionRecord]:
        """The sessions of the `days` days before `day`, newest first."""
        first = day - timedelta(days=days)
        for session in reversed(self.sessions):
            if session.day < first:
                return
            if session.day < day:
                yield session

    def weeks(self, count: int) -> tuple[Week, ...]:
        """The last `count` weeks, oldest first, the running one last; none before the week of the first session."""
        if count not in self._weeks:
            self._weeks[count] = self._last_weeks(count)
        return self._weeks[count]

    @cached_property
    def _weeks(self) -> dict[int, tuple[Week, ...]]:
        """By count, kept: a rule that is tried with several numbers asks for the same ones each time."""
        return {}

    def pain_days(self, days: int) -> tuple[PainDay, ...]:
        """The days with an answer about pain among the last `days` days, today among them, oldest first."""
        if days not in self._pain_days:
            self._pain_days[days] = pain_days(self.newest_first(days))
        return self._pain_days[days]

    @cached_property
    def _pain_days(self) -> dict[int, tuple[PainDay, ...]]:
        """By length, kept: every rule about the course of pain asks for the same ones."""
        return {}

    @cached_property
    def kept(self) -> dict[tuple[str, int], Any]:
        """What own rules read, by what it is and over how many days, for the same reason."""
        return {}

    def _last_weeks(self, count: int) -> tuple[Week, ...]:
        if not self.sessions:
            return ()
        this = monday_of(self.today)
        first = max(this - timedelta(weeks=count - 1), monday_of(self.sessions[0].day))
        by_week: dict[date, list[SessionRecord]] = {}
        for session in self.newest_first((self.today - first).days + 1):
            by_week.setdefault(monday_of(session.day), []).append(session)
        return tuple(
            Week(monday, tuple(reversed(by_week.get(monday, []))), finished=monday < this)
            for monday in (first + timedelta(weeks=i) for i in range((this - first).days // 7 + 1))
        )

    def judged_weeks(self) -> tuple[Week, ...]:
        """Up to five weeks, the last being the one whose leg load can be judged.

        That is the running week once it has passed the one before (it can only grow), until then the last finished one.
        """
        weeks = self.weeks(JUDGED_WEEKS + 1)
        if len(weeks) > 1:
            this, previous = weeks[-1].leg_load_kg, weeks[-2].leg_load_kg
            if this is None or previous is None or this <= previous:
                weeks = weeks[:-1]
        return weeks[-JUDGED_WEEKS:]

    @cached_property
    def leg_load_against(self) -> tuple[Against | None, Against | None]:
        """The leg load of the week that can be judged, against the week before it and against its usual."""
        loads = [week.leg_load_kg for week in self.judged_weeks()]
        return against_last_week(loads), against_usual(loads)

    def leg_load_by_day(self, days: int) -> tuple[float | None, ...]:
        """Leg volume load of the last `days` days in kg, oldest first, today last; none before the first session.

        0 is a rest day; None a day with a session whose leg load is not wholly known.
        """
        if not self.sessions:
            return ()
        first = max(self.today - timedelta(days=days - 1), self.sessions[0].day)
        by_day: dict[date, list[float | None]] = {}
        for session in self.newest_first((self.today - first).days + 1):
            by_day.setdefault(session.day, []).append(session.leg_volume.whole_kg)
        span = (self.today - first).days + 1
        return tuple(total(by_day.get(first + timedelta(days=i), [])) for i in range(span))


def monday_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def as_known(session: SessionRecord, today: date) -> SessionRecord:
    """A session whose morning after has not come yet knows nothing about it."""
    if session.pain_next_morning is None or session.day < today:
        return session
    return replace(session, pain_next_morning=None)
