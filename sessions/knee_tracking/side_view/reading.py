"""From a body seen from the side to the report's words and numbers about it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.drift import Z90
from sessions.knee_tracking.phases import BESIDE_S, Phases
from sessions.knee_tracking.report import Balance, Interval, Side, SideRep, SideView
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.side_view.ankle import (
    DEEP_SHARE,
    Foot,
    balance_of,
    find_foot,
    heel_rise_pct,
    heels_of,
    rise_sd_pct,
)
from sessions.knee_tracking.side_view.sight import Sight, find_sight, lean_deg
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT
from sessions.knee_tracking.track import Flags, Floats, PoseTrack
from sessions.knee_tracking.verdict import REPEATED

BOTTOM_SHARE = 0.95  # of the rep's depth
# What the pose model and the camera's roll put into all reps of a clip alike. Defaults: there is one clip with a truth,
# which reads −1.8°, −3.2° and −3 %; the widths are right for simulated bodies (bench.side_view).
TORSO_SD_DEG, SHANK_SD_DEG = 3.5, 4.0
HIPS_SD_PCT = 8.0  # of the thigh
SCATTER_DEG, SCATTER_PCT = 1.5, 4.0  # between reps, where there is only one to tell: seen 0.5 to 2, and 2 to 5
HIPS_LAG = 0.90  # of the hips' way down that the hip points make: 0.87 from the front, 0.92 on that clip
DEEP_PCT = 15.0  # a deep squat: hips at the most so far over the knees, % of the thigh, about 6 cm: default
SEEN_SHARE = 0.75  # of a rep's frames with the near side inside the picture: as for the legs from the front
LEAST_VISIBILITY = 0.8  # of the near foot, the pose model's own: 0.96 to 1 seen, invented feet up to 0.8


@dataclass(frozen=True, slots=True)
class _Rep:
    """One rep's raw readings; None where it is not seen, or not looked at in this task."""

    span: Span
    torso: float | None = None
    shank: float | None = None
    hips: float | None = None
    rise: float | None = None
    foot_sd: float = 0.0
    balance: Balance | None = None


def read_side_view(
    track: PoseTrack, body: Body, phases: Phases, spans: Sequence[Span], *, feet_together: bool
) -> SideView | None:
    """What can be told from the side; None if the view is not from there, or no rep was found.

    `feet_together`: a squat on both feet. Only then are ankle and depth looked at: in a lunge a heel is meant to lift.
    """
    size = (track.width, track.height)
    sight = find_sight(body, phases.still, size, feet_together=feet_together) if spans else None
    if sight is None:
        return None
    reader = _Reader(track, body, phases, sight)
    reps = [reader.read(number, span, ankles=feet_together) for number, span in enumerate(spans)]
    hips = _set([rep.hips for rep in reps], HIPS_SD_PCT, SCATTER_PCT)
    rise = _rise([rep for rep in reps if rep.rise is not None])
    repeated = sum(rep.rise is not None for rep in reps) >= REPEATED
    return SideView(
        near_leg=Side.LEFT if sight.leg == LEFT else Side.RIGHT,
        torso_lean_deg=_set([rep.torso for rep in reps], TORSO_SD_DEG, SCATTER_DEG),
        shank_lean_deg=_set([rep.shank for rep in reps], SHANK_SD_DEG, SCATTER_DEG),
        hips_over_knees_pct=hips,
        deep=_deep(hips),
        heel_rise_pct=rise,
        heels=heels_of(rise if repeated else None) if feet_together else None,
        balance=_balance([rep.balance for rep in reps]) if feet_together else None,
        reps=tuple(_told(index, rep, feet_together=feet_together) for index, rep in enumerate(reps, start=1)),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    track: PoseTrack
    body: Body
    phases: Phases
    sight: Sight

    def read(self, number: int, span: Span, *, ankles: bool) -> _Rep:
        inside = self.phases.of(number) & ~np.isnan(self.body.points[:, 0, 0])
        bottom, deep = (inside & (self.phases.share >= share) for share in (BOTTOM_SHARE, DEEP_SHARE))
        if not bottom.any():
            return _Rep(span)
        sight = self.sight
        torso = _median(lean_deg(sight.shoulder, sight.hip), bottom) if self._in_picture(inside, slice(0, 2)) else None
        if not ankles or not self._in_picture(inside, slice(1, 4)):
            return _Rep(span, torso)
        shank = _median(lean_deg(sight.knee, sight.ankle), bottom)
        foot = self._foot(span) if self._foot_seen(inside) else None
        if foot is None:
            return _Rep(span, torso, shank)
        return _Rep(
            span,
            torso,
            shank,
            hips=self._hips_over_knees_pct(bottom),
            rise=heel_rise_pct(sight, foot, deep),
            foot_sd=foot.sd_pct,
            balance=balance_of(sight, foot, deep),
        )

    def _in_picture(self, frames: Flags, which: slice) -> bool:
        points = self.body.points[frames][:, self.sight.joints[which]]
        inside = (points >= 0) & (points <= [self.track.width, self.track.height])
        return bool(inside.all(axis=(1, 2)).mean() >= SEEN_SHARE)

    def _foot_seen(self, frames: Flags) -> bool:
        seen = np.median(self.body.motion.visibility[frames][:, self.sight.joints[4:]], axis=0)
        return self._in_picture(frames, slice(4, 6)) and bool(seen.min() >= LEAST_VISIBILITY)

    def _foot(self, span: Span) -> Foot | None:
        times, still = self.body.times_s, self.phases.still & ~np.isnan(self.body.points[:, 0, 0])
        before = still & (times >= span.start_s - BESIDE_S) & (times <= span.start_s)
        after = still & (times >= span.end_s) & (times <= span.end_s + BESIDE_S)
        return find_foot(self.sight, before, after, _camera_px(self.track.scene.camera, span))

    def _hips_over_knees_pct(self, bottom: Flags) -> float | None:
        sight, still = self.sight, self.phases.still
        thigh = float(np.nanmedian(np.linalg.norm(sight.hip - sight.knee, axis=1)[still]))
        hips = sight.hip[:, 1]
        lag = (np.nanmedian(hips[still]) - hips) * (1 / HIPS_LAG - 1)
        return _median(100 * (hips - lag - sight.knee[:, 1]) / thigh, bottom)


def _deep(hips: Interval | None) -> bool | None:
    if hips is None or hips.low <= DEEP_PCT <= hips.high:
        return None
    return hips.high < DEEP_PCT


def _camera_px(camera: Floats, span: Span) -> float | None:
    """How far the background moves to the right in the picture over a rep, from before it to after; None if unknown."""
    near = (camera[:, 0] > span.start_s - BESIDE_S / 2) & (camera[:, 0] <= span.end_s + BESIDE_S / 2)
    steps = camera[near, 1]
    return None if len(steps) == 0 or np.isnan(steps).any() else float(steps.sum())


def _median(values: Floats, frames: Flags) -> float | None:
    value = float(np.nanmedian(values[frames]))
    return None if np.isnan(value) else value


def _set(values: Sequence[float | None], clip_sd: float, scatter: float) -> Interval | None:
    """The median of the reps; what a clip's constants leave uncertain, more reps do not make surer."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    between = float(np.std(known, ddof=1)) if len(known) >= REPEATED else scatter
    return _around(float(np.median(known)), float(np.hypot(clip_sd, between / np.sqrt(len(known)))))


def _rise(reps: Sequence[_Rep]) -> Interval | None:
    known = [rep.rise for rep in reps if rep.rise is not None]
    if not known:
        return None
    standing = float(np.median([rep.foot_sd for rep in reps]))
    return _set(known, rise_sd_pct(float(np.median(known))), standing)


def _around(value: float, sd: float) -> Interval:
    return Interval(*(round(edge, 1) for edge in (value, value - Z90 * sd, value + Z90 * sd)))


def _one(value: float | None, clip_sd: float, scatter: float) -> Interval | None:
    return None if value is None else _around(value, float(np.hypot(clip_sd, scatter)))


def _told(index: int, rep: _Rep, *, feet_together: bool) -> SideRep:
    rise = None if rep.rise is None else _one(rep.rise, rise_sd_pct(rep.rise), rep.foot_sd)
    return SideRep(
        index=index,
        start_s=round(rep.span.start_s, 2),
        bottom_s=round(rep.span.bottom_s, 2),
        end_s=round(rep.span.end_s, 2),
        torso_lean_deg=_one(rep.torso, TORSO_SD_DEG, SCATTER_DEG),
        shank_lean_deg=_one(rep.shank, SHANK_SD_DEG, SCATTER_DEG),
        hips_over_knees_pct=_one(rep.hips, HIPS_SD_PCT, SCATTER_PCT),
        heel_rise_pct=rise,
        heels=heels_of(rise) if feet_together else None,
        balance=(rep.balance or Balance.CANNOT_TELL) if feet_together else None,
    )


def _balance(reps: Sequence[Balance | None]) -> Balance:
    if Balance.FELL_BACK in reps:
        return Balance.FELL_BACK
    return Balance.KEPT if all(rep is Balance.KEPT for rep in reps) else Balance.CANNOT_TELL
