"""What a request costs: queries and CPU time of roster, Today and the API's list, with many athletes.

`python -m bench.web [--athletes 100] [--repeat 20]` prints one JSON document. Uses a private database of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Supervisor

DAYS = 84
PAGES = {"roster": "/roster/", "today": "/today/", "api_athletes": "/api/v1/athletes/?page_size=100"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--athletes", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=20)
    options = parser.parse_args()
    supervisor = Supervisor()
    with tempfile.TemporaryDirectory(prefix="coachhub-bench-") as folder:
        servers = PrivateServers.of(Path(folder))
        try:
            servers.start(supervisor, durable=False)
            os.environ |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            os.environ |= {"COACHHUB_DATA": folder, "DJANGO_SETTINGS_MODULE": "coachhub.settings"}
            json.dump(measure(options.athletes, options.repeat), sys.stdout, indent=2)
            print()
        finally:
            supervisor.stop()


def measure(athletes: int, repeat: int) -> dict[str, Any]:
    """Queries, median CPU and wall milliseconds and bytes of each page, signed in as the owner."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    client = Client(HTTP_HOST="localhost")
    client.force_login(fill(athletes))
    found: dict[str, Any] = {"athletes": athletes, "sessions_each": DAYS // 7 * 3, "repeat": repeat}
    for name, path in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        count = len(queries)  # now: the next request empties the log
        assert answer.status_code == 200, (path, answer.status_code)
        cpu, wall = [], []
        for _ in range(repeat):
            began, began_cpu = time.perf_counter(), time.process_time()
            client.get(path)
            cpu.append((time.process_time() - began_cpu) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
        found[name] = {
            "queries": count,
            "cpu_ms_median": round(statistics.median(cpu), 1),
            "wall_ms_median": round(statistics.median(wall), 1),
            "bytes": len(answer.content),
        }
    return found


def fill(athletes: int) -> Any:
    """An organisation with that many athletes who trained three times a week; returns the owner's account."""
    from athletes.selectors.actors import acting
    from coachhub.core.scope import organisation_scope
    from sessions.services.log import import_sessions
    from tests.world import make_athlete, make_world, squats

    world = make_world("Bench")
    with organisation_scope(world.organisation.pk):
        for number in range(athletes - 2):
            person = make_athlete(world.organisation, f"Athlete {number:03}", squad=world.football)
            entries = [squats(days_ago=day, pain=day % 3, load=80 + number % 40) for day in range(DAYS, 0, -2)]
            import_sessions(actor=acting(person.membership), athlete=person.athlete, entries=entries)
    return world.owner.user


if __name__ == "__main__":
    main()
