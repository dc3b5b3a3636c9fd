"""Damaged and hostile files: the makers make what they say, and the engine answers each file and leaves nothing behind.

Many more with `python -m tests.fuzz`.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import av
import psutil
import pytest

from sessions.knee_tracking import EngineFailure, Filed
from tests.fuzz import bases, boxes, clocks, damage, hostile, running, structure
from tests.fuzz.__main__ import main
from tests.fuzz.bases import FORMS, SHIPPED, SHORT, Shelf, Size, base, usable
from tests.fuzz.batch import Batch, one
from tests.fuzz.made import BESIDE, Made
from tests.fuzz.making import MAKERS, kind_of, make
from tests.fuzz.running import Ran, emptied, try_file
from tests.fuzz.telling import Row, document

pytestmark = pytest.mark.xdist_group("knee_videos")

SEED = 7
KINDS = ("script", "giant_tables", "mixed_sizes", "stream_size", "crowded")
FEW = [list(MAKERS).index(kind) for kind in KINDS]
Lent = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Lending(Shelf):
    """A shelf that knows what was taken from it, and holds nothing long."""

    lent: list[Lent] = field(default_factory=list)

    def take(self, dice: Random, *forms: str, pictures: int = 0, size: Size | None = None) -> Lent:
        taken = Shelf.take(self, dice, *forms, pictures=pictures or SHORT, size=size)
        self.lent.append(taken)
        return taken


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Lending:
    """One clip, already small: what is made of it is made quickly."""
    clip = tmp_path_factory.mktemp("clips") / "small.mp4"
    clip.write_bytes(base(SHIPPED[2], "mp4", bases.LONG))
    return Lending((clip,))


def pictures(film: bytes) -> int:
    with av.open(io.BytesIO(film), "r") as container:
        return sum(1 for _ in container.decode(video=0))


def ran(**facts: Any) -> Ran:
    return replace(Ran("rejected", "too_short", 2.0, 480.0, 0.1, ()), **facts)


# What is damaged


@pytest.mark.parametrize("form", FORMS)
def test_a_base_is_a_whole_film_and_the_same_each_time(form: str) -> None:
    film = base(SHIPPED[2], form, 12)
    assert pictures(film) == 12
    assert base.__wrapped__(SHIPPED[2], form, 12) == film


def test_a_base_is_small() -> None:
    with av.open(io.BytesIO(base(SHIPPED[2], "mp4", 3)), "r") as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (320, 180)
    with av.open(io.BytesIO(base(SHIPPED[2], "mjpeg", 3, (16, 2000))), "r") as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (16, 2000)


def test_what_has_no_beginning_is_no_base(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("no film")
    (tmp_path / "short.mp4").write_bytes(base(SHIPPED[2], "mp4", 12))
    (tmp_path / "film.mp4").write_bytes(base(SHIPPED[2], "mp4", SHORT))
    assert usable(tmp_path) == (tmp_path / "film.mp4",)
    with pytest.raises(ValueError, match="no pictures"):
        base(SHIPPED[2], "mp4", 0)


# The makers


def test_the_kinds_take_turns_and_each_is_said_what_it_is() -> None:
    assert {kind_of(number) for number in range(len(MAKERS))} == set(MAKERS)
    assert kind_of(len(MAKERS) + 3) == kind_of(3)
    assert all(maker.__doc__ for maker in MAKERS.values())


@pytest.mark.parametrize("kind", MAKERS)
def test_a_number_gives_the_same_file_each_time_and_another_number_another(kind: str, shelf: Lending) -> None:
    first = list(MAKERS).index(kind)
    numbers = [first + turn * len(MAKERS) for turn in range(4)]
    made = [make(SEED, number, shelf) for number in numbers]
    assert make(SEED, numbers[0], shelf) == made[0]
    assert len({(one.content, one.suffix) for one in made}) > 1
    assert len({make(seed, first, shelf).content for seed in range(4)}) > 1


WHOLE_NOW_AND_THEN = {"few_pictures", "odd_size", "mixed_sizes"}  # nobody’s camera writes them all the same


@pytest.mark.parametrize("kind", sorted(set(MAKERS) - WHOLE_NOW_AND_THEN))
def test_no_file_is_as_it_was(kind: str, shelf: Lending) -> None:
    for seed in range(5):
        shelf.lent.clear()
        made = make(seed, list(MAKERS).index(kind), shelf)
        assert made.content not in [film for _, film in shelf.lent]


def test_bits_are_turned_only_where_they_are_to_be() -> None:
    film = bytes(100)
    turned = damage.flipped(Random(1), film, 20, 40, 5)
    assert sum(byte.bit_count() for byte in turned) == 5
    assert sum(byte.bit_count() for byte in turned[20:40]) == 5
    assert len(turned) == 100


def test_boxes_are_found_with_what_is_around_them() -> None:
    film = base(SHIPPED[2], "mov", 12)
    kinds = [one.kind for one in boxes.boxes(film)]
    assert {b"ftyp", b"moov", b"trak", b"mdhd", b"stsd", b"stsz", b"stco", b"mdat"} <= set(kinds)
    table = boxes.find(film, b"stsz")
    assert [film[at + 4 : at + 8] for at in table.around] == [b"moov", b"trak", b"mdia", b"minf", b"stbl"]
    with pytest.raises(LookupError):
        boxes.find(film, b"none")


def test_a_replaced_box_leaves_a_film_that_plays() -> None:
    film = base(SHIPPED[2], "mov", 12)
    there = boxes.find(film, b"mvhd")
    longer = boxes.replaced(film, there, film[there.start : there.end] + boxes.box(b"free", bytes(1000)))
    assert len(longer) == len(film) + 1008
    assert pictures(longer) == 12
    assert [one.kind for one in boxes.boxes(longer)].count(b"free") == [one.kind for one in boxes.boxes(film)].count(
        b"free"
    ) + 1


def test_a_table_may_say_more_rows_than_it_has() -> None:
    said = boxes.table(b"stts", ">II", [(1, 2)], count=70)
    assert struct.unpack(">I4sIIII", said) == (24, b"stts", 0, 70, 1, 2)


def test_the_decoder_s_header_promises_what_it_is_told() -> None:
    """Read back by the decoder itself."""
    film = structure.with_sequence_header(base(SHIPPED[2], "mov", 12), structure.sequence_header(900, 240))
    with av.open(io.BytesIO(film), "r") as container:
        codec = container.streams.video[0].codec_context
        assert (codec.width, codec.height) == (14_400, 3840)
        assert container.streams.video[0].frames == 12


def test_clocks_that_stand_or_run_backwards(shelf: Lending) -> None:
    film = base(SHIPPED[2], "ts", 12)
    assert len(clocks.PES.findall(film)) == 12
    assert clocks.CLUSTER.search(base(SHIPPED[2], "mkv", 12)) is not None
    made = [clocks.stream_times(Random(seed), shelf).content for seed in range(3)]
    assert len(set(made)) == 3


def test_a_giant_table_is_a_small_file(shelf: Lending) -> None:
    made = clocks.giant_tables(Random(2), shelf)
    told = boxes.find(made.content, b"stsz")
    _same, count = struct.unpack_from(">II", made.content, told.start + boxes.FULL)
    assert count >= 800_000
    assert len(made.content) < 100_000


def test_pictures_change_their_size_on_the_way(shelf: Lending) -> None:
    sizes = []
    for seed in range(4):
        film = hostile.mixed_sizes(Random(seed), shelf)
        with av.open(io.BytesIO(film.content), "r") as container:
            sizes.append({(one.width, one.height) for one in container.decode(video=0)})
    assert all(len(one) > 1 for one in sizes)


# What is looked at


def test_a_script_opens_nothing_of_what_it_names(shelf: Lending, tmp_path: Path) -> None:
    """The film beside it can be measured: a script that was followed would be refused as too short, not as no film."""
    beside = base(shelf.clips[0], "mp4")
    made = Made(hostile.SCRIPTS["concat"].encode(), ".mp4", beside=beside, code="not_a_video")
    assert try_file(made, tmp_path).violations == ()
    assert (tmp_path / BESIDE).read_bytes() == beside


def test_another_answer_than_the_only_right_one_is_a_violation(tmp_path: Path) -> None:
    got = try_file(Made(b"no film", ".mp4", code="too_short"), tmp_path)
    assert got.outcome == "rejected"
    assert got.violations == ("rejected, not_a_video in place of too_short",)


def test_too_slow_and_too_large_are_violations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = try_file(Made(b"no film", ".mp4"), emptied(tmp_path / "a"), replace(running.LIMITS, max_wall_s=0.01))
    assert slow.violations == (f"took {slow.seconds:.0f} s",)
    monkeypatch.setattr(running, "MAPPED_MB", 5 - running.LIMITS.max_memory_mb)
    large = try_file(Made(b"no film", ".mp4"), emptied(tmp_path / "b"))
    assert large.violations == (f"took {large.peak_mb:.0f} MB",)


def test_what_is_left_over_is_seen(tmp_path: Path) -> None:
    out, temporary, source = tmp_path / "out", tmp_path / "temp", tmp_path / "film.mp4"
    for folder in (out, temporary):
        folder.mkdir()
    source.write_bytes(b"changed")
    for path in (out / "web.mp4", out / "x.part", temporary / "y"):
        path.touch()
    filed = [Filed(web="web.mp4", curve="curve.json")]
    assert list(running.left_over(out, temporary, filed, source, Made(b"was", ".mp4"))) == [
        "left over in out: x.part",
        "not in out: curve.json",
        "left over in the temporary folder: y",
        "the file was changed",
    ]


def test_an_engine_that_raises_or_fails_is_a_violation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> Any:
        raise errors.pop()
        yield

    errors: list[Exception] = [KeyError("event"), EngineFailure("out of memory")]
    monkeypatch.setattr(running, "run", breaks)
    failed, raised = (try_file(Made(b"", ".mp4"), emptied(tmp_path / name)) for name in ("a", "b"))
    assert (failed.outcome, failed.violations) == ("engine_failure", ("EngineFailure: out of memory",))
    assert (raised.outcome, raised.violations) == ("raised", ("raised KeyError('event')",))


def test_an_engine_that_says_nothing_or_leaks_is_a_violation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaked: list[Any] = []

    def leaks(*_: object, **__: object) -> Any:
        leaked.append((tmp_path / "open").open("w"))
        leaked.append(subprocess.Popen(["sleep", "60"]))
        tempfile.mkstemp()
        return iter(())

    monkeypatch.setattr(running, "run", leaks)
    got = try_file(Made(b"", ".mp4"), emptied(tmp_path / "files"))
    handle, child = leaked
    child.kill()
    child.wait()
    handle.close()
    said = " | ".join(got.violations)
    for part in (
        "0 reports, 0 times filed",
        "left over in the temporary folder",
        str(tmp_path / "open"),
        f"{child.pid} sleep",
    ):
        assert part in said


def test_a_stripping_that_raises_or_changes_the_size_is_a_violation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shortens(path: Path) -> None:
        path.write_bytes(b"ab")
        raise OSError("full")

    monkeypatch.setattr(running, "strip_metadata", shortens)
    assert list(running.strip(Made(b"abc", ".mp4"), tmp_path)) == [
        "strip_metadata raised OSError('full')",
        "strip_metadata made 2 bytes of 3",
    ]


def test_a_report_that_breaks_the_schema_is_seen() -> None:
    assert list(running.invalid({"schema": "another"})) != []


def test_temporary_files_go_where_they_can_be_seen(tmp_path: Path) -> None:
    before = (tempfile.gettempdir(), os.environ.get("TMPDIR"))
    with running.temporary_files_in(tmp_path / "temp") as folder:
        assert tempfile.gettempdir() == str(folder) == os.environ["TMPDIR"]
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == before


def test_looking_sees_what_children_take() -> None:
    with running.Looking() as looking:
        subprocess.run([sys.executable, "-c", "import time; a = b'x' * 80_000_000; time.sleep(0.3)"], check=True)
        looking.stop()
    assert looking.peak_mb > 50
    assert multiprocessing.active_children() == []


# What is told


def test_the_document_counts_and_lists() -> None:
    rows = [
        Row(0, "cut", "one", ran()),
        Row(1, "hole", "one", ran(outcome="done", code=None, seconds=5.0, growth_mb=20.0)),
        Row(2, "cut", "one", ran(violations=("leaked 7", "took 40 s"), peak_mb=700.0, growth_mb=20.0)),
    ]
    told = document(rows, seed=1, clips=3)
    assert told["kinds"] == {"cut": 2, "hole": 1}
    assert told["outcomes"] == {"rejected": 2, "done": 1}
    assert told["codes"] == {"too_short": 2}
    assert told["slowest"][0] == {"number": 1, "kind": "hole", "seconds": 5.0}
    assert told["peak_memory_mb"] == 700.0
    assert told["caller_growth_mb"] == 40.0
    assert [(one["number"], one["what"]) for one in told["violations"]] == [
        (2, "leaked 7"),
        (2, "took 40 s"),
        (None, "the caller grew by 40 MB over all files"),
    ]
    assert json.loads(json.dumps(told)) == told


def test_what_a_caller_loads_with_its_first_file_is_no_growth() -> None:
    rows = [Row(0, "cut", name, ran(growth_mb=90.0)) for name in ("one", "other")]
    told = document(rows, seed=1, clips=3)
    assert (told["caller_growth_mb"], told["violations"]) == (0.0, [])


# The engine itself


@pytest.mark.parametrize("number", FEW, ids=kind_of)
def test_the_engine_answers_and_leaves_nothing(number: int, shelf: Lending, tmp_path: Path) -> None:
    row = one(Batch(SEED, shelf, tmp_path), number)
    assert row.ran.violations == ()
    assert row.ran.outcome in {"done", "rejected"}
    assert list(tmp_path.iterdir()) == []
    assert [child for child in psutil.Process().children() if "knee_tracking" in " ".join(child.cmdline())] == []


def test_the_command_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--number", str(FEW[0]), "--seed", str(SEED)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["kinds"], told["violations"]) == (1, {"script": 1}, [])
