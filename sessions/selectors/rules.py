"""The rules as they hold for an athlete. They are set a floor above, which says here where to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from athletes.models import Athlete
from sessions.progression import rules as _  # noqa: F401  importing them enters them into the registry
from sessions.progression.findings import REGISTRY, Rule

Source = Callable[[Athlete], Mapping[str, Rule]]
_sources: list[Source] = []


def rules_come_from(source: Source) -> Source:
    """Ask the decorated function, and it alone: the rules of an athlete by key, without those that are off."""
    _sources[:] = [source]
    return source


def rules_in_force(athlete: Athlete) -> Mapping[str, Rule]:
    """Those of this athlete by key; the defaults where nobody sets any."""
    return _sources[0](athlete) if _sources else REGISTRY
