"""Whose rows a query may see. Fails closed: without an active organisation a scoped query raises.

A request enters the scope of its member's organisation; a task re-enters it from an id it was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID

from django.db import models

M = TypeVar("M", bound=models.Model)


class ScopeMissingError(RuntimeError):
    """A scoped query ran outside any organisation's scope."""


class _Everyone:
    """The scope of operators and sweeps: every organisation."""


EVERYONE = _Everyone()
_active: ContextVar[UUID | _Everyone | None] = ContextVar("organisation_scope", default=None)


@contextmanager
def organisation_scope(organisation_id: UUID) -> Iterator[None]:
    """Within this, scoped queries see the rows of one organisation."""
    token = _active.set(organisation_id)
    try:
        yield
    finally:
        _active.reset(token)


@contextmanager
def every_organisation() -> Iterator[None]:
    """Within this, scoped queries see all rows. For sweeps, operators and the first step of a request only."""
    token = _active.set(EVERYONE)
    try:
        yield
    finally:
        _active.reset(token)


class ScopedManager(models.Manager[M]):
    """A manager whose every query is limited to the active organisation's rows (model field `organisation`)."""

    def get_queryset(self) -> models.QuerySet[M]:
        """The rows in scope; raises ScopeMissingError outside any."""
        scope = _active.get()
        if scope is None:
            raise ScopeMissingError(f"{self.model.__name__} was asked for outside any organisation's scope.")
        rows = super().get_queryset()
        return rows if isinstance(scope, _Everyone) else rows.filter(organisation_id=scope)

    def none(self) -> models.QuerySet[M]:
        """No row, which needs no scope: forms and filters are declared with it."""
        return super().get_queryset().none()
