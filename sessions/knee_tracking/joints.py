"""The points of the body that are measured, and their places in our arrays."""

from enum import IntEnum

import numpy as np


class Joint(IntEnum):
    """Rows of every array of points. Left and right are the athlete's own."""

    NOSE = 0
    LEFT_SHOULDER = 1
    RIGHT_SHOULDER = 2
    LEFT_HIP = 3
    RIGHT_HIP = 4
    LEFT_KNEE = 5
    RIGHT_KNEE = 6
    LEFT_ANKLE = 7
    RIGHT_ANKLE = 8
    LEFT_HEEL = 9
    RIGHT_HEEL = 10
    LEFT_TOE = 11
    RIGHT_TOE = 12


SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
HIPS = [Joint.LEFT_HIP, Joint.RIGHT_HIP]
KNEES = [Joint.LEFT_KNEE, Joint.RIGHT_KNEE]
ANKLES = [Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE]
HEELS = [Joint.LEFT_HEEL, Joint.RIGHT_HEEL]
TOES = [Joint.LEFT_TOE, Joint.RIGHT_TOE]

# Row k of a mirrored picture's points shows what row MIRRORED[k] shows in the picture itself.
MIRRORED = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11])
