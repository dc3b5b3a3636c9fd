"""A measurement in words: which leg, how much, when in the rep, on which reps; never more than was measured."""

from __future__ import annotations

import pytest

from coachhub.phone.result_words import (
    CUE,
    ORDINARY,
    VERDICT_WORDS,
    words_of,
)
from sessions.knee_tracking.report import Interval, Legs, Phase, Trend, Verdict
from tests.phone.made import leg, rep, report
from tests.phone.pages import BANNED

SOME, CLEAR, IN_LINE, CANNOT = Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT, Verdict.IN_LINE, Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (report("-----"), "Your knees stayed in line on all five reps."),
        (report("--"), "Your knees stayed in line on both reps."),
        (report("---s-"), "Your knees stayed in line; one of five reps moved in a little."),
        (report("-----", certain=False), "Your knees stayed in line, as far as this video can tell."),
        (
            report("---ss", SOME, left=SOME, right=SOME, when=(Phase.RISE,)),
            "Your knees moved in a little coming up on the last two of five reps.",
        ),
        (
            report("-s-s-", SOME, right=SOME, when=(Phase.BOTTOM, Phase.RISE)),
            "Your right knee moved in a little at the bottom and coming up on reps 2 and 4 of five.",
        ),
        (
            report("ccccc", CLEAR, left=CLEAR, right=SOME, when=tuple(Phase)),
            "Your knees moved in clearly throughout on all five reps.",
        ),
        (report("ss---", SOME, left=SOME), "Your left knee moved in a little on the first two of five reps."),
        (report("sscc-", CLEAR, left=CLEAR), "Your left knee moved in clearly on reps 3 and 4 of five."),
        (report("ssc--", CLEAR, left=CLEAR), "Your left knee moved in clearly on the first three of five reps."),
        (report("-----", SOME), "Your knees moved in a little."),
        (report("?", CANNOT, certain=False), "Cannot tell from this video."),
    ],
)
def test_the_title_is_the_answer(made: object, title: str) -> None:
    assert words_of(made).title == title  # type: ignore[arg-type]  # a Report, given by parametrize


def test_some_drift_is_put_into_proportion() -> None:
    assert ORDINARY in words_of(report("---ss", SOME)).details


def test_clear_drift_is_said_to_be_more_than_the_ordinary() -> None:
    (said,) = words_of(report("ccccc", CLEAR)).details
    assert said.startswith(ORDINARY[:-1])
    assert "more than that, and repeated" in said


def test_growing_drift_is_said() -> None:
    assert "It grew from rep to rep." in words_of(report("--sss", SOME, trend=Trend.WORSENS)).details
    assert "It grew from rep to rep." not in words_of(report("--sss", SOME, trend=Trend.CANNOT_TELL)).details


def test_an_uncertain_answer_says_so() -> None:
    assert any("hint" in one for one in words_of(report("---ss", SOME, certain=False)).details)
    assert not any("hint" in one for one in words_of(report("---ss", SOME)).details)


def test_the_engines_notes_are_passed_on() -> None:
    made = report("-----", notes=("A foot moved between reps.",))
    assert words_of(made).details == ("A foot moved between reps.",)


def test_where_nothing_can_be_told_no_number_and_no_cue_is_given() -> None:
    words = words_of(report("?", CANNOT, certain=False, notes=("Fewer than two reps.",)))
    assert (words.numbers, words.cue) == ((), "")
    assert words.details == ("Fewer than two reps.",)


def test_a_cue_is_for_drift_only() -> None:
    assert words_of(report("---ss", SOME)).cue == CUE
    assert words_of(report("ccccc", CLEAR)).cue == CUE
    assert words_of(report("-----")).cue == ""


def test_the_cue_warns_of_overdoing_it() -> None:
    assert CUE == "Knees in line with toes. Do not push them far out."


def test_a_number_comes_with_its_interval_and_what_it_is_compared_with() -> None:
    made = report(
        "ss", SOME, made=tuple(rep(n, SOME, dkasr=Interval(v, v - 0.04, v + 0.04)) for n, v in ((1, -0.15), (2, -0.2)))
    )
    (line,) = words_of(made).numbers
    assert line.startswith("−0.15 (likely −0.19 to −0.11): change of the ratio of knee distance to ankle distance")
    assert "against no drift at the same depth, on the second-worst rep" in line


def test_each_leg_says_its_own_worst_with_its_interval() -> None:
    reps = (
        rep(1, legs=Legs(left=leg(IN_LINE, 0.5), right=leg(SOME, 4.2)), dkasr=None),
        rep(2, legs=Legs(left=leg(IN_LINE, 1.0), right=leg(SOME, 3.1)), dkasr=None),
    )
    numbers = words_of(report(made=reps, verdict=SOME, right=SOME)).numbers
    assert numbers == (
        "Left knee: 1.0 % of leg length inward at the most (likely 0.0 to 2.0).",
        "Right knee: 4.2 % of leg length inward at the most (likely 3.2 to 5.2).",
    )


def test_an_interval_below_zero_has_a_true_minus() -> None:
    reps = (rep(1, legs=Legs(left=leg(IN_LINE, 0.3)), dkasr=None),)
    assert words_of(report(made=reps)).numbers[0].endswith("(likely −0.7 to 1.3).")


def test_what_was_not_measured_gives_no_number() -> None:
    assert words_of(report(made=(rep(1, dkasr=None), rep(2, dkasr=None)))).numbers == ()


def test_every_verdict_has_its_word() -> None:
    assert set(VERDICT_WORDS) == set(Verdict)


def test_no_title_names_a_cause_or_permits_anything() -> None:
    for letters in ("-----", "sssss", "ccccc", "-s-c-"):
        for verdict in Verdict:
            for when in ((), (Phase.RISE,), tuple(Phase)):
                words = words_of(report(letters, verdict, when=when, left=SOME, trend=Trend.WORSENS))
                said = " ".join([words.title, *words.details, *words.numbers, words.cue])
                assert not BANNED.search(said)
