"""Filmed sets with chosen readings, for the tests of knee tracking over time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sessions.knee_tracking import Task, Verdict
from sessions.knee_tracking.over_time import FilmedSet
from sessions.knee_tracking.report import Interval
from sessions.knee_tracking.verdict import REPEATED, tracking_state

TODAY = date(2026, 9, 30)
HALF_WIDTH = 0.074  # of a set's change, as the engine gives it


def filmed(
    change: float | None = -0.05,
    *,
    days_ago: int = 0,
    load_kg: float | None = 80.0,
    number: int | None = 1,
    half: float = HALF_WIDTH,
    **more: Any,
) -> FilmedSet:
    """A squat on its own lift of its day; the verdict follows from change and half-width as in the engine."""
    day = TODAY - timedelta(days=days_ago)
    interval = None if change is None else Interval(change, change - half, change + half)
    state = tracking_state(interval.low if interval else None, interval.high if interval else None, REPEATED)
    athlete = more.get("athlete_id", "maya")
    key = f"{athlete} {day} {load_kg} {number} {change}"
    values: dict[str, Any] = {
        "analysis_id": f"analysis {key}",
        "video_id": f"video {key}",
        "athlete_id": "maya",
        "day": day,
        "filmed_at": datetime.combine(day, time(18, number or 0), tzinfo=UTC),
        "task": Task.SQUAT,
        "exercise": "back_squat",
        "exercise_name": "Back squat",
        "lift_id": f"lift of {day}",
        "set_number": number,
        "load_kg": load_kg,
        "verdict": state.verdict,
        "certain": state.uncertain is False,
        "change": interval,
        "depth_pct": 48.0,
        "yaw_deg": 2.0,
        "engine": "1",
    }
    return FilmedSet(**values | more)


def with_verdict(verdict: Verdict, load_kg: float, **more: Any) -> FilmedSet:
    """A set of which only load and verdict matter, the latter certain."""
    return filmed(None, load_kg=load_kg, verdict=verdict, certain=True, **more)
