"""Elements are escaped whatever they are made of, and their numbers are short."""

from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from coachhub.core.svg import element, joined, path_points, short


def test_names_of_attributes_as_svg_says_them() -> None:
    made = element("path", class_="c-line", aria_label="Pain", stroke_width=1.5)
    assert made == '<path class="c-line" aria-label="Pain" stroke-width="1.5"></path>'


def test_a_missing_attribute_is_left_out() -> None:
    assert element("rect", rx=None, x=0) == '<rect x="0"></rect>'


def test_texts_and_attributes_are_escaped() -> None:
    made = element("text", "<b>6</b>", title='"><script>')
    assert made == '<text title="&quot;&gt;&lt;script&gt;">&lt;b&gt;6&lt;/b&gt;</text>'


def test_elements_inside_are_left_as_they_are() -> None:
    inside = element("circle", r=2)
    assert element("g", inside, "&") == '<g><circle r="2"></circle>&amp;</g>'


def test_what_is_made_is_safe_to_put_into_a_page() -> None:
    assert isinstance(element("g"), SafeString)
    assert isinstance(joined([element("g")]), SafeString)


@pytest.mark.parametrize(
    ("value", "said"), [(1.0, "1"), (1.25, "1.2"), (0.04, "0"), (-0.04, "0"), (-3.5, "-3.5"), (100.0, "100")]
)
def test_coordinates_to_a_tenth(value: float, said: str) -> None:
    assert short(value) == said


def test_points_of_a_line() -> None:
    assert path_points([(0.0, 1.5), (10.26, -2.0)]) == "0,1.5 10.3,-2"
