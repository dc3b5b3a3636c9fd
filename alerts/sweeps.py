"""What alerts look for again and again. Each may run twice at once: every row is claimed before it is acted on."""

from __future__ import annotations

from alerts.models import Delivery, Digest, SwitchedOffNotice
from alerts.services.digests import expect_digests
from alerts.services.holders import release_everywhere
from alerts.services.mornings import look_at_due
from alerts.services.outcomes import forget_old_attempts
from alerts.services.reminders import remind_due, wake_due
from alerts.tasks import deliver_digest, tell_switched_off, way_of
from coachhub.core.leases import due
from coachhub.core.nudge import nudge_again
from coachhub.core.scope import every_organisation
from coachhub.core.sweeps import hourly, swept

AT_ONCE = 500  # default


@swept
def waiting_deliveries() -> None:
    """Nudge for messages that are due: never tried, to be tried again, or left by a worker that died."""
    with every_organisation():
        rows = due(Delivery).select_related("transition__alert")
        waiting = list(rows.order_by("-transition__alert__severity", "due_at")[:AT_ONCE])  # "stop" before "look"
    ways = [(way_of(one), str(one.pk)) for one in waiting]
    for way in dict.fromkeys(way for way, _ in ways):
        task, priority = way
        nudge_again(task, [key for one, key in ways if one == way], priority=priority)


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


@hourly
def abandoned_red_flags() -> None:
    """Open again those whose holder lost sight of the athlete without anybody's deed."""
    release_everywhere()


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
