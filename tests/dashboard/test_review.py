"""A report as the coach reads it: every number with its unit and range, nothing where nothing was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coachhub.dashboard.selectors.review import refusal, review
from sessions.knee_tracking.report import (
    Code,
    Fatigue,
    Interval,
    Leg,
    Legs,
    Phase,
    Trend,
    Verdict,
    View,
    ViewKind,
)
from tests.films import a_side
from tests.phone.made import leg, rep, report
from tests.phone.made import refusal as refused

SOME, CLEAR, CANNOT = Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT, Verdict.CANNOT_TELL


def test_the_lead_says_where_when_and_how_much() -> None:
    reps = (
        rep(1),
        rep(2),
        rep(3, SOME, dkasr=Interval(-0.16, -0.2, -0.12)),
        rep(4, SOME, dkasr=Interval(-0.14, -0.18, -0.1)),
    )
    made = review(report(verdict=SOME, when=(Phase.RISE,), made=reps))
    assert (made.word, made.glyph, made.css) == ("Some drift", "drift", "is-look")
    assert made.lead == "on the last two of four reps, coming up: −0.14 (likely −0.18 to −0.10)"
    assert made.answer == "On the last two of four reps, coming up."


def test_in_line_says_over_how_many_reps() -> None:
    made = review(report("---"))
    assert (made.word, made.css) == ("In line", "is-ok")
    assert made.lead == "over 3 reps: −0.02 (likely −0.07 to +0.03)"
    assert made.answer == "In no rep beyond what is in line."


def test_what_straddles_a_limit_is_uncertain_and_without_colour() -> None:
    made = review(report("--s", verdict=SOME, certain=False))
    assert (made.word, made.css) == ("Some drift, uncertain", "is-plain")


def test_cannot_tell_gives_its_reason_and_no_number() -> None:
    made = review(report("-", verdict=CANNOT, certain=False, notes=("Fewer than two reps could be measured.",)))
    assert not made.can_tell
    assert made.lead == "1 rep seen. Fewer than two reps could be measured."


def test_a_chip_for_each_rep() -> None:
    (chip,) = review(report(made=(rep(1, CLEAR, dkasr=Interval(-0.3, -0.36, -0.24)),))).chips
    assert (chip.word, chip.change, chip.glyph, chip.css) == ("clear drift", "−0.30", "drift", "is-look")
    assert (chip.depth, chip.tempo) == ("55 %", "1.4 · 0.1 · 1.2")
    assert (chip.start_s, chip.bottom_s, chip.end_s) == (4.0, 5.5, 7.0)


def test_what_was_not_measured_is_a_dash_not_a_zero() -> None:
    bare = rep(1, CANNOT, dkasr=None, depth_pct=None, lowering_s=None, pause_s=None, rise_s=None)
    made = review(report(made=(bare,)))
    chip, numbers = made.chips[0], made.numbers[0]
    assert (chip.change, chip.depth, chip.tempo) == ("", "–", "– · – · –")
    assert (numbers.change, numbers.left, numbers.right, numbers.depth, numbers.lowering) == ("–",) * 5
    assert [one.worst for one in made.legs] == ["not measured", "not measured"]


def test_a_chip_in_line_is_ink_not_green() -> None:
    assert review(report("-")).chips[0].css == "is-plain"


def test_each_leg_with_its_worst_rep_and_likely_range() -> None:
    reps = (
        rep(1, legs=Legs(left=leg(SOME, 3.0), right=leg(SOME, 1.0))),
        rep(2, legs=Legs(left=leg(SOME, 6.5), right=Leg())),
    )
    left, right = review(report(left=SOME, right=Verdict.IN_LINE, made=reps)).legs
    assert (left.name, left.word, left.css) == ("Left knee", "Some drift", "is-look")
    assert left.worst == "6.5 % of leg length inward at the most (likely 5.5 to 7.5)"
    assert (right.word, right.css, right.worst[:5]) == ("In line", "is-plain", "1.0 %")


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (Fatigue(Interval(0.8, 0.3, 1.3), Trend.WORSENS), "It gets worse over the set: +0.80 (+0.30 to +1.30) %"),
        (Fatigue(Interval(0.0, -0.2, 0.2), Trend.STEADY), "It stays the same over the set: 0.00 (−0.20 to +0.20) %"),
        (Fatigue(Interval(0.5, -1, 2), Trend.CANNOT_TELL), "Whether it changes over the set cannot be told."),
        (Fatigue(), "Whether it changes over the set cannot be told."),
    ],
)
def test_whether_it_changes_over_the_set(trend: Fatigue, said: str) -> None:
    made = report("---")
    assert review(replace(made, summary=replace(made.summary, fatigue=trend))).fatigue.startswith(said)


def test_remarks_of_the_measurement_come_along() -> None:
    assert review(report("--", notes=("Filmed from slightly to one side.",))).notes == (
        "Filmed from slightly to one side.",
    )


def test_frames_are_stepped_at_the_videos_own_rate() -> None:
    made = report("--")
    assert review(replace(made, video=replace(made.video, fps=24.0))).fps == 24.0
    assert review(replace(made, video=replace(made.video, fps=None))).fps == 30.0


def test_a_refusal_says_what_was_seen_and_what_to_change() -> None:
    made = refusal(refused(Code.SIDE_VIEW))
    assert (made.message, made.advice) == ("This was filmed from the side.", "Put the phone in front of you.")
    assert made.facts == (("Picture", "1280 × 720"),)


def test_a_refusal_says_what_else_is_known() -> None:
    made = refused()
    seen = replace(made, view=View(ViewKind.SIDE, -78.4), video=replace(made.video, fps=29.97, duration_s=14.66))
    facts = dict(refusal(seen).facts)
    assert facts["Camera angle"] == "about 78° to one side; straight from the front is best"
    assert (facts["Frames"], facts["Length"]) == ("30 a second", "14.7 s")


def test_a_refusal_from_the_side_says_what_was_read_there() -> None:
    assert refusal(refused()).side is None
    read = refusal(replace(refused(), side=a_side())).side
    assert read is not None
    assert [line.name for line in read.screen] == ["Heels", "Balance", "Depth", "Knee over the foot"]


def test_a_view_without_an_angle_is_named() -> None:
    seen = replace(refused(Code.BACK_VIEW), view=View(ViewKind.BACK, None))
    assert dict(refusal(seen).facts)["Seen from"] == "back"
