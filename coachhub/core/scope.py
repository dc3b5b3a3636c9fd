"""Whose rows a query may see. Fails closed: without an active organisation a scoped query raises.

A request enters the scope of its member's organisation; a task re-enters it from an id it was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

M = TypeVar("M", bound=models.Model)


class ScopeMissingError(RuntimeError):
    """A scoped query ran outside any organisation's scope."""


class _Everyone:
    """The scope of operators and sweeps: every organisation."""


@dataclass(frozen=True)
class _One:
    """The scope of one organisation. Its rows of a model are asked for often: that query is built once and copied."""

    organisation_id: UUID
    rows: dict[Any, models.QuerySet[Any]] = field(default_factory=dict)


EVERYONE = _Everyone()
_active: ContextVar[_One | _Everyone | None] = ContextVar("organisation_scope", default=None)


@contextmanager
def organisation_scope(organisation_id: UUID) -> Iterator[None]:
    """Within this, scoped queries see the rows of one organisation."""
    token = _active.set(_One(organisation_id))
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
        if isinstance(scope, _Everyone):
            return super().get_queryset()
        asked = (type(self), self.model, self._db)
        if asked not in scope.rows:
            scope.rows[asked] = super().get_queryset().filter(organisation_id=scope.organisation_id)
        rows: models.QuerySet[M] = scope.rows[asked].all()
        return rows

    def none(self) -> models.QuerySet[M]:
        """No row, which needs no scope: forms and filters are declared with it."""
        return super().get_queryset().none()
