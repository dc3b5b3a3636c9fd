"""Backtests over a season, and the morning look at many athletes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sessions.services.entries import SessionEntry

ATHLETES = 100
DAYS = 90
MANY = 10_000
EACH = 20  # sessions of each of the many


def backtests() -> dict[str, Any]:
    """Seconds that each alerting rule takes over 100 athletes who trained every other day for 112 + 90 days."""
    from alerts.rules.evaluate import ALERTING
    from alerts.selectors.backtest import backtest
    from athletes.selectors.actors import acting
    from coachhub.core.scope import organisation_scope
    from sessions.progression.findings import REGISTRY
    from sessions.services.log import import_sessions
    from tests.world import make_athlete, make_world

    world = make_world("Bench")
    found: dict[str, Any] = {"athletes": ATHLETES, "days": DAYS}
    with organisation_scope(world.organisation.pk):
        for number in range(ATHLETES - 2):
            person = make_athlete(world.organisation, f"Athlete {number:03}")
            import_sessions(actor=acting(person.membership), athlete=person.athlete, entries=_a_season(number))
        actor = acting(world.coach.membership)
        for key in ALERTING:
            began, cpu = time.perf_counter(), time.process_time()
            alerts = backtest(actor, REGISTRY[key], days=DAYS).alerts
            found[key] = {
                "wall_s": round(time.perf_counter() - began, 2),
                "cpu_s": round(time.process_time() - cpu, 2),
                "alerts": len(alerts),
            }
    return found


def _a_season(number: int) -> list[SessionEntry]:
    """Every other day for 200 days; of some athletes with a rise of pain, a jump of load, or three weeks' silence."""
    from tests.world import squats

    return [
        squats(
            days_ago=day,
            pain=(day * 7 + number) % 4 + (4 if number % 5 == 0 and day < 30 else 0),
            load=(80 + number % 40) * (1.6 if number % 4 == 0 and 40 <= day < 47 else 1),
        )
        for day in range(200, 0, -2)
        if not (number % 7 == 0 and 60 <= day < 81)
    ]


def mornings(athletes: int = MANY, each: int = EACH) -> dict[str, Any]:
    """Seconds that one worker's sweeps take to look at everybody whose morning has come."""
    from django.db import connection
    from django.utils import timezone

    from alerts.models import MorningCheck
    from alerts.services.mornings import look_at_due
    from athletes.selectors.actors import acting
    from coachhub.core.scope import every_organisation, organisation_scope
    from sessions.services.log import import_sessions
    from tests.world import make_athlete, make_world, squats

    world = make_world("Bench")
    with organisation_scope(world.organisation.pk):
        person = make_athlete(world.organisation, "Athlete 0")
        past = [squats(days_ago=2 * n + 1, pain=n % 3) for n in range(each, 0, -1)]
        import_sessions(actor=acting(person.membership), athlete=person.athlete, entries=past)
        _copies(connection, str(person.athlete.pk), athletes - 1)
        MorningCheck.objects.all().update(due_at=timezone.now())
    began, cpu, sweeps = time.perf_counter(), time.process_time(), 0
    with every_organisation():
        while MorningCheck.objects.filter(due_at__lte=timezone.now()).exists():
            look_at_due()
            sweeps += 1
    seconds = time.perf_counter() - began
    return {
        "athletes": athletes,
        "sessions_each": each,
        "wall_s": round(seconds, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "ms_each": round(1000 * seconds / athletes, 2),
        "sweeps": sweeps,
    }


def _copies(connection: Any, athlete: str, count: int) -> None:
    """So many athletes with the same log, copied within the database: logging it a million times takes hours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE twin AS SELECT gen_random_uuid() AS id, n FROM generate_series(1, %s) AS n", [count]
        )
        cursor.execute(
            "INSERT INTO athletes_athlete (id, organisation_id, membership_id, name, time_zone, phone, is_minor)"
            " SELECT twin.id, organisation_id, NULL, 'Twin ' || twin.n, time_zone, phone, is_minor"
            " FROM athletes_athlete, twin WHERE athletes_athlete.id = %s",
            [athlete],
        )
        cursor.execute(
            "INSERT INTO alerts_morningcheck (organisation_id, athlete_id, due_at)"
            " SELECT organisation_id, twin.id, now() FROM alerts_morningcheck, twin WHERE athlete_id = %s",
            [athlete],
        )
        for table, keys, parents in COPIED:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND is_generated = 'NEVER' AND is_identity = 'NO'",
                [table],
            )
            columns = [row[0] for row in cursor.fetchall()]
            cursor.execute(_copying(table, columns, keys, parents), [athlete])


COPIED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("training_trainingsession", ("id",), "row.athlete_id = %s"),
    (
        "training_lift",
        ("id", "session_id"),
        "row.session_id IN (SELECT id FROM training_trainingsession WHERE athlete_id = %s)",
    ),
    (
        "training_trainingset",
        ("id", "lift_id"),
        "row.lift_id IN (SELECT l.id FROM training_lift l JOIN training_trainingsession s ON s.id = l.session_id"
        " WHERE s.athlete_id = %s)",
    ),
    ("training_painreading", ("id", "session_id", "lift_id"), "row.athlete_id = %s"),
    ("training_dayrollup", (), "row.athlete_id = %s"),
)


def _copying(table: str, columns: list[str], keys: tuple[str, ...], where: str) -> str:
    """One INSERT: each key becomes another that is the same for the same twin, so that copies point to copies."""

    def value(column: str) -> str:
        if column == "athlete_id":
            return "twin.id"
        if column in keys:
            return f"CASE WHEN row.{column} IS NULL THEN NULL ELSE md5(row.{column}::text || twin.n)::uuid END"
        return f'row."{column}"'

    named = ", ".join(f'"{one}"' for one in columns)
    return (
        f"INSERT INTO {table} ({named}) SELECT {', '.join(map(value, columns))} FROM {table} AS row, twin WHERE {where}"  # noqa: S608  our own words
    )
