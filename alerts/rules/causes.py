"""Why an alert is raised, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.models import Severity, Tier
from athletes.models import Athlete


@dataclass(frozen=True, slots=True)
class Cause:
    """One event that a coach should know of.

    `about` names the event (a check-in, a session, a week): the same one is never told twice. `evidence` is what
    alerts/rules/evidence.py froze. `tier` only for what is to stop: answers to the warning
    questions, and what the log shows of the same.
    """

    athlete: Athlete
    rule: str
    version: int
    severity: Severity
    about: str
    sentence: str
    evidence: dict[str, Any]
    happened_at: datetime
    tier: Tier | None = None
    detail: str = ""

    @property
    def urgency(self) -> tuple[int, int]:
        """Comparable: smaller is more urgent."""
        return urgency(self.severity, self.tier or "")


def urgency(severity: str, tier: str) -> tuple[int, int]:
    """Stop before look; among red flags tier A before B before C. Smaller is more urgent."""
    tiers = Tier.values
    return Severity.values.index(severity), tiers.index(tier) if tier else len(tiers)
