"""OSTRC-H2 of 2020: finished answers score, unfinished ones never do."""

from itertools import product

import pytest

from sessions.progression.ostrc import OstrcScore, ostrc_h2


def test_all_finished_answers_lie_between_nothing_and_everything() -> None:
    for answers in product([2, 3], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]):
        score = ostrc_h2(answers)
        assert score is not None
        assert 8 <= score.severity <= 92
        assert score.substantial is (answers[1] >= 3 or answers[2] >= 3)


def test_one_option_higher_never_scores_less() -> None:
    for answers in product([2], [1, 2, 3], [1, 2, 3], [1, 2, 3]):
        score = ostrc_h2(answers)
        assert score is not None
        for question in (1, 2, 3):
            worse = ostrc_h2([a + (i == question) for i, a in enumerate(answers)])
            assert worse is not None
            assert worse.severity > score.severity


def test_symptoms_alone_do_not_make_a_problem_substantial() -> None:
    assert ostrc_h2([2, 1, 1, 4]) == OstrcScore(33, substantial=False)


@pytest.mark.parametrize("answers", [[0], [5], [None], [True], ["4"], [2, 2, 2, "2"], [2, True, 2, 2], [2, 2, 2, 2, 2]])
def test_what_is_no_answer_gives_no_score(answers: list[int | None]) -> None:
    assert ostrc_h2(answers) is None


@pytest.mark.parametrize("rest", [[], [None], [4, 4, 4], ["no"]])
def test_after_an_ending_first_answer_nothing_more_is_read(rest: list[int | None]) -> None:
    assert ostrc_h2([1, *rest]) == OstrcScore(0, substantial=False)
    assert ostrc_h2([4, *rest]) == OstrcScore(100, substantial=True)
