"""How long the parts of a rep take: what counts as moving, and what as creeping, swaying or resting."""

import numpy as np
import pytest

from sessions.knee_tracking.grid import GRID_HZ
from sessions.knee_tracking.reps import FIRST_MOVEMENT, find_dips, find_spans
from sessions.knee_tracking.tempo import CREEP, Tempo, tempo_of
from sessions.knee_tracking.track import Floats

STEP = 1 / GRID_HZ


def still(level: float, seconds: float) -> Floats:
    return np.full(round(seconds * GRID_HZ), level)


def way(start: float, end: float, seconds: float) -> Floats:
    """A smooth way from one depth to another."""
    part = np.linspace(0, np.pi, round(seconds * GRID_HZ))
    return np.asarray(start + (end - start) * (1 - np.cos(part)) / 2)


def straight(start: float, end: float, seconds: float) -> Floats:
    """A way at one speed."""
    return np.linspace(start, end, round(seconds * GRID_HZ))


def tempo(*parts: Floats) -> Tempo:
    """The tempo of the one rep in a signal of parts, with rest at both ends."""
    drop = np.concatenate([still(0, 1.5), *parts, still(0, 1.5)])
    times = np.arange(len(drop)) * STEP
    spans = find_spans(times, drop, find_dips(drop), FIRST_MOVEMENT)
    assert len(spans) == 1
    found = tempo_of(times, drop, spans[0])
    assert found is not None
    return found


@pytest.mark.parametrize("lowering_s", [0.8, 1.5, 3.0, 5.0])
@pytest.mark.parametrize("rise_s", [0.7, 1.2, 2.5])
def test_both_ways_are_timed_each_by_itself(lowering_s: float, rise_s: float) -> None:
    got = tempo(way(0, 0.5, lowering_s), way(0.5, 0, rise_s))
    assert got.lowering_s == pytest.approx(lowering_s, rel=0.07, abs=0.1)
    assert got.rise_s == pytest.approx(rise_s, rel=0.07, abs=0.1)
    assert got.pause_s == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("pause_s", [0.5, 1.0, 2.0, 4.0])
def test_a_pause_is_the_time_between(pause_s: float) -> None:
    got = tempo(way(0, 0.5, 1.5), still(0.5, pause_s), way(0.5, 0, 1.0))
    assert got.pause_s == pytest.approx(pause_s, abs=0.25)


@pytest.mark.parametrize("depth", [0.15, 0.3, 0.6])
def test_depth_does_not_change_the_time(depth: float) -> None:
    got = tempo(way(0, depth, 1.5), way(depth, 0, 1.0))
    assert got.lowering_s == pytest.approx(1.5, abs=0.15)
    assert got.rise_s == pytest.approx(1.0, abs=0.15)


def test_a_movement_at_one_speed_is_widened_by_the_creep_it_does_not_have() -> None:
    """The price of getting smooth movements right: two times CREEP too long."""
    got = tempo(straight(0, 0.5, 2.0), straight(0.5, 0, 1.0))
    assert got.lowering_s == pytest.approx(2.0 * (1 + 2 * CREEP), abs=0.15)


def test_a_hesitation_on_the_way_up_belongs_to_the_rise() -> None:
    got = tempo(way(0, 0.5, 1.2), straight(0.5, 0.3, 0.6), straight(0.3, 0.29, 0.15), straight(0.29, 0, 0.6))
    assert got.rise_s > 1.2


def test_settling_after_the_rep_does_not() -> None:
    settled = tempo(way(0, 0.5, 1.2), way(0.5, 0.02, 1.0), straight(0.02, 0.0, 1.5))
    assert settled.rise_s == pytest.approx(1.0, abs=0.25)


def test_a_rep_that_goes_straight_back_up_has_no_pause() -> None:
    got = tempo(straight(0, 0.5, 1.0), straight(0.5, 0, 1.0))
    assert got.pause_s == 0.0


def test_a_pause_is_never_less_than_nothing() -> None:
    for seconds in (0.6, 0.8, 1.0, 1.3):
        assert tempo(way(0, 0.5, seconds), way(0.5, 0, seconds)).pause_s >= 0.0


def test_noise_does_not_lengthen_a_rep() -> None:
    rng = np.random.default_rng(8)
    quiet = [way(0, 0.5, 1.5), still(0.5, 0.5), way(0.5, 0, 1.0)]
    usual = tempo(*quiet)
    shaken = tempo(*(part + rng.normal(0, 0.002, len(part)) for part in quiet))
    assert shaken.lowering_s == pytest.approx(usual.lowering_s, abs=0.15)
    assert shaken.rise_s == pytest.approx(usual.rise_s, abs=0.15)


def test_where_nothing_moves_there_is_no_tempo() -> None:
    times = np.arange(0, 5, STEP)
    drop = np.concatenate([still(0, 1.5), way(0, 0.5, 1.0), way(0.5, 0, 1.0), still(0, 1.5)])
    span = find_spans(times, drop, find_dips(drop), FIRST_MOVEMENT)[0]
    assert tempo_of(times, np.zeros(len(times)), span) is None
    assert tempo_of(times + 100.0, drop, span) is None


def test_every_rep_of_a_set_has_its_own_tempo() -> None:
    rises = [0.8, 1.2, 1.8]
    parts = [part for rise in rises for part in (way(0, 0.5, 1.2), way(0.5, 0, rise), still(0, 1.0))]
    drop = np.concatenate([still(0, 1.5), *parts])
    times = np.arange(len(drop)) * STEP
    spans = find_spans(times, drop, find_dips(drop), FIRST_MOVEMENT)
    tempos = [tempo_of(times, drop, span) for span in spans]
    assert [one.rise_s for one in tempos if one] == pytest.approx(rises, abs=0.15)
