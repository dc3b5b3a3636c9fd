"""`python -m bench.make_tracks FOLDER`: the tests' pose tracks and truths, from synthetic clips with their truth files.

Run it again whenever pose model, sampling or the track's format change; tests/tracks and tests/truth are its output.
"""

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sessions.knee_tracking import Filed, Task, run

TESTS = Path(__file__).parents[1] / "tests"
KEPT = ("clip", "about", "task", "legs_measured", "video", "camera", "athlete", "set", "reps", "expected")


def make(clip: Path) -> None:
    """The track of one clip, and its truth without the frames."""
    truth = json.loads(clip.with_suffix(".json").read_text("utf-8"))
    with TemporaryDirectory() as out:
        task = Task(truth["task"]) if truth["task"] in list(Task) else Task.LANDING
        filed = [event for event in run(clip, task=task, out=Path(out)) if isinstance(event, Filed)]
        assert filed[0].track is not None
        shutil.copy(Path(out) / filed[0].track, TESTS / "tracks" / f"{clip.stem}.npz")
    slim = {key: truth[key] for key in KEPT}
    text = json.dumps(slim, ensure_ascii=False, separators=(",", ":"))
    (TESTS / "truth" / f"{clip.stem}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).glob("*.mp4")):
        print(path.stem, file=sys.stderr)
        make(path)
