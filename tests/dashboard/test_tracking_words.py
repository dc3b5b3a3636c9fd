"""Knee tracking over time in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coachhub.dashboard.tracking_words import (
    LEFT_OUT,
    WHY,
    Told,
    tell_ceiling,
    tell_change,
    tell_good_sets,
    tell_load,
    tell_precision,
    tell_sets,
)
from sessions.knee_tracking import Verdict
from sessions.knee_tracking.over_time import (
    Change,
    Difference,
    FilmedSet,
    Precision,
    Why,
    change_since,
    load_effect,
    set_to_set,
)
from sessions.knee_tracking.over_time.precision import DEFAULT
from tests.phone.pages import BANNED
from tests.sessions.knee_tracking.over_time.building import TODAY, filmed, with_verdict

CLEAN, SOME = Verdict.IN_LINE, Verdict.SOME_DRIFT


def changes(*sets: FilmedSet) -> tuple[Change, Change]:
    found = change_since(sets, precision=DEFAULT)
    assert found is not None
    return found


def row(*values: float) -> list[FilmedSet]:
    return [filmed(value, days_ago=10 * (len(values) - 1 - i)) for i, value in enumerate(values)]


# Since the first videos, since last time


def test_further_in_with_its_numbers_and_what_they_are_compared_with() -> None:
    baseline, last = (tell_change(one, TODAY) for one in changes(*row(-0.02, -0.04, -0.05, -0.30)))
    assert baseline == Told(
        "Since the first videos?",
        "The knees stand further in.",
        "−0.26 (−0.36 to −0.16) against the median of 3 sets, 31 Aug to 20 Sep; a change shows beyond 0.12.",
    )
    assert last.question == "Since last time?"
    assert last.note == "−0.25 (−0.35 to −0.15) against the set of 20 Sep; a change shows beyond 0.12."


def test_less_far_in_and_no_change() -> None:
    assert tell_change(changes(*row(-0.3, -0.3, 0.0))[0], TODAY).answer == "The knees stand less far in."
    assert tell_change(changes(*row(-0.05, -0.05, -0.1))[0], TODAY).answer == (
        "No change beyond the measurement’s error."
    )


def test_nothing_to_compare_with_says_what_it_takes() -> None:
    baseline, last = (tell_change(one, TODAY) for one in changes(filmed()))
    assert (baseline.answer, last.answer) == ("Cannot tell.", "Cannot tell.")
    assert baseline.note == "It takes two videos of earlier days with about the same load, depth and view."
    assert last.note == "It takes a video of an earlier day with about the same load, depth and view."


def test_what_was_left_out_is_said_with_its_reason() -> None:
    sets = [filmed(days_ago=9, load_kg=30), filmed(days_ago=8, load_kg=30), filmed(days_ago=7, yaw_deg=25.0)]
    told = tell_change(changes(*sets, filmed())[0], TODAY)
    assert told.note.endswith("Not compared: 2 with a load more than 20 % apart, 1 filmed from another direction.")


def test_confirmed_videos_are_named_as_such() -> None:
    sets = row(-0.2, -0.05, -0.06)
    sets[1] = replace(sets[1], confirmed=True)
    found = change_since(sets, precision=DEFAULT)
    assert found is not None
    told = tell_change(found[0], TODAY)
    assert told.question == "Against the confirmed good sets?"
    assert "against the median of 1 confirmed good set, " in told.note


def test_the_good_sets_of_an_exercise_are_named_with_their_loads() -> None:
    sets = [filmed(days_ago=1, load_kg=82.5), filmed(load_kg=None)]
    assert tell_good_sets(sets, TODAY, "kg") == "Confirmed as good: yesterday (82.5 kg), today."


def test_without_a_good_set_it_says_what_one_is_for() -> None:
    said = tell_good_sets([], TODAY, "kg")
    assert said == "No set is confirmed as good yet. Say it on a video’s page: later sets are compared with it."


# Load


def tell(*points: tuple[float, float], unit: str = "kg", sem: float = 0.01) -> Told:
    sets = [filmed(change, load_kg=load, number=n) for n, (load, change) in enumerate(points)]
    return tell_load(load_effect(sets, today=TODAY, sem=sem), unit)


WORSE = ((50.0, -0.02), (60.0, -0.05), (70.0, -0.08), (80.0, -0.11), (90.0, -0.14), (100.0, -0.17))


def test_worse_with_load() -> None:
    told = tell(*WORSE)
    assert told.answer == "Yes: the knees come further in as the load goes up."
    assert told.note.startswith("−0.03 (")
    assert told.note.endswith("for each tenth of 100 kg, over 6 sets from 50 kg to 100 kg since 5 Aug.")


def test_loads_in_the_readers_unit() -> None:
    assert "from 110.2 lb to 220.5 lb" in tell(*WORSE, unit="lb").note


def test_no_worse_with_load() -> None:
    assert tell(*((load, -0.05) for load, _ in WORSE)).answer == (
        "No, not by an amount that matters over the loads filmed."
    )


def test_too_uncertain() -> None:
    assert tell(*((load, -0.05) for load, _ in WORSE), sem=0.1).answer == (
        "Cannot tell: the likely range holds both no change and one that matters."
    )


@pytest.mark.parametrize(
    ("points", "answer", "note"),
    [
        ((), "Cannot tell yet.", "0 sets with load and verdict since 5 Aug: too few filmed sets."),
        (((50.0, 0.0),), "Cannot tell yet.", "1 set with load and verdict since 5 Aug: too few filmed sets."),
        (((98.0, 0.0), (99.0, 0.0), *((100.0, 0.0),) * 3), "Cannot tell.", "the loads are too close together."),
    ],
)
def test_too_little(points: tuple[tuple[float, float], ...], answer: str, note: str) -> None:
    told = tell(*points)
    assert told.answer == answer
    assert told.note.endswith(note)


# The ceiling


def ceiling(*points: tuple[float, Verdict], certain: bool = True) -> Told:
    sets = [with_verdict(verdict, load, number=n) for n, (load, verdict) in enumerate(points)]
    if not certain:
        sets = [filmed(-0.08, load_kg=load, number=n) for n, (load, _) in enumerate(points)]
    effect = load_effect(sets, today=TODAY, sem=0.01)
    return tell_ceiling(effect.ceiling, effect, "kg")


@pytest.mark.parametrize(
    ("verdicts", "answer", "note"),
    [
        (
            (CLEAN, CLEAN, CLEAN, SOME, SOME),
            "In line up to 70 kg.",
            "First drift at 80 kg; between 70 kg and 80 kg it is unclear.",
        ),
        ((CLEAN,) * 5, "In line at every load filmed, up to 90 kg.", "No set drifted."),
        ((SOME,) * 5, "Drift at every load filmed, from 50 kg on.", "Lighter sets were not filmed."),
        (
            (CLEAN, SOME, SOME, CLEAN, CLEAN),
            "Cannot tell.",
            "In line at up to 90 kg, but drift from 60 kg on: they overlap.",
        ),
        (
            (CLEAN,) * 4,
            "Cannot tell yet.",
            "It takes five filmed sets at three loads or more, warm-up sets as well.",
        ),
    ],
)
def test_the_ceiling(verdicts: tuple[Verdict, ...], answer: str, note: str) -> None:
    told = ceiling(*((50.0 + 10 * i, verdict) for i, verdict in enumerate(verdicts)))
    assert (told.question, told.answer, told.note) == ("Up to which load in line?", answer, note)


def test_an_uncertain_ceiling() -> None:
    told = ceiling(*((50.0 + 10 * i, CLEAN) for i in range(5)), certain=False)
    assert told.note == "No set drifted. The likely range at 90 kg leaves room for drift."


# From set to set


def sets_told(*values: float | None) -> Told:
    found = set_to_set([filmed(value, number=n) for n, value in enumerate(values, start=1)])
    assert found is not None
    return tell_sets(found, TODAY)


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ((-0.02, -0.08, -0.13, -0.20), "It got worse over the sets."),
        ((-0.05, -0.04, -0.05, -0.05, -0.04), "It held over the sets."),
        ((-0.02, -0.18, -0.01, -0.15), f"Cannot tell: {WHY[Why.TOO_UNCERTAIN]}."),
        ((-0.02, -0.18), "Cannot tell."),
    ],
)
def test_from_set_to_set(values: tuple[float, ...], answer: str) -> None:
    told = sets_told(*values)
    assert (told.question, told.answer) == ("From set to set?", answer)


def test_the_sets_with_their_number_and_day() -> None:
    assert sets_told(-0.02, -0.08, -0.13, -0.20).note.endswith(") a set, over 4 sets at one load, today.")
    assert sets_told(-0.02, -0.18).note == "2 sets at one load, today: it takes four."
    assert sets_told(None, None).note == "today: the change of the ratio is measured in two-legged tasks only."


# The measurement's own error


def test_the_default_is_called_so() -> None:
    assert tell_precision(DEFAULT) == (
        "A change shows beyond 0.12: 2.77 times the standard error of measurement, 0.045, our default until "
        "20 athletes here have two comparable videos of one day (0 so far)."
    )


def test_the_athletes_own_comes_with_its_interval() -> None:
    said = tell_precision(Precision(0.03, 0.024, 0.041, athletes=23, enough=20))
    assert said.startswith("A change shows beyond 0.08")
    assert said.endswith("0.030 (likely 0.024 to 0.041), from pairs of videos of 23 athletes here.")


def test_every_reason_has_its_words_and_none_judges_health() -> None:
    assert set(LEFT_OUT) == set(Difference)
    assert set(WHY) == set(Why)
    told = [*changes(*row(-0.02, -0.04, -0.3)), *changes(filmed())]
    said = [*LEFT_OUT.values(), *WHY.values(), *(f"{tell_change(one, TODAY)}" for one in told)]
    said += [f"{tell(*WORSE)}", f"{sets_told(-0.02, -0.08, -0.13, -0.20)}", tell_precision(DEFAULT)]
    assert not [one for one in said if BANNED.search(one)]


def test_a_day_of_last_year_has_its_year() -> None:
    old = filmed(-0.05, days_ago=400)
    told = tell_change(changes(old, filmed())[1], TODAY)
    assert str((TODAY - timedelta(days=400)).year) in told.note
