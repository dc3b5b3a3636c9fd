"""The picture of tracking against load."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest

from coachhub.dashboard.load_chart import BOTTOM, LEFT, RIGHT, SIZE, TOP, load_chart
from sessions.knee_tracking import Verdict
from sessions.knee_tracking.over_time import FilmedSet, load_effect
from tests.sessions.knee_tracking.over_time.building import TODAY, filmed, with_verdict

RISING = ((50.0, -0.01), (60.0, -0.02), (70.0, -0.03), (80.0, -0.30), (100.0, -0.35))


def sets(*points: tuple[float, float]) -> list[FilmedSet]:
    return [filmed(change, load_kg=load, number=n) for n, (load, change) in enumerate(points)]


def drawn(filmed_sets: Sequence[FilmedSet], unit: str = "kg") -> ET.Element:
    return ET.fromstring(load_chart(load_effect(filmed_sets, today=TODAY, sem=0.045), unit))


def of_class(picture: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in picture.iter() if name in (one.get("class") or "").split()]


def words(picture: ET.Element) -> list[str]:
    return [one.text or "" for one in picture.iter("text")]


def test_a_sign_and_a_range_for_each_set() -> None:
    picture = drawn(sets(*RISING))
    assert len(of_class(picture, "c-dot")) == 3
    assert len(of_class(picture, "c-look")) == 2
    assert len(of_class(picture, "c-whisk")) == 5


def test_heavier_stands_further_right_and_inward_further_down() -> None:
    dots = of_class(drawn(sets(*RISING)), "c-dot")
    xs, ys = ([float(one.get(key) or "") for one in dots] for key in ("cx", "cy"))
    assert xs == sorted(xs)
    assert ys == sorted(ys)
    assert all(LEFT < x < RIGHT for x in xs)
    assert all(TOP < y < BOTTOM for y in ys)


def test_the_unclear_band_lies_between_last_in_line_and_first_drift() -> None:
    picture = drawn(sets(*RISING))
    (band,) = of_class(picture, "c-unsure")
    last_in_line = of_class(picture, "c-dot")[-1].get("cx")
    assert band.get("x") == last_in_line
    assert float(band.get("width") or "") == pytest.approx((80 - 70) / (100 - 50) * (RIGHT - LEFT - 32), abs=0.1)


def test_without_drift_there_is_no_band() -> None:
    picture = drawn(sets(*((load, -0.01) for load, _ in RISING)))
    assert not of_class(picture, "c-unsure")
    assert not of_class(picture, "c-edge")


def test_the_loads_that_matter_are_written_where_there_is_room() -> None:
    said = words(drawn(sets(*RISING)))
    assert {"50 kg", "100 kg", "70 kg"} <= set(said)
    assert "80 kg" not in said  # too near to 70


def test_loads_in_the_readers_unit() -> None:
    assert "110.2 lb" in words(drawn(sets(*RISING), "lb"))


def test_what_is_read_aloud_has_every_value_lightest_first() -> None:
    label = drawn(sets((80.0, -0.25), (60.0, -0.01))).get("aria-label")
    assert (
        label == "Knee tracking against load, lightest first: 60 kg −0.01, in line; 80 kg −0.25, some drift, uncertain"
    )


def test_one_load_stands_in_the_middle() -> None:
    (dot,) = of_class(drawn(sets((80.0, -0.01))), "c-dot")
    assert float(dot.get("cx") or "") == (LEFT + RIGHT) / 2


def test_empty_axes_say_so() -> None:
    picture = drawn([])
    assert "no set with a load yet" in words(picture)
    assert of_class(picture, "c-band")
    assert picture.get("aria-label") == "Knee tracking against load, lightest first: no set yet"


def test_sets_that_were_not_measured_have_no_sign_and_no_band() -> None:
    verdicts = (Verdict.IN_LINE,) * 3 + (Verdict.SOME_DRIFT,) * 2
    picture = drawn([with_verdict(one, 50.0 + 10 * n, number=n) for n, one in enumerate(verdicts)])
    assert not of_class(picture, "c-dot")
    assert not of_class(picture, "c-unsure")


def test_nothing_stands_outside_the_picture() -> None:
    """Also not a set far further in than others, nor one above the foot line."""
    picture = drawn(sets((50.0, 0.2), (60.0, -0.02), (70.0, -0.8)))
    for one in of_class(picture, "c-whisk"):
        move, end = (one.get("d") or "").removeprefix("M").split("V")
        top, bottom = float(move.split()[1]), float(end)
        assert TOP - 6 <= top <= bottom <= SIZE.height
