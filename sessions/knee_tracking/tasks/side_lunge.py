"""Side lunge: the leg that bends counts; the other stays straight and says nothing.

The hips travel sideways until they are over the working foot. Only there, in the deepest part, the knee can stand over
its foot: on the way the leg leans outward and every knee is inside the foot line. The feet may stay or step out.
"""

import numpy as np

from sessions.knee_tracking.joints import ANKLES, HIPS
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method, TaskRules, drop, find_squats, frame_at

BESIDE = 0.2  # standing heights between the ankles in the picture: more, and one foot is in front
DEEP = 0.8  # share of the depth: simulated knees without drift stand over their feet from 0.5 on, real ones later
SHORTER = 0.15  # standing heights between hip and ankle in the picture: lunges that were seen differ by 0.45


def more_bent(body: Body, span: Span) -> tuple[int, ...]:
    """The leg that is clearly shorter from hip to ankle in the picture at the bottom, if one is."""
    frame = frame_at(body, span.bottom_s)
    points = body.points[frame]
    if abs(points[ANKLES[LEFT], 1] - points[ANKLES[RIGHT], 1]) > BESIDE * body.level_px[frame]:
        return ()
    left, right = np.linalg.norm(points[HIPS] - points[ANKLES], axis=1) / body.level_px[frame]
    if np.isnan(left - right) or abs(left - right) < SHORTER:
        return ()
    return (LEFT,) if left < right else (RIGHT,)


RULES = TaskRules(
    find=find_squats,
    signal=drop,
    working=more_bent,
    method=Method.PLANTED,
    feet_forward=False,
    stands_between=True,
    deep=DEEP,
)
