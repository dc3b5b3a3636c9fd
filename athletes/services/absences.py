"""Going away, and coming back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import COACHING, Action, Actor
from athletes.events import StaffChanged
from athletes.models import Absence, Membership
from coachhub.core.events import announce

LONGEST = timedelta(days=366)  # default
FURTHEST = timedelta(days=5 * 366)  # default: further ahead it is a slip, and the calendar itself ends somewhere


@transaction.atomic
def go_away(*, actor: Actor, membership: Membership, first: date, last: date, stand_in: Membership) -> Absence:
    """Be away from `first` until `last`, both included, in the organisation's calendar; owners may say it of others.

    Raises ValidationError for days that are over, are too many or overlap another absence, and for a stand-in who
    does not coach here.
    """
    _may(actor, membership)
    if stand_in.pk == membership.pk or stand_in.role not in COACHING or stand_in.ended_at:
        raise ValidationError({"stand_in": "Choose somebody else who coaches here."})
    if last < first:
        raise ValidationError({"last": "The last day is before the first."})
    if last - timezone.now().date() > FURTHEST:
        raise ValidationError({"last": "Five years from now at most."})
    begins, ends = _midnight(first, actor), _midnight(last + timedelta(days=1), actor)
    if ends <= timezone.now():
        raise ValidationError({"last": "These days are over."})
    if ends - begins > LONGEST:
        raise ValidationError({"last": "A year at most."})
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if Absence.objects.filter(membership=membership, begins_at__lt=ends, ends_at__gt=begins).exists():
        raise ValidationError({"first": "Some of these days are in another absence."})
    made = Absence.objects.create(
        organisation_id=membership.organisation_id,
        membership=membership,
        stand_in=stand_in,
        begins_at=begins,
        ends_at=ends,
    )
    announce(StaffChanged(membership.organisation_id))
    return made


@transaction.atomic
def come_back(*, actor: Actor, absence: Absence) -> None:
    """An absence ends now; one that has not begun goes."""
    _may(actor, absence.membership)
    mine = Absence.objects.filter(pk=absence.pk)
    mine.filter(begins_at__gte=Now()).delete()
    mine.filter(ends_at__gt=Now()).update(ends_at=Now())
    announce(StaffChanged(absence.organisation_id))


def _may(actor: Actor, membership: Membership) -> None:
    own = membership.pk == actor.membership_id and not actor.read_only
    if membership.role not in COACHING or not (own or actor.may(Action.MANAGE)):
        raise PermissionDenied("Only the person and an owner say when somebody is away.")


def _midnight(day: date, actor: Actor) -> datetime:
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(actor.time_zone))
