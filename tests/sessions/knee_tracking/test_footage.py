"""Labelled clips to be refused, where they lie beside the project; the bench measures all that are there."""

import json
from pathlib import Path
from typing import Any

import pytest

from sessions.knee_tracking import Measured, Task, run
from tests.clips import beginning
from tests.sessions.knee_tracking.clips import FOOTAGE

pytestmark = pytest.mark.xdist_group("knee_videos")

# Each for something the shipped clips do not have, and how much of it shows that, in seconds; None for all.
CHOSEN = {
    "bad_two_people.mp4": 5.5,
    "bad_huge_10000x10000.mp4": None,
}


def labels() -> list[dict[str, Any]]:
    """The labels of the chosen clips that are there."""
    manifest = json.loads((FOOTAGE / "MANIFEST.json").read_text("utf-8"))
    return [label for label in manifest if label["file"] in CHOSEN]


if FOOTAGE.is_dir():

    @pytest.mark.parametrize("label", labels(), ids=lambda label: label["file"])
    def test_a_labelled_clip_is_refused_for_what_is_wrong_with_it(label: dict[str, Any], tmp_path: Path) -> None:
        clip, seconds = FOOTAGE / label["file"], CHOSEN[label["file"]]
        source = beginning(clip, seconds, tmp_path) if seconds else clip
        events = run(source, task=Task.SQUAT, out=tmp_path / "out")
        report = next(event.report for event in events if isinstance(event, Measured))
        events.close()
        assert report.reason is not None
        assert report.reason.code in label["reason_codes"]
