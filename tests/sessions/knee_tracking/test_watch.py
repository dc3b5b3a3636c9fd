"""Watching a video once: what is looked at, what is written down, and when it is stopped."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking import full_analysis
from sessions.knee_tracking import watch as watch_module
from sessions.knee_tracking.events import Event, Filed, Measured, Progress, Stage
from sessions.knee_tracking.filing import file_away, whole_file
from sessions.knee_tracking.frames import ANALYSED_HZ, ANALYSED_SIDE, Image
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.pipeline import analyse
from sessions.knee_tracking.probe import Header, RefusedError, probe
from sessions.knee_tracking.report import Code, Status, Task
from sessions.knee_tracking.watch import Watched, fitted, watch
from tests.sessions.knee_tracking.movies import even, film, stripes

pytestmark = pytest.mark.usefixtures("nobody_there")

SIZE = (160, 90)


class NobodyFinder:
    """Stands in for the pose model, which finds nobody in moving stripes either, but takes its time and memory."""

    name = "nobody"

    def __enter__(self) -> "NobodyFinder":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def look(self, _image: Image) -> "NobodyFinder":
        return self

    def pose(self) -> None:
        return None


@pytest.fixture
def nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch without the pose model; test_engine watches with it."""
    monkeypatch.setattr(watch_module, "PoseFinder", NobodyFinder)
    monkeypatch.setattr(watch_module, "Detector", NobodyFinder)


def watched(path: Path, header: Header | None = None, **limits: Any) -> tuple[list[float], Watched]:
    """The shares told on the way, and what was seen."""
    bounds = Limits(**limits)
    work, shares = watch(path, header or probe(path, bounds), bounds), []
    while True:
        try:
            shares.append(next(work))
        except StopIteration as done:
            return shares, done.value


def clip(folder: Path, times_s: Sequence[float], name: str = "clip.mp4", **how: Any) -> Path:
    return film(folder / name, stripes(SIZE, len(times_s), step_px=0.5), times_s, **how)


def test_half_of_an_ordinary_phone_s_pictures_are_looked_at(tmp_path: Path) -> None:
    shares, seen = watched(clip(tmp_path, even(60)))
    assert seen.video.frames == 60
    assert len(seen.track.times_s) == 30
    assert np.diff(seen.track.times_s) == pytest.approx(np.full(29, 1 / ANALYSED_HZ), abs=0.002)
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1.0


def test_every_picture_has_its_place_in_the_track_even_with_nobody_in_it(tmp_path: Path) -> None:
    _, seen = watched(clip(tmp_path, even(20)))
    assert np.isnan(seen.track.points).all()
    assert np.isnan(seen.track.visibility).all()
    assert len(seen.track.scene.camera) == len(seen.track.times_s) - 1


@pytest.mark.parametrize(("hz", "expected"), [(24.0, 24.0), (30.0, 30.0), (60.0, 60.0)])
def test_the_rate_is_the_one_of_presentation(tmp_path: Path, hz: float, expected: float) -> None:
    _, seen = watched(clip(tmp_path, even(int(hz), hz)))
    assert seen.video.fps == pytest.approx(expected, rel=0.01)
    assert seen.track.frame_s == pytest.approx(1 / expected, rel=0.01)
    assert seen.video.vfr is False


def test_an_uneven_clock_is_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    times = np.cumsum(rng.choice([1 / 30, 2 / 30, 3 / 30], 60))
    _, seen = watched(clip(tmp_path, times.tolist()))
    assert seen.video.vfr is True


def test_a_few_lost_pictures_do_not_make_a_clock_uneven(tmp_path: Path) -> None:
    times = [time for number, time in enumerate(even(90)) if number not in (20, 50)]
    _, seen = watched(clip(tmp_path, times))
    assert seen.video.vfr is False
    assert seen.track.frame_s == pytest.approx(1 / 30, abs=0.001)


def test_the_length_includes_the_last_picture(tmp_path: Path) -> None:
    _, seen = watched(clip(tmp_path, even(30)))
    assert seen.track.duration_s == pytest.approx(1.0, abs=0.01)
    assert seen.video.duration_s == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("rotation", "size"), [(0, (160, 90)), (90, (90, 160)), (-90, (90, 160)), (180, (160, 90))])
def test_sizes_are_those_of_the_upright_picture(tmp_path: Path, rotation: int, size: tuple[int, int]) -> None:
    _, seen = watched(clip(tmp_path, even(6), rotation_deg=rotation))
    assert (seen.video.width, seen.video.height) == size
    assert (seen.track.width, seen.track.height) == size
    assert seen.video.rotation_deg is not None
    assert seen.video.rotation_deg % 360 == rotation % 360


def test_large_pictures_are_looked_at_small(tmp_path: Path) -> None:
    path = film(tmp_path / "large.mp4", stripes((1920, 1080), 4), even(4))
    _, seen = watched(path)
    assert (seen.video.width, seen.video.height) == (1920, 1080)
    assert max(seen.track.width, seen.track.height) == ANALYSED_SIDE


def refused(path: Path, header: Header | None = None, **limits: Any) -> RefusedError:
    with pytest.raises(RefusedError) as told:
        watched(path, header, **limits)
    return told.value


def test_a_video_longer_than_promised_is_stopped(tmp_path: Path) -> None:
    path = clip(tmp_path, even(60))
    honest = probe(path, Limits())
    lying = Header(honest.video, None, 0, honest.probe_s)
    assert refused(path, lying, max_duration_s=1.0).code is Code.TOO_LONG


def test_a_video_much_shorter_than_promised_is_broken_but_can_be_shown(tmp_path: Path) -> None:
    path = clip(tmp_path, even(60))
    honest = probe(path, Limits())
    told = refused(path, Header(honest.video, 4.0, 0, honest.probe_s))
    assert told.code is Code.NOT_A_VIDEO
    assert told.decoded
    assert told.video.frames == 60
    watched(path, Header(honest.video, 2.2, 0, honest.probe_s))


def test_a_single_picture_is_no_video(tmp_path: Path) -> None:
    assert refused(clip(tmp_path, [0.0])).code is Code.NOT_A_VIDEO


def jpegs(folder: Path, sizes: Sequence[tuple[int, int]]) -> Path:
    """A film in which each picture has a size of its own, as of a recording that followed its network."""
    path = folder / "sizes.avi"
    with av.open(path, "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = *sizes[0], "yuvj420p"
        for number, size in enumerate(sizes):
            codec = av.CodecContext.create("mjpeg", "w")
            codec.width, codec.height, codec.pix_fmt, codec.time_base = *size, "yuvj420p", Fraction(1, 30)
            picture = av.VideoFrame.from_ndarray(stripes(size, 1)[0], format="rgb24").reformat(format="yuvj420p")
            for packet in [*codec.encode(picture), *codec.encode(None)]:
                packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 30)
                container.mux(packet)
    return path


def test_pictures_of_another_size_but_one_shape_are_brought_to_the_first_s(tmp_path: Path) -> None:
    _, seen = watched(jpegs(tmp_path, [(160, 90)] * 20 + [(320, 180)] * 20 + [(80, 45)] * 20))
    assert (seen.track.width, seen.track.height) == (160, 90)
    assert len(seen.track.times_s) == 30
    assert len(seen.track.scene.camera) == 29


def test_a_video_that_changes_its_shape_is_not_whole(tmp_path: Path) -> None:
    told = refused(jpegs(tmp_path, [(160, 90)] * 40 + [(90, 160)] * 40))
    assert told.code is Code.NOT_A_VIDEO
    assert told.decoded
    assert told.video.frames == 80


def test_a_few_pictures_of_another_shape_are_passed_over(tmp_path: Path) -> None:
    _, seen = watched(jpegs(tmp_path, [(160, 90)] * 56 + [(90, 160)] * 4))
    assert len(seen.track.times_s) == 28
    assert seen.video.frames == 60


@pytest.mark.parametrize(
    ("size", "fits"), [((160, 90), True), ((80, 45), True), ((320, 181), True), ((160, 96), False), ((90, 160), False)]
)
def test_what_fits_the_first_picture_s_shape(size: tuple[int, int], fits: bool) -> None:
    image = fitted(np.zeros((size[1], size[0], 3), np.uint8), (160, 90))
    assert (image is not None) is fits
    assert image is None or image.shape == (90, 160, 3)


def test_pictures_that_outgrow_the_header_are_not_decoded(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", stripes((640, 480), 5), even(5))
    small = Header(probe(path, Limits()).video, 0.1, 0, 0.0)
    assert refused(path, small, max_pixels=1000).code is Code.NOT_A_VIDEO


def test_the_pipeline_tells_a_refusal_by_the_header_at_once(tmp_path: Path) -> None:
    path = clip(tmp_path, even(60))
    events = list(analyse(path, Task.SQUAT, tmp_path, Limits(max_duration_s=1.0), Options()))
    assert [type(event) for event in events] == [Progress, Measured, Filed]
    assert list(tmp_path.glob("*.npz")) == []


def measured(events: Sequence[Event]) -> Measured:
    return next(event for event in events if isinstance(event, Measured))


def test_the_pipeline_files_what_it_saw_before_it_reports(tmp_path: Path) -> None:
    path = clip(tmp_path, even(30))
    out = tmp_path / "out"
    out.mkdir()
    events = analyse(path, Task.SQUAT, out, Limits(), Options())
    seen: list[Event] = []
    while not (seen and isinstance(seen[-1], Measured)):
        seen.append(next(events))
    assert (out / "track.npz").exists()
    assert measured(seen).report.status is Status.REJECTED
    rest = list(events)
    assert {event.stage for event in rest if isinstance(event, Progress)} == {Stage.WEB_COPY}
    assert isinstance(rest[-1], Filed)


def test_a_refusal_knows_how_long_it_took(tmp_path: Path) -> None:
    path = clip(tmp_path, even(30))
    total = measured(list(analyse(path, Task.SQUAT, tmp_path, Limits(), Options()))).report.timing_s.total
    assert total is not None
    assert total > 0


def test_a_broken_video_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    path = clip(tmp_path, even(60))
    honest = probe(path, Limits())
    out = tmp_path / "out"
    out.mkdir()
    events = list(
        full_analysis.watch_and_measure(path, Header(honest.video, 9.0, 0, 0.0), Task.SQUAT, out, Limits(), Options())
    )
    report = measured(events).report
    assert report.reason is not None
    assert report.reason.code is Code.NOT_A_VIDEO
    assert isinstance(events[-1], Filed)
    assert events[-1].web == "web.mp4"
    assert events[-1].track is None


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        whole_file(tmp_path / "a.json", fail)
    assert not (tmp_path / "a.json").exists()
    assert whole_file(tmp_path / "b.json", lambda path: path.write_text("whole")) == "b.json"
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".part")] == ["b.json"]


def test_a_video_that_cannot_be_copied_fails_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "no.mp4"
    source.write_bytes(b"words" * 100)
    events = list(file_away(source, tmp_path, Limits()))
    assert isinstance(events[-1], Filed)
    assert events[-1].web is None
    assert events[-1].web_copy_s is None


def test_what_cannot_be_played_is_not_tried(tmp_path: Path) -> None:
    events = list(file_away(clip(tmp_path, even(5)), tmp_path, Limits(), playable=False))
    assert [type(event) for event in events] == [Filed]


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """A file with one kind of damage."""
    data: NDArray[np.uint8] = np.frombuffer(content, np.uint8).copy()
    kind = rng.integers(0, 4)
    if kind == 0:
        at = rng.integers(0, len(data), 1 + len(data) // 500)
        data[at] ^= np.uint8(1) << rng.integers(0, 8, len(at)).astype(np.uint8)
    elif kind == 1:
        data = data[: rng.integers(1, len(data))]
    elif kind == 2:
        start = rng.integers(0, len(data) - 64)
        data[start : start + 64] = 255
    else:
        start, length = rng.integers(0, len(data) // 2), rng.integers(1, len(data) // 4)
        data = np.concatenate([data[:start], data[start + length :]])
    return data.tobytes()


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("a.webm", "libvpx-vp9")])
def test_damaged_files_end_in_a_header_or_a_refusal(tmp_path: Path, name: str, codec: str) -> None:
    """A short fuzz with a seed; nothing but a refusal may come out, and nothing may hang."""
    whole = clip(tmp_path, even(40), f"whole-{name}", codec=codec).read_bytes()
    rng = np.random.default_rng(11)
    limits = Limits(max_duration_s=60.0, max_pixels=200_000)
    ends = {"decoded": 0, "refused": 0}
    for number in range(60):
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(damaged(whole, rng))
        try:
            header = probe(path, limits)
            _decode(path, header, limits)
            ends["decoded"] += 1
        except RefusedError:
            ends["refused"] += 1
    assert min(ends.values()) > 5


def _decode(path: Path, header: Header, limits: Limits) -> None:
    """Decode as watching does, without looking for anybody."""
    from sessions.knee_tracking.frames import UnreadableError, decode, opened, upright

    try:
        with opened(path, max_pixels=limits.max_pixels) as (container, stream):
            for frame in decode(container, stream):
                upright(frame.picture, longest_side=64)
    except UnreadableError as error:
        raise RefusedError(Code.NOT_A_VIDEO, header.video) from error
