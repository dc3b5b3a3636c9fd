"""The timeline: what it says of a history, and that its picture shows that and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from coachhub.dashboard.timeline.axis import NARROW, WIDE, Layout
from coachhub.dashboard.timeline.data import Happening, Kind, Timeline, timeline
from coachhub.dashboard.timeline.draw import draw_timeline
from sessions.progression.history import SessionRecord, TrackingRecord, TrackingVerdict
from tests.sessions.progression.building import (
    BERLIN,
    MONDAY,
    day,
    history,
    moment,
    session,
    squats,
    three_a_week,
    video,
    weekly,
)

FRIDAY = day(4)
IN_LINE, SOME, CANNOT = TrackingVerdict.IN_LINE, TrackingVerdict.SOME_DRIFT, TrackingVerdict.CANNOT_TELL


def shown(
    sessions: Sequence[SessionRecord] = (),
    tracking: Sequence[TrackingRecord] = (),
    *,
    today: date = FRIDAY,
    unit: str = "kg",
    red_flags: Sequence[tuple[datetime, str]] = (),
    advice: Sequence[Happening] = (),
    weeks: int = 12,
) -> Timeline:
    known = history(today, sessions, tracking)
    return timeline(known, zone=BERLIN, unit=unit, red_flags=red_flags, advice=advice, weeks=weeks)


def drawn(one: Timeline, layout: Layout = WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(draw_timeline(one, layout))


def of_class(picture: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in picture.iter() if name in one.get("class", "").split()]


def words(picture: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in picture.iter("text")]


# What it says


def test_twelve_weeks_end_with_the_running_one() -> None:
    one = shown(three_a_week(20))
    assert one.first == MONDAY - timedelta(weeks=11)
    assert len(one.weeks) == 12
    assert [week.finished for week in one.weeks] == [True] * 11 + [False]


def test_sessions_before_the_twelve_weeks_are_left_out() -> None:
    one = shown(three_a_week(20, pain_worst=3))
    assert min(point.day for point in one.pain) == one.first


def test_the_worst_pain_of_a_day_counts_and_a_day_without_an_answer_stays_unknown() -> None:
    one = shown(
        [
            session(day(0), squats(80), pain_worst=2),
            session(day(0), squats(80), clock="20:00", pain_worst=5),
            session(day(2), squats(80)),
        ]
    )
    assert [(point.day, point.worst) for point in one.pain] == [(day(0), 5), (day(2), None)]


def test_usual_pain_is_the_median_of_what_was_said_before_the_last() -> None:
    said = [session(day(-i), squats(80), pain_worst=pain) for i, pain in ((9, 1), (7, 2), (5, 1), (0, 6))]
    assert (shown(said).usual_pain, shown(said).last_pain) == (1, 6)
    assert shown(said[1:]).usual_pain is None


def test_a_strong_rise_of_the_load_is_something_that_happened() -> None:
    one = shown(weekly(5000, 5000, 5000, 5000, 7000, until=day(-7)))
    jumped = one.weeks[-2]
    assert (jumped.strong, round(jumped.change or 0, 2)) == (True, 0.4)
    assert [(what.text, what.day, what.kind) for what in one.happenings] == [("Load +40 %", day(-7), Kind.JUMP)]


def test_a_smaller_rise_is_said_and_is_no_event() -> None:
    one = shown(weekly(5000, 5000, 5000, 5000, 6000, until=day(-7)))
    assert (one.weeks[-2].strong, round(one.weeks[-2].change or 0, 2)) == (False, 0.2)
    assert one.happenings == ()


def test_coming_back_from_a_lighter_week_is_no_rise() -> None:
    one = shown(weekly(5000, 5000, 5000, 5000, 2000, 5000, until=day(-7)))
    assert all(week.change is None for week in one.weeks)


def test_a_week_with_an_unknown_set_is_unknown() -> None:
    one = shown(weekly(5000, 5000, None, 5000, 9000, until=day(-7)))
    assert [week.load_kg for week in one.weeks[-6:-1]] == [5000, 5000, None, 5000, 9000]


def test_a_red_flag_stands_on_the_day_of_the_athletes_own_clock() -> None:
    late = datetime.combine(day(1), datetime.min.time(), tzinfo=BERLIN) - timedelta(minutes=1)
    at = late.astimezone(ZoneInfo("UTC"))
    one = shown(three_a_week(3), red_flags=[(at, "Red flag B"), (at - timedelta(weeks=30), "Red flag A")])
    assert [(what.day, what.text, what.kind) for what in one.happenings] == [(day(0), "Red flag B", Kind.RED_FLAG)]


GIVEN = Happening(day(-14), "To try: Goblet squat", Kind.TASK)
CHECKED = Happening(day(0), "Goblet squat, 2 weeks: better", Kind.CHECK_POINT, "better")


def test_a_task_and_its_check_points_happened_too() -> None:
    one = shown(three_a_week(3), red_flags=[(moment(day(-1)), "Red flag B")], advice=[CHECKED, GIVEN])
    assert [what.kind for what in one.happenings] == [Kind.TASK, Kind.RED_FLAG, Kind.CHECK_POINT]
    said = {reading.day: reading.text for reading in one.readings}
    assert said[day(-14)].startswith("To try: Goblet squat, ")
    assert said[day(0)].startswith("Goblet squat, 2 weeks: better, ")


@pytest.mark.parametrize("weeks_from_now", [-12, 1])
def test_what_lies_outside_the_weeks_is_left_out(weeks_from_now: int) -> None:
    outside = replace(GIVEN, day=day(7 * weeks_from_now))
    assert shown(three_a_week(3), advice=[outside]).happenings == ()
    assert len(shown(three_a_week(3), advice=[replace(outside, day=FRIDAY)]).happenings) == 1


def test_with_a_task_alone_nothing_was_logged() -> None:
    assert shown(advice=[GIVEN]).is_empty
    assert not shown(red_flags=[(moment(day(-1)), "Red flag B")]).is_empty


def test_a_reading_says_everything_of_its_day() -> None:
    one = shown(
        [session(day(2), squats(100), pain_worst=4)],
        [video(day(2), SOME, certain=False, dkasr=-0.12)],
        red_flags=[(moment(day(2)), "Red flag B")],
    )
    (reading,) = one.readings
    assert reading.title == "Wed 16 Sep"
    assert reading.text == (
        "Red flag B, pain 4, leg load 1.5 t this week so far, tracking −0.12 (−0.15 to −0.09): some drift, uncertain"
    )


def test_what_was_not_said_is_said_to_be_so() -> None:
    (reading,) = shown([session(day(-7), squats(None))]).readings
    assert reading.text == "pain not said"


def test_a_video_that_cannot_tell_has_no_number() -> None:
    one = shown([], [video(day(1), CANNOT, dkasr=None)])
    assert one.readings[0].text == "tracking cannot tell"
    assert one.answer == "Tracking on 15 Sep: cannot tell."


def test_the_answer_compares_the_newest_with_what_is_usual() -> None:
    one = shown(
        [*weekly(5000, 5000, 5000, 5000, 6000, until=day(-7)), session(day(0), squats(100), pain_worst=4)],
        [video(day(-1), IN_LINE, dkasr=0.02)],
    )
    assert one.answer == (
        "Pain 4 in the last session. Leg load 6.0 t in the week of 7 Sep, +20 %. "
        "Tracking on 13 Sep: +0.02 (−0.01 to +0.05): in line."
    )


def test_without_a_video_it_says_so() -> None:
    assert shown(three_a_week(4, pain_worst=1)).answer.endswith("No video yet.")


def test_loads_in_the_readers_unit() -> None:
    one = shown(weekly(10000, until=day(-7)), unit="lb")
    assert "22.0 klb" in one.answer


def test_an_empty_history_is_empty() -> None:
    one = shown()
    assert one.is_empty
    assert one.answer == "No video yet."
    assert not shown(three_a_week(1)).is_empty


def test_weeks_with_their_videos_the_newest_first() -> None:
    one = shown(three_a_week(2), [video(day(-8), SOME), video(day(-9), IN_LINE)])
    assert [week.monday for week, _ in one.by_week] == [MONDAY, day(-7), day(-14)]
    assert [[film.day for film in films] for _, films in one.by_week] == [[], [], [day(-9), day(-8)]]


# What it draws


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_everything_lies_within_the_picture(layout: Layout) -> None:
    one = shown(
        [*three_a_week(12, pain_worst=10), session(day(4), squats(500), pain_worst=0)],
        [video(day(-30), SOME, dkasr=-0.6), video(day(-2), CANNOT, dkasr=None), video(day(1), IN_LINE, dkasr=0.2)],
        red_flags=[(moment(day(0)), "Red flag A")],
        advice=[GIVEN, CHECKED],
    )
    picture = drawn(one, layout)
    width, height = float(picture.get("width", "0")), float(picture.get("height", "0"))
    for part in picture.iter():
        for x, y in (("x", "y"), ("cx", "cy")):
            assert 0 <= float(part.get(x, "0")) <= width, ElementTree.tostring(part)
            assert 0 <= float(part.get(y, "0")) <= height, ElementTree.tostring(part)


def test_a_later_day_stands_further_right() -> None:
    one = shown([session(day(-20), squats(80), pain_worst=1), session(day(-3), squats(80), pain_worst=1)])
    first, last = (float(dot.get("cx", "0")) for dot in of_class(drawn(one), "c-dot"))
    assert WIDE.left < first < last < WIDE.right
    assert last - first == pytest.approx(17 / 7 * (WIDE.right - WIDE.left) / 12, abs=0.2)


def test_pain_above_three_is_a_diamond_and_unknown_pain_a_dashed_circle() -> None:
    one = shown(
        [
            session(day(0), squats(80), pain_worst=1),
            session(day(1), squats(80), pain_worst=4),
            session(day(2), squats(80)),
        ]
    )
    picture = drawn(one)
    assert [len(of_class(picture, name)) for name in ("c-dot", "c-look", "c-cant")] == [1, 1, 1]


def test_the_running_week_is_a_dashed_bar() -> None:
    picture = drawn(shown([*weekly(5000, 5000, until=day(-7)), session(day(0), squats(80))]))
    assert len(of_class(picture, "is-part")) == 1
    assert "1.2 so far" in words(picture)


def test_an_unknown_week_is_a_dashed_circle_not_a_bar() -> None:
    bars = of_class(drawn(shown(weekly(5000, None, 5000, until=day(-7)))), "c-bar")
    assert len(bars) == 3  # two finished weeks, and the running one, which is 0 so far
    assert of_class(drawn(shown(weekly(5000, None, 5000, until=day(-7)))), "c-cant")


def test_tracking_with_its_range_as_a_ribbon_and_one_video_as_a_whisker() -> None:
    several = drawn(shown([], [video(day(-9), IN_LINE), video(day(-2), SOME)]))
    alone = drawn(shown([], [video(day(-2), SOME)]))
    assert (len(of_class(several, "c-unsure")), len(of_class(several, "c-whisk"))) == (1, 0)
    assert (len(of_class(alone, "c-unsure")), len(of_class(alone, "c-whisk"))) == (0, 1)


def test_drift_is_coloured_only_where_it_is_certain() -> None:
    assert of_class(drawn(shown([], [video(day(-2), SOME)])), "c-look")
    assert not of_class(drawn(shown([], [video(day(-2), SOME, certain=False)])), "c-look")


def test_a_red_flag_is_an_octagon_with_its_words() -> None:
    picture = drawn(shown(three_a_week(2), red_flags=[(moment(day(-9)), "Red flag B")]))
    assert len(of_class(picture, "c-stop")) == 1
    assert "Red flag B" in words(picture)
    assert "What happened" in words(picture)


def test_a_task_is_a_triangle_and_its_check_point_an_open_one() -> None:
    picture = drawn(shown(three_a_week(3), advice=[GIVEN, CHECKED]))
    assert [len(of_class(picture, name)) for name in ("c-task", "c-check", "c-stop", "c-look")] == [1, 1, 0, 0]
    assert {"To try: Goblet squat", "better"} <= set(words(picture))


def test_without_happenings_there_is_no_line_for_them() -> None:
    assert "What happened" not in words(drawn(shown(three_a_week(2))))


def test_words_of_happenings_never_run_into_each_other() -> None:
    flags = [(moment(day(-i)), f"Red flag {i}") for i in range(14)]
    picture = drawn(shown(three_a_week(2), red_flags=flags))
    spans = sorted(_span(text) for text in picture.iter("text") if (text.text or "").startswith("Red flag"))
    assert len(of_class(picture, "c-stop")) == 14
    assert 0 < len(spans) < 14
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def _span(text: ElementTree.Element) -> tuple[float, float]:
    x, wide = float(text.get("x", "0")), len(text.text or "") * 6.8
    return (x - wide, x) if "t-end" in text.get("class", "") else (x, x + wide)


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_a_strip_for_each_reading_without_a_gap(layout: Layout) -> None:
    one = shown(three_a_week(4, pain_worst=1))
    strips = of_class(drawn(one, layout), "c-hit")
    assert [strip.get("data-title") for strip in strips] == [reading.title for reading in one.readings]
    assert [strip.get("data-text") for strip in strips] == [reading.text for reading in one.readings]
    edges = [(float(s.get("x", "0")), float(s.get("width", "0"))) for s in strips]
    assert edges[0][0] == layout.left
    for (x, width), (following, _) in pairwise(edges):
        assert x + width == pytest.approx(following, abs=0.2)


def test_the_narrow_picture_names_its_panels_above_them() -> None:
    assert "Pain, worst during 0 = no pain" in words(drawn(shown(three_a_week(2)), NARROW))
    assert "Pain" in words(drawn(shown(three_a_week(2)), WIDE))


def test_the_narrow_picture_keeps_the_words_on_a_bar_off_its_panels_name() -> None:
    loads = [1000.0] * 4 + [1500.0]
    one = shown(weekly(*loads, until=MONDAY - timedelta(days=7)))
    placed = {text.text: float(text.get("y", "0")) for text in drawn(one, NARROW).iter("text")}
    assert placed["+50 %"] - placed["Leg load, tonnes a week"] >= 14


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_numbers_beside_the_axis_fit_into_the_margin(layout: Layout) -> None:
    one = shown(three_a_week(4), [video(day(-2), SOME, dkasr=-0.25)])
    at_the_axis = [text for text in drawn(one, layout).iter("text") if float(text.get("x", "0")) == layout.left - 6]
    assert "−0.20" in [text.text for text in at_the_axis]
    assert all(_span(text)[0] >= 0 for text in at_the_axis)


def test_no_styles_and_nothing_unescaped() -> None:
    one = replace(shown(three_a_week(2)), unit='"><script>')
    assert "<script>" not in draw_timeline(one, WIDE)
    assert "style=" not in draw_timeline(one, WIDE)


def test_an_empty_timeline_can_be_drawn() -> None:
    picture = drawn(shown())
    assert of_class(picture, "c-hit") == []
    assert "no video yet" in words(picture)
