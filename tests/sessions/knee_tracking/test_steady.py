"""A camera that moves is taken off: what is measured is what a still one would have shown."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.joints import ANKLES
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Code, NoteCode, Task
from sessions.knee_tracking.steady import STILL, camera_way, most_travel, steadied, with_hidden_cuts
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.clips import MEASURED, TWO_LEGGED, track
from tests.sessions.knee_tracking.skeleton import Set, squats


def filmed(
    one: PoseTrack,
    *,
    x: Floats | float = 0.0,
    y: Floats | float = 0.0,
    zoom: Floats | float = 1.0,
    turn_deg: Floats | float = 0.0,
    known: float = 1.0,
) -> PoseTrack:
    """The track as a camera sees it that goes this way, px, and tells its steps for a share of the pictures."""
    count = len(one.times_s)
    middle = np.array([one.width, one.height]) / 2
    turn, scale = np.broadcast_to(np.radians(turn_deg), count), np.broadcast_to(np.asarray(zoom, float), count)
    way = np.tile(np.eye(3), (count, 1, 1))
    way[:, 0, 0] = way[:, 1, 1] = scale * np.cos(turn)
    way[:, 1, 0] = scale * np.sin(turn)
    way[:, 0, 1] = -way[:, 1, 0]
    shift = np.stack([np.broadcast_to(np.asarray(part, float), count) for part in (x, y)], axis=1)
    way[:, :2, 2] = middle + shift - way[:, :2, :2] @ middle
    points = np.einsum("nij,nkj->nki", way[:, :2, :2], one.points) + way[:, None, :2, 2]
    steps = way[1:] @ np.linalg.inv(way[:-1])
    moves = steps[:, :2, :2] @ middle + steps[:, :2, 2] - middle
    camera = np.column_stack(
        [
            one.times_s[1:],
            moves,
            np.hypot(steps[:, 0, 0], steps[:, 1, 0]),
            np.arctan2(steps[:, 1, 0], steps[:, 0, 0]),
        ]
    )
    camera[np.random.default_rng(1).random(len(camera)) > known, 1:] = np.nan
    return replace(one, points=points, scene=replace(one.scene, camera=camera))


def swing(one: PoseTrack, size: float, every_s: float) -> Floats:
    return np.asarray(size * np.sin(2 * np.pi * one.times_s / every_s))


def offsets(one: PoseTrack) -> Floats:
    reps = measure(one, Task.SQUAT).reps
    return np.array([leg.offset_pct.value for rep in reps for leg in (rep.legs.left, rep.legs.right) if leg.offset_pct])


SETS = squats(Set(reps=4, drift=(0.05, 0.05)))
CAMERAS: dict[str, dict[str, Any]] = {
    "pan": {"x": swing(SETS, 40.0, 7.0)},
    "tilt": {"y": swing(SETS, 25.0, 3.1)},
    "zoom": {"zoom": 1 + swing(SETS, 0.06, 6.0)},
    "turn": {"turn_deg": swing(SETS, 2.0, 4.0)},
    "walk": {
        "x": swing(SETS, 30.0, 6.0) + swing(SETS, 4.0, 1.1),
        "y": swing(SETS, 4.0, 0.55),
        "zoom": 1 + swing(SETS, 0.04, 5.0),
        "turn_deg": swing(SETS, 1.0, 1.3),
    },
}


@pytest.mark.parametrize("name", CAMERAS)
def test_a_moving_camera_changes_nothing_of_what_is_measured(name: str) -> None:
    got, plain = measure(filmed(SETS, **CAMERAS[name]), Task.SQUAT), measure(SETS, Task.SQUAT)
    assert got.codes == ()
    assert [rep.bottom_s for rep in got.reps] == pytest.approx([rep.bottom_s for rep in plain.reps], abs=0.04)
    assert offsets(filmed(SETS, **CAMERAS[name])) == pytest.approx(offsets(SETS), abs=0.4)
    assert got.summary.verdict is plain.summary.verdict


def test_some_unknown_steps_do_no_harm() -> None:
    holes = filmed(SETS, x=swing(SETS, 40.0, 7.0), known=0.8)
    assert offsets(holes) == pytest.approx(offsets(SETS), abs=0.8)


def test_a_pan_before_a_plain_wall_is_seen_in_the_feet_and_refused() -> None:
    blind = filmed(SETS, x=swing(SETS, 60.0, 4.0), known=0.2)
    assert steadied(blind) is blind
    assert measure(blind, Task.SQUAT).codes == (Code.MOVING_CAMERA,)


def test_one_rep_with_moving_feet_is_left_out() -> None:
    one = squats(Set(reps=5))
    third = measure(one, Task.SQUAT).reps[2]
    inside = (one.times_s > third.start_s) & (one.times_s < third.end_s)
    shift = np.where(inside, 40 * (one.times_s - third.start_s) / (third.end_s - third.start_s), 0.0)
    stepping = replace(one, points=one.points + np.stack([shift, np.zeros_like(shift)], axis=1)[:, None])
    got = measure(stepping, Task.SQUAT)
    assert got.codes == ()
    assert [rep.legs.left.offset_pct is None for rep in got.reps] == [False, False, True, False, False]


@pytest.mark.parametrize("name", [name for name in MEASURED if name not in ("dev12_partial_pause",)])
def test_a_camera_that_stands_is_left_alone(name: str) -> None:
    assert steadied(track(name)) is track(name)


def test_a_hand_held_camera_is_not() -> None:
    one = track("dev12_partial_pause")
    still = steadied(one)

    def wander(of: PoseTrack) -> float:
        places = of.points[of.times_s > 4, :][:, ANKLES, 0].mean(axis=1)
        return float(np.ptp(places))

    assert still is not one
    assert wander(still) < 0.6 * wander(one)


def test_each_piece_between_cuts_has_a_still_picture_of_its_own() -> None:
    panning = filmed(SETS, x=swing(SETS, 40.0, 7.0))
    middle = len(SETS.times_s) // 2
    cut = replace(panning, scene=replace(panning.scene, cuts_s=np.array([SETS.times_s[middle]])))
    way = camera_way(cut)
    assert way[middle // 2] == pytest.approx(np.eye(3), abs=1e-9)
    assert way[(middle + len(way)) // 2] == pytest.approx(np.eye(3), abs=1e-9)
    assert way[middle // 2 + 5, 0, 2] != pytest.approx(0.0, abs=0.1)


def test_a_picture_that_is_suddenly_nearer_is_another_piece() -> None:
    middle = len(SETS.times_s) // 2
    nearer = filmed(SETS, zoom=np.where(np.arange(len(SETS.times_s)) < middle, 1.0, 1.11))
    assert with_hidden_cuts(nearer).scene.cuts_s.tolist() == pytest.approx([SETS.times_s[middle]])
    got = measure(nearer, Task.SQUAT)
    assert len(got.reps) < len(measure(SETS, Task.SQUAT).reps)
    assert NoteCode.CUT_IN_VIDEO in [note.code for note in got.summary.notes]


def test_a_zoom_that_a_lens_can_do_is_none() -> None:
    assert with_hidden_cuts(filmed(SETS, zoom=1 + swing(SETS, 0.2, 3.0))).scene.cuts_s.tolist() == []


def test_how_far_a_camera_moves_in_three_seconds() -> None:
    slow = filmed(SETS, x=2.0 * SETS.times_s)
    assert most_travel(slow.times_s, camera_way(slow), slow) == pytest.approx(6.0, abs=0.3)
    assert most_travel(SETS.times_s, camera_way(SETS), SETS) == 0.0


def test_the_limit_lies_between_cameras_that_stand_and_hand_held_ones() -> None:
    for name in TWO_LEGGED:
        one = track(name)
        torso = np.nanmedian(np.linalg.norm(one.points[:, 1:3].mean(axis=1) - one.points[:, 3:5].mean(axis=1), axis=1))
        travel = most_travel(one.times_s, camera_way(one), one) / torso
        assert bool(travel > STILL) is (name == "dev12_partial_pause"), name
        assert not 0.9 * STILL < travel < 1.1 * STILL
