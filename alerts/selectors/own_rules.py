"""Own rules as they hold for somebody, and as the training knowledge has them."""

from __future__ import annotations

from django.db.models import Q

from alerts.models import OwnRule
from athletes.models import Athlete, SquadAthlete
from sessions.progression.own_rules import PREFIX
from sessions.progression.own_rules import OwnRule as Pure


def own_rules_for(athlete: Athlete) -> list[Pure]:
    """The own rules that are on for this athlete: the organisation's and those of the squads. One query."""
    squads = SquadAthlete.objects.filter(athlete=athlete).values("squad")
    rows = OwnRule.objects.filter(Q(squad=None) | Q(squad__in=squads), removed_at=None, is_on=True)
    return [as_rule(one) for one in rows]


def as_rule(row: OwnRule) -> Pure:
    """The rule that a row holds."""
    return Pure.from_frozen(f"{PREFIX}{row.pk}", {**row.condition, "name": row.name, "version": row.version})
