"""Frames come with their own times, upright and small; whatever is no video is refused by name."""

import errno
from pathlib import Path

import av
import numpy as np
import pytest

from sessions.knee_tracking.frames import Pace, UnreadableError, _blamed, decode, opened, upright
from tests.sessions.knee_tracking.movies import even, film, stripes

SIZE = (64, 48)
PIXELS = 10_000_000


def times(path: Path) -> list[float]:
    with opened(path, max_pixels=PIXELS) as (container, stream):
        return [frame.time_s for frame in decode(container, stream)]


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "libx264"), ("a.mov", "libx264"), ("a.mkv", "libx264"), ("a.webm", "libvpx-vp9"), ("a.avi", "mpeg4")],
)
def test_containers_and_codecs_of_phones_and_editors(tmp_path: Path, name: str, codec: str) -> None:
    path = film(tmp_path / name, stripes(SIZE, 10), even(10), codec=codec)
    assert times(path) == pytest.approx(even(10), abs=0.002)


def test_times_are_the_presentation_times(tmp_path: Path) -> None:
    uneven = [0.0, 0.03, 0.1, 0.11, 0.4, 0.41]
    path = film(tmp_path / "a.mp4", stripes(SIZE, 6), uneven)
    assert times(path) == pytest.approx(uneven, abs=0.001)


def test_the_clock_starts_at_the_first_frame(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", stripes(SIZE, 5), even(5, start_s=3.0))
    assert times(path) == pytest.approx(even(5), abs=0.002)


def test_times_rise(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", stripes(SIZE, 30), even(30))
    assert (np.diff(times(path)) > 0).all()


@pytest.mark.parametrize("rotation", [90, -90, 180])
def test_turned_recordings_come_upright(tmp_path: Path, rotation: int) -> None:
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:16, :16] = 255
    path = film(tmp_path / "a.mp4", [picture] * 3, even(3), rotation_deg=rotation)
    with opened(path, max_pixels=PIXELS) as (container, stream):
        frame = next(decode(container, stream))
        image = upright(frame.picture, longest_side=64)
    turned = np.rot90(picture, frame.picture.rotation // 90)
    assert frame.picture.rotation % 360 == rotation % 360
    assert image.shape == turned.shape
    assert np.abs(image.astype(int) - turned.astype(int)).mean() < 20


@pytest.mark.parametrize(("longest", "expected"), [(32, (24, 32)), (64, (48, 64)), (500, (48, 64))])
def test_pictures_are_made_smaller_never_larger(tmp_path: Path, longest: int, expected: tuple[int, int]) -> None:
    path = film(tmp_path / "a.mp4", stripes(SIZE, 2), even(2))
    with opened(path, max_pixels=PIXELS) as (container, stream):
        image = upright(next(decode(container, stream)).picture, longest_side=longest)
    assert image.shape[:2] == expected
    assert image.flags.c_contiguous


def test_ten_bit_video_decodes(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", stripes(SIZE, 4), even(4), pixel_format="yuv420p10le")
    assert len(times(path)) == 4


def test_damage_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", stripes(SIZE, 60), even(60))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    path.write_bytes(data)
    assert 10 < len(times(path)) <= 60


def refuse(path: Path) -> str:
    with pytest.raises(UnreadableError) as told, opened(path, max_pixels=PIXELS) as (container, stream):
        list(decode(container, stream))
    return str(told.value)


def test_what_is_no_file_is_unreadable(tmp_path: Path) -> None:
    assert "no such file" in refuse(tmp_path / "missing.mp4")
    assert "no such file" in refuse(tmp_path)


@pytest.mark.parametrize("content", [b"", b"plain text, whatever its name\n" * 100, bytes(5000)])
def test_what_is_no_video_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    refuse(path)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        tone = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        tone.sample_rate = 48_000
        container.mux(stream.encode(tone))
        container.mux(stream.encode(None))
    assert "no picture stream" in refuse(path)


def test_a_playlist_does_not_make_us_read_other_files(tmp_path: Path) -> None:
    """ffmpeg would open what a playlist names: other people's files, or addresses inside the network."""
    film(tmp_path / "secret.mp4", stripes(SIZE, 5), even(5))
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsecret.mp4\n#EXT-X-ENDLIST\n")
    refuse(playlist)


def test_a_still_picture_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with av.open(path, "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(stripes(SIZE, 1)[0], format="rgb24")))
        container.mux(stream.encode(None))
    refuse(path)


def test_the_decoder_itself_is_bound_to_the_size(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", stripes((640, 480), 3), even(3))
    with pytest.raises(UnreadableError), opened(path, max_pixels=10_000) as (container, stream):
        list(decode(container, stream))


@pytest.mark.parametrize("code", [errno.ENOMEM, errno.EMFILE, errno.ENOSPC])
def test_a_shortage_is_not_blamed_on_the_file(code: int) -> None:
    shortage = av.FFmpegError(code, "short of something")
    assert _blamed(shortage) is shortage


def test_damage_is_blamed_on_the_file() -> None:
    assert isinstance(_blamed(av.InvalidDataError(-1, "nonsense")), UnreadableError)


def due(hz: float, of: list[float]) -> list[float]:
    pace = Pace(hz)
    return [time for time in of if pace.due(time)]


@pytest.mark.parametrize("hz", [12.0, 15.0, 24.0, 25.0, 29.97, 30.0, 50.0, 60.0, 240.0])
def test_a_pace_holds_its_rate_whatever_the_video_s(hz: float) -> None:
    kept = due(15.0, even(int(hz * 8), hz))
    assert len(kept) == pytest.approx(8 * min(hz, 15.0), abs=2)
    assert np.diff(kept).max() <= max(1 / hz, 1 / 15) + 1 / hz


def test_a_pace_forgives_uneven_clocks() -> None:
    shaky = [number / 15 + 0.003 * (-1) ** number for number in range(60)]
    assert len(due(15.0, shaky)) == 60


def test_a_pace_starts_at_once_and_jumps_over_holes() -> None:
    assert due(10.0, [5.0, 5.01, 9.0, 9.02, 9.2]) == [5.0, 9.0, 9.2]


def test_a_pace_does_not_catch_up_after_a_hole() -> None:
    kept = due(10.0, [0.0, 3.0, *even(30, 30.0, 3.01)])
    assert len([time for time in kept if 3.0 <= time < 3.5]) <= 6
