"""Files that are no measurable video: each gets its reason, from the function and from the command."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import av
import jsonschema
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from sessions.knee_tracking import SCHEMA, EngineFailure, Measured, Status, Task, run, to_json
from sessions.management.commands import analyse_video
from tests.sessions.knee_tracking.movies import even, film, stripes

pytestmark = pytest.mark.xdist_group("knee_videos")

SIZE = (160, 90)


def text(folder: Path) -> Path:
    path = folder / "text.mp4"
    path.write_bytes(b"This is a diary, not a video.\n" * 80)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.write_bytes(b"")
    return path


def sound(folder: Path) -> Path:
    path = folder / "sound.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        tone = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        tone.sample_rate = 48_000
        container.mux(stream.encode(tone))
        container.mux(stream.encode(None))
    return path


def missing(folder: Path) -> Path:
    return folder / "missing.mp4"


def directory(folder: Path) -> Path:
    path = folder / "folder.mp4"
    path.mkdir()
    return path


def no_index(folder: Path) -> Path:
    """The first half of a file whose index is at its end."""
    path = film(folder / "cut.mov", stripes(SIZE, 90, step_px=0.5), even(90))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def half(folder: Path) -> Path:
    """The index promises the whole, and half of the pictures are there."""
    whole = film(folder / "whole.mp4", stripes(SIZE, 90), even(90))
    path = folder / "half.mp4"
    with av.open(whole) as source, av.open(path, "w", options={"movflags": "+faststart"}) as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = copy
                target.mux(packet)
    path.write_bytes(path.read_bytes()[: whole.stat().st_size // 2])
    return path


def noise(folder: Path) -> Path:
    path = folder / "noise.mp4"
    path.write_bytes(np.random.default_rng(7).bytes(50_000))
    return path


def playlist(folder: Path) -> Path:
    film(folder / "other.mp4", stripes(SIZE, 5), even(5))
    path = folder / "list.m3u8"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nother.mp4\n#EXT-X-ENDLIST\n")
    return path


def three_hours(folder: Path) -> Path:
    return film(folder / "long.mp4", stripes(SIZE, 181, step_px=0.5), even(181, 1 / 60))


def huge(folder: Path) -> Path:
    """10,000 × 10,000: little on the disk, 150 MB for every decoded picture."""
    path = folder / "huge.avi"
    with av.open(path, "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 10_000, 10_000, "yuvj420p"
        frame = av.VideoFrame(10_000, 10_000, "yuvj420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


NOT_VIDEOS = [text, empty, sound, missing, directory, no_index, half, noise, playlist]
REASONS = [*((make, "not_a_video") for make in NOT_VIDEOS), (three_hours, "too_long"), (huge, "too_large")]


def name_of(value: Any) -> str:
    return value.__name__ if callable(value) else str(value)


@pytest.mark.parametrize(("make", "code"), REASONS, ids=name_of)
def test_each_gets_its_reason(make: Any, code: str, tmp_path: Path) -> None:
    events = list(run(make(tmp_path), task=Task.SQUAT, out=tmp_path / "out"))
    reports = [event.report for event in events if isinstance(event, Measured)]
    assert len(reports) == 1
    assert reports[0].status is Status.REJECTED
    assert reports[0].reason is not None
    assert reports[0].reason.code == code
    assert reports[0].reason.also == ()
    jsonschema.validate(json.loads(json.dumps(to_json(reports[0]))), SCHEMA)
    assert list((tmp_path / "out").glob("*.part")) == []


class Told:
    """What the command printed, and how it ended."""

    def __init__(self, *words: str) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.code: Any = 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                call_command(analyse_video.Command(stdout=out, stderr=err), *words)
            except SystemExit as end:
                self.code = end.code
        self.out, self.err = out.getvalue(), err.getvalue()


def test_the_command_ends_with_2_for_what_is_no_video(tmp_path: Path) -> None:
    told = Told(str(text(tmp_path)), "--json")
    assert told.code == 2
    assert json.loads(told.out)["reason"]["code"] == "not_a_video"


def test_the_command_ends_with_0_for_a_refused_video(tmp_path: Path) -> None:
    told = Told(str(three_hours(tmp_path)), "--json")
    assert told.code == 0
    document = json.loads(told.out)
    jsonschema.validate(document, SCHEMA)
    assert document["reason"]["code"] == "too_long"


def test_the_command_says_it_in_words(tmp_path: Path) -> None:
    told = Told(str(missing(tmp_path)))
    assert told.code == 2
    assert told.out.splitlines()[0].startswith("Not measured: ")
    assert told.out.splitlines()[1].startswith("What to change: ")


def test_the_command_takes_a_task(tmp_path: Path) -> None:
    told = Told(str(missing(tmp_path)), "--task", "single_leg_squat", "--json")
    assert json.loads(told.out)["task"] == "single_leg_squat"


def test_the_command_knows_every_task_and_no_other() -> None:
    parser = analyse_video.Command().create_parser("manage.py", "analyse_video")
    for task in Task:
        assert parser.parse_args(["clip.mp4", "--task", task.value]).task is task
    assert parser.parse_args(["clip.mp4"]).task is Task.SQUAT
    with pytest.raises(CommandError, match="handstand"):
        parser.parse_args(["clip.mp4", "--task", "handstand"])


def test_the_command_keeps_the_files_if_asked(tmp_path: Path) -> None:
    clip = film(tmp_path / "clip.mp4", stripes(SIZE, 125, step_px=0.5), even(125, 24))
    told = Told(str(clip), "--out", str(tmp_path / "kept"))
    assert told.code == 0
    assert {"track.npz", "overlay.json", "web.mp4"} <= {path.name for path in (tmp_path / "kept").iterdir()}


def test_a_failure_of_the_engine_is_one_json_document_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_words: object) -> Any:
        raise EngineFailure("the machine is out of memory")
        yield

    monkeypatch.setattr(analyse_video, "run", fail)
    told = Told(str(text(tmp_path)), "--json")
    assert told.code == 1
    assert list(json.loads(told.out)) == ["error"]
    assert "out of memory" in told.err


def test_the_command_takes_another_pose_model(tmp_path: Path) -> None:
    told = Told(str(text(tmp_path)), "--pose-model", str(tmp_path / "gone.task"), "--json")
    assert told.code == 1
    assert told.err.strip() == "The pose model gone.task cannot be read: No such file or directory."


def test_the_command_needs_no_checks_of_the_house() -> None:
    assert analyse_video.Command.requires_system_checks == []
