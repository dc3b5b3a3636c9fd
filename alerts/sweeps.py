"""What alerts look for again and again. Each may run twice at once: every row is claimed before it is acted on."""

from __future__ import annotations

from alerts.models import Delivery, Digest, SwitchedOffNotice
from alerts.services.digests import expect_digests
from alerts.services.mornings import look_at_due
from alerts.services.outcomes import forget_old_attempts
from alerts.services.reminders import remind_due, wake_due
from alerts.tasks import deliver, deliver_digest, tell_switched_off
from coachhub.core.leases import due
from coachhub.core.nudge import nudge_again
from coachhub.core.scope import every_organisation
from coachhub.core.sweeps import hourly, swept

AT_ONCE = 500  # default


@swept
def waiting_deliveries() -> None:
    """Nudge for messages that are due: never tried, to be tried again, or left by a worker that died."""
    with every_organisation():
        waiting = list(due(Delivery).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    nudge_again(deliver, map(str, waiting))


@swept
def waiting_notices() -> None:
    """The same for word that an endpoint switched itself off."""
    with every_organisation():
        waiting = list(due(SwitchedOffNotice).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    nudge_again(tell_switched_off, map(str, waiting))


@hourly
def old_attempts() -> None:
    """The logs of endpoints end after a month."""
    with every_organisation():
        forget_old_attempts()


@swept
def unacknowledged_red_flags() -> None:
    """Tell them again."""
    remind_due()


@swept
def ended_snoozes() -> None:
    """Bring back what waited until now."""
    wake_due()


@swept
def mornings() -> None:
    """Look at athletes who may have fallen silent."""
    look_at_due()


@swept
def morning_mails() -> None:
    """Nudge for morning mails whose hour has come."""
    with every_organisation():
        waiting = list(due(Digest).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    nudge_again(deliver_digest, map(str, waiting))


@hourly
def morning_mails_ahead() -> None:
    """New people, and those whose mail was lost, get their next one."""
    expect_digests()
