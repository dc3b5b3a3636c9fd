"""Drift is told when it is repeated and beyond the measurement's own error, not after one video."""

import pytest

from sessions.progression.findings import REGISTRY, Finding, Severity
from sessions.progression.history import TrackingRecord, TrackingVerdict
from sessions.progression.rules.tracking import Drift
from tests.sessions.progression.building import day, history, video

IN_LINE, SOME, CLEAR, CANNOT_TELL = (
    TrackingVerdict.IN_LINE,
    TrackingVerdict.SOME_DRIFT,
    TrackingVerdict.CLEAR_DRIFT,
    TrackingVerdict.CANNOT_TELL,
)


def drift(*videos: TrackingRecord) -> Finding | None:
    return Drift().evaluate(history(day(0), tracking=videos))


def weekly_videos(*verdicts: TrackingVerdict) -> list[TrackingRecord]:
    """One video a week with these verdicts, the last one today."""
    return [video(day(-7 * (len(verdicts) - 1 - i)), verdict) for i, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ((SOME, SOME), "Knees drifted in on two videos in a row."),
        ((SOME, CLEAR), "Knees drifted in on two videos in a row."),
        ((CLEAR, CLEAR), "Knees drifted clearly in on two videos in a row."),
        ((SOME, SOME, SOME), "Knees drifted in on three videos in a row."),
        ((IN_LINE, SOME, SOME), "Knees drifted in on two videos in a row."),
        ((SOME, CANNOT_TELL, SOME), "Knees drifted in on two videos in a row."),
    ],
)
def test_repeated_drift_is_one_plain_sentence(verdicts: tuple[TrackingVerdict, ...], sentence: str) -> None:
    found = drift(*weekly_videos(*verdicts))
    assert found is not None
    assert found.sentence == sentence
    assert found.severity is Severity.LOOK


@pytest.mark.parametrize(
    "verdicts",
    [(), (SOME,), (CLEAR,), (SOME, IN_LINE), (SOME, IN_LINE, SOME), (CANNOT_TELL, CANNOT_TELL), (SOME, CANNOT_TELL)],
)
def test_one_video_and_anything_since_in_line_is_not_told(verdicts: tuple[TrackingVerdict, ...]) -> None:
    assert drift(*weekly_videos(*verdicts)) is None


def test_an_uncertain_verdict_counts_neither_way() -> None:
    uncertain = video(day(-3), SOME, certain=False)
    assert drift(video(day(-7), SOME), uncertain) is None
    assert drift(video(day(-7), SOME), uncertain, video(day(0), SOME)) is not None
    uncertain_in_line = video(day(-3), IN_LINE, certain=False)
    assert drift(video(day(-7), SOME), uncertain_in_line, video(day(0), SOME)) is not None


def test_two_exercises_are_not_one_row() -> None:
    assert drift(video(day(-7), SOME), video(day(0), SOME, exercise="split_squat")) is None


def test_another_exercise_between_does_not_break_the_row() -> None:
    between = video(day(-3), IN_LINE, exercise="split_squat")
    assert drift(video(day(-7), SOME), between, video(day(0), SOME)) is not None


def test_it_rests_on_the_measurements_with_their_ranges() -> None:
    found = drift(video(day(-7), SOME, dkasr=-0.15), video(day(0), CLEAR, dkasr=None))
    assert found is not None
    first, last = found.readings
    assert first.value == -0.15
    assert first.low == pytest.approx(-0.18)
    assert first.high == pytest.approx(-0.12)
    assert (last.value, last.low, last.high) == (None, None, None)
    assert [r.label for r in found.readings] == [
        "knee-ankle separation ratio, change (some drift)",
        "knee-ankle separation ratio, change (clear drift)",
    ]


def test_it_is_about_the_newest_video() -> None:
    found = drift(*weekly_videos(SOME, SOME))
    assert found is not None
    assert found.about == weekly_videos(SOME)[-1].analysis_id


@pytest.mark.parametrize(("later", "found"), [(27, True), (28, False)])
def test_after_four_weeks_it_is_too_old_to_tell(later: int, found: bool) -> None:
    log = history(day(later), tracking=weekly_videos(SOME, SOME))
    assert (Drift().evaluate(log) is not None) is found


@pytest.mark.parametrize(("videos", "found"), [(1, True), (2, True), (3, False)])
def test_how_many_videos_make_a_row_can_be_moved(videos: int, found: bool) -> None:
    log = history(day(0), tracking=weekly_videos(SOME, SOME))
    assert (Drift().with_thresholds({"videos": videos}).evaluate(log) is not None) is found


def test_the_singular_is_right_when_one_video_is_enough() -> None:
    found = Drift().with_thresholds({"videos": 1}).evaluate(history(day(0), tracking=weekly_videos(SOME)))
    assert found is not None
    assert found.sentence == "Knees drifted in on the last video."


def test_it_is_in_the_registry() -> None:
    assert REGISTRY["tracking.drift"] == Drift()
