"""Blurred faces from end to end: in the copy and the stills, never in what is measured."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from django.core.management import call_command
from numpy.typing import NDArray

from sessions.knee_tracking import Filed, Limits, Report, Task, engine, run
from sessions.knee_tracking.filing import file_away
from sessions.knee_tracking.heads import Ellipse, Heads
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.report import Timing
from sessions.knee_tracking.track import PoseTrack
from tests.clips import THREE_REPS_S, three_reps
from tests.sessions.knee_tracking.clips import track
from tests.sessions.knee_tracking.conftest import Made

pytestmark = pytest.mark.xdist_group("knee_videos")

Picture = NDArray[np.float64]
HALF_A_SECOND = 15  # pictures of the clip


def pictures(path: Path) -> list[tuple[float, Picture]]:
    """A picture of a film every half second in grey, with its time."""
    with av.open(path) as container:
        frames = [frame for number, frame in enumerate(container.decode(video=0)) if number % HALF_A_SECOND == 0]
        return [(float(frame.time), frame.to_ndarray(format="gray").astype(float)) for frame in frames]


def sharpness(picture: Picture, place: Ellipse) -> float:
    """How much neighbouring pixels differ in the inner part of a place."""
    height, width = picture.shape
    inner = place.grown(0.6)
    top, bottom = (int((inner.y + side * inner.half_height) * height) for side in (-1, 1))
    left, right = (int((inner.x + side * inner.half_width) * width) for side in (-1, 1))
    return float(np.abs(np.diff(picture[max(0, top) : bottom, max(0, left) : right], axis=1)).mean())


def untimed(report: Report) -> Report:
    return replace(report, timing_s=Timing())


@pytest.fixture(scope="module")
def blurred(from_the_side: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The clip filmed from the side, which is refused, with blurred faces."""
    out = tmp_path_factory.mktemp("blurred")
    return Made(from_the_side.source, out, tuple(run(from_the_side.source, task=Task.SQUAT, out=out, blur_faces=True)))


def test_what_is_measured_is_the_same(from_the_side: Made, blurred: Made) -> None:
    assert untimed(blurred.report) == untimed(from_the_side.report)
    plain, other = (PoseTrack.load(made.out / "track.npz") for made in (from_the_side, blurred))
    assert np.array_equal(plain.points, other.points, equal_nan=True)
    assert (blurred.out / "overlay.json").read_bytes() == (from_the_side.out / "overlay.json").read_bytes()


def test_the_head_is_blurred_in_a_refused_videos_copy_too(from_the_side: Made, blurred: Made) -> None:
    assert blurred.filed.web == "web.mp4"
    heads = Heads.of(PoseTrack.load(blurred.out / "track.npz"))
    plain, hidden = (pictures(made.out / "web.mp4") for made in (from_the_side, blurred))
    assert len(plain) == len(hidden) > 10
    for (time_s, was), (_, now) in zip(plain, hidden, strict=True):
        assert sharpness(now, heads.at(time_s)[0]) < 0.4 * sharpness(was, heads.at(time_s)[0])
        legs = was.shape[0] * 2 // 3
        assert np.abs(was[legs:] - now[legs:]).mean() < 4


def test_the_stills_are_blurred_as_well(tmp_path: Path) -> None:
    """From the track that is kept of the clip, as far as its beginning goes."""
    whole = track("dev05_fatigue_8reps")
    kept = int(np.searchsorted(whole.times_s, THREE_REPS_S))
    parts = {name: getattr(whole, name)[:kept] for name in ("times_s", "points", "visibility", "world")}
    cut = replace(whole, **parts, duration_s=THREE_REPS_S)
    measured, source = measure(cut, Task.SQUAT), three_reps(tmp_path)
    plain, hidden = (
        list(file_away(source, _folder(tmp_path, name), Limits(), cut, measured, blur_faces=name == "hidden"))[-1]
        for name in ("plain", "hidden")
    )
    assert isinstance(plain, Filed)
    assert isinstance(hidden, Filed)
    assert (hidden.good_moment, hidden.worst_moment) == (plain.good_moment, plain.worst_moment)
    for name, moment in (("still_good.jpg", hidden.good_moment), ("still_worst.jpg", hidden.worst_moment)):
        assert moment is not None
        (place,) = Heads.of(cut).at(moment.time_s)
        was, now = (
            cv2.imread(str(tmp_path / folder / name), cv2.IMREAD_GRAYSCALE).astype(float)
            for folder in ("plain", "hidden")
        )
        assert sharpness(now, place) < 0.4 * sharpness(was, place)


def _folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


@pytest.mark.parametrize("words", [[], ["--blur-faces"]])
def test_the_command_line_passes_it_on(words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[object] = []

    def lines(_words: list[str], _limits: Limits, options: Options, **_: object) -> list[bytes]:
        asked.append(options.blur_faces)
        raise engine._ChildDiedError("that was all to be seen")

    monkeypatch.setattr(engine, "_lines", lines)
    monkeypatch.setattr(engine, "_decodes", lambda *_, **__: False)
    with pytest.raises(SystemExit):
        call_command("analyse_video", "set.mp4", "--out", str(tmp_path), *words, stdout=StringIO())
    assert asked == [bool(words)]
