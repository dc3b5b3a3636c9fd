"""What time brings: a red flag that nobody acknowledged is told again, a snoozed alert comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from alerts.models import Alert, TransitionKind
from alerts.services.ladder import staff_for
from alerts.services.moving import AWAKE, move, tell_again
from alerts.services.transitions import SNOOZE_AT_MOST
from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.progression.history import AthleteHistory

AT_ONCE = 200  # default: alerts looked at in one sweep
AFTER_A_FAILURE = timedelta(minutes=1)  # default: short, for most of these are red flags
SLACK = timedelta(minutes=1)  # two clocks may differ by this much
SNOOZE_OVER = "The wait is over."
TRAINED = "The next session is there."

log = structlog.get_logger(__name__)


def remind_due() -> None:
    """Tell red flags again whose time has come."""
    longest = max(timedelta(seconds=settings.CONFIG.remind_s), AFTER_A_FAILURE)
    _each("remind_at", _too_far("remind_at", longest), _remind)


def wake_due() -> None:
    """Bring back what was snoozed until now."""
    too_far = [Q(_too_far("snoozed_until", longest), severity=one) for one, longest in SNOOZE_AT_MOST.items()]
    _each("snoozed_until", Q(*too_far, _connector=Q.OR), _wake)


def wake_for_session(athlete: Athlete, history: AthleteHistory) -> None:
    """Bring back what was snoozed until the athlete trains again. Within the transaction of the session."""
    last = history.last_session
    waiting = Alert.objects.filter(athlete=athlete, until_session=True).select_related("athlete")
    for alert in waiting if last is not None else ():
        snoozed = alert.transitions.filter(kind=TransitionKind.SNOOZED).latest("id")
        if last is not None and last.started_at > snoozed.at:
            move(alert, TransitionKind.REMINDED, note=TRAINED, **AWAKE)


def _too_far(column: str, longest: timedelta) -> Q:
    """Further ahead than it is ever set: written by a clock that has been put back since, and not to be waited for."""
    return Q(**{f"{column}__gt": Now() + longest + SLACK})


def _each(column: str, too_far: Q, act: Callable[[Alert, Q], None]) -> None:
    """Alerts whose time in this column has come, the longest waiting first; one transaction an alert.

    What is due is asked again inside it, so that two sweeps at once act once. One alert's trouble keeps no other from
    being told: it is tried again a little later, behind them. While an athlete is archived nobody is told anything
    about them, and nothing is settled: their alerts stand as they were, and are due at once when they come back.
    """
    due = Q(Q(**{f"{column}__lte": Now()}) | too_far, athlete__archived_at=None)
    with every_organisation():
        alerts = list(Alert.objects.filter(due).select_related("athlete").order_by(column, "pk")[:AT_ONCE])
    for alert in alerts:
        try:
            with organisation_scope(alert.organisation_id), transaction.atomic():
                lock_athlete(alert.athlete)
                act(alert, due)
        except Exception:
            log.exception("alert_not_told_again", alert=str(alert.pk))
            with organisation_scope(alert.organisation_id):
                Alert.objects.filter(due, pk=alert.pk).update(**{column: Now() + AFTER_A_FAILURE})


def _remind(alert: Alert, due: Q) -> None:
    if staff_for(alert.athlete):
        move(alert, TransitionKind.REMINDED, where=due)
    elif Alert.objects.filter(due, pk=alert.pk).exists():
        tell_again(alert)  # nobody to tell, which the athlete's page says; somebody may come


def _wake(alert: Alert, due: Q) -> None:
    move(alert, TransitionKind.REMINDED, where=due, note=SNOOZE_OVER, **AWAKE)
