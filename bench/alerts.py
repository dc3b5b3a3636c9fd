"""What alerts cost, and how soon they are there: `python -m bench.alerts [--parts cost backtest live morning]`.

Prints one JSON document. `cost`: a new session with three years of history. `backtest`: each rule over 100 athletes and
90 days. `morning`: the look at 10,000 athletes of a morning. `live`: from an answer's HTTP request to the event in 200
open dashboards and to the mail server, at 20 answers a second for a minute. Each part has a service of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Supervisor


def main() -> None:
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "cost": _cost,
        "backtest": _backtest,
        "morning": _morning,
        "live": _live,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="*", choices=parts, default=list(parts))
    asked = parser.parse_args().parts
    found = {"cores": os.cpu_count()} | {name: parts[name]() if len(asked) == 1 else _apart(name) for name in asked}
    json.dump(found, sys.stdout, indent=1)
    print()


def _apart(part: str) -> Any:
    """One part in a process of its own: Django is set up once a process, for one database."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "bench.alerts", "--parts", part], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)[part]


@contextmanager
def _database() -> Iterator[None]:
    """A private, migrated database, and Django set up for it."""
    supervisor = Supervisor()
    with tempfile.TemporaryDirectory(prefix="coachhub-bench-") as folder:
        servers = PrivateServers.of(Path(folder))
        try:
            servers.start(supervisor, durable=False)
            os.environ |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            os.environ |= {"COACHHUB_DATA": folder, "DJANGO_SETTINGS_MODULE": "coachhub.settings"}
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield
        finally:
            supervisor.stop()


def _cost() -> dict[str, Any]:
    from bench.alert_cost import cost

    with _database():
        return cost()


def _backtest() -> dict[str, Any]:
    from bench.alert_past import backtests

    with _database():
        return backtests()


def _morning() -> dict[str, Any]:
    from bench.alert_past import mornings

    with _database():
        return mornings()


def _live() -> dict[str, Any]:
    from bench.alert_live import live

    return live()


if __name__ == "__main__":
    main()
