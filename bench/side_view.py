"""`python -m bench.side_view`: how far the readings from the side are off, for bodies and cameras of many kinds.

As in `bench.bodies`, a simulated athlete squats before a simulated camera, which now stands at their side, and the
points are misread as the pose model misreads them from there. Prints one JSON document. No video, no pose model: about
30 ms an athlete.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter1d

from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Heels, Task
from sessions.knee_tracking.side_view.ankle import LIFTED_PCT
from sessions.knee_tracking.side_view.sight import TURNED
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.skeleton import Set, Shot, depth_over_time, joints, seen, track_of

HZ = 15.0
WOBBLE_S = 0.4  # the foot's points drift over this time while it stands
READINGS = ("torso_lean_deg", "shank_lean_deg", "hips_over_knees_pct", "heel_rise_pct")
Json = dict[str, Any]


def draw(rng: np.random.Generator) -> tuple[Set, Shot]:
    """One athlete: half of them lift their heels; from left and right, near and far, the phone a little askew."""
    of = Set(
        reps=int(rng.integers(2, 6)),
        depth=rng.uniform(0.42, 0.62),
        lowering_s=rng.uniform(1.0, 2.5),
        rise_s=rng.uniform(0.8, 1.6),
        toe_out_deg=rng.uniform(0, 30),
        shank=float(np.clip(rng.normal(0.505, 0.015), 0.46, 0.55)),
        foot=float(np.clip(rng.normal(0.208, 0.012), 0.17, 0.24)),
        lean=float(np.clip(rng.normal(1.0, 0.12), 0.7, 1.3)),
        heel_lift=float(rng.choice((0.0, rng.uniform(0.0, 0.4)))),
        torso_rad=(float(np.radians(rng.normal(5, 2.5))), rng.uniform(0.4, 1.6)),
    )
    shot = Shot(
        yaw_deg=float(rng.choice((-1, 1)) * rng.uniform(63, 92)),
        roll_deg=rng.normal(0, 1.5),
        distance=rng.uniform(2.5, 5.0),
        height=rng.uniform(0.4, 1.6),
        focal_per_side=float(np.clip(rng.normal(0.75, 0.06), 0.6, 0.95)),
        width=405,
        ahead=720,
    )
    return of, shot


def truth(of: Set) -> dict[str, float]:
    """What a reader square to the side would measure at the bottom without error."""
    body = joints(replace(of, reps=1, pause_s=0.2), np.array([of.rest_s / 2, of.rest_s + of.lowering_s + 0.1]))[1]
    torso, shank = body[SHOULDERS[0]] - body[HIPS[0]], body[KNEES[0]] - body[ANKLES[0]]
    return {
        "torso_lean_deg": float(np.degrees(np.arctan2(torso[2], torso[1]))),
        "shank_lean_deg": float(np.degrees(np.arctan2(shank[2], shank[1]))),
        "hips_over_knees_pct": 100 * float(body[HIPS[0], 1] - body[KNEES[0], 1]) / (1 - of.shank),
        "heel_rise_pct": 100 * of.heel_lift,
    }


def filmed(of: Set, shot: Shot, rng: np.random.Generator) -> PoseTrack:
    """The pose track that the model would make of this set.

    Errors in leg lengths: a constant of each point, as much again at the bottom; the hips are read too far forward and
    make 0.90 of their way down; heel and toe drift together, and apart by a third as much; a heel's rise is read as
    0.75 of itself.
    """
    times = np.arange(0, of.duration_s, 1 / HZ)
    drop, _ = depth_over_time(of, times)
    share = (drop / of.depth)[:, None]
    body = joints(of, times)
    body[:, HIPS, 2] += 0.03
    body[:, HIPS, 1] += (1 - rng.normal(0.90, 0.03)) * drop[:, None]
    for pair in (SHOULDERS, HIPS, KNEES, ANKLES):
        for axis in (1, 2):
            body[:, pair, axis] += rng.normal(0, 0.015) + rng.normal(0, 0.015) * share
    read = rng.normal(0.75, 0.1)
    body[:, HEELS, 1] = read * body[:, HEELS, 1] + (1 - read) * body[:1, HEELS, 1] + rng.normal(0, 0.007) * share
    together = rng.normal(0, 0.02) * share
    for pair, wobble in ((HEELS, rng.uniform(0.003, 0.006)), (TOES, 0.002)):
        drift = gaussian_filter1d(rng.normal(size=len(times)), WOBBLE_S * HZ)
        body[:, pair, 1] += together + wobble * (drift / drift.std())[:, None]
    track = track_of(body, times, shot)
    yaw = abs(shot.yaw_deg) + rng.normal(0, 3)
    turned = float(np.copysign(np.interp(yaw, TURNED[1], TURNED[0]), shot.yaw_deg))
    leg_px = shot.focal_per_side * shot.ahead / shot.distance
    jitter = rng.normal(0, rng.uniform(0.001, 0.003) * leg_px, track.points.shape)
    return replace(track, points=track.points + jitter, world=seen(body, replace(shot, yaw_deg=turned))[1])


def readings(athletes: int, seed: int) -> list[Json]:
    """For each athlete that is read, the set's value, low and high of each reading beside the truth, and the word."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(athletes):
        of, shot = draw(rng)
        side = measure(filmed(of, shot, rng), Task.SQUAT).side
        if side is None:
            continue
        row: Json = {"true": truth(of), "heels": side.heels}
        for name in READINGS:
            got = getattr(side, name)
            row[name] = None if got is None else (got.value, got.low, got.high)
        rows.append(row)
    return rows


def summarise(rows: list[Json], athletes: int) -> Json:
    """Error, coverage and width of each reading, and how often a word about the heels is wrong."""
    document: Json = {"athletes": athletes, "read": len(rows)}
    for name in READINGS:
        known = [row for row in rows if row[name] is not None]
        value, low, high = np.array([row[name] for row in known]).T
        true = np.array([row["true"][name] for row in known])
        document[name] = {
            "read": len(known),
            "median_error": _round(np.median(np.abs(value - true))),
            "p90_error": _round(np.percentile(np.abs(value - true), 90)),
            "bias": _round(np.mean(value - true)),
            "inside_interval_pct": _round(100 * np.mean((low <= true) & (true <= high))),
            "median_half_width": _round(np.median(high - low) / 2),
        }
    document["heels"] = {
        said: {
            "truly_lifted_pct": {
                band: sum(low <= row["true"]["heel_rise_pct"] < high for row in rows if row["heels"] is said)
                for band, (low, high) in BANDS.items()
            }
        }
        for said in Heels
    }
    return document


BANDS = {"under 5": (0, 5), "5 to 10": (5, LIFTED_PCT), "10 to 20": (LIFTED_PCT, 20), "over 20": (20, 100)}


def _round(value: Floats | float) -> float:
    return round(float(value), 1)


def main() -> None:
    """Simulate and print one document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--athletes", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    print(json.dumps(summarise(readings(words.athletes, words.seed), words.athletes), indent=1))


if __name__ == "__main__":
    main()
