"""The bench's changed copies: each is changed as it says, and compared with the clip it was made from."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from bench.known_shift import on_the_body
from bench.repeatability import CHANGES, changed, compared, summarise
from sessions.knee_tracking.measure import Measurement
from sessions.knee_tracking.report import Interval, Leg, Legs, Verdict
from tests.sessions.knee_tracking.clips import measurement
from tests.sessions.knee_tracking.movies import even, film, stripes

BY_NAME = {change.name: change for change in CHANGES}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pictures = stripes((320, 240), 30)
    for picture in pictures:
        picture[:, :40] = 200  # a bright bar on the left
    return film(tmp_path_factory.mktemp("bench") / "source.mp4", pictures, even(30))


def pictures_of(path: Path) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    with av.open(path) as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def times_of(path: Path) -> list[float]:
    with av.open(path) as container:
        return [frame.time or 0.0 for frame in container.decode(video=0)]


def test_a_copy_stored_again_has_the_same_pictures_and_times(source: Path, tmp_path: Path) -> None:
    copy = changed(source, BY_NAME["stored again"], tmp_path / "copy.mp4")
    assert times_of(copy) == pytest.approx(times_of(source), abs=0.001)
    off = np.abs(pictures_of(copy)[7].astype(float) - pictures_of(source)[7])
    assert off.mean() < 6


@pytest.mark.parametrize(("hz", "count"), [(24, 24), (30, 29), (60, 58)])
def test_another_rate_shows_the_same_second(hz: int, count: int, source: Path, tmp_path: Path) -> None:
    copy = changed(source, BY_NAME[f"{hz} a second"], tmp_path / "copy.mp4")
    times = times_of(copy)
    assert len(times) == pytest.approx(count, abs=1)
    assert np.diff(times) == pytest.approx(1 / hz, abs=0.001)


def test_at_twice_the_rate_every_picture_comes_twice(source: Path, tmp_path: Path) -> None:
    before, after = pictures_of(source), pictures_of(changed(source, BY_NAME["60 a second"], tmp_path / "copy.mp4"))
    for number in (4, 5):
        assert np.abs(after[number].astype(float) - before[2]).mean() < 6


def test_a_mirrored_copy_has_its_left_on_the_right(source: Path, tmp_path: Path) -> None:
    picture = pictures_of(changed(source, BY_NAME["mirrored"], tmp_path / "copy.mp4"))[3]
    assert picture[:, -30:].mean() == pytest.approx(200, abs=8)
    assert picture[:, :30].std() > 40


@pytest.mark.parametrize(("name", "share"), [("brighter by 30 %", 1.3), ("darker by 30 %", 0.7)])
def test_the_light_changes_by_its_share(name: str, share: float, tmp_path: Path) -> None:
    grey = np.full((120, 160, 3), 100, np.uint8)
    copy = changed(film(tmp_path / "grey.mp4", [grey] * 3, even(3)), BY_NAME[name], tmp_path / "copy.mp4")
    assert pictures_of(copy)[1].mean() == pytest.approx(100 * share, abs=3)


def test_a_picture_is_scaled_by_its_shorter_side_and_keeps_its_shape(source: Path, tmp_path: Path) -> None:
    assert pictures_of(changed(source, BY_NAME["480p"], tmp_path / "copy.mp4"))[0].shape == (480, 640, 3)


def test_a_rolled_picture_keeps_its_size_and_turns(source: Path, tmp_path: Path) -> None:
    picture = pictures_of(changed(source, BY_NAME["roll +2 deg"], tmp_path / "copy.mp4"))[0]
    assert picture.shape == (240, 320, 3)
    lean = 120 * np.tan(np.radians(2))  # px by which the bar's edge moves at the top, and the other way at the bottom
    assert picture[5, : int(40 - lean) - 3].mean() == pytest.approx(200, abs=8)
    assert (picture[2, 30:40].astype(float) - 200).mean() != pytest.approx(
        (picture[-3, 30:40].astype(float) - 200).mean(), abs=2
    )


def test_a_clip_compared_with_itself_has_not_moved() -> None:
    one = measurement("dev04_left_only")
    row = compared(one, one, mirrors=False)
    assert row["same_verdict"] is True
    assert row["moved_pct"] == {"median": 0.0, "worst": 0.0}
    assert row["legs"] == 2 * len(one.reps)


def mirrored(one: Measurement) -> Measurement:
    reps = tuple(replace(rep, legs=Legs(rep.legs.right, rep.legs.left)) for rep in one.reps)
    return replace(one, reps=reps)


def test_a_mirror_swaps_the_legs_before_they_are_compared() -> None:
    one = measurement("dev04_left_only")
    assert compared(one, mirrored(one), mirrors=True)["moved_pct"]["worst"] == 0.0
    assert compared(one, mirrored(one), mirrors=False)["moved_pct"]["worst"] > 1.0


def test_another_verdict_a_lost_rep_and_a_moved_offset_are_told() -> None:
    one = measurement("dev04_left_only")
    other = replace(one, summary=replace(one.summary, verdict=Verdict.CANNOT_TELL), reps=one.reps[:-1])
    row = compared(one, other, mirrors=False)
    assert row["same_verdict"] is False
    assert row["reps"] == [len(one.reps), len(one.reps) - 1]
    assert row["legs"] == 0
    moved = replace(one.reps[0], legs=Legs(Leg(Interval(99.0, 98.0, 100.0)), one.reps[0].legs.right))
    row = compared(one, replace(one, reps=(moved, *one.reps[1:])), mirrors=False)
    assert row["moved_pct"]["worst"] > 80
    assert row["within_limit"] == f"{row['legs'] - 1} of {row['legs']}"


def test_a_copy_that_could_not_be_compared_is_not_within_the_limit() -> None:
    lost = {"change": "480p", "same_verdict": False, "legs": 0, "moved_pct": {"median": None, "worst": None}}
    assert summarise([lost])["480p"]["all_within_limit"] == "0 of 1"


def test_a_shift_in_the_picture_is_less_on_the_body_since_the_knee_is_nearer() -> None:
    one = measurement("dev01_clean_squat")
    assert one.tracking is not None
    camera = one.tracking.camera
    one_leg = camera.leg_px / (2 * max(camera.centre))  # as a share of the picture's longest side
    assert 85 < on_the_body(one, 0, one_leg) < 99


def test_every_change_has_its_own_name() -> None:
    assert len(BY_NAME) == len(CHANGES)
    assert sum(change.mirrors for change in CHANGES) == 1
