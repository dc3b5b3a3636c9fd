"""Step-up: onto a box and down again. Only counted so far.

The working knee is most bent as the rise begins, so that is the rep's bottom, at its start.
"""

from dataclasses import replace

from sessions.knee_tracking.reps import FIRST_MOVEMENT, Span, find_dips, find_spans
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import Method, TaskRules


def find(body: Body) -> list[Span]:
    """Each time the hips rise in the picture and come down again."""
    climbs = find_spans(body.times_s, -body.sink, find_dips(-body.sink), FIRST_MOVEMENT)
    return [replace(climb, bottom_s=climb.start_s) for climb in climbs]


def unknown_leg(_body: Body, _span: Span) -> tuple[int, ...]:
    """Which foot is on the box is not told yet."""
    return ()


RULES = TaskRules(
    find=find,
    signal=None,
    working=unknown_leg,
    method=Method.NOT_YET,
    feet_forward=False,
    stands_between=True,
)
