"""Which findings of the training knowledge a coach is told of. The others are notes on the athlete's page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from alerts.models import Severity, Tier
from alerts.rules.causes import Cause
from alerts.rules.evidence import Evidence, happened_at, of_finding
from athletes.models import Athlete
from sessions.progression.findings import REGISTRY, Finding, Rule
from sessions.progression.findings import Severity as Asks
from sessions.progression.history import AthleteHistory
from sessions.progression.own_rules import Kind, OwnRule
from sessions.progression.rules import load, log, pain, pain_course, tracking
from sessions.progression.warning_questions import ADVICE
from sessions.progression.warning_questions import Tier as Asked

ALERTING = tuple(
    rule.key
    for rule in (
        pain.DuringHigh,
        pain.NextMorningRise,
        pain.PainTrend,
        pain_course.Persists,
        pain_course.UpOnLessLoad,
        load.WeekRise,  # only a strong rise: below that its finding is a note
        log.Silent,
        tracking.Drift,
    )
)
RED_FLAG = ADVICE[Asked.C]
"""What the log shows by itself is the warning question "stays or gets worse although I do less", which is of tier C."""
SILENCE = log.Silent.key


def causes_in(athlete: Athlete, history: AthleteHistory, rules: Iterable[Rule]) -> dict[str, Cause]:
    """What these rules find in a history and coaches are told of, by rule."""
    found = ((rule, rule.evaluate(history)) for rule in rules)
    return {
        finding.rule: _cause(athlete, rule, finding, history)
        for rule, finding in found
        if finding is not None and finding.severity is not Asks.NOTE
    }


def rule_then(key: str, evidence: Evidence) -> Rule:
    """The rule with the numbers it had when it found this; with today's defaults for those it has no more."""
    if "own" in evidence:
        return OwnRule.from_frozen(key, evidence["own"])
    rule = REGISTRY[key]
    try:
        return rule.with_thresholds({one["name"]: one["value"] for one in evidence.get("thresholds", [])})
    except ValueError:
        return rule


def reads_videos(rule: Rule) -> bool:
    """Whether what it finds rests on videos, and not on what was logged."""
    if isinstance(rule, OwnRule):
        return rule.condition.reads.kind is Kind.VIDEO
    return rule.key.startswith("tracking.")


def as_known_then(history: AthleteHistory, evidence: Evidence, *, until: datetime | None = None) -> AthleteHistory:
    """The history up to the moment of a finding, with what is known of that time now; `until` an earlier moment."""
    moment, day = until or datetime.fromisoformat(evidence["as_of"]), date.fromisoformat(evidence["today"])
    return AthleteHistory.up_to(moment, day, history.sessions, history.tracking)


def _cause(athlete: Athlete, rule: Rule, finding: Finding, history: AthleteHistory) -> Cause:
    is_stop = finding.severity is Asks.STOP
    evidence = of_finding(rule, finding, history)
    return Cause(
        athlete=athlete,
        rule=finding.rule,
        version=finding.version,
        severity=Severity(finding.severity.value),
        about=finding.about,
        sentence=finding.sentence,
        tier=Tier.C if is_stop else None,
        detail=RED_FLAG.for_coach if is_stop else "",
        evidence=evidence,
        happened_at=happened_at(evidence),
    )
