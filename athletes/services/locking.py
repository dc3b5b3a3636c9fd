"""Two changes to one athlete, or to what an organisation has in common, at the same time: one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.transaction import TransactionManagementError

from athletes.models import Athlete, Organisation

# Taken with every entry. In plain SQL, because building it by the ORM takes longer than the database does.
_LOCK = "SELECT FROM athletes_athlete WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def lock_athlete(athlete: Athlete) -> None:
    """Let other changes to this athlete wait until the current transaction ends.

    Taken by whoever looks before it writes, so that the same thing sent twice at once is found the second time. Not a
    full row lock: a row that refers to the athlete may already have been written in this transaction and in another
    one, and then each would wait for the other. Raises TransactionManagementError outside a transaction.
    """
    lock_athletes([athlete])


def lock_athletes(athletes: Iterable[Athlete]) -> None:
    """The same of several, in the one order that keeps two who lock several from waiting for each other."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("An athlete is locked until a transaction ends: there is none.")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [[one.pk for one in athletes]])


def lock_organisation(organisation_id: UUID) -> None:
    """Let other changes to what it has in common, its members and its rules, wait until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
