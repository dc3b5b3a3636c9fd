"""What the browser draws: skeleton, curve, and the two moments worth looking at."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.curve import CURVE_HZ, curve
from sessions.knee_tracking.events import Moment
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.moments import moments
from sessions.knee_tracking.overlay import overlay
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import measurement, truth
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats

LEFT_TOE = list(Joint).index(Joint.LEFT_TOE)


def drawn(track: PoseTrack) -> dict[str, Any]:
    return overlay(evenly(track), track)


def test_every_frame_has_every_joint() -> None:
    document = drawn(squats())
    assert document["joints"] == [joint.name.lower() for joint in Joint]
    assert all(len(frame) == len(Joint) for frame in document["frames"])


def test_places_are_shares_of_the_picture() -> None:
    track = squats()
    document = drawn(track)
    nose = document["frames"][0][0]
    assert nose == pytest.approx((track.points[0, 0] / (track.width, track.height)).tolist(), abs=0.005)


def test_the_picture_s_size_does_not_matter() -> None:
    small, large = (drawn(squats(shot=Shot(width=w, ahead=w * 9 // 16)))["frames"][40] for w in (640, 1280))
    assert np.abs(np.array(small) - np.array(large)).max() < 0.01


def test_a_joint_outside_the_picture_is_not_drawn() -> None:
    track = squats()
    points = track.points.copy()
    points[:, Joint.LEFT_TOE, 1] = track.height + 30
    frames = drawn(replace(track, points=points))["frames"]
    assert all(frame[LEFT_TOE] is None for frame in frames)
    assert all(frame[0] is not None for frame in frames)


@pytest.mark.parametrize(("visible", "shown"), [(0.1, False), (0.5, True)])
def test_a_hidden_joint_is_not_guessed_at(visible: float, shown: bool) -> None:
    track = squats()
    visibility = track.visibility.copy()
    visibility[:, Joint.LEFT_TOE] = visible
    frame = drawn(replace(track, visibility=visibility))["frames"][30]
    assert (frame[LEFT_TOE] is not None) is shown


def test_where_nobody_is_seen_there_is_no_skeleton() -> None:
    track = squats()
    points = track.points.copy()
    lost = (track.times_s > 3.0) & (track.times_s < 4.0)
    points[lost] = np.nan
    document = drawn(replace(track, points=points))
    frame = round((3.5 - document["start_s"]) * document["hz"])
    assert document["frames"][frame] is None
    assert document["frames"][0] is not None


def test_nobody_at_all_is_an_empty_drawing() -> None:
    track = squats()
    document = drawn(replace(track, points=np.full_like(track.points, np.nan)))
    assert document["frames"] == []


def curve_of(one: Measurement) -> dict[str, Any]:
    document = curve(one)
    assert document is not None
    return document


def simulated(**words: Any) -> Measurement:
    return measure(squats(Set(**words)), Task.SQUAT)


def test_the_curve_covers_the_whole_set_evenly() -> None:
    one = simulated()
    document = curve_of(one)
    assert one.body is not None
    covered = document["start_s"] + (len(document["depth_pct"]) - 1) / CURVE_HZ
    assert document["hz"] == CURVE_HZ
    assert covered == pytest.approx(one.body.times_s[-1], abs=0.1)


def test_every_series_has_the_same_length() -> None:
    document = curve_of(simulated())
    series = [*document["dkasr"].values(), *document["offset_pct"].values(), document["depth_pct"]]
    assert len({len(one) for one in series}) == 1


def test_the_curve_is_empty_between_reps() -> None:
    one = simulated(rest_s=3.0)
    document = curve_of(one)
    times = document["start_s"] + np.arange(len(document["depth_pct"])) / CURVE_HZ
    between = np.ones(len(times), bool)
    for rep in one.reps:
        between &= (times < rep.start_s - 0.1) | (times > rep.end_s + 0.1)
    values = [value for value, out in zip(document["offset_pct"]["left"], between, strict=True) if out]
    assert between.sum() > 20
    assert set(values) == {None}


def test_the_curve_goes_down_as_the_knees_come_in() -> None:
    straight, inward = (curve_of(simulated(drift=(d, d)))["dkasr"]["value"] for d in (0.0, 0.08))
    known = [(a, b) for a, b in zip(straight, inward, strict=True) if a is not None and b is not None]
    assert np.mean([b for _, b in known]) < np.mean([a for a, _ in known]) - 0.1


def test_depth_runs_from_nothing_to_the_rep_s_depth_and_back() -> None:
    one = simulated(reps=1, rest_s=2.0)
    depths = [value for value in curve_of(one)["depth_pct"] if value is not None]
    deepest = one.reps[0].depth_pct
    assert deepest is not None
    assert max(depths) == pytest.approx(deepest, abs=1.0)
    assert depths[0] < 0.3 * deepest
    assert depths[-1] < 0.3 * deepest


def test_one_leg_has_no_ratio_and_its_own_offset() -> None:
    document = curve_of(measurement("dev11_split_squat_right"))
    assert set(document["dkasr"]["value"]) == {None}
    assert set(document["offset_pct"]["left"]) == {None}
    assert any(value is not None for value in document["offset_pct"]["right"])


@pytest.mark.parametrize("name", ["dev09_side_view", "dev10_feet_cut"])
def test_a_refused_clip_has_no_curve_and_no_moments(name: str) -> None:
    assert curve(measurement(name)) is None
    assert moments(measurement(name)) is None


def test_reps_whose_leg_is_not_known_have_neither() -> None:
    one = measure(squats(), Task.SIDE_LUNGE)
    assert one.reps
    assert curve(one) is None
    assert moments(one) is None


def shown(one: Measurement) -> tuple[Moment, Moment]:
    found = moments(one)
    assert found is not None
    return found


def test_the_worst_moment_is_in_the_worst_rep_and_the_good_one_in_the_best() -> None:
    good, worst = shown(simulated(reps=6, drift=(0.08, 0.08), growing=True))
    assert worst.rep == 6
    assert good.rep == 1


def test_both_moments_show_the_same_depth_on_the_same_way() -> None:
    one = measurement("dev05_fatigue_8reps")
    good, worst = shown(one)
    assert one.body is not None
    assert one.phases is not None
    frames = [int(np.argmin(np.abs(one.body.times_s - moment.time_s))) for moment in (good, worst)]
    assert one.phases.lowering[frames[0]] == one.phases.lowering[frames[1]]
    assert one.phases.share[frames[0]] == pytest.approx(one.phases.share[frames[1]], abs=0.05)


@pytest.mark.parametrize("name", ["dev02_drift_rise", "dev05_fatigue_8reps", "dev06_drift_bottom"])
def test_the_worst_moment_is_where_the_truth_has_it(name: str) -> None:
    _, worst = shown(measurement(name))
    rep = truth(name)["reps"][worst.rep - 1]
    phase, depth = rep["worst_at"]
    turning = rep["bottom_s"]
    if phase == "rising" and depth < 100:
        assert worst.time_s > turning
    assert rep["start_s"] < worst.time_s < rep["end_s"]


def test_the_worst_moment_of_one_leg_is_that_leg_s() -> None:
    one = simulated(drift=(0.08, 0.0))
    _, worst = shown(one)
    rep = one.reps[worst.rep - 1]
    assert rep.start_s < worst.time_s < rep.end_s


def test_moments_of_a_single_rep_are_both_in_it() -> None:
    good, worst = shown(simulated(reps=1, rest_s=2.0))
    assert good == worst
