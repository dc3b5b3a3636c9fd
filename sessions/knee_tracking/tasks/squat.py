"""Squat, and its variants with both feet side by side: box, goblet, front, sumo."""

from sessions.knee_tracking.tasks.rules import Method, TaskRules, both_legs, drop, find_squats

RULES = TaskRules(
    find=find_squats,
    signal=drop,
    working=both_legs,
    method=Method.BOTH_LEGS,
    feet_forward=True,
    stands_between=True,
)
