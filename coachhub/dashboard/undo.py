"""Taking back what somebody did to an alert a moment ago."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alerts.models import Alert, AlertState, AlertTransition, TransitionKind
from alerts.services import transitions
from alerts.services.transitions import TransitionRefusedError
from athletes.access import Actor

WITHIN = timedelta(minutes=1)  # pages offer it for ten seconds; the network may take its time


@transaction.atomic
def undo(*, actor: Actor, alert: Alert) -> None:
    """Take back the alert's last step, if it is the actor's own and a moment old. What happened stays written down.

    Raises TransitionRefusedError when something else has happened since, or too much time has passed.
    """
    steps = list(AlertTransition.objects.filter(alert=alert).defer("evidence").order_by("-id")[:20])
    last = steps[0]
    if last.by_id != actor.membership_id or timezone.now() - last.at > WITHIN:
        raise TransitionRefusedError("This could not be taken back any more.")
    if last.kind == TransitionKind.SNOOZED:
        transitions.snooze(actor=actor, alert=alert)
    elif last.kind == TransitionKind.ACKNOWLEDGED:
        transitions.reopen(actor=actor, alert=alert)
    elif last.kind == TransitionKind.RESOLVED:
        _unresolve(actor, alert, before=AlertState(steps[1].state))
    else:
        raise TransitionRefusedError("There is nothing to take back.")


def _unresolve(actor: Actor, alert: Alert, *, before: AlertState) -> None:
    """Open again, and acknowledged and given to the same person if it was."""
    whose = alert.assigned_to
    transitions.reopen(actor=actor, alert=alert)
    if before == AlertState.ACKNOWLEDGED:
        transitions.acknowledge(actor=actor, alert=alert)
    if whose is not None and whose.pk != alert.assigned_to_id:
        transitions.give_back(actor=actor, alert=alert, to=whose)
