"""The working knee over a planted foot: side lunges and step-ups, where the hips travel and a foot may be set anew.

As in `offset`, but without a depth curve or a shallow part to go by. Scale, and with it the distance, comes from
frames in which a leg is seen straight; only frames count in which the foot stands where it works.
"""

from collections.abc import Sequence

import numpy as np

from sessions.knee_tracking.camera import FEWEST_FRAMES, FOCAL_PER_SIDE, LEG_SHORT, Camera
from sessions.knee_tracking.feet import OUTWARD, Feet, find_feet, foot_out_deg
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES
from sessions.knee_tracking.offset import ONE_LEG_SEPARATION, Tracking, depth_pct, inside_line
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, TaskRules
from sessions.knee_tracking.track import Flags, Floats
from sessions.knee_tracking.travel import SHANK, travel_by_length
from sessions.knee_tracking.view import yaw_deg

AT_WORK = 0.8  # share of the depth from which the foot surely stands where it works
PLANTED = 0.05  # leg lengths: further off its place the foot is on its way
OWN_SHANK = 0.65  # share of the shank's own length in the picture; the rest is the usual one
EQUALLY_LONG = 0.95  # legs in the picture: both are straight then, else only the longer one


def track_planted(
    body: Body, phases: Phases, size: tuple[int, int], working: Sequence[tuple[int, ...]], rules: TaskRules
) -> Tracking | None:
    """The working knee of each rep; `phases.still` are the frames with a straight leg at the working foot's distance.

    `working` gives each rep's leg; reps without one stay unmeasured. None if the athlete is never seen so.
    """
    standing = body.points[phases.still & ~np.isnan(body.points[:, 0, 0])]
    upright = body.standing & (phases.still | (phases.rep < 0))
    yaw = yaw_deg(body, upright, feet_tell=False)
    if len(standing) < FEWEST_FRAMES or yaw is None:
        return None
    camera, shank = _scale(standing, size)
    rays = camera.rays(body.points)
    raw, toe_out = np.full((len(rays), 2), np.nan), [[np.nan], [np.nan]]
    for number, legs in enumerate(working):
        for leg in legs if len(legs) == 1 else ():
            planted = _planted(rays[:, ANKLES[leg]], phases, number, camera)
            if not planted.any():
                continue
            at = planted & (phases.share >= rules.deep)
            feet = find_feet(rays, planted, camera)
            raw[at, leg], out = _inside(rays[at][:, KNEES[leg]], feet, leg, camera, shank, yaw)
            toe_out[leg].append(out)
    drop = body.drop * body.level_px / camera.leg_px
    down = depth_pct(rays, drop, phases, phases.still, camera)
    return Tracking(
        offset_pct=raw,
        own_pct=np.full_like(raw, np.nan),
        kasr=np.full(len(rays), np.nan),
        reference_pct=np.full(2, np.nan),
        toe_out_deg=np.array([np.median(outs[1:] or outs) for outs in toe_out]),
        depth_pct=down if rules.sinks else np.full_like(down, np.nan),
        separation=ONE_LEG_SEPARATION,
        yaw_deg=yaw,
        camera=camera,
        feet_moved=False,
        method=rules.method,
    )


def _scale(standing: Floats, size: tuple[int, int]) -> tuple[Camera, float]:
    """The camera from frames (n, 13, 2) px with a straight leg, level as it stands, and the shank in leg lengths.

    The body's own lean says nothing about the camera's roll here: few stand straight between side lunges.
    """
    shanks = np.linalg.norm(standing[:, KNEES] - standing[:, ANKLES], axis=2)
    legs = np.linalg.norm(standing[:, HIPS] - standing[:, KNEES], axis=2) + shanks
    longest, both = legs.max(axis=1), legs.min(axis=1) > EQUALLY_LONG * legs.max(axis=1)
    leg_px = float(np.median(np.where(both, legs.mean(axis=1), longest))) / LEG_SHORT
    shank = float(np.median(shanks.max(axis=1))) / leg_px
    camera = Camera(np.array(size) / 2, FOCAL_PER_SIDE * max(size), leg_px, 0.0)
    return camera, OWN_SHANK * shank + (1 - OWN_SHANK) * SHANK


def _planted(ankle: Floats, phases: Phases, rep: int, camera: Camera) -> Flags:
    """The frames (n,) of a rep in which the ankle, rays (n, 2), is where it is at work."""
    own = phases.of(rep) & ~np.isnan(ankle[:, 0])
    work = own & (phases.share >= AT_WORK)
    if not work.any():
        return np.asarray(work)
    off = np.linalg.norm(ankle - np.median(ankle[work], axis=0), axis=1) * camera.distance
    return np.asarray(own & (off < PLANTED))


def _inside(knee: Floats, feet: Feet, leg: int, camera: Camera, shank: float, yaw: float) -> tuple[Floats, float]:
    """Offset (n,) in % of a knee, rays (n, 2), inside its foot's line, and the foot's toe-out, degrees."""
    turn = np.radians(yaw)
    aside = abs(feet.ankle[LEFT, 0] - feet.ankle[RIGHT, 0]) / 2 * camera.distance
    distance = camera.distance - OUTWARD[leg] * aside * float(np.sin(turn))
    out = foot_out_deg(feet, leg, distance)
    travel = travel_by_length(knee, feet.ankle[leg], distance, shank) / np.cos(turn)
    offset, _ = inside_line(knee[:, 0], travel, feet.ankle[leg, 0], distance, out, leg, yaw)
    return offset, out + OUTWARD[leg] * yaw
