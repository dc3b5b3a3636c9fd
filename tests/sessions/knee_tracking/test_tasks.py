"""For each task: what a rep is, which leg counts, and what is measured."""

from dataclasses import replace

import numpy as np
import pytest

from coachhub.dashboard.selectors.corrections import ONE_LEG
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method, both_legs, frame_at, lower_ankle
from sessions.knee_tracking.tasks.side_lunge import more_bent
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.clips import MEASURED, body, task, truth
from tests.sessions.knee_tracking.movements import Moves, moving
from tests.sessions.knee_tracking.skeleton import Set, squats

UPPER = [Joint.NOSE, *SHOULDERS, *HIPS]
FEET = [*ANKLES, *HEELS, *TOES]
LEFT_FOOT = [Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_TOE]


def body_of(track: PoseTrack) -> Body:
    found = find_body(evenly(track))
    assert found is not None
    return found


def standing_px(track: PoseTrack) -> float:
    """Height of the hips over the ankles when standing, px."""
    first = track.points[0]
    return float(first[ANKLES, 1].mean() - first[HIPS, 1].mean())


def moved(track: PoseTrack, joints: list[Joint], down: Floats) -> PoseTrack:
    """The track with some joints moved down by so many standing heights at each picture."""
    points = track.points.copy()
    points[:, joints, 1] += down[:, None] * standing_px(track)
    return replace(track, points=points)


def bump(track: PoseTrack, middle_s: float, half_s: float, height: float) -> Floats:
    """A smooth rise and fall around a time, in standing heights."""
    near = np.clip(np.abs(track.times_s - middle_s) / half_s, 0, 1)
    return np.asarray(height * (1 + np.cos(np.pi * near)) / 2)


def standing(seconds: float = 12.0) -> PoseTrack:
    """Somebody who just stands there."""
    return squats(Set(reps=1, depth=1e-4, rest_s=seconds / 2 - 1.2))


def test_every_task_has_its_rules() -> None:
    assert set(RULES) == set(Task)


@pytest.mark.parametrize("name", MEASURED)
def test_the_working_leg_of_the_synthetic_clips(name: str) -> None:
    rules, one = RULES[task(name)], body(name)
    sides = {"left": LEFT, "right": RIGHT}
    expected = tuple(sides[leg] for leg in sorted(truth(name)["legs_measured"]))
    assert {rules.working(one, span) for span in rules.find(one)} == {expected}


def test_a_coach_can_say_the_leg_in_every_task_of_one_leg() -> None:
    assert set(ONE_LEG) == {task for task, rules in RULES.items() if not rules.method.both_legs}


def test_in_a_squat_both_legs_work() -> None:
    one = body_of(squats())
    assert both_legs(one, Span(0, 1, 2, 0.5)) == (LEFT, RIGHT)
    assert RULES[Task.SQUAT].method is Method.BOTH_LEGS


@pytest.mark.parametrize(("down", "leg"), [(0.3, (LEFT,)), (-0.3, (RIGHT,)), (0.05, ())])
def test_the_front_foot_is_the_lower_one_in_the_picture(down: float, leg: tuple[int, ...]) -> None:
    track = squats()
    one = body_of(moved(track, LEFT_FOOT, np.full(len(track.times_s), down)))
    assert lower_ankle(one, Span(1.0, 2.5, 3.5, 0.4)) == leg


def test_a_leg_that_is_not_seen_is_not_guessed() -> None:
    track = squats()
    seen = (track.times_s < 2.0) | (track.times_s > 3.0)
    one = body_of(
        replace(
            track,
            times_s=track.times_s[seen],
            points=track.points[seen],
            visibility=track.visibility[seen],
            world=track.world[seen],
        )
    )
    assert lower_ankle(one, Span(1.0, 2.5, 3.5, 0.4)) == ()
    assert more_bent(one, Span(1.0, 2.5, 3.5, 0.4)) == ()


@pytest.mark.parametrize("leg", [LEFT, RIGHT])
@pytest.mark.parametrize("toes", [0.0, 40.0])
def test_in_a_side_lunge_the_bent_leg_works(leg: int, toes: float) -> None:
    """Also where the foot points forward and the bend does not show as an angle."""
    one = body_of(moving(Moves(Task.SIDE_LUNGE, reps=2, working=(leg,), toe_out_deg=toes)))
    rules = RULES[Task.SIDE_LUNGE]
    assert [more_bent(one, span) for span in rules.find(one)] == [(leg,)] * 2


def test_side_lunges_may_alternate() -> None:
    one = body_of(moving(Moves(Task.SIDE_LUNGE, working=(RIGHT, LEFT))))
    rules = RULES[Task.SIDE_LUNGE]
    assert [rules.working(one, span) for span in rules.find(one)] == [(RIGHT,), (LEFT,)] * 2


def test_in_a_squat_no_leg_is_clearly_more_bent() -> None:
    assert more_bent(body_of(squats()), Span(1.2, 2.5, 3.5, 0.4)) == ()


def test_a_foot_in_front_is_no_side_lunge() -> None:
    track = squats()
    one = body_of(moved(track, LEFT_FOOT, np.full(len(track.times_s), 0.3)))
    assert more_bent(one, Span(1.2, 2.5, 3.5, 0.4)) == ()


def test_a_step_without_sinking_is_no_lunge() -> None:
    """A foot set forward comes lower in the picture and the hips stay: no rep."""
    track = standing()
    assert RULES[Task.LUNGE].find(body_of(moved(track, LEFT_FOOT, -bump(track, 6, 1.5, 0.3)))) == []


def test_a_lunge_is_timed_by_the_sinking_hips_not_by_the_step() -> None:
    track = standing()
    stepped = moved(track, [Joint.RIGHT_ANKLE, Joint.RIGHT_HEEL, Joint.RIGHT_TOE], -bump(track, 6, 3.0, 0.12))
    lunged = body_of(moved(stepped, [*UPPER, *KNEES], bump(track, 6, 1.0, 0.35)))
    reps = RULES[Task.LUNGE].find(lunged)
    assert len(reps) == 1
    assert reps[0].start_s > 4.9
    assert reps[0].end_s < 7.1
    assert reps[0].bottom_s == pytest.approx(6.0, abs=0.1)


def jump(track: PoseTrack, at_s: float, height: float = 0.6, flight_s: float = 0.7) -> PoseTrack:
    """The track with a jump: everything goes up and comes down as a thrown body does, then the legs give."""
    since = track.times_s - at_s
    flying = (since > 0) & (since < flight_s)
    up = np.where(flying, 4 * height * since * (flight_s - since) / flight_s**2, 0.0)
    return moved(moved(track, list(Joint), -up), UPPER, bump(track, at_s + flight_s + 0.25, 0.25, 0.2))


def test_landings_are_counted_from_touch_down() -> None:
    track = jump(jump(standing(), 3.0), 8.0)
    landings = RULES[Task.LANDING].find(body_of(track))
    assert [landing.start_s for landing in landings] == pytest.approx([3.7, 8.7], abs=0.15)
    for landing in landings:
        assert landing.start_s < landing.bottom_s < landing.end_s
        assert landing.depth == pytest.approx(0.2, abs=0.06)


def test_a_hop_or_a_step_is_no_landing() -> None:
    assert RULES[Task.LANDING].find(body_of(jump(standing(), 4.0, height=0.1, flight_s=0.4))) == []


def test_squats_are_no_landings() -> None:
    assert RULES[Task.LANDING].find(body_of(squats())) == []


def test_step_ups_are_counted_from_the_floor() -> None:
    track = standing(16.0)
    for middle in (3.0, 7.0, 11.0):
        track = moved(track, list(Joint), -bump(track, middle, 1.2, 0.4))
    climbs = RULES[Task.STEP_UP].find(body_of(track))
    assert len(climbs) == 3
    for climb, middle in zip(climbs, (3.0, 7.0, 11.0), strict=True):
        assert climb.start_s < middle < climb.end_s
        assert climb.bottom_s == climb.start_s
        assert climb.depth == pytest.approx(0.4, abs=0.06)


@pytest.mark.parametrize("leg", [LEFT, RIGHT])
@pytest.mark.parametrize("rests", [True, False])
def test_the_foot_on_the_box_works(leg: int, rests: bool) -> None:
    one = body_of(moving(Moves(Task.STEP_UP, reps=2, working=(leg,), rests=rests)))
    rules = RULES[Task.STEP_UP]
    assert [rules.working(one, span) for span in rules.find(one)] == [(leg,)] * 2


def test_step_ups_may_alternate() -> None:
    one = body_of(moving(Moves(Task.STEP_UP, working=(LEFT, RIGHT))))
    rules = RULES[Task.STEP_UP]
    assert [rules.working(one, span) for span in rules.find(one)] == [(LEFT,), (RIGHT,)] * 2


def test_without_a_box_no_foot_is_on_it() -> None:
    assert RULES[Task.STEP_UP].working(body_of(squats()), Span(1, 1, 2, 0.4)) == ()


def test_a_step_up_is_deepest_as_the_rise_begins_and_as_the_way_down_ends() -> None:
    one = body_of(moving(Moves(Task.STEP_UP, reps=1, working=(LEFT,))))
    rules = RULES[Task.STEP_UP]
    (span,) = rules.find(one)
    phases = rules.phases(one, [span])
    start, end = frame_at(one, span.start_s), frame_at(one, span.end_s)
    top = start + int(np.argmin(phases.share[start:end]))
    assert phases.share[[start, end]] == pytest.approx([1.0, 1.0], abs=0.05)
    assert phases.share[top] == pytest.approx(0.0, abs=0.02)
    assert not phases.lowering[start:top].any()
    assert phases.lowering[top + 1 : end].all()
    assert phases.still[top]
    assert not phases.still[[start, end]].any()


def test_standing_where_the_feet_landed_is_the_still_part_of_a_landing() -> None:
    """Standing on the box is no reference: it is further away, and the feet stand elsewhere."""
    of = Moves(Task.LANDING, reps=1, depth=0.3, lowering_s=0.3, rise_s=0.8)
    one = body_of(moving(of))
    rules = RULES[Task.LANDING]
    spans = rules.find(one)
    still = rules.phases(one, spans).still
    assert one.standing[one.times_s < 1.0].all()
    assert not still[one.times_s < spans[0].end_s].any()
    assert still[(one.times_s > spans[0].end_s) & (one.times_s < spans[0].end_s + 0.8)].mean() > 0.8


def test_who_jumps_on_the_spot_also_stood_there_before() -> None:
    of = Moves(Task.LANDING, reps=1, depth=0.3, lowering_s=0.3, rise_s=0.8, box=0.0, hop=0.35)
    one = body_of(moving(of))
    rules = RULES[Task.LANDING]
    assert rules.phases(one, rules.find(one)).still[one.times_s < 1.2].any()


@pytest.mark.parametrize(("at", "expected"), [(-1.0, 0), (0.0, 0), (1.0, 30), (1e6, -1)])
def test_the_frame_at_a_time_is_always_one_of_the_body_s(at: float, expected: int) -> None:
    one = body_of(squats())
    frames = len(one.times_s)
    assert frame_at(one, at + one.times_s[0]) == expected % frames
