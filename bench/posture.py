"""`python -m bench.posture`: how far what is said beside the knees is off, and how often its intervals hold.

Bodies and cameras are those of bench.bodies; here they also shift aside, step, tire and stick, and their hips and
feet are misread by as much as the pose model misreads those of rendered clips. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.bodies import Athlete, draw, filmed
from sessions.knee_tracking.fppa import AT_DEPTH_PCT
from sessions.knee_tracking.geometry import fppa_deg
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, TOES
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Difference, FurtherIn, Interval, Rep, Stance, Task
from sessions.knee_tracking.smoothness import ROUGH, spectral_arc_length
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats
from tests.sessions.knee_tracking.skeleton import Set, depth_over_time, joints

FINE_HZ = 200.0
OUTWARD = (1.0, -1.0)
TOES_RIGHT = 0.011  # leg lengths outward: so the usual athlete's toe-out reads right, as rendered ones' does
WORTH_NAMING_PCT = 4.0  # of leg length: a difference between the legs that one should be told of
Json = dict[str, Any]
Pair = tuple[str, Interval, float]  # a field of the report, what is read, what is true


@dataclass(frozen=True, slots=True)
class AlsoMisread:
    """By how many leg lengths the points of a set are off beyond what bench.bodies misreads.

    Hips: apart always, aside and forward at the bottom, and in each rep sinks, as a share of the way down.
    feet: (reps, 2) outward, in each rep.
    """

    of: Set
    apart: float
    aside: float
    forward: float
    sinks: Floats
    feet: Floats

    def __call__(self, body: Floats, times_s: Floats) -> Floats:
        """The joints (n, 13, 3) so misread."""
        drop, numbers = depth_over_time(self.of, times_s)
        share, rep = drop / self.of.depth, numbers.astype(int)
        for leg in (LEFT, RIGHT):
            body[:, HIPS[leg], 0] += OUTWARD[leg] * self.apart / 2 + self.aside * share
            body[:, HIPS[leg], 1] -= self.sinks[rep] * drop
            for joints_of in (ANKLES, TOES):
                body[:, joints_of[leg], 0] += OUTWARD[leg] * self.feet[rep, leg]
        body[:, HIPS, 2] += self.forward * share[:, None]
        return body


def draw_posture(rng: np.random.Generator) -> tuple[Athlete, AlsoMisread]:
    """One athlete who shifts, steps, tires and sticks, and how they are misread."""
    one = draw(rng)
    steps = rng.normal(0, 0.03, 2) if rng.random() < 0.5 else (0.0, 0.0)
    of = replace(
        one.of,
        shift=float(rng.normal(0, 0.03)) if rng.random() < 0.5 else 0.0,
        fading=rng.uniform(0, 0.2),
        step=(int(rng.integers(1, one.of.reps)), float(steps[LEFT]), float(steps[RIGHT])),
        stick=rng.uniform(0.3, 0.95) if rng.random() < 0.5 else 0.0,
        hips=float(np.clip(rng.normal(0.25, 0.02), 0.2, 0.3)),
    )
    ankles, toes = rng.normal(0, 0.005, 2), rng.normal(TOES_RIGHT, 0.004, 2)
    misreading = replace(
        one.misreading, ankle=(float(ankles[0]), float(ankles[1])), toe=(float(toes[0]), float(toes[1]))
    )
    also = AlsoMisread(
        of,
        apart=float(rng.normal(0, 0.015)),
        aside=float(rng.normal(0, 0.005)),
        forward=float(rng.normal(0.07, 0.04)),
        sinks=rng.normal(0, 0.005, of.reps),
        feet=rng.normal(0, 0.0018, (of.reps, 2)),
    )
    return Athlete(of, one.shot, misreading), also


def read_and_true(athlete: Athlete, also: AlsoMisread, rng: np.random.Generator) -> Iterator[Pair]:
    """What is read of one set with what is true: constants of a clip once, what differs by rep of every rep."""
    got = measure(filmed(athlete, rng, also=also), Task.SQUAT)
    if got.codes or len(got.reps) != athlete.of.reps or got.phases is None or got.body is None:
        return
    of, said = athlete.of, got.summary
    yield from _of_set(of, said.stance, joints(of, got.body.times_s)[got.phases.still | (got.phases.rep >= 0)])
    yield from _of_difference(of, said.difference)
    yield from _of_first_measured(of, got.reps)
    for number, rep in enumerate(got.reps):
        yield from _of_rep(of, number, rep)


def _of_difference(of: Set, said: Difference) -> Iterator[Pair]:
    """The difference; and where it is true, 1 for the right side named, 0 for none, −1 for the wrong one."""
    true = 100 * (of.drift[LEFT] - of.drift[RIGHT])
    if said.offset_pct:
        yield "difference.offset_pct", said.offset_pct, true
    if abs(true) >= WORTH_NAMING_PCT and said.further_in is not None:
        named = {FurtherIn.LEFT: 1.0, FurtherIn.RIGHT: -1.0}.get(said.further_in, 0.0) * float(np.sign(true))
        yield "difference.further_in", Interval(named, named, named), 1.0


def _of_set(of: Set, stance: Stance, body: Floats) -> Iterator[Pair]:
    apart = float(np.median(body[:, ANKLES[LEFT], 0] - body[:, ANKLES[RIGHT], 0]))
    toes = (of.toe_out_deg + of.toes_apart_deg / 2, of.toe_out_deg - of.toes_apart_deg / 2)
    for name, read, true in (
        ("stance.width_leg_lengths", stance.width_leg_lengths, apart),
        ("stance.width_hip_widths", stance.width_hip_widths, apart / of.hips),
        ("stance.toe_out_deg", stance.toe_out_deg.left, toes[LEFT]),
        ("stance.toe_out_deg", stance.toe_out_deg.right, toes[RIGHT]),
    ):
        if read is not None:
            yield name, read, true


def _of_first_measured(of: Set, reps: tuple[Rep, ...]) -> Iterator[Pair]:
    """Errors that are constants of a clip: its first measured rep is its one draw."""
    for number, rep in enumerate(reps):
        if rep.side_shift_pct is not None:
            yield "side_shift_pct", rep.side_shift_pct, 100 * of.shift * _depth_share(of, number)
            break
    for number, rep in enumerate(reps):
        if rep.legs.left.fppa_deg is not None and rep.legs.right.fppa_deg is not None:
            true = true_fppa_deg(of, number)
            for leg, read in enumerate((rep.legs.left.fppa_deg, rep.legs.right.fppa_deg)):
                yield "fppa_deg", read, true[leg]
            break


def _of_rep(of: Set, number: int, rep: Rep) -> Iterator[Pair]:
    for leg, read in enumerate((rep.legs.left.foot_moved_pct, rep.legs.right.foot_moved_pct)):
        if read is not None:
            yield "foot_moved_pct", read, 100 * of.step[1 + leg] * (number == of.step[0])
    if rep.depth_share_pct is not None and rep.depth_share_pct.value < 100:
        yield "depth_share_pct", rep.depth_share_pct, 100 * _depth_share(of, number)
    for name, read, true in zip(
        ("lowering_smoothness", "rise_smoothness"),
        (rep.lowering_smoothness, rep.rise_smoothness),
        true_smoothness(of),
        strict=True,
    ):
        if read is not None:
            yield name, read, true


def _depth_share(of: Set, number: int) -> float:
    return 1 - of.fading * number / max(1, of.reps - 1)


def true_fppa_deg(of: Set, number: int) -> tuple[float, float]:
    """The angle of both legs in the athlete's frontal plane when the hips have come down by AT_DEPTH_PCT."""
    began = of.rest_s + number * (of.lowering_s + of.pause_s + of.rise_s + of.rest_s)
    times = np.arange(began, began + of.lowering_s, 1 / FINE_HZ)
    frame = int(np.argmin(np.abs(100 * depth_over_time(of, times)[0] - AT_DEPTH_PCT)))
    body = joints(of, times)[frame, :, :2]
    left, right = (
        float(fppa_deg(body[HIPS[leg]], body[KNEES[leg]], body[ANKLES[leg]], OUTWARD[leg])) for leg in (LEFT, RIGHT)
    )
    return left, right


def true_smoothness(of: Set) -> tuple[float, float]:
    """The spectral arc length of the true speed in lowering and rise; it is the same however deep a rep goes."""
    middle = of.rest_s + of.lowering_s + of.pause_s / 2
    times = np.arange(of.rest_s, middle + of.pause_s / 2 + of.rise_s, 1 / FINE_HZ)
    speed = np.gradient(depth_over_time(of, times)[0]) * FINE_HZ
    lowering, rise = (np.clip(way, 0, None) for way in (speed[times <= middle], -speed[times >= middle]))
    return spectral_arc_length(lowering, FINE_HZ), spectral_arc_length(rise, FINE_HZ)


def calibration(athletes: int, seed: int = 1) -> Json:
    """The figures of every value over so many athletes."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for _ in range(athletes):
        for name, read, true in read_and_true(*draw_posture(rng), rng):
            found.setdefault(name, []).append((read.value, read.low, read.high, true))
    words = np.array(found.pop("difference.further_in", []))[:, 0]
    return {
        "athletes": athletes,
        "values": {name: _figures(np.array(values)) for name, values in sorted(found.items())},
        "further_in": {
            "truly_different": len(words),
            "right_side_pct": _round(100 * np.mean(words == 1), 1),
            "wrong_side_pct": _round(100 * np.mean(words == -1), 1),
        },
        "uneven": _uneven(np.array(found["rise_smoothness"])),
    }


def _uneven(rises: Floats) -> Json:
    """How often a rise that is uneven is surely told so, and how often one that is not."""
    told, uneven = rises[:, 2] < ROUGH, rises[:, 3] < ROUGH
    return {
        "uneven": int(uneven.sum()),
        "found_pct": _round(100 * np.mean(told[uneven]), 1),
        "false_pct": _round(100 * np.mean(told[~uneven]), 1),
    }


def _figures(values: Floats) -> Json:
    value, low, high, true = values.T
    error = value - true
    return {
        "read": len(values),
        "median_error": _round(np.median(np.abs(error))),
        "p90_error": _round(np.percentile(np.abs(error), 90)),
        "bias": _round(error.mean()),
        "inside_interval_pct": _round(100 * np.mean((low <= true) & (true <= high)), 1),
        "median_half_width": _round(np.median(high - low) / 2),
    }


def _round(value: Floats | float, digits: int = 3) -> float:
    return round(float(value), digits)


def main() -> None:
    """Simulate and print one document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--athletes", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    print(json.dumps(calibration(words.athletes, words.seed), indent=1))


if __name__ == "__main__":
    main()
