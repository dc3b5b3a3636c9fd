"""The newest set against the athlete's own earlier ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.knee_tracking import Task
from sessions.knee_tracking.over_time import (
    Against,
    Change,
    Difference,
    FilmedSet,
    Precision,
    Reference,
    change_since,
    why_not_comparable,
)
from sessions.knee_tracking.over_time.precision import DEFAULT
from tests.sessions.knee_tracking.over_time.building import filmed

SHARP = Precision(0.02, 0.015, 0.03, athletes=25, enough=20)  # MDC 0.0554


def changes(sets: list[FilmedSet], precision: Precision = DEFAULT, confirmed: set[str] | None = None) -> list[Change]:
    sets = [replace(one, confirmed=one.analysis_id in (confirmed or ())) for one in sets]
    found = change_since(sets, precision=precision)
    assert found is not None
    assert [one.of for one in found] == [Reference.BASELINE, Reference.LAST_TIME]
    return list(found)


def row(*values: float) -> list[FilmedSet]:
    """A set a week, oldest first, the last one today."""
    return [filmed(value, days_ago=7 * (len(values) - 1 - i)) for i, value in enumerate(values)]


# Whether two sets may be compared


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (filmed(-0.3), None),
        (filmed(None), Difference.NOT_MEASURED),
        (filmed(exercise="front_squat"), Difference.EXERCISE),
        (filmed(task=Task.LUNGE), Difference.EXERCISE),
        (filmed(engine="0"), Difference.ENGINE),
        (filmed(load_kg=None), Difference.LOAD_NOT_SAID),
        (filmed(load_kg=64.0), None),
        (filmed(load_kg=63.9), Difference.LOAD),
        (filmed(load_kg=100.0), None),
        (filmed(load_kg=100.5), Difference.LOAD),
        (filmed(depth_pct=40.0), None),
        (filmed(depth_pct=39.9), Difference.DEPTH),
        (filmed(depth_pct=None), Difference.DEPTH),
        (filmed(yaw_deg=-8.0), None),
        (filmed(yaw_deg=12.1), Difference.VIEW),
        (filmed(yaw_deg=None), Difference.VIEW),
        (filmed(engine="0", load_kg=10.0, yaw_deg=30.0), Difference.ENGINE),
    ],
)
def test_comparable_or_why_not(other: FilmedSet, reason: Difference | None) -> None:
    assert why_not_comparable(filmed(), other) == reason
    assert why_not_comparable(other, filmed()) == reason


def test_the_body_alone_is_compared_with_itself_only() -> None:
    assert why_not_comparable(filmed(load_kg=0.0), filmed(load_kg=0.0)) is None
    assert why_not_comparable(filmed(load_kg=0.0), filmed(load_kg=5.0)) is Difference.LOAD


# Changed or not


def test_further_in_than_the_first_videos() -> None:
    """Against the median of the three earliest, −0.04: −0.16. MDC 2.77 × 0.045 = 0.12465; 90 %: ± 1.645·√2·0.045."""
    baseline, _ = changes(row(-0.02, -0.04, -0.05, -0.15, -0.20))
    assert (baseline.state, baseline.reference) == (Against.MORE_INWARD, -0.04)
    assert baseline.mdc == pytest.approx(0.12465)
    assert baseline.difference is not None
    assert baseline.difference.value == pytest.approx(-0.16)
    assert baseline.difference.low == pytest.approx(-0.16 - 0.10469, abs=1e-5)
    assert baseline.difference.high == pytest.approx(-0.16 + 0.10469, abs=1e-5)
    assert len(baseline.before) == 3
    assert not baseline.confirmed


def test_last_time_is_one_set() -> None:
    _, last = changes(row(-0.02, -0.04, -0.05, -0.15, -0.20))
    assert (last.state, last.reference, len(last.before)) == (Against.WITHIN_ERROR, -0.15, 1)


def test_less_far_in() -> None:
    baseline, last = changes(row(-0.30, -0.28, -0.05))
    assert (baseline.state, last.state) == (Against.LESS_INWARD, Against.LESS_INWARD)


@pytest.mark.parametrize(
    ("newest", "state"),
    [(-0.1053, Against.WITHIN_ERROR), (-0.1055, Against.MORE_INWARD), (0.0055, Against.LESS_INWARD)],
)
def test_the_minimum_detectable_change_is_the_edge(newest: float, state: Against) -> None:
    assert changes(row(-0.05, -0.05, newest), SHARP)[0].state is state


def test_one_earlier_set_is_no_baseline_but_a_last_time() -> None:
    baseline, last = changes(row(-0.05, -0.30))
    assert (baseline.state, baseline.before, baseline.reference, baseline.difference) == (
        Against.CANNOT_TELL,
        (),
        None,
        None,
    )
    assert last.state is Against.MORE_INWARD


def test_sets_of_the_same_day_are_not_earlier_ones() -> None:
    sets = [filmed(-0.05, number=n) for n in (1, 2, 3, 4)]
    assert [one.state for one in changes(sets)] == [Against.CANNOT_TELL] * 2


def test_what_is_not_comparable_is_counted_with_its_reason() -> None:
    earlier = [
        filmed(-0.05, days_ago=30, load_kg=40),
        filmed(-0.05, days_ago=20, load_kg=50),
        filmed(-0.05, days_ago=10, yaw_deg=25.0),
    ]
    baseline, last = changes([*earlier, filmed(-0.3)])
    assert (baseline.state, last.state) == (Against.CANNOT_TELL, Against.CANNOT_TELL)
    assert baseline.why == last.why == ((Difference.LOAD, 2), (Difference.VIEW, 1))


def test_what_is_not_comparable_does_not_stand_in_the_way() -> None:
    sets = row(-0.02, -0.04, -0.20)
    strange = [filmed(-0.5, days_ago=40, depth_pct=20.0), filmed(-0.5, days_ago=1, load_kg=30.0)]
    baseline, last = changes([*strange, *sets])
    assert baseline.reference == pytest.approx(-0.03)
    assert last.reference == -0.04


def test_confirmed_sets_are_the_baseline() -> None:
    sets = row(-0.30, -0.28, -0.05, -0.20)
    baseline, _ = changes(sets, confirmed={sets[2].analysis_id})
    assert (baseline.confirmed, baseline.reference, baseline.state) == (True, -0.05, Against.MORE_INWARD)


def test_confirmed_sets_that_are_not_comparable_are_none() -> None:
    sets = [*row(-0.05, -0.06, -0.20), filmed(-0.3, days_ago=50, load_kg=20.0)]
    baseline, _ = changes(sets, confirmed={sets[-1].analysis_id})
    assert not baseline.confirmed
    assert baseline.reference == pytest.approx(-0.055)


def test_a_newest_video_that_could_not_tell_is_passed_over() -> None:
    sets = row(-0.05, -0.06, -0.07)
    newer = filmed(None, days_ago=-1)
    assert [one.newest for one in changes([*sets, newer])] == [sets[-1]] * 2


def test_nothing_measured_is_no_answer() -> None:
    assert change_since([], precision=DEFAULT) is None
    assert change_since([filmed(None)], precision=DEFAULT) is None


CHANGES = st.lists(st.floats(-0.6, 0.1), min_size=3, max_size=7)


@given(CHANGES)
def test_changed_only_beyond_the_minimum_detectable_change(values: list[float]) -> None:
    for one in changes(row(*values)):
        assert one.difference is not None
        is_changed = one.state in (Against.MORE_INWARD, Against.LESS_INWARD)
        assert is_changed == (abs(one.difference.value) > one.mdc)
        if is_changed:
            assert one.difference.low > 0 or one.difference.high < 0


@given(CHANGES, st.floats(-0.2, 0.2))
def test_a_constant_of_this_athlete_cancels(values: list[float], constant: float) -> None:
    """Each reading off by the same, as the pose model's own error of a body is."""
    here, there = (changes(row(*(value + shift for value in values))) for shift in (0.0, constant))
    for one, other in zip(here, there, strict=True):
        assert one.difference is not None
        assert other.difference is not None
        assert other.difference.value == pytest.approx(one.difference.value, abs=1e-9)


@given(st.permutations(row(-0.02, -0.04, -0.05, -0.15, -0.20)))
def test_the_order_in_which_videos_came_does_not_matter(sets: list[FilmedSet]) -> None:
    assert change_since(sets, precision=DEFAULT) == change_since(
        row(-0.02, -0.04, -0.05, -0.15, -0.20), precision=DEFAULT
    )
