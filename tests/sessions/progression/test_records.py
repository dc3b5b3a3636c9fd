"""A session as it was logged: what follows from it, and what it refuses to be."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from sessions.progression.history import LiftRecord, SessionRecord, TrackingVerdict
from sessions.progression.one_rep_max import Estimate
from sessions.progression.volume import Volume
from tests.sessions.progression.building import MONDAY, bench, day, lift, moment, session, squats, video, warm_up, work

NAIVE = datetime(2026, 9, 14, 18)  # noqa: DTZ001 - to be refused


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pain_before", 11),
        ("pain_worst", -1),
        ("pain_after", 3.5),
        ("pain_next_morning", True),
        ("session_rpe", 11),
        ("session_rpe", float("nan")),
        ("minutes", -1),
        ("started_at", NAIVE),
    ],
)
def test_what_cannot_be_is_refused_by_name(field: str, value: object) -> None:
    values: dict[str, Any] = {"id": "x", "started_at": moment(MONDAY), "day": MONDAY, field: value}
    with pytest.raises(ValueError, match=rf"^{field}: "):
        SessionRecord(**values)


def test_a_lifts_pain_is_checked_as_well() -> None:
    with pytest.raises(ValueError, match=r"^pain_worst: 12"):
        LiftRecord("back_squat", "Back squat", "squat", is_leg=True, sets=(), pain_worst=12)


def test_both_ends_of_each_scale_are_allowed() -> None:
    assert session(MONDAY, session_rpe=0, minutes=0, pain_before=0).session_rpe == 0
    assert session(MONDAY, session_rpe=10, pain_worst=10).session_rpe == 10
    with pytest.raises(ValueError, match=r"^session_rpe: 10.1"):
        session(MONDAY, session_rpe=10.1)


def test_a_videos_load_may_be_the_body_alone_but_not_less() -> None:
    record = video(MONDAY, TrackingVerdict.IN_LINE)
    assert replace(record, load_kg=0).load_kg == 0
    with pytest.raises(ValueError, match=r"^load_kg: -1"):
        replace(record, load_kg=-1)


def test_a_video_needs_a_moment_with_a_time_zone() -> None:
    record = video(MONDAY, TrackingVerdict.IN_LINE)
    with pytest.raises(ValueError, match=r"^filmed_at: "):
        replace(record, filmed_at=NAIVE)


def test_leg_volume_leaves_other_lifts_out() -> None:
    assert session(MONDAY, squats(100, reps=5, sets=3), bench()).leg_volume == Volume(1500, 0)


def test_a_day_of_bench_press_is_no_leg_load() -> None:
    assert session(MONDAY, bench()).leg_volume == Volume(0, 0)


def test_a_session_with_nothing_logged_is_unknown_and_not_zero() -> None:
    assert session(MONDAY).leg_volume == Volume(None, 0)
    assert session(MONDAY).leg_volume.whole_kg is None


def test_a_leg_lift_without_sets_is_unknown_and_not_zero() -> None:
    assert session(MONDAY, lift()).leg_volume.whole_kg is None
    assert session(MONDAY, lift(), bench()).leg_volume.whole_kg is None


def test_one_unknown_leg_set_leaves_the_whole_open() -> None:
    logged = session(MONDAY, lift(work(100), work(None)), lift(work(60), exercise="split_squat"))
    assert logged.leg_volume == Volume(800, 1)
    assert logged.leg_volume.whole_kg is None


def test_warm_ups_are_no_leg_volume() -> None:
    assert session(MONDAY, lift(warm_up(40), warm_up(60), work(100))).leg_volume == Volume(500, 0)


def test_the_top_set_is_the_heaviest_work_set_with_a_rep() -> None:
    assert lift(warm_up(120), work(100), work(110, 0), work(105), work(None)).top_kg == 105
    assert lift(work(100, None)).top_kg == 100
    assert lift(warm_up(60)).top_kg is None
    assert lift().top_kg is None


def test_a_lift_knows_its_best_estimate() -> None:
    assert lift(work(100, 1), work(90, 2)).e1rm == Estimate(100, 95, 105, adjusted=False)
    assert lift(work(100, 15)).e1rm is None


@pytest.mark.parametrize(
    ("asked_of_session", "asked_of_lifts", "worst"),
    [(3, (None, 5), 5), (6, (2, None), 6), (None, (None, 0), 0), (None, (None, None), None), (0, (), 0)],
)
def test_the_worst_pain_is_that_of_the_session_or_of_one_lift(
    asked_of_session: int | None, asked_of_lifts: tuple[int | None, ...], worst: int | None
) -> None:
    lifts = [lift(work(100), pain=pain) for pain in asked_of_lifts]
    assert session(MONDAY, *lifts, pain_worst=asked_of_session).worst_pain == worst


def test_records_are_values() -> None:
    assert session(day(0), squats(100)) == session(day(0), squats(100))
    assert hash(session(day(0), squats(100))) == hash(session(day(0), squats(100)))
    with pytest.raises(AttributeError):
        session(day(0)).minutes = 5  # type: ignore[misc]  # frozen: that is what is tried
