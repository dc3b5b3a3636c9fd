"""The tasks: for each, what a rep is, which leg counts, and which measurement holds."""

from sessions.knee_tracking.report import Task
from sessions.knee_tracking.tasks import (
    landing,
    lunge,
    side_lunge,
    single_leg_squat,
    split_squat,
    squat,
    step_up,
)
from sessions.knee_tracking.tasks.rules import TaskRules

RULES: dict[Task, TaskRules] = {
    Task.SQUAT: squat.RULES,
    Task.SPLIT_SQUAT: split_squat.RULES,
    Task.LUNGE: lunge.RULES,
    Task.SIDE_LUNGE: side_lunge.RULES,
    Task.SINGLE_LEG_SQUAT: single_leg_squat.RULES,
    Task.STEP_UP: step_up.RULES,
    Task.LANDING: landing.RULES,
}
