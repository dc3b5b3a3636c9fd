"""The two pictures that matter most in a set, with the knee lines drawn over them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.utils.safestring import SafeString

from athletes.access import Actor
from coachhub.core.svg import Point, element, joined
from coachhub.phone.result_words import PART_WORDS
from sessions.knee_tracking.report import Phase, Rep, Report, Verdict
from sessions.models import KneeAnalysis
from sessions.report_words import DRIFT
from sessions.selectors.files import CORRECTED, file_links

BONES = (("hip", "knee"), ("knee", "ankle"))
NEAR_BOTTOM_S = 0.25  # default: within this of the deepest moment a picture is called "bottom"
SHAPE = 4 / 5  # width to height of a still
ROOM = 0.18  # of the body's height, above and below it

Pose = dict[str, Point]


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a picture, in px."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Still:
    """One picture: which rep and when in it, what it shows, and the drawing itself."""

    name: str
    said: str
    drawing: SafeString


def stills_of(analysis: KneeAnalysis, report: Report, actor: Actor) -> list[Still]:
    """The good and the worst moment of a measured video, less what there is no picture of."""
    size = (report.video.width, report.video.height)
    if not analysis.stills or size[0] is None or size[1] is None:
        return []
    links, overlay = file_links(analysis, actor), _overlay(analysis)
    found = []
    for which in ("good", "worst"):
        moment, url = analysis.stills.get(which), links.get(f"still_{which}")
        rep = _rep_of(analysis, report, moment) if moment else None
        if moment and url and rep:
            name, said = f"Rep {rep.index}, {_when(rep, moment['time_s'])}", _said(rep, worst=which == "worst")
            pose = pose_at(overlay, moment["time_s"], size[0], size[1])
            found.append(
                Still(name, said, drawing(url, f"{name}: {said}", pose, size[0], size[1], drifting_knees(rep)))
            )
    return found


def _rep_of(analysis: KneeAnalysis, report: Report, moment: dict[str, Any]) -> Rep | None:
    """The rep that a still shows. A coach may have counted the reps otherwise: then by its time, if it is in one."""
    if analysis.corrected_report is None:
        return next((rep for rep in report.reps if rep.index == moment["rep"]), None)
    return next((rep for rep in report.reps if rep.start_s <= moment["time_s"] <= rep.end_s), None)


def pose_at(overlay: dict[str, Any], time_s: float, width: int, height: int) -> Pose:
    """Each joint's place at a time, in px of the upright picture; without those that were not seen."""
    number = round((time_s - overlay["start_s"]) * overlay["hz"])
    frames = overlay["frames"]
    frame = frames[number] if 0 <= number < len(frames) else None
    pairs = zip(overlay["joints"], frame, strict=True) if frame else ()
    return {joint: (place[0] * width, place[1] * height) for joint, place in pairs if place}


def drawing(url: str, label: str, pose: Pose, width: int, height: int, drifting: frozenset[str]) -> SafeString:
    """The picture cut to the person, with the lines of hips, knees and ankles; plumb lines over the feet."""
    cut = around(pose, width, height)
    unit = cut.width / 173  # the lines were designed for stills of this width
    parts = [element("image", href=url, width=width, height=height)]
    parts += [*_plumbs(pose, unit), *_bones(pose, unit), *_joints(pose, unit, drifting)]
    box = f"{cut.x:.0f} {cut.y:.0f} {cut.width:.0f} {cut.height:.0f}"
    return element("svg", joined(parts), class_="ph-still", viewBox=box, role="img", aria_label=label)


def around(pose: Pose, width: int, height: int) -> Frame:
    """The upright part of the picture that holds the person; the middle of it when nobody was seen."""
    tallest = min(float(height), width / SHAPE)
    xs, ys = [x for x, _ in pose.values()] or [width / 2], [y for _, y in pose.values()] or [0.0, height]
    body = max(max(ys) - min(ys), (max(xs) - min(xs)) / SHAPE)
    tall = min(tallest, body * (1 + 2 * ROOM))
    wide = tall * SHAPE
    left = min(max(0.0, (min(xs) + max(xs) - wide) / 2), width - wide)
    top = min(max(0.0, (min(ys) + max(ys) - tall) / 2), height - tall)
    return Frame(left, top, wide, tall)


def drifting_knees(rep: Rep) -> frozenset[str]:
    """Which knees of a rep drifted: those whose own verdict says so; both where only the pair's does."""
    legs = {"left": rep.legs.left, "right": rep.legs.right}
    own = frozenset(side for side, leg in legs.items() if leg.verdict in DRIFT)
    return own or (frozenset(legs) if rep.verdict in DRIFT else frozenset())


def _said(rep: Rep, *, worst: bool) -> str:
    if worst:
        return "the most inward of this set"
    return "in line" if rep.verdict == Verdict.IN_LINE else "the least inward of this set"


def _when(rep: Rep, time_s: float) -> str:
    if abs(time_s - rep.bottom_s) <= NEAR_BOTTOM_S:
        return "bottom"
    return PART_WORDS[Phase.LOWERING if time_s < rep.bottom_s else Phase.RISE]


def _overlay(analysis: KneeAnalysis) -> dict[str, Any]:
    name = analysis.files.get(CORRECTED + "overlay", analysis.files.get("overlay"))
    if not name:
        return {"joints": [], "start_s": 0, "hz": 1, "frames": []}
    with default_storage.open(name) as stored:
        found: dict[str, Any] = json.load(stored)
    return found


def _plumbs(pose: Pose, unit: float) -> Iterator[SafeString]:
    """Over each foot, up to above the knee: where the knee would be in line."""
    for side in ("left", "right"):
        knee, foot = pose.get(f"{side}_knee"), pose.get(f"{side}_toe") or pose.get(f"{side}_ankle")
        if knee and foot:
            above = (foot[0], min(knee[1], foot[1]) - 15 * unit)
            yield _line("v-plumb", above, foot, 1.2 * unit, dashes=f"{3 * unit:.1f} {5 * unit:.1f}")


def _bones(pose: Pose, unit: float) -> Iterator[SafeString]:
    ends = [("left_hip", "right_hip")]
    ends += [(f"{side}_{a}", f"{side}_{b}") for side in ("left", "right") for a, b in BONES]
    for a, b in ends:
        one, other = pose.get(a), pose.get(b)
        if one and other:
            yield _line("v-bone", one, other, 2.2 * unit)


def _line(css: str, one: Point, other: Point, width: float, dashes: str | None = None) -> SafeString:
    (x1, y1), (x2, y2) = one, other
    return element("line", class_=css, x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=width, stroke_dasharray=dashes)


def _joints(pose: Pose, unit: float, drifting: frozenset[str]) -> Iterator[SafeString]:
    for joint, (x, y) in pose.items():
        side, _, part = joint.partition("_")
        if part in {"hip", "knee", "ankle"}:
            css = "v-off-j" if part == "knee" and side in drifting else "v-joint"
            yield element("circle", class_=css, cx=x, cy=y, r=3.4 * unit, stroke_width=1.5 * unit)
