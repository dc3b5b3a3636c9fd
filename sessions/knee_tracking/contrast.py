"""How clearly the legs stand out: black trousers in front of black are a guess, however bright the vest is."""

from itertools import pairwise

import cv2
import numpy as np

from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES
from sessions.knee_tracking.track import Floats

ALONG = (0.3, 0.5, 0.7)  # of a thigh or shank: where it is looked across
REACH = 0.5  # of the segment's length, to either side: past the limb's edges
SAMPLES = 41
BLUR_PX = 1.5  # takes the sensor's noise off
LIGHT, DARK = 95, 5  # percentiles


def legs_contrast(grey: Image, points: Floats) -> float:
    """Grey (0..255) between light and dark across the leg that is seen less clearly, from points (13, 2) px.

    NaN if neither leg is in the picture.
    """
    soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), BLUR_PX), float)
    left, right = (_leg(soft, points[[HIPS[leg], KNEES[leg], ANKLES[leg]]]) for leg in (0, 1))
    return float(np.fmin(left, right))


def _leg(soft: Floats, joints: Floats) -> float:
    """The median contrast across thigh and shank of one leg, whose hip, knee and ankle (3, 2) are given, px."""
    found = []
    for upper, lower in pairwise(joints):
        way = lower - upper
        across = np.array([-way[1], way[0]])
        for share in ALONG:
            line = upper + share * way + np.linspace(-REACH, REACH, SAMPLES)[:, None] * across
            columns, rows = np.round(line).astype(int).T
            inside = (columns >= 0) & (columns < soft.shape[1]) & (rows >= 0) & (rows < soft.shape[0])
            if inside.sum() > SAMPLES / 2:
                light, dark = np.percentile(soft[rows[inside], columns[inside]], (LIGHT, DARK))
                found.append(light - dark)
    return float(np.median(found)) if found else float("nan")
