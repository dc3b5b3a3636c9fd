"""From a story to a training log: the same one every time, counted back from today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from coachhub.core.ids import new_id
from coachhub.demo.stories import Story
from sessions.progression.history import monday_of
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry

LB_PER_KG = Decimal(1) / Decimal("0.45359237")
WAVE = (0.94, 0.97, 1.0, 0.8)  # three weeks up, a lighter one
JUST_NOW = timedelta(minutes=50)
"""So long ago the newest session may have begun; shortly after midnight that was the day before."""
LESS_PAIN = 2  # in the lift after the squats
LAST_DAYS = 7
TICKED_PAIN = 6  # what somebody who ticks a warning question has just felt


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day: the squats (reps, sets, share of the heavy day's load) and the lift that goes with them."""

    reps: int
    sets: int
    share: float
    session_rpe: float
    second: str
    second_share: float


@dataclass(frozen=True, slots=True)
class Ago:
    """How long ago a day was: in days, and in calendar weeks (0: this week), by which load is judged."""

    days: int
    calendar_weeks: int

    @property
    def weeks(self) -> float:
        """In weeks, and parts of a week."""
        return self.days / 7


KINDS = (
    Kind(6, 3, 0.88, 7, "leg_press", 1.2),
    Kind(8, 3, 0.78, 6, "split_squat", 0.25),
    Kind(5, 4, 1.0, 7.6, "romanian_deadlift", 0.65),
)


def sessions_of(story: Story, now: datetime, zone: ZoneInfo) -> Iterator[SessionEntry]:
    """The athlete's sessions, oldest first: the same weekdays every week, counted back from the story's last one."""
    random = Random(story.name)  # noqa: S311  the same demo every time, nothing secret
    today = now.astimezone(zone).date()
    just_now = now - JUST_NOW
    last = min(today - timedelta(days=story.rest_days), just_now.astimezone(zone).date())
    for weeks_ago in range(story.weeks - 1, -1, -1):
        for number, back in enumerate(sorted(story.days_back, reverse=True)):
            day = last - timedelta(days=7 * weeks_ago + back)
            if weeks_ago >= 6 and random.random() < 0.06:
                continue  # life gets in the way now and then
            start = datetime(day.year, day.month, day.day, 18, random.randrange(60), tzinfo=zone)
            ago = Ago((today - day).days, (monday_of(today) - monday_of(day)).days // 7)
            yield _session(story, random, min(start, just_now), KINDS[number % 3], ago, newest=day == last)


def _session(story: Story, random: Random, start: datetime, kind: Kind, ago: Ago, *, newest: bool) -> SessionEntry:
    pain = TICKED_PAIN if story.ticked and newest else _pain(random, story.pain(ago.weeks))
    before = min(pain, _pain(random, story.pain(ago.weeks) * 0.6))
    rise = story.morning_rise(ago.weeks)
    asked = ago.days > 0 and (rise >= 1 or random.random() > 0.15)
    return SessionEntry(
        id=new_id(),
        started_at=start,
        minutes=random.randrange(45, 80),
        session_rpe=min(10, round(kind.session_rpe + random.gauss(0, 0.4))),
        sleep_hours=Decimal(random.randrange(12, 18)) / 2,
        note=story.note if newest else "",
        pain_before=PainEntry(before),
        pain_next_morning=PainEntry(min(10, round(before + rise))) if asked else None,
        lifts=(
            _lift(story, random, story.filmed_as, kind, ago, pain=pain),
            _lift(story, random, kind.second, Kind(8, 3, kind.second_share, 0, "", 0), ago, pain=pain, is_second=True),
        ),
    )


def _lift(
    story: Story,
    random: Random,
    exercise: str,
    kind: Kind,
    ago: Ago,
    *,
    pain: int,
    is_second: bool = False,
) -> LiftEntry:
    wave = WAVE[int(ago.weeks) % 4] if ago.weeks >= 6 else 1.0
    amount = story.load(ago.calendar_weeks)  # less than usual: lighter sets; more than usual: more sets
    top = story.squat_kg * kind.share * (1 - 0.006 * ago.weeks) * min(1.0, amount)
    work = [
        SetEntry(
            id=new_id(), reps=kind.reps, load=_plates(story, top * wave), unit=story.unit, rpe=_rpe(random, number)
        )
        for number in range(round(kind.sets * max(1.0, amount)))
    ]
    ramp = [
        SetEntry(id=new_id(), reps=5, load=_plates(story, top * wave * part), unit=story.unit, warm_up=True)
        for part in ((0.6,) if is_second else (0.4, 0.6, 0.8))
    ]
    worst = max(0, pain - LESS_PAIN) if is_second else pain
    return LiftEntry(
        id=new_id(),
        exercise=exercise,
        sets=(*ramp, *work),
        noticed=frozenset(() if is_second or ago.days >= LAST_DAYS else story.noticed),
        pain_worst=PainEntry(worst, side="right" if worst else "", place="front" if worst else ""),
    )


def _plates(story: Story, load_kg: float) -> Decimal:
    """What can be loaded on a bar: steps of 2.5 kg, or 5 lb."""
    if story.unit == "lb":
        return Decimal(round(Decimal(load_kg) * LB_PER_KG / 5)) * 5
    return Decimal(round(load_kg / 2.5)) * Decimal("2.5")


def _rpe(random: Random, number: int) -> Decimal:
    return Decimal(round(min(9.5, 6.5 + 0.4 * number + random.gauss(0, 0.3)) * 2)) / 2


def _pain(random: Random, level: float) -> int:
    return max(0, min(10, round(level + random.gauss(0, 0.45))))
