"""What an athlete is told beside the knees: little, plain, and only what is beyond its likely range."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coachhub.phone.beside_words import beside_words, stance_words
from coachhub.phone.result_words import words_of
from sessions.knee_tracking.report import Interval, Leg, Legs, PerSide, Rep, Report, Stance, Verdict
from tests.phone.made import rep, report

LEFT, MIDDLE = Interval(4.0, 2.0, 6.0), Interval(0.5, -1.5, 2.5)


def standing(hips: float = 1.74, left: float = 16.4, right: float = 18.1) -> Stance:
    def around(value: float, half: float) -> Interval:
        return Interval(value, value - half, value + half)

    return Stance(around(0.43, 0.02), around(hips, 0.2), PerSide(around(left, 4.4), around(right, 4.2)))


def of(*shifts: Interval, stance: Stance | None = None) -> Report:
    reps = tuple(replace(rep(number), side_shift_pct=shift) for number, shift in enumerate(shifts, start=1))
    made = report(made=reps or (rep(1), rep(2)))
    return replace(made, summary=replace(made.summary, stance=stance or Stance()))


def test_where_the_feet_stood_so_that_they_stand_there_again() -> None:
    assert stance_words(of(stance=standing())) == (
        "Your feet stood about 1.7 hip widths apart (likely 1.5 to 1.9), "
        "toes about 16° out on the left and about 18° out on the right, likely ± 4°. "
        "Stand the same next time and the videos can be compared.",
    )


def test_toes_that_point_in_are_said_to() -> None:
    (said,) = stance_words(of(stance=standing(left=-3.0)))
    assert "toes about 3° in on the left and about 18° out on the right" in said


def test_half_a_stance_is_not_told() -> None:
    assert stance_words(of(stance=replace(standing(), width_hip_widths=None))) == ()
    assert stance_words(of(stance=replace(standing(), toe_out_deg=PerSide()))) == ()


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        ((LEFT, LEFT, MIDDLE), ("At the bottom your hips went to the left on the first two of three reps.",)),
        ((LEFT, LEFT), ("At the bottom your hips went to the left on both reps.",)),
        ((LEFT, MIDDLE, MIDDLE), ()),  # once is an accident
        ((MIDDLE, MIDDLE), ()),
    ],
)
def test_hips_that_go_aside_are_told_when_it_repeats(shifts: tuple[Interval, ...], said: tuple[str, ...]) -> None:
    assert beside_words(of(*shifts)) == said


def test_a_foot_that_moved_is_named() -> None:
    moved: Rep = replace(rep(2), legs=Legs(right=Leg(foot_moved_pct=Interval(3.0, 2.5, 3.5))))
    assert beside_words(report(made=(rep(1), moved))) == ("Your right foot moved before rep 2.",)


def test_an_older_report_says_nothing_of_it() -> None:
    assert beside_words(report("---")) == stance_words(report("---")) == ()


def test_it_stands_among_the_numbers_and_not_where_nothing_could_be_told() -> None:
    assert any("hip widths" in line for line in words_of(of(stance=standing())).numbers)
    unknown = report("-", verdict=Verdict.CANNOT_TELL, certain=False)
    unknown = replace(unknown, summary=replace(unknown.summary, stance=standing()))
    assert not any("hip widths" in line for line in words_of(unknown).numbers)
