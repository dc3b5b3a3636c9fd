"""The synthetic clips' pose tracks and truths, and the acceptance vectors, as the tests ask for them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sessions.knee_tracking import Task
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.track import PoseTrack

TESTS = Path(__file__).parents[2]
ROOT = TESTS.parent
DEMO_CLIPS = ROOT / "sessions" / "demo_clips"
FOOTAGE = ROOT.parent / "shared" / "footage"

NAMES = sorted(path.stem for path in (TESTS / "tracks").glob("*.npz"))
ONE_LEGGED = ["dev11_split_squat_right"]
REFUSED = {"dev09_side_view": "side_view", "dev10_feet_cut": "body_cut_off"}
MEASURED = [name for name in NAMES if name not in REFUSED]
TWO_LEGGED = [name for name in MEASURED if name not in ONE_LEGGED]


@cache
def track(name: str) -> PoseTrack:
    """The pose track of a synthetic clip."""
    return PoseTrack.load(TESTS / "tracks" / f"{name}.npz")


@cache
def truth(name: str) -> dict[str, Any]:
    """What really happened in a synthetic clip."""
    loaded: dict[str, Any] = json.loads((TESTS / "truth" / f"{name}.json").read_text("utf-8"))
    return loaded


def task(name: str) -> Task:
    """The task of a synthetic clip."""
    return Task(truth(name)["task"])


@cache
def measurement(name: str) -> Measurement:
    """The measurement of a synthetic clip's track."""
    return measure(track(name), task(name))


@cache
def body(name: str) -> Body:
    """The body of a synthetic clip's track."""
    found = find_body(evenly(track(name)))
    assert found is not None
    return found


def vectors(topic: str, function: str) -> list[Any]:
    """The acceptance vectors of one function, as pytest parameters' values."""
    document = json.loads((TESTS / "vectors" / f"{topic}.json").read_text("utf-8"))
    return [vector for vector in document["vectors"] if vector["function"] == function]


def name_of(vector: Any) -> str:
    """A vector's own name, for the test's id."""
    return str(vector["name"])


def floats(value: Any) -> Any:
    """A vector's input with null and the strings that stand for NaN as NaN."""
    if isinstance(value, list):
        return [floats(item) for item in value]
    return float("nan") if value is None else float(value)


def same(got: Any, expected: Any, tolerance: float) -> bool:
    """Whether a result is what a vector expects; null in the vector is NaN or None here."""
    if expected is None:
        return got is None or got != got
    return got is not None and abs(float(got) - expected) <= tolerance
