"""Standing, standing height, and how far the hips have come down: the ground that rep counting stands on."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.joints import ANKLES, HEELS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.phases import feet_level, find_phases
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body, find_body, hips_over_lower_ankle, stands
from sessions.knee_tracking.tasks.rules import find_squats
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats


def body_of(track: PoseTrack) -> Body:
    found = find_body(evenly(track))
    assert found is not None
    return found


def test_an_athlete_stands_between_deep_reps_and_not_in_them() -> None:
    body = body_of(squats(Set(depth=0.6)))
    assert body.standing[body.drop < 0.03].mean() > 0.95
    assert not body.standing[body.drop > 0.5].any()


def test_drop_is_a_share_of_the_standing_height() -> None:
    body = body_of(squats(Set(depth=0.4)))
    assert body.drop.max() == pytest.approx(0.4, abs=0.06)
    assert np.percentile(body.drop, 10) == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("shot", [Shot(distance=3.0), Shot(distance=5.0), Shot(width=1280, ahead=720)])
def test_distance_and_size_cancel(shot: Shot) -> None:
    assert body_of(squats(shot=shot)).drop.max() == pytest.approx(body_of(squats()).drop.max(), abs=0.03)


def test_walking_away_while_squatting_changes_no_depth() -> None:
    track = squats(Set(reps=6))
    shrinking = np.linspace(1.2, 0.8, len(track.times_s))[:, None, None]
    centre = np.array([track.width, track.height]) / 2
    body = body_of(replace(track, points=centre + (track.points - centre) * shrinking))
    reps = find_squats(body)
    assert len(reps) == 6
    assert [rep.depth for rep in reps] == pytest.approx([reps[0].depth] * 6, abs=0.03)


def test_a_knee_lift_is_no_rep() -> None:
    """The hips' height is taken over the lower ankle: the foot that is stood on."""
    track = squats(Set(reps=3))
    points = track.points.copy()
    leg = hips_over_lower_ankle(points)[0]
    for middle in (1.0, 4.4):
        lifted = np.clip(1 - np.abs(track.times_s - middle) / 0.5, 0, 1) * 0.4 * leg
        for joint in (Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_TOE, Joint.LEFT_KNEE):
            points[:, joint, 1] -= lifted
    assert len(find_squats(body_of(replace(track, points=points)))) == 3


def test_both_feet_lifted_is_no_rep_either() -> None:
    """Drawing up the legs brings the ankles to the hips, not the hips to the ankles."""
    track = squats(Set(reps=3))
    points = track.points.copy()
    leg = hips_over_lower_ankle(points)[0]
    lifted = np.clip(1 - np.abs(track.times_s - 4.4) / 0.5, 0, 1) * 0.3 * leg
    for joints in (ANKLES, HEELS, TOES):
        points[:, joints, 1] -= lifted[:, None]
    assert len(find_squats(body_of(replace(track, points=points)))) == 3


def test_push_ups_have_no_standing_frame_and_no_body() -> None:
    track = squats()
    points = track.points.copy()
    points[:, SHOULDERS, 1] = points[:, ANKLES, 1]
    assert find_body(evenly(replace(track, points=points))) is None


def test_nobody_is_no_body() -> None:
    track = squats()
    assert find_body(evenly(replace(track, points=np.full_like(track.points, np.nan)))) is None


@pytest.mark.parametrize("joints", [KNEES, ANKLES])
def test_standing_needs_the_leg_in_its_order(joints: list[Joint]) -> None:
    points = body_of(squats()).points[:5].copy()
    assert stands(points).all()
    points[:, joints, 1] = points[:, [Joint.LEFT_HIP, Joint.RIGHT_HIP], 1] - 5
    assert not stands(points).any()


def spans_of(body: Body) -> list[Span]:
    return find_squats(body)


def test_every_frame_has_its_place_in_the_set() -> None:
    body = body_of(squats(Set(reps=3)))
    spans = spans_of(body)
    phases = find_phases(body, spans)
    assert set(phases.rep) == {-1, 0, 1, 2}
    for number, span in enumerate(spans):
        inside = phases.of(number)
        assert body.times_s[inside][0] >= span.start_s
        assert body.times_s[inside][-1] <= span.end_s
        assert phases.share[inside].max() == 1.0
        assert (phases.lowering[inside] == (body.times_s[inside] < span.bottom_s)).all()
    assert np.isnan(phases.share[phases.rep < 0]).all()


def test_still_frames_lie_beside_reps_only() -> None:
    body = body_of(squats(Set(reps=2, rest_s=4.0)))
    phases = find_phases(body, spans_of(body))
    assert phases.still.any()
    assert not (phases.still & (phases.rep >= 0)).any()
    first = spans_of(body)[0].start_s
    assert not phases.still[body.times_s < first - 1.0].any()


def test_level_feet_are_told_from_a_lifted_one() -> None:
    track = squats()
    points = track.points.copy()
    points[:, Joint.LEFT_ANKLE, 1] -= 60
    assert feet_level(body_of(track)).all()
    assert not feet_level(body_of(replace(track, points=points))).any()
