"""`python -m bench.made --seed 1 [--footage FOLDER]`: the engine on hard footage made from clips, as one JSON document.

Made from the shipped clips, and from the labelled ones of FOLDER if it is given: moving cameras, people who cross or
stand beside the athlete, mirrors, darkness, cuts, phones of every kind. Each answer is held against the one about
the untouched set. Takes about a minute for every three films on a free core.
"""

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from sessions.knee_tracking import ENGINE_VERSION, Measured, Task, run, to_json
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.made.films import Film
from tests.sessions.knee_tracking.made.judging import elsewhere, faults
from tests.sessions.knee_tracking.made.table import KINDS, Kind
from tests.sessions.knee_tracking.made.takes import Material, Take, shipped
from tests.sessions.knee_tracking.movies import film

Json = dict[str, Any]


def materials(footage: Path | None) -> dict[str, Material]:
    """What the films are made from, by name."""
    own = shipped()
    found = {"shipped": own}
    if footage is not None:
        real = Take(footage / "nowva_squats.mp4", 0.0, 12.2)
        man = Take(footage / "ucsd_demo_front_crop.mp4", 0.0, 7.6)
        clean = Take(footage / "synthetic" / "dev01_clean_squat.mp4", 3.2, 20.5)
        found["real"] = Material(real, man, own.walker, Take(footage / "tamannaju_squats.mp4", 0.0, 13.0))
        found["clean"] = Material(clean, own.athlete, own.walker, own.side)
    return found


def make(kind: Kind, material: Material, seed: int) -> Film:
    """The film of one kind, the same for the same seed."""
    return kind.make(material, np.random.default_rng([seed, *kind.name.encode()]))


def answer(made: Film, path: Path, out: Path) -> tuple[Json, PoseTrack]:
    """Write a film and run the engine on it: its report and its track."""
    film(path, made.pictures, made.times_s, rotation_deg=made.rotation_deg)
    events = run(path, task=Task.SQUAT, out=out)
    report = next(to_json(event.report) for event in events if isinstance(event, Measured))
    events.close()
    return report, PoseTrack.load(out / "track.npz")


def row(name: str, kind: Kind, made: Film, report: Json, plain: Json) -> Json:
    """One film's line in the document."""
    reason = report["reason"]
    return {
        "material": name,
        "film": kind.name,
        "expected": {"measured": kind.measured, "whole": kind.whole, "codes": sorted(kind.codes)},
        "got": report["status"],
        "codes": [reason["code"], *reason["also"]] if reason else [],
        "reps": [rep["bottom_s"] for rep in report["reps"]],
        "verdict": report["summary"]["verdict"],
        "certain": report["summary"]["certain"],
        "faults": faults(kind, made, report, plain),
    }


def measured(name: str, material: Material, seed: int, only: list[str] | None, folder: Path) -> list[Json]:
    """The lines of all films from one material, the untouched set first."""
    rows: list[Json] = []
    plain: Json | None = None
    still: PoseTrack | None = None
    for kind in KINDS:
        if plain is not None and only and not any(part in kind.name for part in only):
            continue
        out = folder / kind.name
        out.mkdir(parents=True, exist_ok=True)
        made = make(kind, material, seed)
        report, track = answer(made, out / "film.mp4", out)
        plain, still = plain or report, still or track
        rows.append(row(name, kind, made, report, plain))
        if kind.still and report["reps"]:
            spans = [(rep["start_s"], rep["end_s"]) for rep in report["reps"]]
            rows[-1]["somebody_else_share"] = round(elsewhere(track, still, spans), 3)
        told = [str(rows[-1].get(key)) for key in ("film", "got", "codes", "verdict", "somebody_else_share", "faults")]
        print(name, *told, file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Make and measure every film asked for, print one document; progress goes to the error output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--footage", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="parts of films' names")
    parser.add_argument("--material", nargs="*", help="names of materials")
    parser.add_argument("--keep", type=Path, help="where to keep films and tracks")
    words = parser.parse_args()
    rows: list[Json] = []
    with TemporaryDirectory(prefix="coachhub-made-") as scratch:
        for name, material in materials(words.footage).items():
            if words.material is None or name in words.material:
                rows += measured(name, material, words.seed, words.only, (words.keep or Path(scratch)) / name)
    wrong = [f"{one['material']} {one['film']}" for one in rows if one["faults"]]
    print(json.dumps({"engine": ENGINE_VERSION, "seed": words.seed, "wrong": wrong, "films": rows}, indent=1))


if __name__ == "__main__":
    main()
