"""Numbers as people say them, plurals right."""

import pytest

from sessions.progression.wording import a_week, counted, number, percent, points, times


@pytest.mark.parametrize(("count", "said"), [(0, "no"), (1, "one"), (3, "three"), (12, "twelve"), (13, "13")])
def test_small_numbers_are_words(count: int, said: str) -> None:
    assert number(count) == said


@pytest.mark.parametrize(("count", "said"), [(1, "one day"), (9, "nine days"), (29, "29 days"), (0, "no days")])
def test_a_noun_follows_its_number(count: int, said: str) -> None:
    assert counted(count, "day") == said


@pytest.mark.parametrize(("count", "said"), [(1, "once"), (2, "twice"), (3, "three times"), (14, "14 times")])
def test_how_often(count: int, said: str) -> None:
    assert times(count) == said


@pytest.mark.parametrize(
    ("rise", "said"),
    [(1, "1 point"), (2, "2 points"), (10, "10 points"), (1.0, "1 point"), (1.04, "1 point"), (1.61, "1.6 points")],
)
def test_pain_points(rise: float, said: str) -> None:
    assert points(rise) == said


@pytest.mark.parametrize(("share", "said"), [(0.38, "38 %"), (0.124, "12 %"), (1.5, "150 %"), (0.3000000004, "30 %")])
def test_per_cent(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        (1, "one session a week"),
        (3, "three sessions a week"),
        (2.5, "two or three sessions a week"),
        (1.5, "one or two sessions a week"),
        (0.5, "under one session a week"),
    ],
)
def test_how_often_a_week(sessions: float, said: str) -> None:
    assert a_week(sessions) == said
