"""What one new set costs with three years of history, as `bench.alerts` reports it under `cost`."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

SESSIONS = 1500
YEARS = 3
REPEAT = 30


def cost(sessions: int = SESSIONS, repeat: int = REPEAT) -> dict[str, Any]:
    """Queries and median CPU milliseconds of a session logged, and of the look that re-evaluates the athlete.

    Needs Django set up and an empty, migrated database.
    """
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from athletes.selectors.actors import acting
    from coachhub.core.scope import organisation_scope
    from sessions.services.log import import_sessions, log_session
    from sessions.services.refresh import refresh_athlete
    from tests.world import make_world, squats

    world = make_world("Bench")
    found: dict[str, Any] = {"sessions": sessions, "years": YEARS}
    with organisation_scope(world.organisation.pk):
        actor, athlete = acting(world.maya.membership), world.maya.athlete
        step = timedelta(days=365 * YEARS) / sessions
        now = timezone.now() - timedelta(hours=2)
        past = [squats(at=now - step * n, pain=n % 3, load=80 + n % 40) for n in range(sessions, 0, -1)]
        import_sessions(actor=actor, athlete=athlete, entries=past)
        cpu: list[float] = []
        for n in range(repeat):
            entry = squats(at=now + timedelta(minutes=n), pain=1)
            began = time.process_time()
            log_session(actor=actor, athlete=athlete, entry=entry)
            cpu.append((time.process_time() - began) * 1000)
        found["new_session"] = _told(cpu)
        with CaptureQueriesContext(connection) as queries:
            log_session(actor=actor, athlete=athlete, entry=squats(at=now + timedelta(minutes=repeat), pain=1))
        found["new_session"]["queries"] = sum("SAVEPOINT" not in one["sql"] for one in queries)
        cpu = []
        for _ in range(repeat):
            began = time.process_time()
            with transaction.atomic():
                refresh_athlete(athlete, days=[now.date()])
            cpu.append((time.process_time() - began) * 1000)
        found["re_evaluation"] = _told(cpu)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            refresh_athlete(athlete, days=[now.date()])
        found["re_evaluation"]["queries"] = sum("SAVEPOINT" not in one["sql"] for one in queries)
    return found


def _told(cpu: list[float]) -> dict[str, Any]:
    return {"cpu_ms_median": round(statistics.median(cpu), 1), "cpu_ms_worst": round(max(cpu), 1)}
