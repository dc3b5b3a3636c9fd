"""`python -m tests.faults --submissions 500 --seed 1`: red flags under faults, as one JSON document.

Starts a service of its own, with its own database and broker, sends red flags to it as phones do, and breaks it
meanwhile: kills web, workers, beat and broker, empties the broker, restarts the database, lets the mail server refuse,
hang and die, and lets the clock jump. Exits with 1 when anything was lost or told twice. Five minutes for 500.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.faults.run import as_json, run


def main(words: list[str] | None = None) -> int:
    """Run, print, and say by the exit code whether it was right."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--submissions", type=int, default=500)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(words)
    if given.submissions < 1:
        asked.error("--submissions: at least 1")
    told = run(given.submissions, given.seed)
    sys.stdout.write(json.dumps(as_json(told), indent=1) + "\n")
    return 0 if told.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
