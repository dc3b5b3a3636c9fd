"""`python -m bench.knee_tracking --footage FOLDER`: how well and how fast the engine measures, as one JSON document.

Everything takes about an hour on two free cores; `--parts labelled speed` about eight minutes.
"""

import argparse
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import known_shift, labelled, repeatability, speed, trade
from bench.figures import Json
from bench.labelled import Clip
from sessions.knee_tracking import ENGINE_VERSION

PARTS: dict[str, Callable[[Path, Callable[[Clip], bool]], Json]] = {
    "labelled": labelled.document,
    "speed": speed.document,
    "repeatability": repeatability.document,
    "known_shift": known_shift.document,
    "trade": trade.document,
}


def main() -> None:
    """Measure what was asked for and print one document; progress goes to the error output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--footage", type=Path, required=True, help="a folder as labelled.py describes it")
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--model", type=Path, help="a .task file in place of the own pose model; labelled clips only")
    parser.add_argument("--only", nargs="*", help="parts of clips' names")
    words = parser.parse_args()

    def wanted(clip: Clip) -> bool:
        return not words.only or any(part in clip.path.name for part in words.only)

    if words.model and words.parts != ["labelled"]:
        parser.error("--model goes with --parts labelled")
    parts = PARTS | {"labelled": partial(labelled.document, pose_model=words.model)}
    document = {"engine": ENGINE_VERSION, "cores": os.cpu_count()}
    print(json.dumps(document | {part: parts[part](words.footage, wanted) for part in words.parts}, indent=1))


if __name__ == "__main__":
    main()
