"""Side lunge: the leg that bends counts; the other stays straight and says nothing."""

import numpy as np

from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method, TaskRules, drop, find_squats, frame_at
from sessions.knee_tracking.track import Floats

TELLING_DEG = 40.0  # between the two knees' bend in the picture: side lunges of the study differ by 92 to 120


def bend_deg(points: Floats) -> Floats:
    """Bend (2,) of the left and right knee in the picture of one frame's points (13, 2); 0 = straight."""
    thigh, shank = points[KNEES] - points[HIPS], points[ANKLES] - points[KNEES]
    cross = thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0]
    return np.asarray(np.degrees(np.abs(np.arctan2(cross, (thigh * shank).sum(axis=1)))))


def more_bent(body: Body, span: Span) -> tuple[int, ...]:
    """The leg that is clearly more bent at the bottom, if one is."""
    left, right = bend_deg(body.points[frame_at(body, span.bottom_s)])
    if np.isnan(left - right) or abs(left - right) < TELLING_DEG:
        return ()
    return (LEFT,) if left > right else (RIGHT,)


RULES = TaskRules(
    find=find_squats,
    signal=drop,
    working=more_bent,
    method=Method.NOT_YET,
    feet_forward=False,
    stands_between=True,
)
