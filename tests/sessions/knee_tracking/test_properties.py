"""Rules that hold for every input, tried on many."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sessions.knee_tracking.fatigue import fatigue_slope
from sessions.knee_tracking.geometry import fppa_deg, kasr, knee_toe_offset, medial_offset_pct
from sessions.knee_tracking.grid import GRID_HZ, in_gap, low_pass
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.pose import Pose, merge, unmirror
from sessions.knee_tracking.report import Interval, Verdict
from sessions.knee_tracking.reps import CLASSIC, LEAST_DIP, find_dips, find_spans
from sessions.knee_tracking.tempo import tempo_of
from sessions.knee_tracking.travel import bend_at, travel_by_posture
from sessions.knee_tracking.verdict import CLEAR, SEVERITY, SOME, Change, state_of_set, tracking_state

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

coordinate = st.floats(-500, 500, allow_nan=False, width=32)
point = st.tuples(coordinate, coordinate)
scale = st.floats(0.05, 20)
side = st.sampled_from([1, -1])
change = st.floats(-0.6, 0.1, allow_nan=False)


def placed(of: tuple[float, float], size: float, shift: tuple[float, float], up: int) -> tuple[float, float]:
    return of[0] * size + shift[0], of[1] * size * up + shift[1]


def far_enough(*points: tuple[float, float]) -> bool:
    """No two of the points so near that rounding decides."""
    return all(np.hypot(a[0] - b[0], a[1] - b[1]) > 1 for k, a in enumerate(points) for b in points[:k])


@quick
@given(point, point, point, side, scale, point, side)
def test_the_projection_angle_knows_no_scale_place_or_direction(
    hip: tuple[float, float],
    knee: tuple[float, float],
    ankle: tuple[float, float],
    outward: int,
    size: float,
    shift: tuple[float, float],
    up: int,
) -> None:
    assume(far_enough(hip, knee, ankle) and abs(hip[1] - ankle[1]) > 5)
    line = medial_offset_pct(hip, knee, ankle, outward, 100)
    assume(abs(line) > 1)
    there = [placed(of, size, shift, up) for of in (hip, knee, ankle)]
    got = fppa_deg(there[0], there[1], there[2], outward)
    assert got == pytest.approx(float(fppa_deg(hip, knee, ankle, outward)), abs=0.1)


@quick
@given(point, point, point, side)
def test_the_projection_angle_changes_sign_with_the_leg(
    hip: tuple[float, float], knee: tuple[float, float], ankle: tuple[float, float], outward: int
) -> None:
    assume(far_enough(hip, knee, ankle) and abs(hip[1] - ankle[1]) > 1)
    assert fppa_deg(hip, knee, ankle, outward) == pytest.approx(-float(fppa_deg(hip, knee, ankle, -outward)))


@quick
@given(point, point, point, side)
def test_an_inside_knee_has_a_positive_angle_and_offset(
    hip: tuple[float, float], knee: tuple[float, float], ankle: tuple[float, float], outward: int
) -> None:
    assume(far_enough(hip, knee, ankle) and abs(hip[1] - ankle[1]) > 5)
    offset = medial_offset_pct(hip, knee, ankle, outward, 100)
    assume(abs(offset) > 0.1)
    angle = fppa_deg(hip, knee, ankle, outward)
    assert np.sign(angle) == np.sign(offset) or abs(angle) < 0.1


@quick
@given(point, point, point, point, scale, point)
def test_the_separation_ratio_knows_no_scale_and_no_place(
    left_knee: tuple[float, float],
    right_knee: tuple[float, float],
    left_ankle: tuple[float, float],
    right_ankle: tuple[float, float],
    size: float,
    shift: tuple[float, float],
) -> None:
    assume(abs(left_ankle[0] - right_ankle[0]) > 5)
    usual = kasr(left_knee, right_knee, left_ankle, right_ankle)
    there = [placed(of, size, shift, 1) for of in (left_knee, right_knee, left_ankle, right_ankle)]
    assert kasr(there[0], there[1], there[2], there[3]) == pytest.approx(float(usual), rel=1e-3, abs=1e-3)


@quick
@given(point, point, point, point)
def test_the_separation_ratio_is_the_same_in_a_mirror(
    left_knee: tuple[float, float],
    right_knee: tuple[float, float],
    left_ankle: tuple[float, float],
    right_ankle: tuple[float, float],
) -> None:
    assume(abs(left_ankle[0] - right_ankle[0]) > 1)
    usual = kasr(left_knee, right_knee, left_ankle, right_ankle)
    mirror = [(-x, y) for x, y in (right_knee, left_knee, right_ankle, left_ankle)]
    assert kasr(mirror[0], mirror[1], mirror[2], mirror[3]) == pytest.approx(float(usual))
    assert usual >= 0


@quick
@given(point, st.floats(-50, 50), side)
def test_a_knee_over_the_toe_is_at_zero_and_inside_is_positive(
    toe: tuple[float, float], inside: float, outward: int
) -> None:
    knee = (toe[0] - outward * inside, toe[1] - 100)
    got = knee_toe_offset(knee, toe, (40.0, 0.0), (0.0, 0.0), outward)
    assert got == pytest.approx(inside / 40, abs=1e-3)


@quick
@given(change, change)
def test_a_worse_interval_never_gets_a_better_word(one: float, other: float) -> None:
    better, worse = max(one, other), min(one, other)
    states = [tracking_state(value - 0.05, value + 0.05, 5).verdict for value in (better, worse)]
    assert SEVERITY.index(states[1]) >= SEVERITY.index(states[0])


@quick
@given(change, st.floats(0, 0.3), st.floats(0, 0.3))
def test_less_certainty_never_makes_a_worse_word(value: float, half: float, more: float) -> None:
    narrow = tracking_state(value - half, value + half, 5)
    wide = tracking_state(value - half - more, value + half + more, 5)
    assert SEVERITY.index(wide.verdict) <= SEVERITY.index(narrow.verdict)


@quick
@given(change, st.floats(0, 0.2))
def test_a_certain_word_has_its_whole_interval_in_its_band(value: float, half: float) -> None:
    low, high = value - half, value + half
    state = tracking_state(low, high, 5)
    if state.uncertain:
        return
    bands = {
        Verdict.IN_LINE: low > SOME,
        Verdict.SOME_DRIFT: high <= SOME and low > CLEAR,
        Verdict.CLEAR_DRIFT: high <= CLEAR,
    }
    assert bands[state.verdict]


@quick
@given(st.lists(change, min_size=2, max_size=10), st.randoms())
def test_the_order_of_the_reps_does_not_change_the_set_s_word(values: list[float], random: object) -> None:
    changes = [Change(Interval(value, value - 0.05, value + 0.05), value) for value in values]
    shuffled = sorted(changes, key=lambda _: random.random())  # type: ignore[attr-defined] # hypothesis' own random
    assert state_of_set(shuffled) == state_of_set(changes)


@quick
@given(st.lists(change, min_size=2, max_size=8))
def test_one_more_rep_in_line_never_makes_a_set_worse(values: list[float]) -> None:
    changes = [Change(Interval(value, value - 0.05, value + 0.05), value) for value in values]
    good = Change(Interval(0.0, -0.05, 0.05), 0.0)
    more = state_of_set([*changes, good])
    assert SEVERITY.index(more.verdict) <= SEVERITY.index(state_of_set(changes).verdict)


@quick
@given(st.lists(st.floats(0.5, 1.5), min_size=5, max_size=15), st.floats(-0.2, 0.2))
def test_a_slope_added_to_a_series_is_added_to_its_slope(values: list[float], slope: float) -> None:
    plain, tilted = fatigue_slope(values), fatigue_slope([v + slope * k for k, v in enumerate(values)])
    assert plain is not None
    assert tilted is not None
    assert tilted.slope.value - plain.slope.value == pytest.approx(slope, abs=1e-9)


@quick
@given(st.lists(st.floats(0.5, 1.5), min_size=5, max_size=15))
def test_an_interval_always_holds_its_slope(values: list[float]) -> None:
    got = fatigue_slope(values)
    assert got is not None
    assert got.slope.low < got.slope.value < got.slope.high


seconds = st.floats(0.7, 2.5)
ordinary_rep = st.tuples(st.floats(0.35, 0.6), seconds, st.floats(0.0, 1.5), seconds, st.floats(0.5, 2.0))


@quick
@given(st.lists(ordinary_rep, min_size=1, max_size=6))
def test_every_set_of_ordinary_reps_is_counted_and_timed(reps: list[tuple[float, float, float, float, float]]) -> None:
    pieces, starts, at = [np.zeros(round(1.5 * GRID_HZ))], [], 1.5
    for depth, lowering_s, pause_s, rise_s, rest_s in reps:
        starts.append(at)
        ways = [np.linspace(0, np.pi, max(2, round(taken * GRID_HZ))) for taken in (lowering_s, rise_s)]
        pieces += [
            depth * (1 - np.cos(ways[0])) / 2,
            np.full(round(pause_s * GRID_HZ), depth),
            depth * (1 + np.cos(ways[1])) / 2,
            np.zeros(round(rest_s * GRID_HZ)),
        ]
        at = sum(len(piece) for piece in pieces) / GRID_HZ
    drop = np.concatenate([*pieces, np.zeros(30)])
    times = np.arange(len(drop)) / GRID_HZ
    spans = find_spans(times, drop, find_dips(drop), CLASSIC)
    assert len(spans) == len(reps)
    for span, start, (depth, lowering_s, _, _, _) in zip(spans, starts, reps, strict=True):
        assert start <= span.start_s <= start + 0.4 * lowering_s
        assert span.start_s < span.bottom_s < span.end_s
        assert span.depth == pytest.approx(depth, abs=0.03)
        assert tempo_of(times, drop, span) is not None


@quick
@given(arrays(np.float64, st.integers(3, 200), elements=st.floats(-5, 5)))
def test_no_signal_whatever_breaks_the_counting(drop: np.ndarray) -> None:  # type: ignore[type-arg] # any length
    times = np.arange(len(drop)) / GRID_HZ
    spans = find_spans(times, drop, find_dips(drop), CLASSIC)
    for span in spans:
        assert times[0] <= span.start_s <= span.bottom_s <= span.end_s <= times[-1]
        assert span.depth >= LEAST_DIP


@quick
@given(arrays(np.float64, st.integers(2, 80), elements=st.floats(-100, 100)), st.floats(0.5, 10))
def test_smoothing_stays_within_what_it_smooths(values: np.ndarray, cutoff: float) -> None:  # type: ignore[type-arg]
    got = low_pass(values, cutoff)
    assert got.min() >= values.min() - 1e-9
    assert got.max() <= values.max() + 1e-9


@quick
@given(st.lists(st.floats(0.001, 0.5), min_size=1, max_size=40))
def test_a_picture_s_own_time_is_never_in_a_gap(steps: list[float]) -> None:
    times = np.cumsum([0.0, *steps])
    assert not in_gap(times, times).any()


@quick
@given(st.floats(0, 0.7), st.floats(0, 0.7))
def test_deeper_is_more_bent_and_further_forward(one: float, other: float) -> None:
    shallow, deep = sorted((one, other))
    drop = np.array([shallow, deep])
    assert bend_at(drop)[0] <= bend_at(drop)[1]
    assert travel_by_posture(drop)[0] <= travel_by_posture(drop)[1] + 1e-9


# Whole 64ths of a pixel, whose mirror is exact: what a mirror rounds away may be all that two poses differ by.
pixels = st.integers(0, 700 * 64).map(lambda n: n / 64)
poses = st.builds(
    Pose,
    arrays(np.float64, (len(Joint), 2), elements=pixels),
    arrays(np.float64, len(Joint), elements=st.floats(0, 1)),
    arrays(np.float64, (len(Joint), 2), elements=st.floats(-2, 2)),
)


@quick
@given(poses, st.integers(10, 2000))
def test_a_mirror_of_a_mirror_is_the_thing_itself(pose: Pose, width: int) -> None:
    again = unmirror(unmirror(pose, width), width)
    assert again.points == pytest.approx(pose.points, abs=1e-6)


@quick
@given(poses, poses, st.integers(10, 2000))
def test_merging_in_a_mirror_is_the_mirror_of_merging(one: Pose, other: Pose, width: int) -> None:
    merged = merge(one, other)
    mirrored = merge(unmirror(other, width), unmirror(one, width))
    assert (merged is None) == (mirrored is None)
    if merged is not None and mirrored is not None:
        assert unmirror(mirrored, width).points == pytest.approx(merged.points, abs=1e-6)


@quick
@given(
    st.builds(
        Limits,
        max_duration_s=st.floats(0.1, 1e5),
        max_bytes=st.integers(1, 10**12),
        max_pixels=st.integers(1, 10**9),
        max_memory_mb=st.integers(1, 10**6),
        max_wall_s=st.floats(0.1, 1e6),
    )
)
def test_any_limits_cross_the_command_line(limits: Limits) -> None:
    assert Limits.from_arguments(limits.as_arguments()) == limits
