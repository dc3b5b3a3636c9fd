"""Sweeps in a process of its own, one after the other: `python -m tests.faults.sweeping 20`, in the service's place."""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

import django

django.setup()

from coachhub.core.sweeps import run_sweeps  # noqa: E402  needs Django set up

if __name__ == "__main__":
    for _ in range(int(sys.argv[1])):
        run_sweeps()
    sys.stdout.write(json.dumps({"sweeps": int(sys.argv[1])}))
