"""Who has to be reached about an athlete's alert, and by when: the squad's ladder, with stand-ins for who is away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from alerts.models import Alert, Endpoint, Severity, Tier
from alerts.models.ladder import USUAL
from athletes.access import coaching_staff_of
from athletes.models import Athlete, Membership


@dataclass(frozen=True, slots=True)
class Step:
    """These people are told once nobody has answered for so long."""

    after: timedelta
    people: tuple[Membership, ...]


def staff_for(athlete: Athlete) -> list[Membership]:
    """The coaching staff who look after this athlete and with whom the athlete shares; empty: nobody can be told."""
    return list(coaching_staff_of(athlete).select_related("user").order_by("created_at", "pk"))


def ladder_of(athlete: Athlete, staff: Sequence[Membership]) -> tuple[Step, ...]:
    """The steps that have somebody on them, the first at once; empty only when nobody looks after the athlete.

    Who is away is replaced by their stand-in; when that leaves nobody at all, they are told all the same. Where nobody
    of a step can be reached outside the app, nobody waits for them: the next is told together with it. Where that is so
    of the whole ladder, all who look after the athlete are told at once.
    """
    there = present(staff)
    if not there:
        return (Step(timedelta(0), tuple(staff)),) if staff else ()
    steps = [
        Step(timedelta(minutes=minutes), found)
        for role, minutes in sorted(_minutes(athlete).items(), key=lambda pair: pair[1])
        if (found := _of_role(there, role))
    ]
    steps = _unwaiting(steps, reachable(there.values()))
    if not steps:  # it may name only roles that nobody has here
        return (Step(timedelta(0), tuple(dict.fromkeys(there.values()))),)
    first = steps[0].after
    return tuple(replace(step, after=step.after - first) for step in steps)


def reachable(people: Iterable[Membership]) -> set[UUID]:
    """Which of these can be reached outside the app, by membership, as far as is known. Two queries."""
    from alerts.channels import CHANNELS  # which ask this module who looks after an athlete

    people = list(people)
    endpoints = list(Endpoint.objects.filter(owner__in=[one.pk for one in people], removed_at=None))
    return set().union(*(channel.reaches(people, endpoints) for channel in CHANNELS.values()))


def reached(alert: Alert, steps: Sequence[Step], now: datetime) -> list[Membership]:
    """Those to be told by now: of a red flag all steps whose time has come, of tier A all; of anything else the first.

    Each person once, in the ladder's order.
    """
    if alert.severity == Severity.STOP:
        open_for = _open_for(alert, now)
        steps = [step for step in steps if step.after <= open_for or alert.tier == Tier.A]
    else:
        steps = steps[:1]
    return list(dict.fromkeys(person for step in steps for person in step.people))


def next_telling(alert: Alert, steps: Sequence[Step], now: datetime) -> timedelta:
    """How long until an open red flag is told again: the usual pause, or the next step if that comes sooner."""
    open_for = _open_for(alert, now)
    coming = [step.after - open_for for step in steps if step.after > open_for]
    return min([timedelta(seconds=settings.CONFIG.remind_s), *coming])


def _open_for(alert: Alert, now: datetime) -> timedelta:
    """Never less than nothing: the database wrote since when, and `now` may be of a clock that is behind its own."""
    return max(now - alert.open_since, timedelta(0))


def present(staff: Iterable[Membership]) -> dict[Membership, Membership]:
    """By each of the staff who can be reached in their place: themselves, or their stand-in while they are away.

    A stand-in who is away as well is replaced in turn; a circle of absences reaches nobody.
    """
    known = {one.pk: one for one in staff}
    with connection.cursor() as cursor:
        cursor.execute(_AWAY, [list(known)])
        away = dict(cursor.fetchall())
    found: dict[Membership, Membership] = {}
    for one in known.values():
        if (there := _in_place_of(one.pk, away)) in known:
            found[one] = known[there]
    return found


def _in_place_of(person: UUID, away: Mapping[UUID, UUID]) -> UUID | None:
    passed: set[UUID] = set()
    while person in away:
        if person in passed:
            return None
        passed.add(person)
        person = away[person]
    return person


def _unwaiting(steps: Sequence[Step], reachable: Collection[UUID]) -> list[Step]:
    """The same people in the same order, a step without anybody reachable as part of the next; none if all are so.

    They are tried all the same: a mailbox that refused may take mails again.
    """
    found: list[Step] = []
    held: tuple[Membership, ...] = ()
    for step in steps:
        held = (*held, *step.people)
        if step is steps[-1] or any(one.pk in reachable for one in step.people):
            found.append(Step(step.after, held))
            held = ()
    return found if any(one.pk in reachable for step in steps for one in step.people) else []


def _of_role(there: Mapping[Membership, Membership], role: str) -> tuple[Membership, ...]:
    return tuple(dict.fromkeys(found for one, found in there.items() if one.role == role))


def _minutes(athlete: Athlete) -> Mapping[str, int]:
    """Minutes by role; of an athlete in several squads the fewest of their ladders."""
    ladders: dict[UUID | None, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, {"athlete": athlete.pk, "organisation": athlete.organisation_id})
        for squad, role, minutes in cursor.fetchall():
            ladder = ladders.setdefault(squad, {})
            if role is not None:
                ladder[role] = minutes
    general = ladders.pop(None, None) or {str(role): minutes for role, minutes in USUAL.items()}
    mine = [ladder or general for ladder in ladders.values()] or [general]
    found: dict[str, int] = {}
    for ladder in mine:
        for role, minutes in ladder.items():
            found[role] = min(minutes, found.get(role, minutes))
    return found


# In plain SQL, because both are asked for with every red flag.
_AWAY = """
SELECT membership_id, stand_in_id FROM athletes_absence
WHERE membership_id = ANY(%s) AND begins_at <= statement_timestamp() AND ends_at > statement_timestamp()
"""
# The organisation's steps, and those of each of the athlete's squads; a row without a step for a squad that has none.
_STEPS = """
SELECT NULL, role, minutes FROM alerts_ladderstep WHERE organisation_id = %(organisation)s AND squad_id IS NULL
UNION ALL
SELECT squad_id, step.role, step.minutes FROM athletes_squadathlete
LEFT JOIN alerts_ladderstep step USING (squad_id)
WHERE athlete_id = %(athlete)s
"""
