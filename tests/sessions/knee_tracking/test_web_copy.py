"""The web copy plays in browsers, keeps the clock, and tells nothing about place, device or voices."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking.frames import UnreadableError
from sessions.knee_tracking.heads import Heads
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.stills import picture_at, write_still
from sessions.knee_tracking.web_copy import make_web_copy
from tests.sessions.knee_tracking.movies import even, film, stripes

PLACE = "+52.5200+013.4050/"
TOLD = {"location": PLACE, "com.apple.quicktime.make": "Phonemaker", "title": "my garden", "comment": "at home"}


def copy(source: Path, hide: Heads | None = None) -> Path:
    target = source.with_name("web.mp4")
    shares = list(make_web_copy(source, target, Limits(), hide=hide))
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert shares == sorted(shares)
    return target


def facts(path: Path) -> dict[str, Any]:
    with av.open(path) as container:
        stream = container.streams.video[0]
        frames = [(float(frame.time), frame.rotation) for frame in container.decode(video=0)]
        return {
            "streams": [one.type for one in container.streams],
            "codec": stream.codec_context.name,
            "format": stream.codec_context.pix_fmt,
            "size": (stream.codec_context.width, stream.codec_context.height),
            "times": [time for time, _ in frames],
            "rotation": frames[0][1],
            "metadata": container.metadata,
        }


def pixels(path: Path) -> bytes:
    with av.open(path) as container:
        return b"".join(frame.to_ndarray(format="gray").tobytes() for frame in container.decode(video=0))


@pytest.mark.parametrize("name", ["phone.mp4", "phone.mov"])
def test_what_browsers_play_is_not_encoded_again(tmp_path: Path, name: str) -> None:
    source = film(tmp_path / name, stripes((320, 240), 40), even(40))
    target = copy(source)
    assert pixels(target) == pixels(source)
    assert facts(target)["times"] == pytest.approx(even(40), abs=0.001)


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("a.webm", "libvpx-vp9", "yuv420p"),
        ("a.mkv", "libx264", "yuv420p"),
        ("a.mp4", "libx264", "yuv420p10le"),
        ("a.mp4", "libx264", "yuv444p"),
        ("a.avi", "mpeg4", "yuv420p"),
    ],
)
def test_what_browsers_do_not_play_is_encoded(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    source = film(folder / name, stripes((320, 240), 20), even(20), codec=codec, pixel_format=pixel_format)
    got = facts(copy(source))
    assert (got["codec"], got["format"], got["size"]) == ("h264", "yuv420p", (320, 240))
    assert got["times"] == pytest.approx(even(20), abs=0.002)


HEAD = Heads(np.array([0.0, 2.0]), np.array([[0.25, 0.5, 0.1, 0.2], [0.25, 0.5, 0.1, 0.2]]))
FACE, ELSEWHERE = np.s_[100:140, 66:94], np.s_[:, 240:]  # of a picture of 320 by 240


def shown(path: Path, number: int = 0) -> NDArray[np.float64]:
    """One picture of a film in grey."""
    with av.open(path) as container:
        pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    return pictures[number].astype(float)


@pytest.mark.parametrize("name", ["phone.mp4", "phone.mov", "phone.mkv"])
@pytest.mark.parametrize("number", [0, 7, -1])
def test_with_a_head_to_hide_every_picture_is_encoded_without_it(tmp_path: Path, name: str, number: int) -> None:
    source = film(tmp_path / name, stripes((320, 240), 15), even(15))
    plain, hidden = shown(source, number), shown(copy(source, HEAD), number)
    assert hidden[FACE].std() < 0.4 * plain[FACE].std()
    assert np.abs(hidden[ELSEWHERE] - plain[ELSEWHERE]).mean() < 5
    assert facts(tmp_path / "web.mp4")["times"] == pytest.approx(even(15), abs=0.002)


def test_a_picture_that_does_not_move_lets_nothing_through_either(tmp_path: Path) -> None:
    """Encoded pictures refer to each other: a head that was left in one of them would be seen in the next."""
    source = film(tmp_path / "a.mp4", stripes((320, 240), 1) * 12, even(12))
    target = copy(source, HEAD)
    for number in range(12):
        assert shown(target, number)[FACE].std() < 0.4 * shown(source)[FACE].std()


def test_a_head_in_a_turned_recording_is_hidden_where_it_is_seen(tmp_path: Path) -> None:
    """Places are of the upright picture, whichever way the sensor lay."""
    source = film(tmp_path / "turned.mp4", stripes((320, 240), 5), even(5), rotation_deg=90)
    upright = picture_at(source, 0.0, Limits()).mean(axis=2)
    hidden = shown(copy(source, HEAD))
    assert hidden.shape == (320, 240)
    assert hidden[130:190, 48:72].std() < 0.5 * upright[130:190, 48:72].std()
    assert np.abs(hidden[:, 200:] - upright[:, 200:]).mean() < 8


def test_a_head_that_was_never_seen_leaves_nothing_to_see(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", stripes((320, 240), 5), even(5))
    assert shown(copy(source, Heads.of(None))).std() < 0.25 * shown(source).std()


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    source = film(tmp_path / "large.mp4", stripes((2560, 1440), 3), even(3))
    assert facts(copy(source))["size"] == (1280, 720)


def test_odd_sizes_become_even(tmp_path: Path) -> None:
    source = film(tmp_path / "odd.webm", stripes((322, 242), 3), even(3), codec="libvpx-vp9")
    assert all(side % 2 == 0 for side in facts(copy(source))["size"])


def test_very_fast_recordings_are_thinned_to_what_screens_show(tmp_path: Path) -> None:
    source = film(tmp_path / "fast.webm", stripes((64, 48), 240, step_px=0.5), even(240, 240.0), codec="libvpx-vp9")
    assert len(facts(copy(source))["times"]) == pytest.approx(60, abs=2)


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    uneven = [0.0, 0.03, 0.2, 0.22, 0.5]
    for name, codec in (("a.mp4", "libx264"), ("b.webm", "libvpx-vp9")):
        source = film(tmp_path / name, stripes((64, 48), 5), uneven, codec=codec)
        assert facts(copy(source))["times"] == pytest.approx(uneven, abs=0.002)


@pytest.mark.parametrize(("name", "codec"), [("late.mp4", "libx264"), ("late.mkv", "libx264")])
def test_the_clock_starts_at_the_first_frame(tmp_path: Path, name: str, codec: str) -> None:
    source = film(tmp_path / name, stripes((64, 48), 10), even(10, start_s=2.0), codec=codec)
    assert facts(copy(source))["times"] == pytest.approx(even(10), abs=0.002)


@pytest.mark.parametrize("name", ["turned.mp4", "turned.mkv"])
def test_turned_recordings_stay_upright(tmp_path: Path, name: str) -> None:
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[:60, :80] = 255
    source = film(tmp_path / name, [picture] * 5, even(5), rotation_deg=90)
    first, second = (picture_at(path, 0.0, Limits()) for path in (source, copy(source)))
    assert first.shape == second.shape == (320, 240, 3)
    assert np.abs(first.astype(int) - second.astype(int)).mean() < 8


@pytest.mark.parametrize(("name", "codec"), [("told.mp4", "libx264"), ("told.mov", "libx264"), ("told.mkv", "libx264")])
def test_nothing_tells_where_or_with_what_it_was_filmed(tmp_path: Path, name: str, codec: str) -> None:
    source = film(tmp_path / name, stripes((64, 48), 10), even(10), codec=codec, metadata=TOLD)
    content = copy(source).read_bytes()
    for word in (PLACE, *TOLD.values(), "Lavf", "Lavc"):
        assert word.encode() not in content


def test_messages_inside_the_pictures_go_too(tmp_path: Path) -> None:
    """Some cameras write time and place between the pictures; our encoder writes its settings there."""
    source = film(tmp_path / "a.mp4", stripes((64, 48), 10), even(10))
    assert b"x264 - core" in source.read_bytes()
    assert b"x264 - core" not in copy(source).read_bytes()


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_voices_are_left_out(tmp_path: Path, name: str) -> None:
    source = film(tmp_path / name, stripes((64, 48), 10), even(10), sound=True)
    assert sorted(facts(source)["streams"]) == ["audio", "video"]
    assert facts(copy(source))["streams"] == ["video"]


def test_the_index_comes_first_so_that_playing_starts_at_once(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", stripes((320, 240), 60), even(60))
    content = copy(source).read_bytes()
    assert 0 < content.find(b"moov") < content.find(b"mdat")


def test_a_damaged_video_is_copied_as_far_as_it_decodes(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", stripes((320, 240), 60), even(60))
    data = bytearray(source.read_bytes())
    middle = data.find(b"mdat") + len(data) // 3
    data[middle : middle + 3000] = bytes(3000)
    source.write_bytes(data)
    assert len(facts(copy(source))["times"]) >= 10


def test_what_is_no_video_gives_no_copy(tmp_path: Path) -> None:
    source = tmp_path / "no.mp4"
    source.write_bytes(b"words" * 1000)
    with pytest.raises(UnreadableError):
        copy(source)


def test_a_still_shows_its_moment(tmp_path: Path) -> None:
    shades = [np.full((48, 64, 3), shade, np.uint8) for shade in range(0, 240, 8)]
    source = film(tmp_path / "a.mp4", shades, even(30))
    for number in (0, 7, 29):
        image = picture_at(source, number / 30 + 0.001, Limits())
        assert np.median(image) == pytest.approx(8 * number, abs=6)


def test_a_still_after_the_end_shows_the_last_picture(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", stripes((64, 48), 5), even(5))
    assert picture_at(source, 0.16, Limits()).shape == (48, 64, 3)


def test_a_still_holds_nothing_but_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "still.jpg"
    write_still(stripes((64, 48), 1)[0], path)
    content = path.read_bytes()
    assert content.startswith(b"\xff\xd8")
    assert b"Exif" not in content
    with av.open(path) as container:
        assert next(container.decode(video=0)).width == 64
