"""What the header tells is enough to refuse what is too long, too large or no video, before a frame is decoded."""

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.probe import HEADER_MB, RefusedError, probe
from sessions.knee_tracking.report import Code, Video
from tests.fuzz import boxes
from tests.sessions.knee_tracking.clips import ROOT
from tests.sessions.knee_tracking.movies import even, film, stripes

SIZE = (64, 48)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """A second of video."""
    return film(tmp_path / "short.mp4", stripes(SIZE, 30), even(30))


def refused(path: Path, **limits: Any) -> RefusedError:
    with pytest.raises(RefusedError) as told:
        probe(path, Limits(**limits))
    return told.value


def test_the_header_s_facts(short: Path) -> None:
    header = probe(short, Limits())
    assert header.promised_s == pytest.approx(1.0, abs=0.05)
    assert (header.video.width, header.video.height, header.video.codec) == (64, 48, "h264")
    assert header.video.fps == pytest.approx(30.0, abs=0.1)


def test_a_video_without_promised_length_is_let_in(tmp_path: Path) -> None:
    path = tmp_path / "live.mkv"
    film(path, stripes(SIZE, 10), even(10))
    assert probe(path, Limits()).video.codec == "h264"


def test_a_title_need_not_be_text(tmp_path: Path) -> None:
    path = film(tmp_path / "title.mp4", stripes(SIZE, 10), even(10), metadata={"title": "squatsXY"})
    content = path.read_bytes()
    assert content.count(b"squatsXY") == 1
    path.write_bytes(content.replace(b"squatsXY", b"squats\xe9\xff"))
    assert probe(path, Limits()).video.codec == "h264"


def test_a_rate_too_small_to_be_told_is_not_known(tmp_path: Path) -> None:
    """A picture in two hours, as a damaged clock says."""
    path = film(tmp_path / "slow.mp4", stripes(SIZE, 3), even(3, 1 / 7200))
    assert refused(path).video.fps is None


@pytest.mark.parametrize("told", [b"stts", b"stsz"])
def test_an_index_of_more_pictures_than_any_camera_takes_is_too_large(told: bytes, tmp_path: Path) -> None:
    """A few bytes say it, and the index would take more memory than the measurement."""
    content = film(tmp_path / "many.mov", stripes(SIZE, 10), even(10)).read_bytes()
    many = {
        b"stts": boxes.table(b"stts", ">II", [(10, 512), (700_000, 0)]),
        b"stsz": boxes.box(b"stsz", struct.pack(">III", 0, 1, 700_000)),
    }
    if told == b"stsz":
        content = boxes.replaced(content, boxes.find(content, b"stsc"), boxes.table(b"stsc", ">III", [(1, 700_000, 1)]))
    path = tmp_path / "giant.mov"
    path.write_bytes(boxes.replaced(content, boxes.find(content, told), many[told]))
    assert refused(path).code is Code.TOO_LARGE
    assert probe(path, Limits(max_duration_s=800.0)).samples >= 700_000


def giant(folder: Path, samples: int) -> Path:
    """A few bytes whose index promises so many pictures, all of one size, in one chunk."""
    content = film(folder / "many.mov", stripes(SIZE, 10), even(10)).read_bytes()
    for table in (
        boxes.box(b"stsz", struct.pack(">III", 0, 1, samples)),
        boxes.table(b"stts", ">II", [(samples, 0)]),
        boxes.table(b"stsc", ">III", [(1, samples, 1)]),
        boxes.table(b"stco", ">I", [(40,)]),
    ):
        content = boxes.replaced(content, boxes.find(content, table[4:8]), table)
    path = folder / "giant.mov"
    path.write_bytes(content)
    return path


PROBE_IN_A_BOUND_PROCESS = """
import os, re, sys
from pathlib import Path
from sessions.knee_tracking.limits import Limits, bind_this_process
bind_this_process(Limits(), parent=os.getppid())
from sessions.knee_tracking.probe import RefusedError, probe
def peak_mb():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) >> 10
before = peak_mb()
try:
    said = probe(Path(sys.argv[1]), Limits()).samples
except RefusedError as refused:
    said = refused.code.value
print(said, peak_mb() - before)
"""


@pytest.mark.parametrize(
    ("samples", "said"), [(599_000, "599000"), (5_000_000, "too_large"), (28_000_000, "too_large")]
)
def test_no_index_takes_more_memory_than_a_header_may(samples: int, said: str, tmp_path: Path) -> None:
    """Of 28 million pictures it took 1.3 GB; the largest that is let in takes 40 MB."""
    words = [sys.executable, "-c", PROBE_IN_A_BOUND_PROCESS, str(giant(tmp_path, samples))]
    told = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True, cwd=ROOT).stdout.split()
    assert told[0] == said
    assert int(told[1]) < (HEADER_MB if said == "too_large" else 80)


def test_too_little_memory_for_any_header_is_not_blamed_on_the_file(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process is not bound, so that it is the machine's."""

    def none_left(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sessions.knee_tracking.probe.opened", none_left)
    with pytest.raises(MemoryError):
        probe(short, Limits())


def test_three_hours_are_too_long(tmp_path: Path) -> None:
    """One picture a minute: small, but long."""
    path = film(tmp_path / "long.mp4", stripes(SIZE, 181), even(181, 1 / 60))
    told = refused(path)
    assert told.code is Code.TOO_LONG
    assert told.video.duration_s == pytest.approx(3 * 3600, rel=0.02)
    assert not told.decoded


def test_just_within_the_length(short: Path) -> None:
    assert refused(short, max_duration_s=0.5).code is Code.TOO_LONG
    probe(short, Limits(max_duration_s=2.0))


def test_too_many_pixels(tmp_path: Path) -> None:
    path = film(tmp_path / "wide.mp4", stripes((640, 480), 2), even(2))
    told = refused(path, max_pixels=640 * 480 - 1)
    assert told.code is Code.TOO_LARGE
    assert (told.video.width, told.video.height) == (640, 480)
    probe(path, Limits(max_pixels=640 * 480))


def test_too_many_bytes(short: Path) -> None:
    assert refused(short, max_bytes=100).code is Code.TOO_LARGE


@pytest.mark.parametrize("content", [b"", b"words\n" * 1000])
def test_no_video(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.mp4"
    path.write_bytes(content)
    told = refused(path)
    assert told.code is Code.NOT_A_VIDEO
    assert told.video == Video()


def test_a_missing_file_is_no_video(tmp_path: Path) -> None:
    assert refused(tmp_path / "missing.mp4").code is Code.NOT_A_VIDEO


def test_a_codec_we_keep_shut_is_no_video(tmp_path: Path) -> None:
    path = film(tmp_path / "old.avi", stripes(SIZE, 5), even(5), codec="huffyuv", pixel_format="yuv422p")
    assert refused(path).code is Code.NOT_A_VIDEO
