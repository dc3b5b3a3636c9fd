"""Split squat, also with the rear foot raised: the feet stay, the front leg counts."""

from sessions.knee_tracking.tasks.rules import Method, TaskRules, drop, find_squats, lower_ankle

RULES = TaskRules(
    find=find_squats,
    signal=drop,
    working=lower_ankle,
    method=Method.WORKING_LEG,
    feet_forward=False,
    stands_between=True,
)
