"""What members are, what they see, and when they leave."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from athletes.access import Action, Actor, require
from athletes.events import StaffChanged
from athletes.models import Athlete, Invitation, Membership, Role, Squad, SquadStaff
from athletes.services.locking import lock_organisation
from coachhub.core.events import announce

LIMITED_ROLES = (Role.COACH, Role.ASSISTANT, Role.CLINICIAN)
LAST_OWNER = "The organisation needs an owner: make somebody else one first."


@transaction.atomic
def change_role(*, actor: Actor, membership: Membership, role: str) -> None:
    """Another role among the staff; owners see everything. Who no longer owns leaves no invitation of staff behind.

    Raises ValidationError for the last owner.
    """
    require(actor, Action.MANAGE)
    lock_organisation(actor.organisation_id)  # so that the last owner cannot leave twice
    if role == Role.ATHLETE or membership.role == Role.ATHLETE:
        raise ValidationError({"role": "Athletes join by an invitation of their own."})
    if role not in Role.values:
        raise ValidationError({"role": "Choose a role from the list."})
    if role != Role.OWNER and _is_last_owner(membership):
        raise ValidationError({"role": LAST_OWNER})
    if membership.role == Role.OWNER and role != Role.OWNER:
        _withdraw_invitations_of_staff(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    if role == Role.OWNER:
        SquadStaff.objects.filter(membership=membership).delete()
    announce(StaffChanged(membership.organisation_id))


@transaction.atomic
def limit_to_squads(*, actor: Actor, membership: Membership, squads: Iterable[UUID]) -> None:
    """Let a member of staff see only these squads; none: all of them. Raises ValidationError for owners."""
    require(actor, Action.MANAGE)
    wanted = set(squads)
    if wanted and membership.role not in LIMITED_ROLES:
        raise ValidationError({"squads": "An owner sees every squad."})
    if Squad.objects.filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError({"squads": "Choose from the squads of this organisation."})
    lock_organisation(actor.organisation_id)
    SquadStaff.objects.filter(membership=membership).delete()
    SquadStaff.objects.bulk_create(
        SquadStaff(organisation_id=membership.organisation_id, membership=membership, squad_id=squad)
        for squad in wanted
    )
    announce(StaffChanged(membership.organisation_id))


@transaction.atomic
def end_membership(*, actor: Actor, membership: Membership) -> None:
    """They see nothing here from now on; an athlete also leaves the roster. What was logged stays.

    Nor do they come back by links of their own to the staff: those are withdrawn.
    Raises ValidationError for the last owner.
    """
    require(actor, Action.MANAGE)
    lock_organisation(actor.organisation_id)  # so that the last owner cannot leave twice
    if _is_last_owner(membership):
        raise ValidationError(LAST_OWNER)
    Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=Now())
    Athlete.objects.filter(membership=membership, archived_at=None).update(archived_at=Now())
    _withdraw_invitations_of_staff(membership)
    announce(StaffChanged(membership.organisation_id))


@transaction.atomic
def restore_membership(*, actor: Actor, membership: Membership) -> None:
    """Take somebody back in, as what they were."""
    require(actor, Action.MANAGE)
    Membership.objects.filter(pk=membership.pk).update(ended_at=None)
    Athlete.objects.filter(membership=membership).update(archived_at=None)
    announce(StaffChanged(membership.organisation_id))


def _withdraw_invitations_of_staff(membership: Membership) -> None:
    theirs = Invitation.objects.filter(created_by=membership.user_id, revoked_at=None)
    theirs.exclude(role=Role.ATHLETE).update(revoked_at=Now())


def _is_last_owner(membership: Membership) -> bool:
    owners = Membership.objects.filter(role=Role.OWNER, ended_at=None)
    return membership.role == Role.OWNER and not owners.exclude(pk=membership.pk).exists()
