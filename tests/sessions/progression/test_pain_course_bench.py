"""The simulation behind docs/pain-course.md, on a few athletes."""

from __future__ import annotations

import numpy as np

from bench.pain_course import Load, delays, false_a_month, sessions_of, told
from bench.reporters import KINDS, changed, stable

QUIET = KINDS["quiet"]


def test_a_quiet_reporter_is_never_told_of_though_load_goes_down() -> None:
    found = told(stable(1, QUIET, 4, 0.1), Load.LOWERED, 1)
    assert [false_a_month(found, key) for key in ("pain.persists", "pain.up_on_less_load")] == [[0.0] * 4] * 2


def test_changed_ones_are_found_after_the_change() -> None:
    late = delays(told(changed(3, QUIET, 4, 0.0), Load.LOWERED, 2, unlogged=0.0), "pain.persists")
    assert all(14 <= days < np.inf for days in late)


def test_the_load_goes_down_a_week_after_pain_changed_and_unlogged_sessions_are_gone() -> None:
    made = next(changed(5, QUIET, 1, 0.0))
    whole = sessions_of(np.random.default_rng(1), made, Load.LOWERED, unlogged=0.0)
    fewer = sessions_of(np.random.default_rng(1), made, Load.LOWERED, unlogged=0.5)
    assert len(fewer) < len(whole) == len(made.days)
    after = [one.leg_volume.whole_kg or 0 for one in whole if int(one.id) >= (made.onset or 0) + 7]
    assert max(after) < 20 * 100 * 0.7 * 1.5
