"""A simulated athlete in front of a simulated camera: a pose track whose truth is known, without any video.

Simple on purpose: straight bones, a pinhole, no error of a pose model unless asked for. Lengths in leg
lengths, x to the athlete's left, y up, z forward.
"""

from dataclasses import dataclass, replace

import numpy as np

from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.track import Floats, PoseTrack, Scene

SHANK, THIGH, TORSO = 0.5, 0.5, 0.58
ANKLE_UP = 0.1
HALF_HIPS, HALF_SHOULDERS = 0.13, 0.2
TOE, HEEL = 0.2, 0.07
LEG_M = 0.9


@dataclass(frozen=True, slots=True)
class Shot:
    """The camera: where it stands and how it is held. distance and height in leg lengths, yaw towards the left."""

    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    distance: float = 3.5
    height: float = 0.9
    focal_per_side: float = 0.75
    width: int = 720
    ahead: int = 405


@dataclass(frozen=True, slots=True)
class Set:
    """What the athlete does, and with what legs: squats with knees `drift` (left, right) leg lengths inward.

    toes_apart_deg: the left foot points out by so much more than the right one. shank: its share of the leg. shape:
    knees that always stand outward of the foot line (bow legs, +) or inward of it, by leg lengths; shapes_apart: the
    left one more than the right. foot: from ankle to toe. lean: of the shank, as a multiple of a typical lifter's.
    onset: share of the depth at which the drift begins. shift: the hips' way to the athlete's left at the bottom.
    fading: share of the depth that the last rep is short of. step: from this rep on (counted from 0) the left and the
    right foot stand so much further out. stick: share of the speed that is lost half-way up. hips: their width.
    onset: share of the depth at which the drift begins. heel_lift: the heels' height at the bottom, a share of the
    foot from heel to toe. torso_rad: the torso's lean, standing, and more of it by leg length of depth.
    """

    reps: int = 4
    depth: float = 0.45
    lowering_s: float = 1.2
    pause_s: float = 0.2
    rise_s: float = 1.0
    rest_s: float = 1.2
    drift: tuple[float, float] = (0.0, 0.0)
    growing: bool = False
    toe_out_deg: float = 15.0
    stance: float = 0.42
    toes_apart_deg: float = 0.0
    shank: float = SHANK
    shape: float = 0.0
    shapes_apart: float = 0.0
    foot: float = TOE
    lean: float = 1.0
    onset: float = 0.0
    shift: float = 0.0
    fading: float = 0.0
    step: tuple[int, float, float] = (0, 0.0, 0.0)
    stick: float = 0.0
    hips: float = 2 * HALF_HIPS
    heel_lift: float = 0.0
    torso_rad: tuple[float, float] = (0.0, 0.8)

    @property
    def duration_s(self) -> float:
        """How long the set takes, with standing at both ends."""
        return self.rest_s + self.reps * (self.lowering_s + self.pause_s + self.rise_s + self.rest_s)


def depth_over_time(of: Set, times_s: Floats) -> tuple[Floats, Floats]:
    """Hips' way down (n,), and the number of the rep (n,), counted from 0, that a time lies in or before."""
    drop = np.zeros(len(times_s))
    each = of.lowering_s + of.pause_s + of.rise_s + of.rest_s
    for rep in range(of.reps):
        since = times_s - (of.rest_s + rep * each)
        down = (since >= 0) & (since < of.lowering_s)
        held = (since >= of.lowering_s) & (since < of.lowering_s + of.pause_s)
        up = since - of.lowering_s - of.pause_s
        rising = (up >= 0) & (up < of.rise_s)
        drop[down] = of.depth * (1 - np.cos(np.pi * since[down] / of.lowering_s)) / 2
        drop[held] = of.depth
        drop[rising] = of.depth * (1 - _risen(up[rising] / of.rise_s, of.stick))
    number = np.clip((times_s - of.rest_s / 2) // each, 0, of.reps - 1)
    return drop * (1 - of.fading * number / max(1, of.reps - 1)), number


def _risen(share: Floats, stick: float) -> Floats:
    """How much of the way up is done (n,) after a share of the time, when half-way the speed falls by `stick`."""
    if not stick:
        return np.asarray((1 - np.cos(np.pi * share)) / 2)
    fine = np.linspace(0, 1, 401)
    speed = np.sin(np.pi * fine) * (1 - stick * np.exp(-(((fine - 0.5) / 0.1) ** 2) / 2))
    way = np.cumsum(speed)
    return np.asarray(np.interp(share, fine, way / way[-1]))


def joints(of: Set, times_s: Floats) -> Floats:
    """The joints (n, 13, 3) of a squatting athlete over time."""
    drop, rep = depth_over_time(of, times_s)
    body = np.zeros((len(times_s), len(Joint), 3))
    share = (rep + 1) / of.reps if of.growing else np.ones(len(times_s))
    lean = np.radians(of.lean * 34 * (1 - np.exp(-220 * drop / 45)))
    thigh = 1 - of.shank
    hips_y = ANKLE_UP + 1 - drop
    hips_z = np.zeros(len(times_s))
    shift = of.shift * drop / of.depth
    for side, ankle, knee, hip, heel, toe, inward in (
        (1, Joint.LEFT_ANKLE, Joint.LEFT_KNEE, Joint.LEFT_HIP, Joint.LEFT_HEEL, Joint.LEFT_TOE, of.drift[0]),
        (-1, Joint.RIGHT_ANKLE, Joint.RIGHT_KNEE, Joint.RIGHT_HIP, Joint.RIGHT_HEEL, Joint.RIGHT_TOE, of.drift[1]),
    ):
        out = np.radians(of.toe_out_deg + side * of.toes_apart_deg / 2)
        along = np.array([side * np.sin(out), 0.0, np.cos(out)])
        body[:, ankle] = [side * of.stance / 2, ANKLE_UP, 0.0]
        body[:, ankle, 0] += side * of.step[1 if side > 0 else 2] * (rep >= of.step[0])
        body[:, heel] = body[:, ankle] - HEEL * along - [0, 0.07, 0]
        body[:, toe] = body[:, ankle] + of.foot * along - [0, 0.07, 0]
        for lifted in (heel, ankle):
            body[:, lifted] = about_toe(
                body[:, lifted], body[:, toe], along, np.arcsin(of.heel_lift) * (drop / of.depth) ** 2
            )
        travel = of.shank * np.sin(lean)
        knees = body[:, ankle] + travel[:, None] * along
        knees[:, 0] -= side * inward * share * np.clip(drop / of.depth - of.onset, 0, None) / (1 - of.onset)
        knees[:, 0] += side * of.shape + of.shapes_apart / 2
        knees[:, 1] = body[:, ankle, 1] + of.shank * np.cos(lean)
        body[:, knee] = knees
        across = knees[:, 0] - side * of.hips / 2 - shift
        rest = thigh**2 - across**2 - (hips_y - knees[:, 1]) ** 2
        hips_z += (knees[:, 2] - np.sqrt(np.clip(rest, 0, None))) / 2
        body[:, hip, 0], body[:, hip, 1] = side * of.hips / 2 + shift, hips_y
    body[:, [Joint.LEFT_HIP, Joint.RIGHT_HIP], 2] = hips_z[:, None]
    tilt = of.torso_rad[0] + of.torso_rad[1] * drop
    for side, shoulder in ((1, Joint.LEFT_SHOULDER), (-1, Joint.RIGHT_SHOULDER)):
        body[:, shoulder, 0] = side * HALF_SHOULDERS + shift
        body[:, shoulder, 1] = hips_y + TORSO * np.cos(tilt)
        body[:, shoulder, 2] = hips_z + TORSO * np.sin(tilt)
    body[:, Joint.NOSE] = np.add(body[:, [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]].mean(axis=1), [0, 0.22, 0.12])
    return body


def about_toe(points: Floats, toe: Floats, along: Floats, angle: Floats) -> Floats:
    """Points (n, 3) of a foot turned about its toe (n, 3) by (n,) radians: what is behind the toe goes up."""
    way = points - toe
    ahead, up = way @ along, way[:, 1]
    ahead, up = ahead * np.cos(angle) + up * np.sin(angle), up * np.cos(angle) - ahead * np.sin(angle)
    return np.asarray(toe + ahead[:, None] * along + up[:, None] * np.array([0.0, 1.0, 0.0]))


def seen(body: Floats, shot: Shot) -> tuple[Floats, Floats]:
    """Points (n, 13, 2) px and world points (n, 13, 2) m of joints (n, 13, 3) as the camera has them."""
    yaw = np.radians(shot.yaw_deg)
    right = body[..., 0] * np.cos(yaw) - body[..., 2] * np.sin(yaw)
    away = shot.distance - body[..., 0] * np.sin(yaw) - body[..., 2] * np.cos(yaw)
    down = shot.height - body[..., 1]
    focal = shot.focal_per_side * max(shot.width, shot.ahead)
    flat = np.stack([right, down], axis=-1) / away[..., None] * focal
    roll = np.radians(shot.roll_deg)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    points = flat @ turn.T + np.array([shot.width, shot.ahead]) / 2
    world = np.stack([right, away], axis=-1) * LEG_M
    return points, world - world[:, [Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=1, keepdims=True)


def track_of(body: Floats, times_s: Floats, shot: Shot, *, noise_px: float = 0.0, seed: int = 1) -> PoseTrack:
    """A pose track of joints (n, 13, 3) filmed by a still camera in good light."""
    points, world = seen(body, shot)
    points = points + np.random.default_rng(seed).normal(0, noise_px, points.shape)
    length = float(times_s[-1] + times_s[1] - times_s[0])
    every = np.arange(0, length, 0.5)
    return PoseTrack(
        times_s=times_s,
        points=points,
        visibility=np.ones(points.shape[:2]),
        world=world,
        width=shot.width,
        height=shot.ahead,
        duration_s=length,
        frame_s=1 / 30,
        model="simulated",
        scene=Scene(
            light=np.column_stack([every, np.full(len(every), 150.0)]),
            others=np.column_stack([every, np.zeros(len(every))]),
            camera=np.column_stack([times_s, np.tile([0.0, 0.0, 1.0, 0.0], (len(times_s), 1))]),
            cuts_s=np.empty(0),
        ),
    )


def squats(of: Set = Set(), shot: Shot = Shot(), *, hz: float = 15.0, noise_px: float = 0.0) -> PoseTrack:
    """The track of a set of squats."""
    times = np.arange(0, of.duration_s, 1 / hz)
    return track_of(joints(of, times), times, shot, noise_px=noise_px)


def mirrored(track: PoseTrack) -> PoseTrack:
    """The track of the same set in a mirrored video."""
    from sessions.knee_tracking.joints import MIRRORED

    flip = np.array([-1.0, 1.0])
    return replace(
        track,
        points=np.array([track.width, 0.0]) + flip * track.points[:, MIRRORED],
        visibility=track.visibility[:, MIRRORED],
        world=flip * track.world[:, MIRRORED],
    )
