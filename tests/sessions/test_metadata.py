"""Place and device are taken out of a video before it is stored; the film itself keeps every byte."""

from __future__ import annotations

import io
import struct
import time
from itertools import islice
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import demo_clips
from sessions.services.metadata import strip_metadata
from tests.clips import PLACE, phone_film

GPS = b"lat 59.3293 lon 18.0686;"


def pictures(film: bytes, most: int = 30) -> list[tuple[int | None, bytes]]:
    """The first pictures of a film with their times."""
    with av.open(io.BytesIO(film), "r") as container:
        frames = islice(container.decode(video=0), most)
        return [(frame.pts, frame.to_ndarray().tobytes()) for frame in frames]


def box(kind: bytes, *content: bytes, wide: bool = False) -> bytes:
    body = b"".join(content)
    if wide:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def table(kind: bytes, row: str, *rows: tuple[int, ...], head: bytes = b"") -> bytes:
    return box(kind, bytes(4), head, struct.pack(">I", len(rows)), *(struct.pack(row, *values) for values in rows))


def track(handler: bytes, *tables: bytes) -> bytes:
    said = box(b"hdlr", bytes(8), handler, bytes(12))
    return box(b"trak", box(b"mdia", said, box(b"minf", box(b"stbl", *tables))))


def of_chunks(*starts: int, sizes: list[int], wide: bool = False, same: int = 0) -> list[bytes]:
    """Tables of a track with one sample in its first chunk and two in each that follows."""
    if same:
        lengths = box(b"stsz", bytes(4), struct.pack(">II", same, len(sizes)))
    else:
        lengths = table(b"stsz", ">I", *((size,) for size in sizes), head=bytes(4))
    places = (
        table(b"co64", ">Q", *((at,) for at in starts)) if wide else table(b"stco", ">I", *((at,) for at in starts))
    )
    return [lengths, table(b"stsc", ">III", (1, 1, 1), (2, 2, 1)), places]


def stripped(film: bytes, folder: Path) -> bytes:
    path = folder / "film"
    path.write_bytes(film)
    strip_metadata(path)
    return path.read_bytes()


@pytest.mark.parametrize("format", ["mp4", "mov", "3gp"])
def test_place_and_device_are_gone_and_the_film_is_not(format: str, tmp_path: Path) -> None:
    film = phone_film(format)
    assert b"udta" in film
    clean = stripped(film, tmp_path)
    assert len(clean) == len(film)
    for told in (b"59.3293", b"018.0686", b"Fairphone", b"FP5", b"loci"):
        assert told not in clean
    assert pictures(clean) == pictures(film)


@pytest.mark.parametrize(
    "clip", [demo_clips.IN_LINE, demo_clips.DRIFT, demo_clips.SIDE_VIEW], ids=lambda clip: clip.stem
)
def test_a_real_clip_plays_as_before(clip: Path, tmp_path: Path) -> None:
    film = clip.read_bytes()
    assert pictures(stripped(film, tmp_path)) == pictures(film)


@pytest.mark.parametrize("wide", [False, True])
def test_what_a_camera_wrote_beside_the_film_is_overwritten(wide: bool, tmp_path: Path) -> None:
    start = box(b"ftyp", b"isom")
    at = len(start) + (16 if wide else 8)
    media = b"PICTURE." + GPS + b"PICTURE." + GPS * 2 + b"SOUND..."
    seen = track(b"vide", *of_chunks(at, at + 32, sizes=[8, 8], wide=wide))
    heard = track(b"soun", *of_chunks(at + 88, sizes=[8], wide=wide))
    told = track(b"meta", *of_chunks(at + 8, at + 40, sizes=[24, 24, 24], wide=wide))
    clean = stripped(start + box(b"mdat", media, wide=wide) + box(b"moov", seen, heard, told), tmp_path)
    assert clean[at : at + len(media)] == b"PICTURE." + bytes(24) + b"PICTURE." + bytes(48) + b"SOUND..."


def test_samples_of_one_size(tmp_path: Path) -> None:
    start = box(b"ftyp", b"isom")
    told = track(b"meta", *of_chunks(len(start) + 8, len(start) + 8 + 24, sizes=[24] * 3, same=24))
    clean = stripped(start + box(b"mdat", GPS * 3, b"REST") + box(b"moov", told), tmp_path)
    assert clean[len(start) + 8 :].startswith(bytes(72) + b"REST")


def test_notes_of_a_track_and_of_the_file(tmp_path: Path) -> None:
    noted = box(b"trak", box(b"hdlr", bytes(8), b"vide"), box(b"udta", b"filmed by Maya"), box(b"meta", PLACE.encode()))
    film = box(b"ftyp", b"isom") + box(b"moov", noted) + box(b"uuid", b"XMP: " + PLACE.encode())
    clean = stripped(film, tmp_path)
    assert (b"Maya" in clean, PLACE.encode() in clean) == (False, False)
    assert clean.count(b"free") == 3


def test_another_kind_of_file_stays_as_it_is(tmp_path: Path) -> None:
    for film in (b"", b"moov", b"\x1aE\xdf\xa3" + bytes(200), b"just a text, renamed"):
        assert stripped(film, tmp_path) == film


def test_done_twice_is_done_once(tmp_path: Path) -> None:
    once = stripped(phone_film(), tmp_path)
    assert stripped(once, tmp_path) == once


FILM = phone_film()


@given(data=st.data())
def test_a_broken_file_keeps_its_size_and_harms_nothing(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    film = bytearray(FILM)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(film) - 4))
        film[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    cut = film[: data.draw(st.integers(0, len(film)))]
    assert len(stripped(bytes(cut), tmp_path_factory.mktemp("broken"))) == len(cut)


def test_tables_that_claim_too_much_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    claims = box(b"stsz", bytes(4), struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFFF))
    all_over = table(b"stco", ">I", *((at,) for at in range(8, 4000)))
    told = track(b"meta", claims, table(b"stsc", ">III", (1, 0xFFFFFFFF, 1)), all_over)
    nested = b""
    for _ in range(3000):
        nested = box(b"mdia", nested)
    film = box(b"moov", told, box(b"trak", nested))
    assert len(stripped(film, tmp_path)) == len(film)


def bombs() -> dict[str, bytes]:
    """Small films made to be read for hours or to fill the memory: 4 MB at most."""
    start = box(b"ftyp", b"isom")
    sizes = box(b"stsz", bytes(4), struct.pack(">II", 1, 0xFFFFFFFF))
    told = track(b"meta", sizes, table(b"stsc", ">III", (1, 0xFFFFFFFF, 1)), table(b"stco", ">I", (8,)))
    empty = box(b"udta") * 500
    return {
        "promises": start + box(b"moov", told * 20_000),
        "crowds": start + box(b"moov", box(b"trak", empty) * 1000),
        "films": start + box(b"moov", box(b"trak", empty)) * 1000,
        "tracks": start + box(b"trak", empty) * 1000,
    }


@pytest.mark.parametrize("name", bombs())
def test_a_small_file_does_not_take_long(name: str, tmp_path: Path) -> None:
    film = bombs()[name]
    assert len(film) < 5_000_000
    began = time.process_time()
    assert len(stripped(film, tmp_path)) == len(film)
    assert time.process_time() - began < 3


def test_a_second_film_is_stripped_as_well(tmp_path: Path) -> None:
    noted = box(b"moov", box(b"udta", b"filmed by Maya"))
    assert b"Maya" not in stripped(box(b"ftyp", b"isom") + noted + noted, tmp_path)
