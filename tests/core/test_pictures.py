"""The small pictures: what is said is drawn, what is not known is never drawn as zero."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachhub.core.pictures import (
    CELL,
    ROW,
    Mark,
    Size,
    Tracked,
    day_dots,
    load_bars,
    mark,
    mornings_spark,
    pain_mark,
    pain_spark,
    tracking_spark,
)

pains = st.lists(st.none() | st.integers(0, 10), max_size=20)


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def of_class(picture: str, name: str) -> list[ElementTree.Element]:
    return [one for one in parsed(picture).iter() if name in one.get("class", "").split()]


def label(picture: str) -> str:
    return parsed(picture).get("aria-label", "")


def ys_of_line(picture: str) -> list[float]:
    (line,) = of_class(picture, "c-line")
    return [float(point.split(",")[1]) for point in line.get("points", "").split()]


def test_pain_says_its_values_to_those_who_do_not_see_it() -> None:
    made = pain_spark([2, None, 1, 4])
    assert label(made) == "Worst pain of the last 4 sessions, oldest first: 2, not said, 1, 4"
    assert parsed(made).get("role") == "img"


def test_more_pain_is_drawn_higher_on_the_same_scale_whatever_the_series() -> None:
    low, high = ys_of_line(pain_spark([0, 10]))
    assert (low, high) == (ROW.height - 3, 3)
    assert ys_of_line(pain_spark([0, 5]))[1] == (low + high) / 2


@pytest.mark.parametrize(("last", "kind"), [(0, "c-dot"), (3, "c-dot"), (4, "c-look"), (5, "c-look"), (9, "c-look")])
def test_up_to_three_is_ordinary_and_more_is_to_look_at(last: int, kind: str) -> None:
    assert of_class(pain_spark([1, last]), kind)


def test_red_is_kept_for_an_open_red_flag() -> None:
    assert not of_class(pain_spark([1, 8]), "c-stop")
    assert of_class(pain_spark([1, 8], red_flag=True), "c-stop")
    assert not of_class(pain_spark([1, 5], red_flag=True), "c-stop")


def test_a_session_without_an_answer_breaks_the_line() -> None:
    assert len(of_class(pain_spark([1, 2, None, 3, 4]), "c-line")) == 2


def test_a_newest_session_without_an_answer_is_a_dashed_circle_beside_the_last_answer() -> None:
    made = pain_spark([1, 2, None])
    (unknown,) = of_class(made, "c-cant")
    (last,) = of_class(made, "c-dot")
    assert float(unknown.get("cx", "0")) > float(last.get("cx", "0"))
    assert [text.text for text in parsed(made).iter("text")] == ["2"]


@pytest.mark.parametrize("series", [[], [None], [None, None]])
def test_without_any_answer_nothing_is_drawn(series: list[int | None]) -> None:
    assert pain_spark(series) == ""


def test_one_answer_stands_where_the_newest_one_stands() -> None:
    (alone,) = of_class(pain_spark([2]), "c-dot")
    (newest,) = of_class(pain_spark([1, 2]), "c-dot")
    assert alone.get("cx") == newest.get("cx")


@given(pains, st.sampled_from([ROW, CELL, Size(300, 60)]), st.booleans())
def test_every_series_stays_within_its_picture_and_without_styles(
    series: list[int | None], size: Size, red_flag: bool
) -> None:
    made = pain_spark(series, size=size, red_flag=red_flag)
    if not made:
        assert all(value is None for value in series)
        return
    assert "style" not in made
    for one in parsed(made).iter():
        for name in ("x", "cx"):
            assert 0 <= float(one.get(name, "0")) <= size.width
        for name in ("y", "cy"):
            assert 0 <= float(one.get(name, "0")) <= size.height


def test_loads_are_bars_from_zero_and_the_last_one_is_marked() -> None:
    made = load_bars([5000, 10000], said="10.0 t")
    low, high = (float(bar.get("height", "0")) for bar in of_class(made, "c-bar"))
    assert high == pytest.approx(2 * low, abs=0.1)
    (marked,) = of_class(made, "is-look")
    assert float(marked.get("height", "0")) == high
    assert label(made) == "Leg load by week, oldest first: 5.0 t, 10.0 t"


def test_an_unknown_week_is_a_dashed_circle_and_no_bar() -> None:
    made = load_bars([5000, None, 6000])
    assert len(of_class(made, "c-bar")) == 2
    assert len(of_class(made, "c-cant")) == 1
    assert "not known" in label(made)


def test_nothing_but_unknown_weeks_is_no_picture() -> None:
    assert load_bars([None, None]) == load_bars([]) == load_bars([0.0]) == ""


def test_days_with_a_log_are_dots_and_the_silence_is_counted() -> None:
    made = day_dots([True, False, True, False, False, False])
    assert len(of_class(made, "c-dot")) == 2
    assert [text.text for text in parsed(made).iter("text")] == ["3 d"]
    assert label(made) == "2 days with a log in 6; none in the last 3"


def test_no_silence_no_bracket() -> None:
    assert not of_class(day_dots([False, True, True]), "c-look-line")


def test_no_days_no_picture() -> None:
    assert day_dots([]) == ""


def test_tracking_goes_down_for_inward_and_shows_its_likely_range() -> None:
    made = tracking_spark([Tracked(-0.05, -0.09, -0.01), Tracked(-0.2, -0.24, -0.16, Mark.LOOK)])
    assert len(of_class(made, "c-whisk")) == 2
    (dot,) = of_class(made, "c-dot")
    (look,) = of_class(made, "c-look")
    top_of_look = float(re.findall(r"M[\d.]+ ([\d.]+)", look.get("d", ""))[0])
    assert top_of_look > float(dot.get("cy", "0"))
    assert label(made).endswith("oldest first: −0.05, −0.20")


def test_a_video_that_cannot_tell_is_a_dashed_circle_without_a_number() -> None:
    made = tracking_spark([Tracked(None, None, None, Mark.CANT)])
    assert of_class(made, "c-cant")
    assert not list(parsed(made).iter("text"))
    assert label(made).endswith("cannot tell")


def test_no_video_no_picture() -> None:
    assert tracking_spark([]) == ""


def test_mornings_are_pairs_and_only_a_worse_one_is_marked() -> None:
    made = mornings_spark([(2, 2), (2, 4)])
    assert len(of_class(made, "c-hollow")) == 2
    assert len(of_class(made, "c-look")) == 1
    assert [text.text for text in parsed(made).iter("text")] == ["+2"]
    assert label(made).endswith("2 then 2, 2 then 4")


def test_half_a_pair_is_left_out() -> None:
    assert mornings_spark([(None, 3), (2, None)]) == ""
    assert label(mornings_spark([(None, 3), (1, 1)])).endswith("oldest first: 1 then 1")


def test_each_sign_has_a_shape_of_its_own() -> None:
    shapes = {kind: (parsed(mark(kind, 10, 10)).tag, parsed(mark(kind, 10, 10)).get("class")) for kind in Mark}
    assert len(set(shapes.values())) == len(Mark)


@pytest.mark.parametrize("kind", [Mark.LOOK, Mark.STOP])
def test_a_sign_is_drawn_about_its_place(kind: Mark) -> None:
    """Walks the outline: it comes back to where it began, and its middle is the place."""
    path = parsed(mark(kind, 50, 40, 6)).get("d", "")
    x = y = 0.0
    xs, ys = [], []
    for command, text in re.findall(r"([MlhvHVz])([-\d. ]*)", path):
        numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", text)]
        if command == "M":
            x, y = numbers
        steps = list(zip(numbers[::2], numbers[1::2], strict=True)) if command == "l" else []
        steps += [(one, 0.0) for one in numbers] if command == "h" else []
        steps += [(0.0, one) for one in numbers] if command == "v" else []
        for dx, dy in steps or [(0.0, 0.0)]:
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
    assert (min(xs) + max(xs)) / 2 == pytest.approx(50, abs=0.6)
    assert (min(ys) + max(ys)) / 2 == pytest.approx(40, abs=0.6)


def test_marks_of_pain_follow_its_bands() -> None:
    assert [pain_mark(value) for value in (3, 4, 6)] == [Mark.DOT, Mark.LOOK, Mark.LOOK]
    assert pain_mark(6, red_flag=True) is Mark.STOP
