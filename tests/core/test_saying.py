"""Dates, numbers and loads as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coachhub.core.saying import in_unit, percent, plural, say_ago, say_day, say_load, say_when, signed, spelled

TODAY = date(2026, 11, 21)  # a Saturday
NOW = datetime(2026, 11, 21, 18, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 20), "yesterday"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 19), "Thu"),
        (date(2026, 11, 15), "Sun"),
        (date(2026, 11, 14), "14 Nov"),
        (date(2026, 11, 23), "23 Nov"),
        (date(2026, 1, 8), "8 Jan"),
        (date(2025, 12, 31), "31 Dec 2025"),
    ],
)
def test_a_day(day: date, said: str) -> None:
    assert say_day(day, TODAY) == said


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "today 18:41"),
        (timedelta(hours=19), "yesterday 23:41"),
        (timedelta(days=2), "Thu 18:41"),
        (timedelta(days=7), "14 Nov"),
        (timedelta(days=400), "17 Oct 2025"),
    ],
)
def test_a_moment_near_by_has_its_time(ago: timedelta, said: str) -> None:
    assert say_when(NOW - ago, NOW) == said


def test_a_moment_is_said_in_the_readers_time() -> None:
    """18:41 in London is 00:11 of the next day in Delhi."""
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        assert say_when(NOW, NOW) == "today 00:11"
        assert say_when(NOW - timedelta(hours=2), NOW) == "yesterday 22:11"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=30), "30 days"),
    ],
)
def test_how_long_ago(passed: timedelta, said: str) -> None:
    assert say_ago(NOW - passed, NOW) == said


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.01, 2, "+0.01"),
        (-0.15, 2, "−0.15"),
        (0, 2, "0.00"),
        (-0.001, 2, "0.00"),
        (-0.0, 0, "0"),
        (12.34, 1, "+12.3"),
    ],
)
def test_a_number_with_its_sign(value: float, digits: int, said: str) -> None:
    assert signed(value, digits) == said


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(min_value=0, max_value=4))
def test_a_sign_is_never_a_hyphen_and_zero_has_none(value: float, digits: int) -> None:
    said = signed(value, digits)
    assert "-" not in said
    assert (said[0] in "+−") == (float(said.lstrip("+−")) != 0)


@pytest.mark.parametrize(("share", "said"), [(0.38, "+38 %"), (-0.02, "−2 %"), (0, "0 %"), (0.004, "0 %")])
def test_a_change_in_per_cent(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("load_kg", "unit", "said"),
    [
        (None, "kg", "load not said"),
        (0, "kg", "body weight"),
        (Decimal("0.000"), "lb", "body weight"),
        (80, "kg", "80 kg"),
        (Decimal("87.500"), "kg", "87.5 kg"),
        (Decimal("83.91458845"), "lb", "185 lb"),
        (Decimal("100.000"), "kg", "100 kg"),
        (1500, "kg", "1\u202f500 kg"),
        (Decimal("12400.5"), "kg", "12\u202f400.5 kg"),
    ],
)
def test_a_load_in_the_readers_unit(load_kg: Decimal | float | None, unit: str, said: str) -> None:
    assert say_load(load_kg, unit) == said


@given(st.decimals(min_value=0, max_value=1500, places=1))
def test_pounds_that_were_typed_are_read_back_as_typed(pounds: Decimal) -> None:
    assert in_unit(pounds * Decimal("0.45359237"), "lb") == pounds


def test_counts_in_words() -> None:
    assert (plural(1, "rep"), plural(2, "rep"), plural(0, "rep")) == ("1 rep", "2 reps", "0 reps")
    assert plural(2, "person", "people") == "2 people"
    assert (spelled(0), spelled(12), spelled(13), spelled(-1)) == ("no", "twelve", "13", "-1")
