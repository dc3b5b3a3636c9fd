"""`python -m bench.twice`: how far a measurement against the athlete's own confirmed sets is off, as one JSON document.

The simulated athletes of bench.bodies, filmed several times: the same bones, before another camera, to another depth,
with the feet placed anew, another drift, and the pose model's misreadings partly redrawn: half of their variance stays
with the body (a default; nobody has measured it). The first filmings are confirmed sets, the last is measured.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import Any

import numpy as np

from bench.bodies import Athlete, Misreading, draw, filmed
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.report import ENGINE_VERSION, OwnSet, Task
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats

KEPT = 0.5  # of the misreadings' variance
GOOD_DRIFT = 0.02  # leg lengths at the most in a set that somebody confirmed, in half of them
BY_SETS = (1, 2, 3)
Json = dict[str, Any]


def again(one: Athlete, rng: np.random.Generator, *, good: bool) -> Athlete:
    """The same body filmed another time, some days apart."""
    other = draw(rng)
    drift = other.of.drift
    if good:
        drift = tuple(rng.uniform(0, GOOD_DRIFT, 2)) if rng.random() < 0.5 else (0.0, 0.0)
    of = replace(
        one.of,
        reps=other.of.reps,
        depth=float(np.clip(one.of.depth + rng.normal(0, 0.03), 0.3, 0.58)),
        lowering_s=other.of.lowering_s,
        rise_s=other.of.rise_s,
        drift=(float(drift[LEFT]), float(drift[RIGHT])),
        onset=other.of.onset,
        toe_out_deg=float(np.clip(one.of.toe_out_deg + rng.normal(0, 3), 0, 45)),
        toes_apart_deg=one.of.toes_apart_deg + rng.normal(0, 2),
        stance=float(np.clip(one.of.stance + rng.normal(0, 0.03), 0.25, 0.65)),
        lean=float(np.clip(one.of.lean + rng.normal(0, 0.04), 0.7, 1.3)),
    )
    yaw = float(np.clip(one.shot.yaw_deg + rng.normal(0, 6), -25, 25))
    return Athlete(of, replace(other.shot, yaw_deg=yaw), _partly(one.misreading, other.misreading))


def _partly(kept: Misreading, new: Misreading) -> Misreading:
    """Misreadings with KEPT of their variance from one filming to the next; the guess of the body's turn is all new."""

    def mixed(one: float, other: float, mean: float = 0.0) -> float:
        return float(mean + np.sqrt(KEPT) * (one - mean) + np.sqrt(1 - KEPT) * (other - mean))

    def pair(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
        return mixed(one[LEFT], other[LEFT]), mixed(one[RIGHT], other[RIGHT])

    return Misreading(
        curve=mixed(kept.curve, new.curve, 1.0),
        knee=pair(kept.knee, new.knee),
        ankle=pair(kept.ankle, new.ankle),
        toe=pair(kept.toe, new.toe),
        world_deg=new.world_deg,
        noise=new.noise,
    )


def inward(one: Athlete, share: Floats) -> Floats:
    """The true drift (n, 2) at shares of the depth (n,), % of leg length."""
    risen = np.clip(share - one.of.onset, 0, None) / (1 - one.of.onset)
    return np.asarray(100 * risen[:, None] * np.array(one.of.drift))


def confirmed(number: int, one: Athlete, rng: np.random.Generator) -> OwnSet | None:
    """The set as one that was confirmed; None if it is not measured well enough."""
    got = measure(filmed(one, rng), Task.SQUAT)
    if got.codes or got.line is None:
        return None
    return OwnSet(str(number), "2026-11-01", ENGINE_VERSION, Task.SQUAT, got.line)


def compared(one: Athlete, sets: int, rng: np.random.Generator) -> Json | None:
    """One measurement against so many sets, with the truth; None if it cannot be compared with all of them."""
    goods = [again(one, rng, good=True) for _ in range(sets)]
    own = [found for number, good in enumerate(goods) if (found := confirmed(number, good, rng))]
    now = again(one, rng, good=False)
    track = filmed(now, rng)
    got = measure(track, Task.SQUAT, own=own)
    if len(got.own_sets) < sets or len(got.reps) != now.of.reps:
        return None
    share = np.linspace(0.25, 1, 31)
    usual = np.median([inward(good, share) for good in goods], axis=0)
    off = np.asarray(np.clip(inward(now, share) - usual, 0, None), float)
    true: Floats = off.max(axis=0)
    drift: Floats = np.multiply(now.of.drift, 100.0)
    ratio = -2 * float(off.mean(axis=1).max()) / 100 / now.of.stance
    by_line = measure(track, Task.SQUAT)
    return {"toe_out_deg": now.of.toe_out_deg, "sets": sets} | {
        name: _errors(measurement, truth, change)
        for name, measurement, truth, change in (
            ("own", got, true, ratio),
            ("line", by_line, drift, -sum(now.of.drift) / now.of.stance),
        )
    }


def _errors(got: Measurement, true: Floats, ratio: float) -> list[list[float]] | None:
    """(error, half-width) of the left leg, the right leg and the ratio in the first measured rep."""
    for rep in got.reps:
        left, right = rep.legs.left.offset_pct, rep.legs.right.offset_pct
        if left and right and rep.dkasr:
            values = ((left, true[LEFT]), (right, true[RIGHT]), (rep.dkasr, ratio))
            return [[read.value - truth, (read.high - read.low) / 2] for read, truth in values]
    return None


def figures(rows: list[Json]) -> Json:
    """Error and coverage against the own sets, and of the same sets against the foot line."""
    return {"compared": len(rows)} | {
        name: _figures(np.array([row[name] for row in rows if row[name]])) for name in ("own", "line")
    }


def _figures(found: Floats) -> Json:
    if not len(found):
        return {}
    legs, ratio = found[:, :2], found[:, 2]
    return {
        "offset_pct": {
            "median_error": _round(np.median(np.abs(legs[..., 0]))),
            "p90_error": _round(np.percentile(np.abs(legs[..., 0]), 90)),
            "bias": _round(legs[..., 0].mean()),
            "legs_correlate": _round(np.corrcoef(legs[:, LEFT, 0], legs[:, RIGHT, 0])[0, 1]),
            "inside_interval_pct": _round(100 * np.mean(np.abs(legs[..., 0]) <= legs[..., 1]), 0),
            "median_half_width": _round(np.median(legs[..., 1])),
        },
        "dkasr": {
            "rms_error": _round(np.sqrt(np.mean(ratio[:, 0] ** 2)), 3),
            "inside_interval_pct": _round(100 * np.mean(np.abs(ratio[:, 0]) <= ratio[:, 1]), 0),
            "median_half_width": _round(np.median(ratio[:, 1]), 3),
        },
    }


def _round(value: Floats | float, digits: int = 2) -> float:
    return round(float(value), digits)


def simulate(athletes: int, seed: int) -> list[Json]:
    """Everybody against one set, two and three."""
    rng = np.random.default_rng(seed)
    people = [draw(rng) for _ in range(athletes)]
    found = (compared(one, sets, rng) for one in people for sets in BY_SETS)
    return [row for row in found if row]


def main() -> None:
    """Simulate and print one document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--athletes", type=int, default=160)
    parser.add_argument("--seed", type=int, default=21)
    words = parser.parse_args()
    rows = simulate(words.athletes, words.seed)
    document = {"athletes": words.athletes, "all": figures(rows)}
    document |= {f"against_{sets}": figures([row for row in rows if row["sets"] == sets]) for sets in BY_SETS}
    for low, high in ((0, 10), (10, 20), (20, 30), (30, 45)):
        wide = [row for row in rows if low <= row["toe_out_deg"] < high]
        document[f"toe_out_{low}_{high}"] = figures(wide)
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
