"""Lunge: a step forward, down, and back; the front leg counts.

The step itself already brings the hips towards the lower ankle, so times and tempo come from the hips'
height in the picture: read from the ankle, a rep would start up to 2 s early.
"""

from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import Method, TaskRules, find_reps, lower_ankle, sink


def find(body: Body) -> list[Span]:
    """The lunges of a body."""
    return find_reps(body, body.sink)


RULES = TaskRules(
    find=find,
    signal=sink,
    working=lower_ankle,
    method=Method.WORKING_LEG,
    feet_forward=False,
    stands_between=True,
)
