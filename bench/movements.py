"""Side lunges, step-ups and landings of simulated bodies of every kind: what is read of them, and what is true.

Drawn as the squats of `bench.bodies` are, with torsos of all lengths as well, since one-legged tasks take their scale
from it. How the pose model misreads a squat is known by depth; that it misreads these movements alike is assumed, so
its curve varies more here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.bodies import HZ, OUTWARD, TOES_OUT, Misreading, bias_by_depth, pair, rounded
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, TOES
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.offset import ANKLES_WIDE, CURVE_AT, HIPS_LAG
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.movements import Moves, simulate
from tests.sessions.knee_tracking.skeleton import Shot, seen, track_of

SQUAT_DEPTH = 0.45  # leg lengths, of the set that the model's curve was read from
LOW_UNTIL = 0.2  # leg lengths: in a bent leg the knee's height is read right
TASKS = (Task.SIDE_LUNGE, Task.STEP_UP, Task.LANDING)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves, how they are filmed, and how they are misread.

    shape: (left, right) knees outward by nature. low: the model's knee points are so much too low on a straight leg.
    """

    of: Moves
    shot: Shot
    misreading: Misreading
    shape: tuple[float, float] = (0.0, 0.0)
    low: float = 0.03


def draw(task: Task, rng: np.random.Generator) -> Mover:
    """One athlete of a task."""
    toes = rng.uniform(0, 40)
    drift = np.where(rng.random(2) < 0.5, 0.0, rng.uniform(0, 0.09, 2))
    depth = {Task.SIDE_LUNGE: rng.uniform(0.28, 0.55), Task.LANDING: rng.uniform(0.15, 0.42), Task.STEP_UP: 0.0}[task]
    both = task is Task.LANDING
    side = int(rng.integers(2))
    box = rng.uniform(0.3, 0.6)
    jumps = both and rng.random() < 0.3
    return Mover(
        of=Moves(
            task=task,
            reps=int(rng.integers(2, 5)),
            working=(side, 1 - side) if rng.random() < 0.5 else (side,),
            drift=(float(drift[LEFT]), float(drift[RIGHT])),
            onset=float(rng.choice((0.0, 0.25, 0.4))),
            depth=depth,
            lowering_s=rng.uniform(0.2, 0.4) if both else rng.uniform(0.8, 2.0),
            rise_s=rng.uniform(0.6, 1.2) if both else rng.uniform(0.8, 1.6),
            toe_out_deg=toes,
            toes_apart_deg=rng.normal(0, 3),
            stance=float(np.clip(rng.normal(0.36, 0.06), 0.22, 0.55)),
            rests=bool(rng.random() < 0.5),
            box=0.0 if jumps else box,
            back=rng.uniform(0.08, 0.3),
            gap=rng.uniform(0.1, 0.32),
            forward=rng.uniform(0.3, 0.5),
            hop=rng.uniform(0.25, 0.45) if jumps else rng.uniform(0.02, 0.08),
            shank=float(np.clip(rng.normal(0.505, 0.015), 0.46, 0.55)),
            foot=float(np.clip(rng.normal(0.208, 0.012), 0.17, 0.24)),
            lean=float(np.clip(rng.normal(1.0, 0.12), 0.7, 1.3)),
            torso=float(np.clip(rng.normal(0.58, 0.025), 0.52, 0.64)),
        ),
        shot=Shot(
            yaw_deg=float(np.clip(rng.normal(0, 9), -25, 25)),
            roll_deg=rng.normal(0, 1.0),
            distance=rng.uniform(2.6, 5.6),
            height=rng.uniform(0.4, 1.6),
            focal_per_side=float(np.clip(rng.normal(0.75, 0.06), 0.6, 0.95)),
            width=720,
            ahead=720,
        ),
        misreading=Misreading(
            curve=float(rng.normal(1.0, 0.4)),
            knee=pair(rng, 0.007),
            ankle=pair(rng, 0.003),
            toe=pair(rng, 0.005),
            world_deg=float(rng.normal(0, 4)),
            noise=rng.uniform(0.001, 0.003),
        ),
        shape=pair(rng, 0.008),
        low=rng.normal(0.03, 0.02),
    )


def filmed(mover: Mover, rng: np.random.Generator) -> PoseTrack:
    """The pose track that the model would make of this set."""
    of, how = mover.of, mover.misreading
    times = np.arange(0, of.duration_s, 1 / HZ)
    body = simulate(of, times)
    bend = 1 - np.linalg.norm(body[:, HIPS] - body[:, ANKLES], axis=2)  # (n, 2), as the hips' way down in a squat
    body[:, HIPS, 1] += (1 - HIPS_LAG) * np.clip(bend.min(axis=1), 0, None)[:, None] - 0.02
    body[:, ANKLES, 1] += 0.03
    inward = how.curve * np.interp(bend / SQUAT_DEPTH, (0.0, *CURVE_AT), (0.0, *bias_by_depth())) / 100
    for leg in (LEFT, RIGHT):
        body[:, KNEES[leg], 1] -= mover.low * np.clip(1 - bend[:, leg] / LOW_UNTIL, 0, 1)
        body[:, KNEES[leg], 0] += OUTWARD[leg] * (mover.shape[leg] + how.knee[leg] - inward[:, leg])
        body[:, ANKLES[leg], 0] += OUTWARD[leg] * (how.ankle[leg] + ANKLES_WIDE / 2)
        body[:, TOES[leg], 0] += OUTWARD[leg] * (how.toe[leg] - 0.0085)
    track = track_of(body, times, mover.shot)
    turned = seen(body, replace(mover.shot, yaw_deg=0.8 * (mover.shot.yaw_deg + how.world_deg)))[1]
    leg_px = mover.shot.focal_per_side * mover.shot.ahead / mover.shot.distance
    jitter = rng.normal(0, how.noise * leg_px, track.points.shape)
    return replace(track, points=track.points + jitter, world=turned)


def measured(mover: Mover, rng: np.random.Generator) -> Json | None:
    """What is read of a clip and what is true; None if it is refused or read as other reps.

    Errors are constants of a clip and a leg, so each leg's first measured rep is its one draw.
    """
    got = measure(filmed(mover, rng), mover.of.task)
    if got.codes or len(got.reps) != mover.of.reps:
        return None
    working = [mover.of.working[number % len(mover.of.working)] for number in range(mover.of.reps)]
    both = mover.of.task is Task.LANDING
    legs: dict[int, list[float]] = {}
    wrong = 0
    for rep, leg in zip(got.reps, working, strict=True):
        for one, found in enumerate((rep.legs.left.offset_pct, rep.legs.right.offset_pct)):
            wrong += found is not None and not both and one != leg
            if found is not None and (both or one == leg):
                half = (found.high - found.low) / 2
                legs.setdefault(one, [found.value, 100 * mover.of.drift[one], half])
    return {
        "legs": list(legs.values()),
        "asked": 2 if both else len(set(working)),
        "wrong_leg": wrong,
        "toe_out_deg": mover.of.toe_out_deg,
        "clear": got.summary.verdict.value == "clear_drift",
        "dkasr": _change(got, mover),
    }


def _change(got: Measurement, mover: Mover) -> list[float] | None:
    changes = [rep.dkasr for rep in got.reps if rep.dkasr is not None]
    true = -sum(mover.of.drift) / mover.of.stance
    return [changes[0].value, true, (changes[0].high - changes[0].low) / 2] if changes else None


def summarise(rows: list[Json], clips: int) -> Json:
    """The figures of one task."""
    legs = np.array([leg for row in rows for leg in row["legs"]]).reshape(-1, 3)
    toes = np.array([row["toe_out_deg"] for row in rows for _ in row["legs"]])
    changes = np.array([row["dkasr"] for row in rows if row["dkasr"] is not None]).reshape(-1, 3)
    found: Json = {
        "clips": clips,
        "counted_right": len(rows),
        "legs_measured": len(legs),
        "of": sum(row["asked"] for row in rows),
        "wrong_legs": sum(row["wrong_leg"] for row in rows),
        "clear_drift": sum(row["clear"] for row in rows),
        "offset_pct": _figures(legs),
        "by_toe_out": [
            {"toe_out_deg": [low, high], **_figures(legs[(toes >= low) & (toes < high)])} for low, high in TOES_OUT
        ],
    }
    if len(changes):
        errors = changes[:, 0] - changes[:, 1]
        found["dkasr"] = {
            "rms_error": rounded(float(np.sqrt(np.mean(errors**2))), 3),
            "inside_interval_pct": rounded(float(100 * np.mean(np.abs(errors) <= changes[:, 2]))),
            "median_half_width": rounded(float(np.median(changes[:, 2])), 3),
        }
    return found


def _figures(legs: Floats) -> Json:
    if not len(legs):
        return {}
    errors, drifting = legs[:, 0] - legs[:, 1], legs[:, 1] > 0
    return {
        "median_error": rounded(float(np.median(np.abs(errors)))),
        "median_error_of_drifting": rounded(float(np.median(np.abs(errors[drifting])))) if drifting.any() else None,
        "p90_error": rounded(float(np.percentile(np.abs(errors), 90))),
        "bias": rounded(float(errors.mean())),
        "inside_interval_pct": rounded(float(100 * np.mean(np.abs(errors) <= legs[:, 2]))),
        "median_half_width": rounded(float(np.median(legs[:, 2]))),
    }


def task_figures(clips: int, seed: int) -> Json:
    """The figures of all tasks."""
    found = {}
    for task in TASKS:
        rng = np.random.default_rng(seed)
        rows = [row for _ in range(clips) if (row := measured(draw(task, rng), rng)) is not None]
        found[task.value] = summarise(rows, clips)
    return found
