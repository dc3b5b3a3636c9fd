"""A set is refused, with the name of its field, when it cannot have happened; what was not said stays unsaid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.sets import KG_PER_LB, SetRecord, check_range, kg_from_lb
from tests.sessions.progression.strategies import quick


def test_nothing_said_is_allowed() -> None:
    empty = SetRecord(reps=None, load_kg=None, rpe=None, warm_up=False)
    assert (empty.reps, empty.load_kg, empty.rpe) == (None, None, None)


def test_the_body_alone_is_zero_kilograms_and_not_unknown() -> None:
    assert SetRecord(reps=10, load_kg=0, rpe=None, warm_up=False).load_kg == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reps", -1),
        ("reps", 2.5),
        ("reps", True),
        ("reps", "5"),
        ("load_kg", -5),
        ("load_kg", float("nan")),
        ("load_kg", float("inf")),
        ("load_kg", "100"),
        ("rpe", 10.5),
        ("rpe", -1),
        ("rpe", float("nan")),
        ("rpe", True),
    ],
)
def test_the_impossible_is_refused_by_name(field: str, value: object) -> None:
    values: dict[str, object] = {"reps": 5, "load_kg": 100.0, "rpe": 8.0, "warm_up": False, field: value}
    with pytest.raises(ValueError, match=rf"^{field}: "):
        SetRecord(**values)  # type: ignore[arg-type]  # wrong types are what is tried here


@pytest.mark.parametrize("rpe", [0, 6.5, 10])
def test_rpe_runs_from_zero_to_ten(rpe: float) -> None:
    assert SetRecord(reps=5, load_kg=100, rpe=rpe, warm_up=False).rpe == rpe


def test_the_message_names_the_range() -> None:
    with pytest.raises(ValueError, match="minutes: -1 is not a number from 0 up"):
        check_range("minutes", -1, minimum=0)
    with pytest.raises(ValueError, match="rpe: 11 is not a number from 0 to 10"):
        check_range("rpe", 11, minimum=0, maximum=10)


def test_a_pound_is_what_the_treaty_says() -> None:
    assert kg_from_lb(1) == 0.45359237
    assert kg_from_lb(225) == pytest.approx(102.05828325, abs=1e-9)


@quick
@given(st.floats(0, 2000))
def test_pounds_survive_the_way_there_and_back(load_lb: float) -> None:
    assert kg_from_lb(load_lb) / KG_PER_LB == pytest.approx(load_lb, rel=1e-12)
