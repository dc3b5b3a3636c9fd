"""An athlete's history has changed: alerts follow it, both ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.functions import Now

from alerts.models import EVENTS, UNRESOLVED, Alert, AlertTransition, TransitionKind
from alerts.rules import red_flags
from alerts.rules.causes import Cause, urgency
from alerts.rules.evaluate import SILENCE, causes_in, reads_videos, rule_then
from alerts.selectors.rules import rules_for
from alerts.services.attention import note_calm, refresh_attention
from alerts.services.events import Events
from alerts.services.moving import AWAKE, move, says, tell_pages
from alerts.services.opening import raise_alert
from alerts.services.reminders import wake_for_session
from athletes.models import Athlete
from sessions.progression.findings import REGISTRY
from sessions.progression.history import AthleteHistory

LOGGED_AGAIN = "Logged again."
CORRECTED = "What it rested on was corrected, measured again or erased."

# Asked with every entry, and mostly in vain: in plain SQL, as the rules are (alerts/selectors/rules.py).
_UNRESOLVED = "SELECT * FROM alerts_alert WHERE athlete_id = ANY(%s) AND state = ANY(%s)"


def evaluate_athletes(
    histories: Mapping[Athlete, AthleteHistory], *, only_time: bool = False, days: Collection[date] = ()
) -> None:
    """Raise what the rules find, and let unresolved alerts follow. Run again, it changes nothing.

    `only_time`: nothing was entered, a day has passed; `days`: whose sessions changed, none: it was something else.
    Inside a transaction that has locked the athletes, who are of one organisation. Four queries where nothing is new,
    taken back or still to be judged.
    """
    rules, unresolved = rules_for(list(histories)), _unresolved(histories)
    calm = {}
    for athlete, history in histories.items():
        asked = [rule for rule in rules[athlete].values() if only_time or rule.on_entry]
        found, alerts = causes_in(athlete, history, asked), unresolved.get(athlete, [])
        told = _evaluate(alerts, found, history, None if only_time else days)
        if not (told or alerts):
            calm[athlete] = history
        if not only_time and any(alert.until_session for alert in alerts):
            wake_for_session(athlete, history)
    note_calm(calm)


def _unresolved(athletes: Iterable[Athlete]) -> dict[Athlete, list[Alert]]:
    by_id = {athlete.pk: athlete for athlete in athletes}
    found: dict[Athlete, list[Alert]] = {}
    for alert in Alert.objects.raw(_UNRESOLVED, [list(by_id), list(UNRESOLVED)]):
        alert.athlete = by_id[alert.athlete_id]
        found.setdefault(alert.athlete, []).append(alert)
    return found


def _evaluate(
    unresolved: Iterable[Alert], found: Mapping[str, Cause], history: AthleteHistory, days: Collection[date] | None
) -> bool:
    """Whether anything new was told; what was told in alerts that are over is not. `days` None: nothing was entered."""
    standing = {alert.rule: alert for alert in unresolved if alert.rule != red_flags.KEY}
    lasting = {rule for rule, cause in found.items() if rule in standing and _lasts(standing[rule], cause)}
    changed = {
        rule for rule, alert in standing.items() if days is not None and _may_be_corrected(alert, history.today, days)
    }
    for rule in lasting - changed:
        if _says_it_otherwise(standing[rule], found[rule]):
            _speak_of(standing[rule], found[rule])
    moving = {rule: alert for rule, alert in standing.items() if rule not in lasting - changed}
    events = Prefetch("transitions", AlertTransition.objects.filter(kind__in=EVENTS))
    prefetch_related_objects(list(moving.values()), events)
    for rule, alert in moving.items():
        _follow(alert, found.get(rule), history, is_changed=rule in changed)
    told = [
        raise_alert(cause) for rule, cause in found.items() if rule not in lasting and not _is_old_news(cause, history)
    ]
    return any(told)


def _lasts(alert: Alert, cause: Cause) -> bool:
    """The ordinary case, told already: the same event, no more urgent than it was."""
    return cause.about == alert.evidence["about"] and cause.urgency >= urgency(alert.severity, alert.tier)


def _may_be_corrected(alert: Alert, today: date, days: Collection[date]) -> bool:
    """Whether an event of the alert, not only the newest, may be of one of these days; without days, of a video.

    What is entered of today is taken for something new: most entries are, and asking would cost each of them a query.
    """
    if not days:
        return reads_videos(rule_then(alert.rule, alert.evidence))
    return min(days) < today and min(days) <= alert.happened_at.astimezone(alert.athlete.zone).date()


def _says_it_otherwise(alert: Alert, cause: Cause) -> bool:
    """The same day with another value: it was corrected, or a silence has grown."""
    same_day = cause.happened_at.date() == alert.happened_at.date()
    return same_day and cause.version == alert.rule_version and cause.sentence != alert.sentence


def _is_old_news(cause: Cause, history: AthleteHistory) -> bool:
    """Whether it is about a video whose answer was known before tracks were measured again by another engine.

    What of it was to be told, was told then. That an engine reads old videos otherwise is on their pages and calls
    nobody, neither now nor when the history is next looked at; a video measured after that is news again.
    """
    answered = {one.analysis_id: one.answered_at for one in history.tracking}.get(cause.about)
    again = [one.again_at for one in history.tracking if one.again_at is not None]
    return answered is not None and answered < max(again, default=answered)


def _follow(alert: Alert, found: Cause | None, history: AthleteHistory, *, is_changed: bool) -> None:
    """An alert whose ground is gone is over; one of whose events the newest is gone speaks of the one before.

    An event that is gone does not count. `is_changed`: one may be, or may be another, though it is not the newest.
    """
    if found is None and _logged_again(alert, history):
        _resolve(alert, LOGGED_AGAIN)
        return
    if found is None and alert.rule in REGISTRY and alert.rule_version != REGISTRY[alert.rule].version:
        return  # an older version found it: what this one would say is no ground to take it back
    events = Events(alert, history)
    basis = found or events.still_found()
    if basis is None:
        if events.judged == events.told:
            _resolve(alert, CORRECTED)
    elif basis.about in events.abouts and (is_changed or basis.about != alert.evidence["about"]):
        repeats = events.repeats()
        if repeats != alert.repeats or not _is_said(alert, basis):
            _speak_of(alert, basis, repeats=repeats)


def _is_said(alert: Alert, cause: Cause) -> bool:
    """Whether the alert says that already: the same event with the same readings, or as another version found it."""
    if cause.about != alert.evidence["about"]:
        return False
    same = cause.sentence == alert.sentence and cause.evidence["readings"] == alert.evidence["readings"]
    return same or cause.version != alert.rule_version


def _logged_again(alert: Alert, history: AthleteHistory) -> bool:
    last = history.last_session
    return alert.rule == SILENCE and last is not None and last.started_at > alert.happened_at


def _resolve(alert: Alert, why: str) -> None:
    move(alert, TransitionKind.RESOLVED, note=why, closed_at=Now(), remind_at=None, **AWAKE)


def _speak_of(alert: Alert, cause: Cause, **counted: int) -> None:
    changes = says(cause) | {"severity": alert.severity, "tier": alert.tier} | counted
    Alert.objects.filter(pk=alert.pk).update(**changes)
    refresh_attention(alert.athlete)
    tell_pages(alert, "corrected")
