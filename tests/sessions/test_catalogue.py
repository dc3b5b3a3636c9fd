"""Every exercise that can be filmed is measured as the task that it is."""

import pytest

from sessions.catalogue import CATALOGUE
from sessions.knee_tracking.report import Task

TASK_OF = {entry.key: entry.video_task for entry in CATALOGUE}


@pytest.mark.parametrize(
    ("exercises", "task"),
    [
        ("back_squat front_squat goblet_squat box_squat heels_raised_squat partial_squat bodyweight_squat", Task.SQUAT),
        ("split_squat bulgarian_split_squat", Task.SPLIT_SQUAT),
        ("lunge", Task.LUNGE),
        ("side_lunge", Task.SIDE_LUNGE),
        ("single_leg_squat", Task.SINGLE_LEG_SQUAT),
        ("step_up", Task.STEP_UP),
        ("drop_landing", Task.LANDING),
    ],
)
def test_an_exercise_is_measured_as_its_task(exercises: str, task: Task) -> None:
    assert {TASK_OF[key] for key in exercises.split()} == {task.value}


def test_every_task_can_be_logged_and_every_filmed_exercise_has_a_task() -> None:
    assert set(TASK_OF.values()) - {""} == set(Task)


def test_what_has_no_knee_to_follow_is_not_filmed() -> None:
    assert TASK_OF["leg_press"] == TASK_OF["leg_curl"] == TASK_OF["deadlift"] == TASK_OF["bench_press"] == ""
