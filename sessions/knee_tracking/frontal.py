"""The legs in the athlete's own frontal plane, as far as one camera shows it.

Places are (across, up) in leg lengths, + = towards the athlete's left and upward, from where the camera looks.
How far a joint stands in front of the ankles no picture shows: it is taken from a typical lifter's posture.
"""

import numpy as np

from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.track import Floats
from sessions.knee_tracking.travel import hips_by_posture, travel_by_posture

HIP, KNEE, ANKLE = 0, 1, 2
# Of the way that the hips go back: their points lie in the fold of the hip, in front of the joint. Seen from 15° to
# either side on two rendered clips.
HIPS_SEEN_BACK = 0.65


def hips_drop(body: Body, tracking: Tracking) -> Floats:
    """How far (n,) the hips have come down towards the lower ankle, in leg lengths; gaps bridged."""
    return body.drop * body.level_px / tracking.camera.leg_px


def legs_in_front(body: Body, tracking: Tracking) -> Floats:
    """Places (n, 3, 2, 2) of hip, knee and ankle of the left and right leg; NaN in gaps."""
    drop = hips_drop(body, tracking)
    along = np.cos(np.radians(tracking.toe_out_deg))
    forward = np.zeros((len(drop), 3, 2))
    forward[:, HIP] = HIPS_SEEN_BACK * hips_by_posture(drop)[:, None]
    forward[:, KNEE] = travel_by_posture(drop)[:, None] * along
    rays = tracking.camera.rays(body.points[:, [HIPS, KNEES, ANKLES]])
    return in_front(rays, forward, tracking.camera.distance, tracking.yaw_deg)


def in_front(rays: Floats, forward: Floats, distance: float, yaw_deg: float) -> Floats:
    """Places (…, 2) of rays (…, 2) whose points stand `forward` (…) leg lengths in front of the ankles."""
    sine, cosine = np.sin(np.radians(yaw_deg)), np.cos(np.radians(yaw_deg))
    across = (rays[..., 0] * (distance - forward * cosine) + forward * sine) / (cosine + rays[..., 0] * sine)
    away = distance - across * sine - forward * cosine
    return np.stack([across, -rays[..., 1] * away], axis=-1)
