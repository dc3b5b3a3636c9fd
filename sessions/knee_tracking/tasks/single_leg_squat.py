"""Single-leg squat: the leg that stands counts."""

from sessions.knee_tracking.tasks.rules import Method, TaskRules, drop, find_squats, lower_ankle

RULES = TaskRules(
    find=find_squats,
    signal=drop,
    working=lower_ankle,
    method=Method.WORKING_LEG,
    feet_forward=False,
    stands_between=True,
)
