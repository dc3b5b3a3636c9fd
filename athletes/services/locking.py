"""Two changes to one athlete at the same time: one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from athletes.models import Athlete


def lock_athlete(athlete: Athlete) -> None:
    """Let other changes to this athlete wait until the current transaction ends.

    Taken by whoever looks before it writes, so that the same thing sent twice at once is found the second time. Not a
    full row lock: a row that refers to the athlete may already have been written in this transaction and in another
    one, and then each would wait for the other. Raises TransactionManagementError outside a transaction.
    """
    lock_athletes([athlete])


def lock_athletes(athletes: Iterable[Athlete]) -> None:
    """The same of several, in the one order that keeps two who lock several from waiting for each other."""
    mine = Athlete.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in athletes])
    list(mine.order_by("pk").values_list("pk"))
