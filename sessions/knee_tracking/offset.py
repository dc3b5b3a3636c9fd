"""The inward offset: how far a knee stands inside its place over the foot line, frame by frame.

The steps and what each gains are in docs/knee-tracking.md, "Offset". Lengths are in leg lengths, offsets in %
of leg length with + = inward, legs in the order left, right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.camera import Camera, find_camera, segment_px
from sessions.knee_tracking.feet import OUTWARD, Feet, find_feet, moved
from sessions.knee_tracking.geometry import kasr
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, SHOULDERS
from sessions.knee_tracking.medians import known_median
from sessions.knee_tracking.phases import Phases, feet_level
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method
from sessions.knee_tracking.track import Flags, Floats
from sessions.knee_tracking.travel import SHANK, hips_by_posture, travel_by_length, travel_by_posture
from sessions.knee_tracking.view import azimuth_deg
from sessions.knee_tracking.yaw import squat_yaw_deg

# What the pose model and the steps here read inward by themselves, at 5, 15, … 95 % of the rep's depth.
# Fitted to nine simulated squats of one family of bodies.
CURVE_AT = np.arange(0.05, 1.0, 0.1)
CURVE_PCT = np.array([4.45, 4.07, 2.72, 1.23, 0.23, -0.12, -0.24, -0.19, 0.03, 0.48])
LEAST_BEND_PCT = 8.0  # of leg length that the hips come down in a landing, to say something: default
CURVE_DEPTH = 0.45  # leg lengths, of those squats: where a landing is on the curve
SHALLOW = (0.12, 0.30)  # share of the depth, lowering: drift is hardly there yet
SHALLOW_WEIGHT = 0.5  # 0 keeps the foot's error, 1 loses drift that is there from the start
MOST_REFERENCE_PCT = 8.0  # a shallow part so far off the foot line is a foot misread or moved, not a knee
USUAL_TOE_OUT = np.cos(np.radians(16.0))
ANKLES_WIDE = 0.022  # leg lengths by which the ankle points are too far apart
HIPS_LAG = 0.87  # of the hips' true way down that the pose model's hip points make; ± 0.04 between bodies
ONE_LEG_SEPARATION = 0.35  # leg lengths: takes the place of the ankles' distance in one-legged tasks
FRONT_LEG_TURN_DEG = 3.0  # hips and shoulders read as turned towards the side of the front leg; seen on one clip


@dataclass(frozen=True, slots=True)
class Tracking:
    """How the knees track over a clip's frames (n,), and what it was measured with.

    offset_pct: (n, 2) against the foot line, NaN where not measured. own_pct: (n, 2) against the athlete's own
    shallow part. kasr: (n,), NaN in one-legged tasks. reference_pct: (2,) offset of the shallow part.
    against_own_sd_pct: (2,) where both offsets are against the athlete's own confirmed sets (against_own.py), the error
    of a leg that all reps share; else None.
    toe_out_deg: (2,) how far the feet point outward of the athlete's front.
    depth_pct: (n,) hips' way down, % of leg length. separation: the ankles' distance, leg lengths.
    """

    offset_pct: Floats
    own_pct: Floats
    kasr: Floats
    reference_pct: Floats
    toe_out_deg: Floats
    depth_pct: Floats
    separation: float
    yaw_deg: float
    camera: Camera
    feet_moved: bool
    method: Method
    against_own_sd_pct: Floats | None = None

    @property
    def both_legs(self) -> bool:
        """Whether both legs were measured."""
        return self.method.both_legs


def track_both(
    body: Body, phases: Phases, spans: Sequence[Span], size: tuple[int, int], method: Method = Method.BOTH_LEGS
) -> Tracking | None:
    """Both knees of a two-legged squat or landing; None if the athlete is never seen standing still beside a rep.

    A landing is too shallow for the share of its own depth to stand for a posture, and has no lowering from standing:
    the curve is read at the depth itself, the shallow part on the way up.
    """
    landing = method is Method.LANDING
    still = phases.still & feet_level(body)
    camera = find_camera(body.points, still, size, straight_legs=True)
    if camera is None:
        return None
    rays = camera.rays(body.points)
    usual = find_feet(rays, still | (phases.rep >= 0), camera)
    drop = body.drop * body.level_px / camera.leg_px
    yaw = squat_yaw_deg(body, rays, drop, phases, spans, usual, camera)
    if yaw is None:
        return None
    shank = (segment_px(body.points[still])[1] / camera.leg_px + SHANK) / 2
    raw, ratio = np.full((len(drop), 2), np.nan), np.full(len(drop), np.nan)
    feet = [_feet_of(rays, phases.of(rep), usual, camera) for rep in range(len(spans))]
    for inside, place in [(still, usual), *((phases.of(rep), place) for rep, place in enumerate(feet))]:
        raw[inside], outward = _raw(rays[inside], drop[inside], place, camera, yaw, shank)
        ratio[inside] = _kasr(outward, _separation(place, camera, yaw))
    share = np.where(phases.rep >= 0, drop / CURVE_DEPTH, np.nan) if landing else phases.share
    against_line = raw - np.interp(share, CURVE_AT, CURVE_PCT)[:, None]
    reference = shallow_reference(against_line, phases, len(spans), rising=landing)
    down = depth_pct(rays, drop, phases, still, camera)
    if landing:
        against_line[_hardly_bent(down, phases, len(spans))] = np.nan
    misread = np.abs(reference) > MOST_REFERENCE_PCT
    against_line[:, misread] = np.nan
    ratio[:] = np.nan if misread.any() else ratio
    return Tracking(
        offset_pct=against_line - SHALLOW_WEIGHT * np.nan_to_num(reference),
        own_pct=against_line - reference,
        kasr=ratio,
        reference_pct=reference,
        toe_out_deg=usual.out_deg + OUTWARD * yaw,
        depth_pct=down,
        separation=_separation(usual, camera, yaw) - ANKLES_WIDE,
        yaw_deg=yaw,
        camera=camera,
        feet_moved=any(place is not usual for place in feet),
        method=method,
    )


def track_working(
    body: Body, phases: Phases, spans: Sequence[Span], size: tuple[int, int], working: Sequence[tuple[int, ...]]
) -> Tracking | None:
    """The working knee of each rep of a one-legged task: no depth curve and no shallow part to go by.

    `working` gives each rep's leg; reps without one stay unmeasured. None if the athlete never stands.
    """
    camera = find_camera(body.points, phases.still, size, straight_legs=False)
    if camera is None:
        return None
    rays = camera.rays(body.points)
    turn = -float(np.nanmedian(azimuth_deg(body.motion.world[phases.still], (SHOULDERS, HIPS))))
    raw = np.full((len(rays), 2), np.nan)
    drop = body.drop * body.level_px / camera.leg_px
    yaws = []
    for number, legs in enumerate(working):
        inside = phases.of(number) & ~np.isnan(rays[:, 0, 0])
        if len(legs) != 1 or not inside.any():
            continue
        leg = legs[0]
        yaws.append(turn - OUTWARD[leg] * FRONT_LEG_TURN_DEG)
        feet = find_feet(rays, inside, camera)
        ankle = feet.ankle[leg]
        knee = rays[inside][:, KNEES[leg]]
        travel = travel_by_length(knee, ankle, camera.distance, SHANK) / np.cos(np.radians(yaws[-1]))
        out_deg = float(feet.out_deg[leg])
        raw[inside, leg], _ = inside_line(knee[:, 0], travel, ankle[0], camera.distance, out_deg, leg, yaws[-1])
    nothing = np.full(2, np.nan)
    return Tracking(
        offset_pct=raw,
        own_pct=np.full_like(raw, np.nan),
        kasr=np.full(len(rays), np.nan),
        reference_pct=nothing,
        toe_out_deg=nothing,
        depth_pct=depth_pct(rays, drop, phases, phases.still, camera),
        separation=ONE_LEG_SEPARATION,
        yaw_deg=float(np.median(yaws)) if yaws else turn,
        camera=camera,
        feet_moved=False,
        method=Method.WORKING_LEG,
    )


def _hardly_bent(down: Floats, phases: Phases, reps: int) -> Flags:
    """The frames (n,) of the reps in which the legs hardly bend: what a knee does there says nothing."""
    shallow = [rep for rep in range(reps) if np.nanmax(down[phases.of(rep)], initial=0.0) < LEAST_BEND_PCT]
    return np.isin(phases.rep, shallow)


def _feet_of(rays: Floats, inside: Flags, usual: Feet, camera: Camera) -> Feet:
    """The feet of one rep, where one of them stands elsewhere than usual; else the usual ones."""
    if np.isnan(rays[inside, 0, 0]).all():
        return usual
    own = find_feet(rays, inside, camera)
    return own if moved(own, usual, camera) else usual


def _raw(rays: Floats, drop: Floats, feet: Feet, camera: Camera, yaw: float, shank: float) -> tuple[Floats, Floats]:
    """Raw inward offset (n, 2) in %, and how far (n, 2) each knee stands outward of its ankle."""
    turn = np.radians(yaw)
    half_stance = _separation(feet, camera, yaw) / 2
    by_posture = travel_by_posture(drop)
    inward, outward = np.empty((len(rays), 2)), np.empty((len(rays), 2))
    for leg in (LEFT, RIGHT):
        distance = camera.distance - OUTWARD[leg] * half_stance * np.sin(turn)
        knee, ankle = rays[:, KNEES[leg]], feet.ankle[leg]
        by_length = travel_by_length(knee, ankle, distance, shank) / np.cos(turn)
        lean = np.cos(np.radians(feet.out_deg[leg] + OUTWARD[leg] * yaw)) / USUAL_TOE_OUT  # along the foot
        travel = (by_length + by_posture * lean) / 2
        inward[:, leg], outward[:, leg] = inside_line(
            knee[:, 0], travel, ankle[0], distance, feet.out_deg[leg], leg, yaw
        )
    return inward, outward


def inside_line(
    knee_x: Floats, travel: Floats, ankle_x: float, distance: float, out_deg: float, leg: int, yaw: float
) -> tuple[Floats, Floats]:
    """Offset of one knee inside the foot line (n,), in %, and outward of its ankle (n,), in leg lengths.

    knee_x (n,) and ankle_x are rays, travel (n,) is how far the knee is in front of the ankle, out_deg how
    far the foot points outward in the picture.
    """
    turn = np.radians(yaw)
    across = knee_x * (distance - travel * np.cos(turn)) - ankle_x * distance
    outward = OUTWARD[leg] * (across + travel * np.sin(turn)) / np.cos(turn)
    line = np.tan(np.radians(out_deg + OUTWARD[leg] * yaw))
    return 100 * (travel * line - outward), outward


def shallow_reference(offset: Floats, phases: Phases, reps: int, *, rising: bool = False) -> Floats:
    """Median over reps (2,) of the offset in the shallow part of lowering or rise; NaN where it is never seen."""
    shallow = (phases.lowering != rising) & (phases.share > SHALLOW[0]) & (phases.share < SHALLOW[1])
    parts = [offset[shallow & phases.of(number)] for number in range(reps)]
    medians = [known_median(part) for part in parts if (~np.isnan(part)).any()]
    return np.median(medians, axis=0) if medians else np.full(2, np.nan)


def _separation(feet: Feet, camera: Camera, yaw: float) -> float:
    """The ankles' distance across the athlete, in leg lengths, as the pose model's points have it."""
    across = float(feet.ankle[LEFT, 0] - feet.ankle[RIGHT, 0]) * camera.distance
    return across / float(np.cos(np.radians(yaw)))


def _kasr(outward: Floats, separation: float) -> Floats:
    """Knee–ankle separation ratio (n,) in the athlete's frontal plane, from each knee's place beside its ankle."""
    ankles = OUTWARD * separation / 2
    knees = np.stack([ankles + OUTWARD * outward, np.zeros_like(outward)], axis=-1)
    return kasr(knees[:, LEFT], knees[:, RIGHT], (ankles[LEFT], 0.0), (ankles[RIGHT], 0.0))


def depth_pct(rays: Floats, drop: Floats, phases: Phases, still: Flags, camera: Camera) -> Floats:
    """How far (n,) the hips have come down, % of leg length, as they move away from the camera on their way."""
    hips = camera.distance - hips_by_posture(drop)
    height = rays[:, ANKLES, 1].max(axis=1) * camera.distance - rays[:, HIPS, 1].mean(axis=1) * hips
    down = 100 * (known_median(height[still]) - height) / HIPS_LAG
    return np.where(phases.rep >= 0, down, np.nan)
