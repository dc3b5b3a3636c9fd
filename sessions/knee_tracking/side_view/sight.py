"""A set seen from the side: which leg is near the camera, which way is forward, what is level.

Only the near leg is read: the pose model guesses the far one, and its heel by up to 30 % of the foot's length. The near
side of the body is laid on its own plane, forward and up, so that a camera off the square, high or low, near or far
gives the same angles. The camera is taken to look level; for its focal length see `camera`.
"""

from dataclasses import dataclass, replace

import numpy as np

from sessions.knee_tracking.camera import find_camera
from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Flags, Floats
from sessions.knee_tracking.view import azimuth_deg

NEAREST_DEG, FARTHEST_DEG = 60.0, 120.0  # of yaw, 90 = square from the side: defaults
FEWEST_FRAMES = 3
# The pose model's turn of the body -> degrees of yaw: as in view.WORLD up to 75, and one clip at 88.
TURNED = ((0, 55, 72, 83, 120), (0, 60, 75, 88, 120))
# From ankle to shoulder the standing athlete leans forward: 2.0 to 4.0 seen with a level camera. What is beyond that is
# half the camera's roll and half the athlete's posture: default, for a phone that is held or leant within 2° of level.
USUAL_LINE_DEG = 2.5
LEVEL_SHARE = 0.5

LEG = (SHOULDERS, HIPS, KNEES, ANKLES, HEELS, TOES)
OUTWARD = (0.0, -0.08, 0.0, 0.0, 0.0, 0.0)  # leg lengths from the ankle: hips are narrower than the usual stance


@dataclass(frozen=True, slots=True)
class Sight:
    """The near side of the body over a clip's frames (n,), in leg lengths from the near ankle of the standing athlete.

    shoulder, hip, knee, ankle, heel, toe: (n, 2), forward (the way the athlete faces) and up. leg: LEFT or RIGHT.
    yaw_deg: how far the camera stands from straight in front, 60 to 120. forward_px: how far forward one px to the
    right in the picture is.
    """

    shoulder: Floats
    hip: Floats
    knee: Floats
    ankle: Floats
    heel: Floats
    toe: Floats
    leg: int
    yaw_deg: float
    forward_px: float

    @property
    def joints(self) -> list[Joint]:
        """The near side's joints, from shoulder to toe."""
        return [pair[self.leg] for pair in LEG]


def find_sight(body: Body, still: Flags, size: tuple[int, int], *, feet_together: bool) -> Sight | None:
    """How the body is seen, judged in the frames (n,) in which the athlete stands still.

    `feet_together`: both feet side by side, so that the standing body tells what is level and how long its legs are.
    None if the view is not from the side, or if feet and body do not face the same way.
    """
    frames = still & ~np.isnan(body.points[:, 0, 0])
    camera = find_camera(body.points, frames, size, straight_legs=feet_together)
    if camera is None:
        return None
    turn = -float(np.median(azimuth_deg(body.motion.world[frames], (SHOULDERS, HIPS))))
    yaw = float(np.interp(abs(turn), *TURNED))
    if not NEAREST_DEG <= yaw <= FARTHEST_DEG:
        return None
    leg, faces = (LEFT, -1.0) if turn > 0 else (RIGHT, 1.0)
    feet = body.points[frames][:, TOES, 0] - body.points[frames][:, HEELS, 0]
    if np.sign(np.median(feet[:, leg])) != faces:
        return None
    # As if the athlete faced to the right; what leans forward then leans to the right.
    points = body.points[:, [pair[leg] for pair in LEG]] * [faces, 1.0]
    camera = replace(camera, centre=camera.centre * [faces, 1.0], roll_deg=0.0)
    if feet_together:
        line = np.median(lean_deg(*(points[frames][:, at] * [1.0, -1.0] for at in (0, 3))))
        camera = replace(camera, roll_deg=LEVEL_SHARE * (float(line) - USUAL_LINE_DEG))
    near = _on_plane(camera.rays(points), frames, camera.distance, float(np.radians(yaw)))
    shoulder, hip, knee, ankle, heel, toe = near
    forward_px = faces / camera.leg_px / np.sin(np.radians(yaw))
    return Sight(shoulder, hip, knee, ankle, heel, toe, leg, yaw, float(forward_px))


def _on_plane(rays: Floats, frames: Flags, distance: float, yaw: float) -> list[Floats]:
    """Each joint's (n, 2) forward and up where its ray (n, 6, 2) meets the plane of the near side.

    With z forward, a point of the plane is seen at (start + z sin yaw) to the right and (distance − z cos yaw) away.
    """
    ankle = np.median(rays[frames][:, 3], axis=0)
    found = []
    for joint, outward in enumerate(OUTWARD):
        across, down = rays[:, joint].T
        away = distance - outward * np.sin(yaw)
        start = ankle[0] * distance - outward * np.cos(yaw)
        forward = (across * away - start) / (np.sin(yaw) + across * np.cos(yaw))
        up = distance * ankle[1] - down * (away - forward * np.cos(yaw))
        found.append(np.column_stack([forward, up]))
    return found


def lean_deg(upper: Floats, lower: Floats) -> Floats:
    """How far (n,) the line from `lower` to `upper`, both (n, 2) forward and up, leans forward of vertical."""
    way = upper - lower
    return np.asarray(np.degrees(np.arctan2(way[:, 0], way[:, 1])))
