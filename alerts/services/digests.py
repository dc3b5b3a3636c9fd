"""The morning mail: one a person and day, at their hour, only when there is something to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from alerts.channels.base import PassingError, PermanentError
from alerts.channels.email import server
from alerts.channels.email.channel import confirmed_address, hand_over
from alerts.channels.email.digest import compose_digest
from alerts.models import Digest, DigestState, Preferences
from alerts.models.preferences import DIGEST_AT
from alerts.selectors.digest import digest_of
from alerts.services.waiting import wait_before
from athletes.access import COACHING
from athletes.models import Membership
from athletes.selectors.actors import acting
from coachhub.core.leases import kept, settle
from coachhub.core.scope import every_organisation, organisation_scope

AHEAD = (DigestState.QUEUED, DigestState.WAITING, DigestState.SENDING)
TOO_LATE = timedelta(hours=6)  # default: a morning mail of the afternoon is no help
AT_ONCE = 500  # default: people looked at in one sweep

log = structlog.get_logger(__name__)


def expect_digests() -> None:
    """Write the next morning mail of everybody who coaches and has none ahead."""
    with every_organisation():
        ahead = Digest.objects.filter(membership=OuterRef("pk"), state__in=AHEAD)
        none_ahead = ~Exists(ahead)
        off = Exists(Preferences.objects.filter(membership=OuterRef("pk"), digest_at=None))
        rows = Membership.objects.filter(none_ahead, ~off, role__in=COACHING, ended_at=None, user__is_active=True)
        for one in rows.select_related("organisation").order_by("pk")[:AT_ONCE]:
            with organisation_scope(one.organisation_id):
                expect_digest(one)


def expect_digest(membership: Membership) -> None:
    """Write the next one; two at once write one. Nothing for somebody who wants none."""
    mine = Preferences.objects.filter(membership=membership).first()
    at = mine.digest_at if mine else DIGEST_AT
    if at is None:
        return
    zone = ZoneInfo(membership.organisation.time_zone)
    local = timezone.now().astimezone(zone)
    today_is_over = Digest.objects.filter(membership=membership, day=local.date()).exists() or local.time() >= at
    day = local.date() + timedelta(days=1) if today_is_over else local.date()
    due_at = datetime.combine(day, at, tzinfo=zone)
    row = Digest(
        organisation_id=membership.organisation_id,
        membership=membership,
        day=day,
        due_at=due_at,
        first_due_at=due_at,
    )
    Digest.objects.bulk_create([row], ignore_conflicts=True)


def expect_anew(membership: Membership) -> None:
    """After somebody chose another hour: what has not been begun is written again, the rest keeps the hour it had."""
    Digest.objects.filter(membership=membership, state=DigestState.QUEUED).delete()
    expect_digest(membership)


def expect_all_anew() -> None:
    """After the clock of the active organisation became another: the same for everybody."""
    ahead = Membership.objects.filter(digests__state=DigestState.QUEUED).distinct()
    for one in ahead.select_related("organisation"):
        expect_anew(one)


def send_digest(digest: Digest) -> None:
    """Send a claimed morning mail, or leave it when all is calm or the morning is over; then expect the next."""
    try:
        with kept(digest, seconds=settings.CONFIG.lease_s):
            state, error = _send(digest)
    except PermanentError as refused:
        state, error = DigestState.DEAD, str(refused)
    except PassingError as passing:
        state, error = DigestState.WAITING, str(passing)
    except Exception as mistake:  # ours to mend; the next morning comes all the same
        log.exception("digest_failed", digest=str(digest.pk))
        state, error = DigestState.WAITING, f"{type(mistake).__name__}: {mistake}"
    later = {"due_at": Now() + wait_before(digest.attempts)} if state == DigestState.WAITING else {}
    with transaction.atomic():
        if settle(digest, state=state, error=error.replace("\0", "?"), **later) and state != DigestState.WAITING:
            expect_digest(digest.membership)


def _send(digest: Digest) -> tuple[DigestState, str]:
    member = digest.membership
    if timezone.now() - (digest.first_due_at or digest.due_at) > TOO_LATE:
        return DigestState.DEAD, f"Given up: the morning is over. {digest.error}".strip()
    if member.ended_at or not member.user.is_active or member.role not in COACHING:
        return DigestState.SKIPPED, ""
    if Preferences.objects.filter(membership=member, digest_at=None).exists():  # chosen since it was begun
        return DigestState.SKIPPED, ""
    if server.given_a_moment_until():
        raise PassingError("The mail server did not answer just now.")
    said = digest_of(acting(member))
    if not said.lines:
        return DigestState.SKIPPED, ""
    hand_over(compose_digest(digest, said, to=confirmed_address(member)))
    return DigestState.SENT, ""
