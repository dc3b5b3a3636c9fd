"""An athlete's history has changed: alerts follow it, both ways."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q
from django.db.models.functions import Now

from alerts.models import EVENTS, UNRESOLVED, Alert, AlertTransition, TransitionKind
from alerts.rules.causes import Cause, urgency
from alerts.rules.evaluate import ALERTING, ON_ENTRY, SILENCE, as_known_then, causes_in, rule_then
from alerts.selectors.own_rules import own_rules_for
from alerts.selectors.rules import rules_for
from alerts.services.attention import refresh_attention
from alerts.services.moving import AWAKE, move, tell_pages
from alerts.services.opening import raise_alert
from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from sessions.progression.findings import REGISTRY
from sessions.progression.history import AthleteHistory
from sessions.progression.own_rules import PREFIX
from sessions.selectors.history import history_of

LOGGED_AGAIN = "Logged again."
CORRECTED = "What it rested on was corrected, measured again or erased."
JUDGED_FOR = timedelta(days=28)
"""Default. Of older events it is not asked any more whether their entries still bear them out."""
OF_A_RULE = Q(rule__in=ALERTING) | Q(rule__startswith=PREFIX)


@transaction.atomic
def evaluate_athlete(*, athlete: Athlete, history: AthleteHistory, only_time: bool = False) -> None:
    """Raise what the rules find, and let unresolved alerts follow. Run again, it changes nothing.

    `only_time`: nothing was entered, a day has passed.
    """
    lock_athlete(athlete)
    rules = rules_for(athlete)
    asked = ALERTING if only_time else ON_ENTRY
    found = causes_in(athlete, history, [*(rules[key] for key in asked if key in rules), *own_rules_for(athlete)])
    standing = _unresolved(athlete)
    for rule, alert in standing.items():
        _follow(alert, found.get(rule), history)
    for rule, cause in found.items():
        if not (_says_so_already(standing.get(rule), cause) or _is_old_news(cause, history)):
            raise_alert(cause)
    refresh_attention(athlete)


def _unresolved(athlete: Athlete) -> dict[str, Alert]:
    """The athlete's unresolved alerts of these rules by rule, each with its events as `transitions`."""
    events = Prefetch("transitions", AlertTransition.objects.filter(kind__in=EVENTS))
    mine = Alert.objects.filter(OF_A_RULE, athlete=athlete, state__in=UNRESOLVED)
    return {alert.rule: alert for alert in mine.select_related("athlete").prefetch_related(events)}


def _abouts(alert: Alert) -> set[str]:
    return {event.about for event in alert.transitions.all()}


def _says_so_already(alert: Alert | None, cause: Cause) -> bool:
    """Spares the ordinary case, a finding that lasts, the look at what was told in alerts that are over."""
    if alert is None or cause.urgency < urgency(alert.severity, alert.tier):
        return False
    return cause.about in _abouts(alert)


def _is_old_news(cause: Cause, history: AthleteHistory) -> bool:
    """Whether it is about a video whose answer was known before tracks were measured again by another engine.

    What of it was to be told, was told then. That an engine reads old videos otherwise is on their pages and calls
    nobody, neither now nor when the history is next looked at; a video measured after that is news again.
    """
    answered = {one.analysis_id: one.answered_at for one in history.tracking}.get(cause.about)
    again = [one.again_at for one in history.tracking if one.again_at is not None]
    return answered is not None and answered < max(again, default=answered)


def _follow(alert: Alert, found: Cause | None, history: AthleteHistory) -> None:
    """An alert whose ground is gone is over; one of whose events the newest is gone speaks of the one before."""
    if found is None and _logged_again(alert, history):
        _resolve(alert, LOGGED_AGAIN)
        return
    if found is None and alert.rule in REGISTRY and alert.rule_version != REGISTRY[alert.rule].version:
        return  # an older version found it: what this one would say is no ground to take it back
    events = list(reversed(alert.transitions.all()))
    judged = [event for event in events if history.at - _moment(event) <= JUDGED_FOR]
    basis = found or next((cause for event in judged if (cause := _still_found(alert, event, history))), None)
    if basis is None:
        if judged == events:
            _resolve(alert, CORRECTED)
    elif basis.about in _abouts(alert) - {alert.evidence["about"]}:
        _speak_of(alert, basis)


def _still_found(alert: Alert, event: AlertTransition, history: AthleteHistory) -> Cause | None:
    """What the rule finds at the moment of an event with what is known now, if it is an event that was told.

    First in the history at hand. A ground that seems gone may only have lost its beginning to that history's window:
    so it is looked at again as far back as it was then.
    """
    cause = _found_then(alert, event, history)
    if cause is None:
        cause = _found_then(alert, event, history_of(alert.athlete, at=_moment(event)))
    return cause


def _found_then(alert: Alert, event: AlertTransition, history: AthleteHistory) -> Cause | None:
    then = as_known_then(history, event.evidence or {})
    rule = rule_then(alert.rule, event.evidence or {})
    cause = causes_in(alert.athlete, then, [rule]).get(alert.rule)
    return cause if cause is not None and cause.about in _abouts(alert) else None


def _logged_again(alert: Alert, history: AthleteHistory) -> bool:
    last = history.last_session
    return alert.rule == SILENCE and last is not None and last.started_at > alert.happened_at


def _moment(event: AlertTransition) -> datetime:
    return datetime.fromisoformat((event.evidence or {})["as_of"])


def _resolve(alert: Alert, why: str) -> None:
    move(alert, TransitionKind.RESOLVED, note=why, closed_at=Now(), remind_at=None, **AWAKE)


def _speak_of(alert: Alert, cause: Cause) -> None:
    Alert.objects.filter(pk=alert.pk).update(
        sentence=cause.sentence, detail=cause.detail, evidence=cause.evidence, happened_at=cause.happened_at
    )
    tell_pages(alert, "corrected")
