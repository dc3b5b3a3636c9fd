"""Where the feet stand and point, as far as a picture from the front shows it."""

from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.camera import Camera
from sessions.knee_tracking.joints import ANKLES, TOES
from sessions.knee_tracking.medians import known_median
from sessions.knee_tracking.track import Flags, Floats

MOVED = 0.012  # leg lengths: a foot that moved by more has its own place in that rep
TOE_NEARER = 0.2  # leg lengths by which the toes are nearer than the ankles
TOE_REACH = 0.208  # leg lengths from ankle point to toe point
TOE_INSIDE = 0.0085  # leg lengths: the toe point is the big toe's, inside the foot's axis
STEPS = 4  # until foot direction and distance of the toes fit each other
OUTWARD = np.array([1.0, -1.0])  # outward in x, seen from the front: the left leg stands on the right


@dataclass(frozen=True, slots=True)
class Feet:
    """Both feet, left and right, as medians over frames.

    ankle, toe: (2, 2) rays. out_deg: (2,) how far they point outward in the picture; a camera off to one
    side turns both the same way.
    """

    ankle: Floats
    toe: Floats
    out_deg: Floats


def find_feet(rays: Floats, frames: Flags, camera: Camera) -> Feet:
    """The feet in frames (n,) of rays (n, 13, 2): standing and bent, since in deep frames alone toes drift."""
    ankle = known_median(rays[frames][:, ANKLES])
    toe = known_median(rays[frames][:, TOES])
    across = toe[:, 0] * (camera.distance - TOE_NEARER) - ankle[:, 0] * camera.distance
    sine = np.clip((OUTWARD * across + TOE_INSIDE) / TOE_REACH, -1, 1)
    return Feet(ankle, toe, np.degrees(np.arcsin(sine)))


def foot_out_deg(feet: Feet, leg: int, distance: float) -> float:
    """How far one foot points outward in the picture when its ankle is `distance` away, wherever it stands.

    As find_feet, but the toes are nearer by what the foot's own direction makes of its length: far from the
    picture's middle that matters.
    """
    angle = float(np.radians(feet.out_deg[leg]))
    for _ in range(STEPS):
        across = feet.toe[leg, 0] * (distance - TOE_REACH * np.cos(angle)) - feet.ankle[leg, 0] * distance
        angle = float(np.arcsin(np.clip((OUTWARD[leg] * across + TOE_INSIDE) / TOE_REACH, -1, 1)))
    return float(np.degrees(angle))


def moved(feet: Feet, usual: Feet, camera: Camera) -> bool:
    """Whether a foot stands elsewhere than usual."""
    places = np.concatenate([feet.ankle - usual.ankle, feet.toe - usual.toe])
    return bool(np.abs(places[:, 0]).max() * camera.distance > MOVED)
