"""An athlete's sessions as the coach's table shows them, a page at a time, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db.models import Prefetch, Q

from athletes.models import Athlete
from coachhub.core import saying
from sessions.models import REPORTS, KneeAnalysis, Lift, Moment, PainReading, TrainingSession, TrainingSet, Video
from sessions.progression.noticed import Noticed, say_noticed

PAGE = 10


@dataclass(frozen=True, slots=True)
class LiftLine:
    """One exercise of a session: its sets in words, the RPE of the hardest, worst pain (None: not said), videos.

    `where`: which knee and where on it, `noticed`: what the athlete ticked, in words; empty: not said.
    """

    name: str
    sets: str
    rpe: str
    pain: int | None
    where: str
    heels_raised: bool
    noticed: str
    videos: tuple[Video, ...]


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session. Pain 0 to 10, None: not said. `facts`: minutes, effort, sleep, sore muscles, as far as said."""

    id: UUID
    started_at: datetime
    lifts: tuple[LiftLine, ...]
    before: int | None
    after: int | None
    next_morning: int | None
    facts: tuple[str, ...]
    note: str

    @property
    def around(self) -> str:
        """Pain at other times than during the lifts, as far as said: 2 before, 1 the next morning."""
        said = ((self.before, "before"), (self.after, "after"), (self.next_morning, "the next morning"))
        return ", ".join(f"{value} {when}" for value, when in said if value is not None)


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Some sessions, and the id to ask for earlier ones with; None: these were the first."""

    lines: tuple[SessionLine, ...]
    earlier: UUID | None


def sessions_page(athlete: Athlete, *, unit: str, before: UUID | None = None) -> SessionPage:
    """Ten sessions, of those earlier than the session `before` if it is given. At most seven queries."""
    rows = TrainingSession.objects.filter(athlete=athlete).order_by("-started_at", "-id")
    if before:
        last = rows.filter(pk=before).values_list("started_at", "pk").first()
        if last is None:
            return SessionPage((), None)
        rows = rows.filter(Q(started_at__lt=last[0]) | Q(started_at=last[0], pk__lt=last[1]))
    analyses = Prefetch("analyses", KneeAnalysis.objects.defer(*REPORTS).order_by("-id"))
    videos = Prefetch("videos", Video.objects.order_by("id").prefetch_related(analyses))
    sets = Prefetch("sets", TrainingSet.objects.order_by("position").prefetch_related(videos))
    lifts = Prefetch("lifts", Lift.objects.order_by("position").select_related("exercise").prefetch_related(sets))
    page = list(rows.prefetch_related(lifts, Prefetch("pain_readings", PainReading.objects.all()))[: PAGE + 1])
    return SessionPage(
        lines=tuple(_line(session, unit) for session in page[:PAGE]),
        earlier=page[PAGE - 1].pk if len(page) > PAGE else None,
    )


def say_sets(sets: Iterable[TrainingSet], unit: str) -> str:
    """Work sets as people write them: 4 × 5 at 87.5 kg; 5, 5, 4 at 100 kg; then what was warm-up."""
    every = list(sets)
    work = [one for one in every if not one.warm_up]
    said = [_say_run(list(run), unit) for _, run in groupby(work, key=lambda one: (one.load_kg, one.unit))]
    if warm_up := len(every) - len(work):
        said.append(saying.plural(warm_up, "warm-up set"))
    return ", ".join(said)


def _say_run(sets: list[TrainingSet], unit: str) -> str:
    reps = [one.reps for one in sets]
    counted = f"{len(reps)} × {reps[0]}" if len(set(reps)) == 1 else ", ".join(str(one) for one in reps)
    load = saying.say_load(sets[0].load_kg, unit)
    return f"{counted} at {load}" if sets[0].load_kg else f"{counted}, {load}"


def _line(session: TrainingSession, unit: str) -> SessionLine:
    readings = {(one.moment, one.lift_id): one for one in session.pain_readings.all()}
    pain = {key: one.value for key, one in readings.items()}
    return SessionLine(
        id=session.pk,
        started_at=session.started_at,
        lifts=tuple(_lift(lift, readings.get((Moment.WORST, lift.pk)), unit) for lift in session.lifts.all()),
        before=pain.get((Moment.BEFORE, None)),
        after=pain.get((Moment.AFTER, None)),
        next_morning=pain.get((Moment.NEXT_MORNING, None)),
        facts=_facts(session),
        note=session.note,
    )


def _facts(session: TrainingSession) -> tuple[str, ...]:
    said = (
        (session.minutes, "{} min"),
        (session.session_rpe, "session RPE {}"),
        (None if session.sleep_hours is None else _bare(session.sleep_hours), "slept {} h"),
        (session.soreness, "sore muscles {} of 10"),
    )
    return tuple(words.format(value) for value, words in said if value is not None)


def _lift(lift: Lift, pain: PainReading | None, unit: str) -> LiftLine:
    sets = list(lift.sets.all())
    efforts = [one.rpe for one in sets if one.rpe is not None and not one.warm_up]
    return LiftLine(
        name=lift.exercise.name,
        sets=say_sets(sets, unit),
        rpe=_bare(max(efforts)) if efforts else "",
        pain=pain.value if pain else None,
        where=", ".join(filter(None, (pain.get_side_display(), pain.get_place_display()))) if pain else "",
        heels_raised=lift.heel_raise,
        noticed=say_noticed(frozenset(map(Noticed, lift.noticed))),
        videos=tuple(video for one in sets for video in one.videos.all()),
    )


def _bare(number: Decimal) -> str:
    return f"{number.normalize():f}"
