"""All that an athlete's sets say together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sessions.knee_tracking import Task
from sessions.knee_tracking.over_time import Precision, over_time
from sessions.knee_tracking.over_time.precision import DEFAULT, DEFAULT_SEM
from sessions.knee_tracking.report import Trend
from tests.sessions.knee_tracking.over_time.building import TODAY, filmed

FRONT: dict[str, Any] = {"exercise": "front_squat", "exercise_name": "Front squat", "lift_id": "front"}


def test_nobodys_sets_say_nothing() -> None:
    assert over_time([], today=TODAY, precision=DEFAULT) == ()


def test_exercises_are_kept_apart_the_last_filmed_first() -> None:
    sets = [filmed(days_ago=3), filmed(days_ago=1, **FRONT), filmed(days_ago=9)]
    found = over_time(sets, today=TODAY, precision=DEFAULT)
    assert [(one.name, len(one.sets)) for one in found] == [("Front squat", 1), ("Back squat", 2)]
    assert found[1].newest == sets[0]


def test_one_exercise_measured_as_two_tasks_is_two() -> None:
    sets = [filmed(days_ago=1), filmed(task=Task.LUNGE)]
    assert [one.task for one in over_time(sets, today=TODAY, precision=DEFAULT)] == [Task.LUNGE, Task.SQUAT]


def test_sets_come_oldest_first_whatever_order_they_came_in() -> None:
    sets = [filmed(number=2), filmed(number=1), filmed(days_ago=4)]
    (found,) = over_time(sets, today=TODAY, precision=DEFAULT)
    assert found.sets == (sets[2], sets[1], sets[0])


def test_a_refused_video_alone_has_no_change() -> None:
    (found,) = over_time([filmed(None)], today=TODAY, precision=DEFAULT)
    assert (found.baseline, found.last_time, found.set_to_set, found.load.count) == (None, None, None, 0)


def test_the_confirmed_are_handed_on() -> None:
    sets = [filmed(-0.2, days_ago=9), filmed(-0.1, days_ago=6), filmed(-0.05)]
    sets[0] = replace(sets[0], confirmed=True)
    (found,) = over_time(sets, today=TODAY, precision=DEFAULT)
    assert found.baseline is not None
    assert (found.baseline.confirmed, found.baseline.reference) == (True, -0.2)


def test_the_window_is_handed_on() -> None:
    sets = [filmed(days_ago=9), filmed()]
    (found,) = over_time(sets, today=TODAY, precision=DEFAULT, window=timedelta(days=5))
    assert (found.load.count, len(found.sets)) == (1, 2)


def test_a_measured_precision_judges_the_sets_of_a_day_as_well() -> None:
    """Five sets that hold: told with the default of a day, not with pairs that scatter by 0.1."""
    sets = [filmed(-0.05, number=n) for n in range(1, 6)]
    poor = Precision(0.1, 0.08, 0.13, athletes=20, enough=20)
    assert poor.sem > DEFAULT_SEM
    trends = [over_time(sets, today=TODAY, precision=one)[0].set_to_set for one in (DEFAULT, poor)]
    assert [one.trend for one in trends if one] == [Trend.STEADY, Trend.CANNOT_TELL]
