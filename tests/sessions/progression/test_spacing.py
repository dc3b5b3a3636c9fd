"""True hours between hard leg sessions, and hard ones in a row."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.spacing import Effort, hard_in_a_row, hard_session_spacing
from tests.sessions.progression.building import BERLIN
from tests.sessions.progression.strategies import quick


def effort(start: datetime, *, hard: bool | None = True, pain: int | None = None) -> Effort:
    return Effort(start, hard, pain)


@pytest.mark.parametrize(
    ("first", "second", "hours"),
    [
        (datetime(2026, 3, 28, 18, tzinfo=BERLIN), datetime(2026, 3, 30, 18, tzinfo=BERLIN), 47),
        (datetime(2026, 10, 24, 18, tzinfo=BERLIN), datetime(2026, 10, 26, 18, tzinfo=BERLIN), 49),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), 1),
    ],
)
def test_moments_of_one_time_zone_are_not_subtracted_as_wall_clocks(
    first: datetime, second: datetime, hours: float
) -> None:
    (gap,) = hard_session_spacing([effort(first), effort(second)])
    assert gap.hours == hours


@pytest.mark.parametrize(("pain", "limit"), [(None, 48), (0, 48), (3, 48), (4, 72), (10, 72)])
def test_the_longer_limit_holds_after_pain_of_four_or_more(pain: int | None, limit: float) -> None:
    start = datetime(2026, 2, 2, 18, tzinfo=UTC)
    (gap,) = hard_session_spacing([effort(start, pain=pain), effort(start + timedelta(hours=60))])
    assert gap.limit_h == limit
    assert gap.note is (limit == 72)


def test_pain_in_the_second_session_is_not_yet_a_reason() -> None:
    start = datetime(2026, 2, 2, 18, tzinfo=UTC)
    (gap,) = hard_session_spacing([effort(start), effort(start + timedelta(hours=60), pain=9)])
    assert not gap.note


@pytest.mark.parametrize(("hours", "note"), [(35.9, True), (36, False)])
def test_the_limit_can_be_set_and_is_itself_enough(hours: float, note: bool) -> None:
    start = datetime(2026, 2, 2, 18, tzinfo=UTC)
    (gap,) = hard_session_spacing([effort(start), effort(start + timedelta(hours=hours))], hours=36)
    assert gap.note is note


efforts = st.lists(
    st.builds(
        Effort,
        start=st.integers(0, 1000).map(lambda h: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=h)),
        hard=st.sampled_from([True, False, None]),
        pain_during=st.none() | st.integers(0, 10),
    ),
    max_size=10,
    unique_by=lambda e: e.start,
)


@quick
@given(efforts, st.randoms(use_true_random=False))
def test_sessions_that_arrive_late_give_the_same_gaps(sessions: list[Effort], random: Random) -> None:
    shuffled = list(sessions)
    random.shuffle(shuffled)
    assert hard_session_spacing(shuffled) == hard_session_spacing(sessions)


@quick
@given(efforts)
def test_easy_and_unknown_sessions_are_as_good_as_not_there(sessions: list[Effort]) -> None:
    hard = [s for s in sessions if s.hard]
    gaps = hard_session_spacing(sessions)
    assert gaps == hard_session_spacing(hard)
    assert len(gaps) == max(0, len(hard) - 1)


@quick
@given(st.lists(st.sampled_from([True, False, None]), max_size=12), st.integers(1, 5))
def test_an_easy_or_unknown_session_ends_the_row(hard: list[bool | None], more: int) -> None:
    assert hard_in_a_row([*hard, False]).in_a_row == 0
    assert hard_in_a_row([*hard, None]).in_a_row == 0
    assert hard_in_a_row([*hard, False, *[True] * more]).in_a_row == more


def test_how_many_in_a_row_are_noted_can_be_set() -> None:
    assert hard_in_a_row([True, True], at_least=2).note
    assert not hard_in_a_row([True, True, True], at_least=4).note
