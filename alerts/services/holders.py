"""A red flag that somebody is on, and who is on it: when they no longer look after the athlete, it is open again."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import Q

from alerts.models import Alert, AlertState, Severity, TransitionKind
from alerts.services.ladder import staff_for
from alerts.services.moving import AWAKE, move
from athletes.models import Athlete, Membership
from athletes.services.locking import lock_athletes
from coachhub.core.scope import every_organisation, organisation_scope

LEFT = "{name} no longer looks after this athlete."
NOBODY = "Nobody is on it any more."

log = structlog.get_logger(__name__)
_HELD = Q(severity=Severity.STOP, state=AlertState.ACKNOWLEDGED, athlete__archived_at=None)


@transaction.atomic
def release_abandoned() -> None:
    """Open again each acknowledged red flag of the active organisation that nobody who sees the athlete is on.

    Acknowledging ended its reminders; without this nobody would ever be told again. Where nobody at all can be told
    (the athlete has stopped sharing) it stays as it is until somebody can.
    """
    held = list(Alert.objects.filter(_HELD).select_related("athlete", "assigned_to__user").order_by("pk"))
    if not held:
        return
    lock_athletes({alert.athlete for alert in held})
    staff: dict[Athlete, list[Membership]] = {alert.athlete: staff_for(alert.athlete) for alert in held}
    for alert in held:
        theirs, holder = staff[alert.athlete], alert.assigned_to
        if not theirs or holder in theirs:
            continue
        still = _HELD & Q(assigned_to=holder)
        note = LEFT.format(name=holder.user.name) if holder else NOBODY
        move(alert, TransitionKind.REOPENED, note=note, where=still, assigned_to=None, **AWAKE)


def release_everywhere() -> None:
    """The same in every organisation, for what nobody announces: an absence that ended, an account switched off."""
    with every_organisation():
        organisations = list(
            Alert.objects.filter(_HELD).order_by().values_list("organisation_id", flat=True).distinct()
        )
    for organisation_id in organisations:
        try:
            with organisation_scope(organisation_id):
                release_abandoned()
        except Exception:
            log.exception("abandoned_red_flags_not_opened", organisation=str(organisation_id))
