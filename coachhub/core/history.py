"""History of what people change, kept by database triggers, so that no write can forget it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, exclude: list[str] | None = None) -> Callable[[M], M]:
    """Keep the old row whenever one is changed or deleted, with who did it (the request's user) and where.

    The row as it is now is the row itself, so inserting writes no history.
    """
    decorate: Callable[[M], M] = pghistory.track(
        pghistory.UpdateEvent(label="changed", row=pghistory.Old),
        pghistory.DeleteEvent(label="deleted"),
        exclude=exclude,
    )
    return decorate
