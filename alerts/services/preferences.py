"""When people want to hear: quiet hours, and the time of the morning mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from alerts.models import Alert, Preferences, Tier, quiet_ends
from alerts.services.digests import expect_anew
from athletes.access import Actor, require_coaching
from athletes.models import Membership, Organisation


def breaks_quiet(alert: Alert) -> bool:
    """Whether it is told at any hour: red flags of tier A and B."""
    return alert.tier in (Tier.A, Tier.B)


def quiet_until(people: Sequence[Membership], moment: datetime) -> dict[UUID, datetime]:
    """By membership, for those who have quiet hours at this moment, when these end."""
    quiet = list(Preferences.objects.filter(membership__in=people, quiet_from__isnull=False))
    if not quiet:
        return {}
    zone = ZoneInfo(Organisation.objects.values_list("time_zone", flat=True).get(pk=quiet[0].organisation_id))
    local = moment.astimezone(zone)
    ends = {one.membership_id: quiet_ends(local, one.quiet_from, one.quiet_until) for one in quiet}
    return {person: until for person, until in ends.items() if until is not None}


@transaction.atomic
def set_preferences(
    *, actor: Actor, quiet_from: time | None, quiet_until: time | None, digest_at: time | None
) -> Preferences:
    """One's own; the next morning mail comes by them.

    Raises ValidationError when only one end of the quiet hours is given, or both are the same.
    """
    require_coaching(actor)
    _lock(actor)
    if actor.read_only:
        raise PermissionDenied("This key may only read.")
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_from" if quiet_from is None else "quiet_until"
        raise ValidationError({missing: "Quiet hours need a beginning and an end."})
    if quiet_from is not None and quiet_from == quiet_until:
        raise ValidationError({"quiet_until": "Quiet hours cannot end when they begin."})
    values = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_at": digest_at}
    mine, _ = Preferences.objects.update_or_create(
        membership_id=actor.membership_id, defaults={"organisation_id": actor.organisation_id, **values}
    )
    expect_anew(Membership.objects.select_related("organisation").get(pk=actor.membership_id))
    return mine


@transaction.atomic
def change_preferences(*, actor: Actor, times: Mapping[str, time | None]) -> Preferences:
    """Some of them, by name; what is not given stays, whoever changed it last. Raises what set_preferences raises."""
    _lock(actor)
    now = preferences_of(actor)
    known: dict[str, time | None] = {name: getattr(now, name) for name in ("quiet_from", "quiet_until", "digest_at")}
    return set_preferences(actor=actor, **known | dict(times))


def _lock(actor: Actor) -> None:
    """Let whoever else changes this person's wait until the current transaction ends."""
    Membership.objects.select_for_update(no_key=True).get(pk=actor.membership_id)


def preferences_of(actor: Actor) -> Preferences:
    """The actor's own; the defaults, not stored, when there are none."""
    mine = Preferences.objects.filter(membership=actor.membership_id).first()
    return mine or Preferences(organisation_id=actor.organisation_id, membership_id=actor.membership_id)
