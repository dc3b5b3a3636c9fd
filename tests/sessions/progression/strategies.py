"""Any athlete at all, as hypothesis makes them up: gaps, two sessions a day, odd loads, half the answers missing."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from sessions.progression.history import (
    AthleteHistory,
    LiftRecord,
    SessionRecord,
    SetRecord,
    TrackingRecord,
    TrackingVerdict,
)
from sessions.progression.noticed import Noticed
from tests.sessions.progression.building import bench, lift, moment, work

quick = settings(max_examples=30, deadline=None)
"""For every property: examples enough to find what is wrong, and no clock, since a busy machine is not a fault."""

TODAY = date(2026, 11, 4)
"""Behind the night of 25 October 2026, when the clocks go back in Berlin."""
CLOCKS = ["06:40", "12:00", "18:20", "23:50"]

loads = st.none() | st.integers(0, 1200).map(lambda quarters: quarters / 4)
pains = st.none() | st.integers(0, 10)
efforts = st.none() | st.integers(0, 20).map(lambda halves: halves / 2)
sets = st.builds(SetRecord, reps=st.none() | st.integers(0, 20), load_kg=loads, rpe=efforts, warm_up=st.booleans())


class Planned(NamedTuple):
    """One session before it has a date."""

    gap_days: int
    clock: str
    lifts: str
    kg: float | None
    reps: int | None
    sets: int
    rpe: float | None
    session_rpe: float | None
    pain: tuple[int | None, int | None, int | None]
    noticed: frozenset[Noticed]


planned = st.builds(
    Planned,
    gap_days=st.sampled_from([0, 1, 2, 2, 2, 3, 3, 9, 30]),
    clock=st.sampled_from(CLOCKS),
    lifts=st.sampled_from(["squat", "squat", "squat", "two", "bench", "none"]),
    kg=st.sampled_from([100, 100, 105, 115, 140, 60, 0, None]),
    reps=st.sampled_from([5, 5, 5, 1, 8, 20, 0, None]),
    sets=st.integers(1, 4),
    rpe=st.sampled_from([8, 8, 9, 10, 5, None]),
    session_rpe=st.sampled_from([9, 9, 8, 5, None, None]),
    pain=st.tuples(pains, pains, pains),
    noticed=st.frozensets(st.sampled_from(Noticed), max_size=2),
)


def lifts_of(plan: Planned) -> tuple[LiftRecord, ...]:
    squat = lift(*[work(plan.kg, plan.reps, rpe=plan.rpe)] * plan.sets, pain=plan.pain[1], noticed=plan.noticed)
    split_squat = lift(work(plan.kg, plan.reps), exercise="split_squat", movement="lunge", pain=plan.pain[0])
    return {"squat": (squat,), "two": (squat, split_squat), "bench": (bench(),), "none": ()}[plan.lifts]


def sessions_of(plans: list[Planned], until: date) -> tuple[SessionRecord, ...]:
    """The planned sessions, the last one so many days before `until`; the early ones may share a day, none a moment."""
    sessions: dict[tuple[date, str], SessionRecord] = {}
    on = until
    for plan in reversed(plans):
        on -= timedelta(days=plan.gap_days)
        before, worst, morning = plan.pain
        sessions[on, plan.clock] = SessionRecord(
            id=f"{on.isoformat()} {plan.clock}",
            started_at=moment(on, plan.clock),
            day=on,
            lifts=lifts_of(plan),
            pain_before=before,
            pain_worst=worst,
            pain_next_morning=morning,
            session_rpe=plan.session_rpe,
        )
    return tuple(sessions.values())


def video_of(days_ago: int, verdict: TrackingVerdict, certain: bool, dkasr: float | None) -> TrackingRecord:
    on = TODAY - timedelta(days=days_ago)
    low, high = (None, None) if dkasr is None else (dkasr - 0.04, dkasr + 0.04)
    return TrackingRecord(
        str(days_ago), moment(on, "12:00"), on, "back_squat", None, verdict, certain, dkasr, low, high
    )


videos = st.builds(
    video_of,
    days_ago=st.integers(0, 60),
    verdict=st.sampled_from(TrackingVerdict),
    certain=st.sampled_from([True, True, False]),
    dkasr=st.none() | st.integers(-40, 10).map(lambda hundredths: hundredths / 100),
)
histories = st.builds(
    lambda plans, tracking: AthleteHistory(moment(TODAY, "23:59"), TODAY, sessions_of(plans, TODAY), tuple(tracking)),
    plans=st.lists(planned, max_size=30),
    tracking=st.lists(videos, max_size=5, unique_by=lambda video: video.analysis_id),
)
