"""Reasons to refuse a video instead of measuring it, each from one measure and one limit.

The limits lie between the nearest good and bad clip that was seen; where no bad one was, they are defaults.
docs/knee-tracking.md has the table.
"""

import numpy as np

from sessions.knee_tracking.finding import Found
from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.mirrors import strangers
from sessions.knee_tracking.report import Code
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.track import Floats
from sessions.knee_tracking.view import LIMIT_DEG

SHORTEST_S = 5.0
LONGEST_FRAME_S = 0.048  # median interval: 42 ms seen good, 56 ms not
FOUND_SHARE = 0.50  # of the pictures with a person: 93 % seen good, 2 % bad
DARKEST = 40.0  # grey of 255: leg points move by up to 2.3 % of leg length from 40 down
LEAST_CONTRAST = 25.0  # grey of 255 across the leg that stands out less: black on black 20, seen good 43,
LEAST_OF_LIGHT = 0.24  # and as a share of the light: 0.16, 0.33
OTHERS_SHARE = 0.30  # of the samples with somebody else: 0 seen good, all bad
OBLIQUE_SHARE = 0.25  # of the reps
ENOUGH_REPS = 3  # seen from the front, if some are not
CUT_SHARE = 0.25  # of the rep's frames with legs outside the picture: 1 % seen good, 72 % bad
HEAD_SHARE = 0.10
HEAD_TOP = 0.6  # of nose to shoulders, above the nose
LEAST_VISIBILITY = 0.2  # of a knee, the pose model's own: 0.27 seen tolerable, 0.13 hidden
MOST_TRAVEL = 0.6  # leg lengths that the background moves in a rep: default
MOST_STEP = 0.06  # leg lengths that the feet move across in a rep of a squat: seen good 0.04, a walking camera 0.16
MOST_ZOOM = 0.25  # change of scale in a rep: default
KNOWN_STEPS = 0.5  # of a rep's pictures with a background to follow; fewer say nothing


def refusals(found: Found) -> list[Code]:
    """All reasons to refuse, the first to be told first; empty if the video can be measured."""
    gates = {
        Code.TOO_SHORT: _too_short,
        Code.LOW_FRAME_RATE: _low_frame_rate,
        Code.NO_PERSON: _no_person,
        Code.TOO_DARK: _too_dark,
        Code.SEVERAL_PEOPLE: _several_people,
        Code.BACK_VIEW: _back_view,
        Code.SIDE_VIEW: _side_view,
        Code.BODY_CUT_OFF: _body_cut_off,
        Code.MOVING_CAMERA: _moving_camera,
        Code.NO_REPS: _no_reps,
    }
    return [code for code, refuses in gates.items() if refuses(found)]


def _too_short(found: Found) -> bool:
    return found.track.duration_s < SHORTEST_S


def _low_frame_rate(found: Found) -> bool:
    return found.track.frame_s > LONGEST_FRAME_S


def _no_person(found: Found) -> bool:
    return bool(np.mean(~np.isnan(found.track.points[:, 0, 0])) < FOUND_SHARE)


def _too_dark(found: Found) -> bool:
    light = found.track.scene.light[:, 1]
    return len(light) > 0 and bool(np.median(light) < DARKEST or _legs_unseen(found))


def _legs_unseen(found: Found) -> bool:
    """Whether the legs do not stand out from what is behind them, in most of the samples in reps."""
    times_s, contrast = found.track.scene.legs.T
    inside = np.any([(times_s >= span.start_s) & (times_s <= span.end_s) for span in found.spans], axis=0)
    known = contrast[inside & ~np.isnan(contrast)] if len(times_s) > 0 and found.spans else contrast[:0]
    if len(known) == 0:
        return False
    light = float(np.median(found.track.scene.light[:, 1]))
    return bool(np.median(known) < min(LEAST_CONTRAST, LEAST_OF_LIGHT * light))


def _several_people(found: Found) -> bool:
    """Somebody else through much of the video, but for the athlete's own image in a mirror, or another who trains."""
    scene = found.track.scene
    others = scene.others[:, 1] > 0
    if len(scene.company) > 0:
        others &= np.isin(scene.others[:, 0], scene.company[strangers(found.track), 0])
    return found.followed.several or (len(others) > 0 and bool(others.mean() > OTHERS_SHARE))


def _back_view(found: Found) -> bool:
    return sum(view.from_behind for view in found.views) > len(found.views) / 2


def _side_view(found: Found) -> bool:
    yaws = [abs(view.yaw_deg) for view in found.views if view.yaw_deg is not None]
    oblique = sum(yaw > LIMIT_DEG for yaw in yaws)
    return oblique > OBLIQUE_SHARE * len(yaws) or (oblique > 0 and len(yaws) - oblique < ENOUGH_REPS)


def _no_reps(found: Found) -> bool:
    return not found.spans


def _body_cut_off(found: Found) -> bool:
    """Legs or head outside the picture, or knees hidden, in the reps; anywhere, if there is no rep."""
    times_s, inside = found.track.times_s, np.zeros(len(found.track.times_s), bool)
    for span in found.spans:
        inside |= (times_s >= span.start_s) & (times_s <= span.end_s)
    inside = (inside if found.spans else ~inside) & found.followed.pictures
    if not inside.any():
        return False
    points, visibility = found.track.points[inside], found.track.visibility[inside]
    knees = np.median(visibility[:, KNEES], axis=0)
    hidden = knees.min() if found.rules.method.both_legs else knees.max()
    return bool(
        legs_outside(points, found.track.width, found.track.height) > CUT_SHARE
        or head_outside(points) > HEAD_SHARE
        or hidden < LEAST_VISIBILITY
    )


def legs_outside(points: Floats, width: int, height: int) -> float:
    """Share of frames of points (n, 13, 2) px with a foot under the picture or a leg beside it."""
    feet = points[:, [*HEELS, *TOES], 1]
    legs = points[:, [*KNEES, *ANKLES, *HEELS, *TOES], 0]
    outside = (feet > height).any(axis=1) | (legs < 0).any(axis=1) | (legs > width).any(axis=1)
    return float(outside.mean())


def head_outside(points: Floats) -> float:
    """Share of frames of points (n, 13, 2) px in which an upright head ends above the picture."""
    nose, shoulders = points[:, Joint.NOSE, 1], points[:, SHOULDERS, 1].mean(axis=1)
    upright = points[:, HIPS, 1].mean(axis=1) > shoulders
    return float((upright & (nose - HEAD_TOP * (shoulders - nose) < 0)).mean())


def _moving_camera(found: Found) -> bool:
    """The background moves much in a rep; or the feet do, in most, where both have to stand."""
    if found.body is None:
        return False
    leg_px = float(np.median(found.body.level_px))
    if any(_camera_moves(found.track.scene.camera, span, leg_px) for span in found.spans):
        return True
    stepping = sum(feet_move(found.body, span) for span in found.spans)
    return found.rules.method.both_legs and stepping > len(found.spans) / 2


def feet_move(body: Body, span: Span) -> bool:
    """Whether the feet, in the still picture, do not stay where they are through a rep."""
    inside = (body.times_s >= span.start_s) & (body.times_s <= span.end_s)
    across = body.points[inside][:, [*ANKLES, *HEELS, *TOES], 0].mean(axis=1) / body.level_px[inside]
    low, high = np.nanpercentile(across, (3, 97)) if (~np.isnan(across)).any() else (0.0, 0.0)
    return bool(high - low > MOST_STEP)


def _camera_moves(camera: Floats, span: Span, leg_px: float) -> bool:
    steps = camera[(camera[:, 0] > span.start_s) & (camera[:, 0] <= span.end_s), 1:]
    known = ~np.isnan(steps[:, 0])
    if len(steps) == 0 or known.mean() < KNOWN_STEPS:
        return False
    way = np.cumsum(steps[known, :2], axis=0)
    scale = np.cumprod(steps[known, 2])
    travel = np.linalg.norm(way, axis=1).max() / leg_px
    zoom = max(scale.max(), 1.0) / min(scale.min(), 1.0) - 1
    return bool(travel > MOST_TRAVEL or zoom > MOST_ZOOM)
