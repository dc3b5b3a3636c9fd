"""Whether an answer about made footage is right, against the answer about the untouched set."""

from typing import Any

import numpy as np

from sessions.knee_tracking.joints import HIPS, SHOULDERS
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.made.films import Film
from tests.sessions.knee_tracking.made.table import Kind

Json = dict[str, Any]

APART_S = 0.3  # a rep's bottom
APART_PCT = 1.6  # of leg length: the half-width of an offset's interval
ELSEWHERE = 0.6  # torso lengths from where the athlete's hips are

ORDER = {"in_line": 0, "some_drift": 1, "clear_drift": 2}


def faults(kind: Kind, made: Film, report: Json, plain: Json) -> list[str]:
    """What is wrong with a report of a film of this kind, `plain` being that of the untouched set; none if right."""
    if report["status"] == "rejected":
        code = report["reason"]["code"]
        return [] if code in kind.codes else [f"refused with {code}"]
    if not kind.measured:
        return ["measured"]
    pairs, strange = matched(made, report["reps"], plain["reps"])
    told = [f"a rep at {rep['bottom_s']:.1f} s that is none" for rep in strange]
    if kind.whole and len(pairs) < len(plain["reps"]):
        told.append(f"{len(pairs)} of {len(plain['reps'])} reps")
    told += [wrong for got, true in pairs for wrong in _offsets(got, true)]
    told += [wrong for got, true in pairs for wrong in _verdict(got, true, certain=False)]
    if len(pairs) < len(plain["reps"]):
        return told
    return told + _verdict(report["summary"], plain["summary"], certain=report["summary"]["certain"])


def matched(made: Film, got: list[Json], plain: list[Json]) -> tuple[list[tuple[Json, Json]], list[Json]]:
    """Reps with their counterparts in the untouched set, and those that have none."""
    pairs, strange = [], []
    for rep in got:
        when_s = made.untouched_s(rep["bottom_s"])
        same = [] if when_s is None else [one for one in plain if abs(one["bottom_s"] - when_s) <= APART_S]
        if same:
            pairs.append((rep, same[0]))
        else:
            strange.append(rep)
    return pairs, strange


def _offsets(got: Json, true: Json) -> list[str]:
    told = []
    for side in ("left", "right"):
        one, other = (rep["legs"][side]["offset_pct"] for rep in (got, true))
        if one and other and abs(one["value"] - other["value"]) > APART_PCT:
            told.append(f"rep {true['index']}, {side}: {one['value']:.1f} % for {other['value']:.1f} %")
    return told


def _verdict(got: Json, plain: Json, *, certain: bool) -> list[str]:
    """Another word than about the untouched set is wrong if it is said with certainty, or two words off."""
    if "cannot_tell" in (got["verdict"], plain["verdict"]) or got["verdict"] == plain["verdict"]:
        return []
    apart = abs(ORDER[got["verdict"]] - ORDER[plain["verdict"]])
    if certain or apart > 1:
        return [f"{got['verdict']} for {plain['verdict']}"]
    return []


def elsewhere(track: PoseTrack, plain: PoseTrack, spans: list[tuple[float, float]]) -> float:
    """Share of a track's pictures in the reps, by their times in s, in which it shows somebody else than `plain`."""
    count = min(len(track.times_s), len(plain.times_s))
    inside = np.zeros(count, bool)
    for start_s, end_s in spans:
        inside |= (track.times_s[:count] >= start_s) & (track.times_s[:count] <= end_s)
    hips, own = (one.points[:count, HIPS].mean(axis=1) for one in (track, plain))
    torso = np.nanmedian(np.linalg.norm(plain.points[:count, SHOULDERS].mean(axis=1) - own, axis=1))
    scale = plain.width / track.width
    off = np.linalg.norm(hips * scale - own, axis=1) / torso
    return float(np.mean(off[inside] > ELSEWHERE)) if inside.any() else 0.0
