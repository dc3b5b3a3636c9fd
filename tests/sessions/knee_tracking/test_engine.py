"""The engine from outside: events, files, and that nothing a video does reaches the caller."""

import gzip
import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import psutil
import pytest

from sessions import demo_clips
from sessions.knee_tracking import (
    ENGINE_VERSION,
    SCHEMA,
    Code,
    EngineFailure,
    Event,
    Filed,
    Limits,
    Measured,
    Progress,
    Stage,
    Status,
    Task,
    Verdict,
    run,
    to_json,
)
from sessions.knee_tracking.engine import _Errors, _read_lines
from sessions.knee_tracking.events import FILES, Moment, from_message, to_message
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Balance, Heels, Phase, Side, Trend
from sessions.knee_tracking.track import PoseTrack
from tests.clips import three_reps
from tests.sessions.knee_tracking.clips import ROOT
from tests.sessions.knee_tracking.conftest import Made
from tests.sessions.knee_tracking.movies import even, film, stripes

pytestmark = pytest.mark.xdist_group("knee_videos")


def events_of(source: Path, out: Path, task: Task = Task.SQUAT, **limits: Any) -> list[Event]:
    return list(run(source, task=task, out=out, limits=Limits(**limits)))


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "sessions.knee_tracking" in " ".join(one.cmdline())]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Five seconds of moving stripes, and nobody in them; as few pictures as pass for a video."""
    return film(tmp_path / "tiny.mp4", stripes((160, 90), 125, step_px=0.5), even(125, 24))


# A measured video


def test_the_drift_is_measured(drifting: Made) -> None:
    report = drifting.report
    assert report.status is Status.DONE
    assert report.engine.version == ENGINE_VERSION
    assert report.engine.pose_model is not None
    assert "mediapipe" in report.engine.pose_model
    assert len(report.reps) == 7
    assert report.summary.verdict in {Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT}
    assert [rep.verdict for rep in report.reps[:3]] == [Verdict.IN_LINE] * 3
    assert report.reps[-1].verdict is Verdict.CLEAR_DRIFT
    assert report.summary.when == (Phase.RISE,)
    assert report.summary.fatigue is not None
    assert report.summary.fatigue.verdict is Trend.WORSENS


def test_events_come_in_order_and_each_once(drifting: Made) -> None:
    kinds = [type(event) for event in drifting.events]
    assert kinds.count(Measured) == 1
    assert kinds.count(Filed) == 1
    assert kinds[-1] is Filed
    assert kinds[0] is Progress


def test_progress_rises_through_all_stages(drifting: Made) -> None:
    percents = [event.percent for event in drifting.progress]
    assert percents == sorted(percents)
    assert percents[0] == 0
    assert max(percents) > 95
    assert [*dict.fromkeys(event.stage for event in drifting.progress)] == list(Stage)
    assert len(drifting.progress) < 110


def test_the_report_comes_before_the_web_copy(drifting: Made) -> None:
    kinds = [event.stage if isinstance(event, Progress) else type(event) for event in drifting.events]
    assert kinds.index(Measured) < kinds.index(Stage.WEB_COPY)


def test_the_report_conforms(drifting: Made) -> None:
    jsonschema.validate(json.loads(json.dumps(to_json(drifting.report))), SCHEMA)


def test_the_video_s_facts(drifting: Made) -> None:
    video = drifting.report.video
    assert (video.width, video.height, video.codec, video.rotation_deg) == (1280, 720, "h264", 0)
    assert video.fps == pytest.approx(30.0, abs=0.01)
    assert video.frames == 612
    assert video.duration_s == pytest.approx(20.4, abs=0.1)
    assert video.vfr is False


def test_every_stage_took_its_time_and_together_no_more_than_the_whole(drifting: Made) -> None:
    timing = asdict(drifting.report.timing_s)
    assert timing.pop("proxy") is None
    total = timing.pop("total")
    assert all(seconds > 0 for seconds in timing.values())
    assert sum(timing.values()) <= total + 0.1


def test_all_files_are_there_and_nothing_else(drifting: Made) -> None:
    names = {getattr(drifting.filed, field) for field in FILES}
    assert names == set(FILES.values())
    assert {path.name for path in drifting.out.iterdir()} == names


def test_memory_stays_within_what_is_promised(drifting: Made) -> None:
    assert drifting.filed.peak_memory_mb is not None
    assert 100 < drifting.filed.peak_memory_mb < 700


def test_the_track_measures_again_to_the_same(drifting: Made) -> None:
    track = PoseTrack.load(drifting.out / "track.npz")
    again = measure(track, Task.SQUAT)
    assert again.summary == drifting.report.summary
    size = (drifting.out / "track.npz").stat().st_size
    assert size / track.duration_s * 60 < 200_000


def test_the_skeleton_to_draw(drifting: Made) -> None:
    overlay = json.loads((drifting.out / "overlay.json").read_text())
    assert overlay["schema"] == "coachhub.knee-tracking.overlay/1"
    assert overlay["joints"][:3] == ["nose", "left_shoulder", "right_shoulder"]
    assert len(overlay["joints"]) == 13
    assert overlay["hz"] == 30.0
    duration = drifting.report.video.duration_s
    assert duration is not None
    assert overlay["start_s"] + len(overlay["frames"]) / 30.0 == pytest.approx(duration, abs=0.3)
    places = np.array([frame for frame in overlay["frames"] if frame and None not in frame])
    assert len(places) > 500
    assert places.min() >= 0.0
    assert places.max() <= 1.0
    left, right = (overlay["joints"].index(f"{side}_knee") for side in ("left", "right"))
    for rep in drifting.report.reps:
        frame = overlay["frames"][round((rep.bottom_s - overlay["start_s"]) * 30)]
        assert frame[left][0] > frame[right][0]


def test_the_skeleton_takes_little_to_send(drifting: Made) -> None:
    packed = gzip.compress((drifting.out / "overlay.json").read_bytes())
    assert len(packed) / drifting.report.video.duration_s * 60 < 150_000  # type: ignore[operator] # it was measured


def test_the_curve_follows_the_reps(drifting: Made) -> None:
    curve = json.loads((drifting.out / "curve.json").read_text())
    assert curve["schema"] == "coachhub.knee-tracking.curve/1"
    assert curve["limits"] == {"some": -0.1, "clear": -0.2}
    times = curve["start_s"] + np.arange(len(curve["depth_pct"])) / curve["hz"]
    assert times[-1] == pytest.approx(drifting.report.video.duration_s, abs=0.3)
    inside = np.zeros(len(times), bool)
    for rep in drifting.report.reps:
        inside |= (times >= rep.start_s - 0.1) & (times <= rep.end_s + 0.1)
    for series in (curve["dkasr"]["value"], curve["offset_pct"]["left"], curve["depth_pct"]):
        assert len(series) == len(times)
        assert all(value is None for value, rep in zip(series, inside, strict=True) if not rep)
        assert sum(value is not None for value in series) > 0.6 * inside.sum()


def test_the_curve_s_band_is_around_its_line(drifting: Made) -> None:
    band = json.loads((drifting.out / "curve.json").read_text())["dkasr"]
    for value, low, high in zip(band["value"], band["low"], band["high"], strict=True):
        assert (value is None) == (low is None) == (high is None)
        assert value is None or low < value < high


def test_the_curve_is_lowest_where_the_knees_come_in(drifting: Made) -> None:
    curve = json.loads((drifting.out / "curve.json").read_text())
    known = [(value, at) for at, value in enumerate(curve["dkasr"]["value"]) if value is not None]
    lowest_s = curve["start_s"] + min(known)[1] / curve["hz"]
    worst = drifting.report.reps[-1]
    assert worst.bottom_s < lowest_s < worst.end_s  # coming up, as the drift was made


def test_the_stills_show_the_moments_that_matter(drifting: Made) -> None:
    good, worst = drifting.filed.good_moment, drifting.filed.worst_moment
    assert good is not None
    assert worst is not None
    for moment in (good, worst):
        rep = drifting.report.reps[moment.rep - 1]
        assert rep.start_s <= moment.time_s <= rep.end_s
    for name in ("still_good.jpg", "still_worst.jpg"):
        assert (drifting.out / name).read_bytes().startswith(b"\xff\xd8")


# A refused video


def test_a_side_view_is_refused_with_advice(from_the_side: Made) -> None:
    report = from_the_side.report
    assert report.status is Status.REJECTED
    assert report.reason is not None
    assert report.reason.code is Code.SIDE_VIEW
    assert "in front" in report.reason.advice
    assert report.reps == ()


def test_a_side_view_says_what_it_does_show(from_the_side: Made) -> None:
    side = from_the_side.report.side
    assert side is not None
    assert (len(side.reps), side.near_leg, side.balance) == (2, Side.LEFT, Balance.KEPT)
    assert side.heels is not Heels.LIFT  # they stay; two reps are few to be sure of it
    assert side.heel_rise_pct is not None
    assert side.heel_rise_pct.low <= 0.0 <= side.heel_rise_pct.high
    assert side.torso_lean_deg is not None
    assert side.torso_lean_deg.low <= 31.4 <= side.torso_lean_deg.high  # from the clip's own joints
    assert from_the_side.report.reason is not None
    assert "heels" in from_the_side.report.reason.message


def test_a_refused_video_can_still_be_watched_with_its_skeleton(from_the_side: Made) -> None:
    filed = from_the_side.filed
    assert (filed.web, filed.overlay, filed.track) == ("web.mp4", "overlay.json", "track.npz")
    assert (filed.curve, filed.still_good, filed.worst_moment) == (None, None, None)


def test_nobody_in_the_picture(tiny: Path, tmp_path: Path) -> None:
    events = events_of(tiny, tmp_path / "out")
    report = next(event.report for event in events if isinstance(event, Measured))
    assert report.reason is not None
    assert report.reason.code is Code.NO_PERSON
    filed = events[-1]
    assert isinstance(filed, Filed)
    assert filed.web == "web.mp4"
    assert json.loads((tmp_path / "out" / "overlay.json").read_text())["frames"] == []


# The boundary


def test_a_video_that_turns_out_longer_than_its_header_is_stopped(tmp_path: Path) -> None:
    """A live recording promises no length; it is watched no further than allowed."""
    source = film(tmp_path / "live.mkv", stripes((160, 90), 90, step_px=0.5), even(90))
    content = source.read_bytes().replace(b"\x44\x89", b"\xec\x82", 1)  # the length's tag becomes a filler's
    source.write_bytes(content)
    events = events_of(source, tmp_path / "out", max_duration_s=1.0)
    report = next(event.report for event in events if isinstance(event, Measured))
    assert report.reason is not None
    assert report.reason.code is Code.TOO_LONG


def test_leaving_early_ends_the_child_and_cleans_up(tmp_path: Path) -> None:
    events = run(demo_clips.DRIFT, task=Task.SQUAT, out=tmp_path)
    while not (isinstance(event := next(events), Progress) and event.percent >= 2):
        pass
    assert len(children()) == 1
    events.close()
    assert children() == []
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_the_engine_s_failure_not_the_video_s(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure):
        events_of(tiny, tmp_path / "out", max_memory_mb=220)
    assert children() == []
    assert list((tmp_path / "out").glob("*.part")) == []


def test_too_little_time_is_the_engine_s_failure_not_the_video_s(tmp_path: Path) -> None:
    clip = three_reps(tmp_path)
    with pytest.raises(EngineFailure, match="longer than"):
        events_of(clip, tmp_path / "out", max_wall_s=4.0)
    assert children() == []


def test_a_child_that_never_stops_talking_is_stopped() -> None:
    talking = "import sys\nwhile True:\n    sys.stderr.write('error ' * 10_000)"
    child = subprocess.Popen([sys.executable, "-c", talking], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    began = time.monotonic()
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            list(_read_lines(child, _Errors(), deadline=began + 1))
        assert time.monotonic() - began < 5
    finally:
        child.kill()
        child.communicate()


def test_a_file_that_decoding_alone_does_not_survive_is_refused(tiny: Path, tmp_path: Path) -> None:
    """As with a hostile file that crashes the decoder: here decoding gets no time instead."""
    events = events_of(tiny, tmp_path / "out", max_wall_s=0.1)
    assert [type(event) for event in events] == [Measured, Filed]
    report = next(event.report for event in events if isinstance(event, Measured))
    assert report.reason is not None
    assert report.reason.code is Code.NOT_A_VIDEO


def test_the_child_dies_with_a_killed_caller(tmp_path: Path) -> None:
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, str(demo_clips.DRIFT), str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert caller.stdout is not None
    assert caller.stdout.readline()
    measuring = psutil.Process(caller.pid).children()
    assert len(measuring) == 1
    caller.kill()
    caller.wait()
    caller.stdout.close()
    _, alive = psutil.wait_procs(measuring, timeout=5)
    assert alive == []


CALLER = """
import sys
from pathlib import Path
from sessions.knee_tracking import Progress, Stage, Task, run
for event in run(Path(sys.argv[1]), task=Task.SQUAT, out=Path(sys.argv[2])):
    if isinstance(event, Progress) and event.stage is Stage.POSE:
        print("measuring", flush=True)
"""


def test_the_child_gets_none_of_the_caller_s_secrets(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    events = run(tiny, task=Task.SQUAT, out=tmp_path / "out")
    next(events)
    environment = children()[0].environ()
    events.close()
    assert "DATABASE_URL" not in environment
    assert set(environment) <= {"PATH", "TMPDIR", "LANG", "LC_CTYPE"}


def test_the_caller_s_memory_does_not_grow(tiny: Path, tmp_path: Path) -> None:
    resident = psutil.Process().memory_info().rss
    for _ in range(2):
        events_of(tiny, tmp_path / "out", max_duration_s=1.0)
    assert psutil.Process().memory_info().rss - resident < 20_000_000


def test_an_output_folder_that_is_not_there_is_made(tiny: Path, tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    events_of(tiny, deep, max_duration_s=1.0)
    assert deep.is_dir()


EVENTS = [Progress(Stage.POSE, 40), Filed(web="web.mp4", worst_moment=Moment(3.5, 2), peak_memory_mb=480.5)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_cross_the_boundary_unchanged(event: Event) -> None:
    assert from_message(json.loads(json.dumps(to_message(event)))) == event


def test_a_report_crosses_the_boundary_unchanged(drifting: Made) -> None:
    event = Measured(drifting.report)
    assert from_message(json.loads(json.dumps(to_message(event)))) == event


@pytest.mark.parametrize("message", [{}, {"event": "unheard of"}, {"event": "progress"}])
def test_another_message_is_not_understood(message: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        from_message(message)


def test_the_module_is_run_with_words_that_make_sense() -> None:
    began = time.monotonic()
    got = subprocess.run([sys.executable, "-m", "sessions.knee_tracking"], cwd=ROOT, capture_output=True, check=False)
    assert got.returncode != 0
    assert time.monotonic() - began < 10
