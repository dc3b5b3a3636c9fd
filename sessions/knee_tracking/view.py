"""From where the camera looks: its yaw for each rep, and whether it sees front, side or back.

Read while the athlete stands, at either end of a rep: at the bottom the errors double. Yaw is + when the
camera stands towards the athlete's left. The tables were read from pictures of simulated bodies at known
angles; on others the error was 2° at the median and under 9° in 95 of 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.joints import HEELS, HIPS, SHOULDERS, TOES, Joint
from sessions.knee_tracking.report import View, ViewKind
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.track import Flags, Floats

BESIDE_S = 0.8
FEWEST_FRAMES = 3
LIMIT_DEG = 30.0  # beyond it nothing is measured; the studies' knees are off by 8° and more at 15° already
FRONT_DEG = 8.0  # default: up to here the view is called front, then slight front
WORLD_ALONE_DEG = 55.0  # beyond it only the model's own guess in space still rises with the angle

# Size of each cue -> degrees. Feet and nose are in torso lengths; their angle has the other sign.
WORLD = ((0, 5, 14, 19, 24, 29, 34, 46, 55, 72), (0, 10, 20, 25, 30, 35, 40, 50, 60, 75))
FEET = (
    (0, 0.07, 0.145, 0.295, 0.38, 0.425, 0.47, 0.54, 0.62, 0.70),
    (0, 5, 10, 20, 25, 30, 35, 40, 50, 60),
)
NOSE = ((0, 0.035, 0.068, 0.13, 0.155, 0.175, 0.20, 0.215, 0.25), (0, 5, 10, 20, 25, 30, 35, 40, 50))
WORLD_SHARE = 0.7  # against the nose, where the feet say nothing about the view

SWAPPED = -0.05  # torso lengths: left and right shoulder, or hip, stand the other way round
NOSE_BEHIND_M = 0.05


@dataclass(frozen=True, slots=True)
class RepView:
    """How one rep is seen; yaw and turn are None where the athlete is not seen standing beside it.

    turn_deg: how much the yaw differs between before and after.
    """

    yaw_deg: float | None
    turn_deg: float | None
    from_behind: bool


def rep_views(body: Body, spans: Sequence[Span], *, feet_tell: bool, stands_between: bool) -> list[RepView]:
    """The view of each rep.

    `feet_tell`: both feet point forward, as in a squat. `stands_between`: the athlete stands still between
    reps; else, as between jumps, all reps get the clip's view.
    """
    if not stands_between:
        whole = yaw_deg(body, body.standing, feet_tell=feet_tell)
        return [RepView(whole, None, from_behind(body, body.standing))] * len(spans)
    return [_rep_view(body, span, feet_tell=feet_tell) for span in spans]


def _rep_view(body: Body, span: Span, *, feet_tell: bool) -> RepView:
    before = body.standing & _within(body.times_s, span.start_s - BESIDE_S, span.start_s)
    after = body.standing & _within(body.times_s, span.end_s, span.end_s + BESIDE_S)
    first, last = (yaw_deg(body, part, feet_tell=feet_tell) for part in (before, after))
    return RepView(
        yaw_deg=yaw_deg(body, before | after, feet_tell=feet_tell),
        turn_deg=None if first is None or last is None else abs(first - last),
        from_behind=from_behind(body, before | after),
    )


def clip_view(views: Sequence[RepView]) -> View:
    """The view of a whole clip: its reps' median yaw, and what to call it."""
    if views and sum(view.from_behind for view in views) > len(views) / 2:
        return View(ViewKind.BACK, None)
    yaws = [view.yaw_deg for view in views if view.yaw_deg is not None]
    if not yaws:
        return View()
    yaw = float(np.median(yaws))
    kind = ViewKind.SIDE
    if abs(yaw) <= LIMIT_DEG:
        kind = ViewKind.FRONT if abs(yaw) <= FRONT_DEG else ViewKind.SLIGHT_FRONT
    return View(kind, round(yaw, 1))


def yaw_deg(body: Body, frames: Flags, *, feet_tell: bool) -> float | None:
    """The camera's yaw as seen in standing frames (n,) of the body."""
    points, world = body.points[frames], body.motion.world[frames]
    seen = ~np.isnan(points[:, Joint.NOSE, 0])
    if seen.sum() < FEWEST_FRAMES:
        return None
    points, world = points[seen], world[seen]
    shoulders = points[:, SHOULDERS].mean(axis=1)
    torso = np.median(np.linalg.norm(shoulders - points[:, HIPS].mean(axis=1), axis=1))
    feet = (points[:, TOES, 0] - points[:, HEELS, 0]).sum(axis=1)
    nose = points[:, Joint.NOSE, 0] - shoulders[:, 0]
    by_world = _degrees(-float(np.median(azimuth_deg(world, (SHOULDERS, HIPS)))), WORLD)
    by_feet = _degrees(-float(np.median(feet) / torso), FEET)
    by_nose = _degrees(-float(np.median(nose) / torso), NOSE)
    if abs(by_world) > WORLD_ALONE_DEG:
        return by_world
    if feet_tell:
        return float(np.median([by_world, by_feet, by_nose]))
    return WORLD_SHARE * by_world + (1 - WORLD_SHARE) * by_nose


def azimuth_deg(world: Floats, pairs: Sequence[Sequence[Joint]]) -> Floats:
    """Mean direction (n,) of lines from the right to the left joint of each pair, from above; 0 = square."""
    lines = [world[:, left] - world[:, right] for left, right in pairs]
    return np.asarray(np.mean([np.degrees(np.arctan2(line[:, 1], line[:, 0])) for line in lines], axis=0))


def from_behind(body: Body, frames: Flags) -> bool:
    """Whether at least two of three signs say that the camera stands behind the athlete."""
    points, world = body.points[frames], body.motion.world[frames]
    seen = ~np.isnan(points[:, Joint.NOSE, 0])
    if seen.sum() < FEWEST_FRAMES:
        return False
    points, world = points[seen], world[seen]
    torso = np.linalg.norm(points[:, SHOULDERS].mean(axis=1) - points[:, HIPS].mean(axis=1), axis=1)
    widths = [(points[:, left, 0] - points[:, right, 0]) / torso for left, right in (SHOULDERS, HIPS)]
    nose_behind = world[:, Joint.NOSE, 1] - world[:, SHOULDERS, 1].mean(axis=1)
    signs = [bool(np.median(width) < SWAPPED) for width in widths]
    signs.append(bool(np.median(nose_behind) > NOSE_BEHIND_M))
    return sum(signs) >= 2


def _degrees(value: float, table: tuple[Sequence[float], Sequence[float]]) -> float:
    return float(np.sign(value) * np.interp(abs(value), *table))


def _within(times_s: Floats, low: float, high: float) -> Flags:
    return np.asarray((times_s >= low) & (times_s <= high))
