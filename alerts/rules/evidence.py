"""What an alert rests on, frozen as JSON at the moment it was found.

as_of, today    the moment of the finding, and the athlete's calendar day then
about           the event's name
readings        [{label, value, unit, at, low, high}]; value null: not known
thresholds      [{name, value, unit}] of the rule, source: where they come from
own             of a rule that a coach composed: the rule as it was then (sessions/progression/own_rules)
pain_series     [{at, worst}] of the last twelve sessions, 0 to 10, null: not logged
video           of a red flag: the last measured video {at, verdict, certain, dkasr, low, high}, or null
ticked, asked, side, movement, lifts, leg_load, pain    of a red flag: the answers, and what was known then
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sessions.models import CheckIn, Movement
from sessions.progression.columns import latest_pain, leg_load
from sessions.progression.findings import Finding, Rule
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.warning_questions import BY_KEY, QUESTIONS

Evidence = dict[str, Any]


def of_finding(rule: Rule, finding: Finding, history: AthleteHistory) -> Evidence:
    """What a rule's finding rests on."""
    return {
        **_moment(finding.about, history),
        "readings": [one.as_json() for one in finding.readings],
        "thresholds": [{"name": t.name, "value": t.value, "unit": t.unit} for t in finding.thresholds],
        "source": finding.source,
        "pain_series": pain_series(history),
        **({"own": frozen} if (frozen := rule.frozen()) else {}),
    }


def of_answers(check_in: CheckIn, history: AthleteHistory) -> Evidence:
    """What was ticked, and what the log said at that moment."""
    session = _session_of(check_in, history)
    load = leg_load(history)
    change = load.on_four_weeks if load else None
    return {
        **_moment(str(check_in.pk), history),
        "ticked": [
            {"key": one.key, "text": one.text, "tier": one.tier.value, "source": one.source}
            for one in (BY_KEY[key] for key in check_in.ticked)
        ],
        "asked": len(QUESTIONS),
        "side": check_in.side,
        "movement": check_in.movement,
        "lifts": [_lift(lift) for lift in _lifts_of(check_in, session)],
        "pain": {
            "before": session.pain_before if session else None,
            "worst": session.worst_pain if session else None,
        },
        "leg_load": None if load is None else {"week": load.monday.isoformat(), "on_four_weeks": change},
        "video": _last_video(history),
        "readings": [],
        "thresholds": [],
        "pain_series": pain_series(history),
    }


def happened_at(evidence: Evidence) -> datetime:
    """When the newest reading of it was taken; of readings of whole days and weeks, when it was found."""
    moments = (one["at"] for one in evidence["readings"] if "T" in one["at"])
    return max(map(datetime.fromisoformat, moments), default=datetime.fromisoformat(evidence["as_of"]))


def pain_series(history: AthleteHistory) -> list[Evidence]:
    """Worst pain of each of the last twelve sessions, oldest first."""
    return [{"at": point.at.isoformat(), "worst": point.worst} for point in latest_pain(history)]


def signs(evidence: Evidence) -> frozenset[str]:
    """The warning questions ticked in this evidence; empty for a rule's finding."""
    return frozenset(one["key"] for one in evidence.get("ticked", []))


def _moment(about: str, history: AthleteHistory) -> Evidence:
    return {"about": about, "as_of": history.at.isoformat(), "today": history.today.isoformat()}


def _session_of(check_in: CheckIn, history: AthleteHistory) -> SessionRecord | None:
    """The session that the answers belong to: the one they name, else the last one of that calendar day."""
    named = [one for one in history.sessions if one.id == str(check_in.session_id)]
    day: date = check_in.answered_at.astimezone(check_in.athlete.zone).date()
    same_day = [one for one in history.sessions if one.day == day]
    return next(iter(named or same_day[::-1]), None)


def _lifts_of(check_in: CheckIn, session: SessionRecord | None) -> list[LiftRecord]:
    """The session's leg lifts of the pattern that the answers are about; all of them where none is named."""
    if session is None:
        return []
    wanted = {check_in.movement} if check_in.movement else set(Movement.values)
    return [lift for lift in session.leg_lifts if lift.movement in wanted]


def _lift(lift: LiftRecord) -> Evidence:
    """A lift in a line: how many work sets, and the heaviest of them."""
    work = [one for one in lift.sets if not one.warm_up]
    top = max(work, key=lambda one: (one.load_kg or 0.0, one.rpe or 0.0), default=None)
    return {
        "name": lift.name,
        "sets": len(work),
        "reps": top.reps if top else None,
        "load_kg": top.load_kg if top else None,
        "rpe": top.rpe if top else None,
    }


def _last_video(history: AthleteHistory) -> Evidence | None:
    if not history.tracking:
        return None
    last = history.tracking[-1]
    return {
        "at": last.filmed_at.isoformat(),
        "verdict": last.verdict.value,
        "certain": last.certain,
        "dkasr": last.dkasr,
        "low": last.low,
        "high": last.high,
    }
