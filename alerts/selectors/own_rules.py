"""Own rules as they hold for somebody, and as the training knowledge has them."""

from __future__ import annotations

from alerts.models import OwnRule
from sessions.progression.own_rules import PREFIX
from sessions.progression.own_rules import OwnRule as Pure


def as_rule(row: OwnRule) -> Pure:
    """The rule that a row holds."""
    return Pure.from_frozen(f"{PREFIX}{row.pk}", {**row.condition, "name": row.name, "version": row.version})
