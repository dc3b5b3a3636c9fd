"""Inviting people by a link, and joining by it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from athletes.access import Action, Actor, require
from athletes.models import (
    ApiKey,
    Athlete,
    Invitation,
    InvitationUse,
    Membership,
    Organisation,
    Role,
    Squad,
    SquadAthlete,
    SquadStaff,
    User,
)
from athletes.services.accounts import display_name
from coachhub.core.scope import every_organisation, organisation_scope

SALT = "invitation"
VALID_FOR = timedelta(days=14)  # default
MOST_USES = 200


class InvitationOverError(ValidationError):
    """The link is unknown, expired, revoked or used up."""


@transaction.atomic
def invite(*, actor: Actor, role: str = Role.ATHLETE, squad_id: UUID | None = None, people: int = 1) -> Invitation:
    """A new invitation for `people` people into a squad. Only owners invite staff."""
    require(actor, Action.INVITE if role == Role.ATHLETE else Action.MANAGE)
    if not 1 <= people <= MOST_USES:
        raise ValidationError({"people": f"An invitation is for 1 to {MOST_USES} people."})
    squad = Squad.objects.visible_to(actor).filter(pk=squad_id).first() if squad_id else None
    if (squad_id and squad is None) or (squad is None and actor.squad_ids is not None):
        raise ValidationError({"squad": "Choose one of your squads."})
    invitation = Invitation(
        organisation_id=actor.organisation_id,
        role=role,
        squad=squad,
        created_by_id=actor.user_id,
        expires_at=timezone.now() + VALID_FOR,
        uses_allowed=people,
    )
    invitation.full_clean()
    invitation.save()
    return invitation


def revoke(*, actor: Actor, invitation: Invitation) -> None:
    """Make the link useless from now on."""
    require(actor, Action.INVITE)
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=Now())


def link(invitation: Invitation) -> str:
    """The address to send or to show as a QR code. Signed, so nothing secret is stored."""
    token = signing.dumps(invitation.pk.hex, salt=SALT, compress=False)
    return settings.CONFIG.url + reverse("join", args=[token])


def find(token: str) -> Invitation:
    """The invitation behind a link; raises InvitationOverError when it cannot be used (any more)."""
    try:
        invitation_id = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError) as error:
        raise InvitationOverError("This invitation link is not complete. Ask your coach to send it again.") from error
    with every_organisation():
        found = Invitation.objects.select_related("organisation", "squad").filter(pk=invitation_id).first()
    if found is None or found.revoked_at:
        raise InvitationOverError("This invitation was withdrawn. Ask your coach for a new one.")
    if found.expires_at <= timezone.now() or found.uses >= found.uses_allowed:
        raise InvitationOverError("This invitation has run out. Ask your coach for a new one.")
    return found


@transaction.atomic
def join(*, user: User, invitation: Invitation, is_minor: bool = False) -> Membership:
    """Make the person a member, and an athlete of the squad if so invited. Joining twice changes nothing.

    `is_minor`: an athlete says to be under 18; what was said before stays when it is not said again.
    Who left comes back by an invitation made since, with the squads of that one and without the keys from before.
    Raises InvitationOverError.
    """
    with organisation_scope(invitation.organisation_id):
        Invitation.objects.select_for_update().get(pk=invitation.pk)  # a double click is found the second time
        there = Membership.objects.filter(user=user, ended_at=None).first()
        if there:
            return there
        if Membership.objects.filter(user=user, ended_at__gte=invitation.created_at).exists():
            raise InvitationOverError("This invitation was made before you left. Ask for a new one.")
        usable = Invitation.objects.filter(pk=invitation.pk, revoked_at=None, expires_at__gt=Now())
        if not usable.filter(uses__lt=F("uses_allowed")).update(uses=F("uses") + 1):
            raise InvitationOverError("This invitation has run out. Ask your coach for a new one.")
        membership, _ = Membership.objects.update_or_create(
            organisation_id=invitation.organisation_id,
            user=user,
            defaults={"role": invitation.role, "ended_at": None},
        )
        SquadStaff.objects.filter(membership=membership).delete()
        ApiKey.objects.filter(membership=membership, revoked_at=None).update(revoked_at=Now())
        InvitationUse.objects.update_or_create(
            membership=membership,
            defaults={"organisation_id": invitation.organisation_id, "invitation": invitation},
        )
        if invitation.role == Role.ATHLETE:
            _enrol(membership, invitation, user, is_minor=is_minor)
        elif invitation.squad:
            SquadStaff.objects.get_or_create(
                organisation_id=invitation.organisation_id, squad=invitation.squad, membership=membership
            )
        return membership


def _enrol(membership: Membership, invitation: Invitation, user: User, *, is_minor: bool) -> None:
    organisation = Organisation.objects.get(pk=invitation.organisation_id)
    athlete, _ = Athlete.objects.update_or_create(
        membership=membership,
        defaults={"archived_at": None},
        create_defaults={"organisation": organisation, "name": display_name(user), "time_zone": organisation.time_zone},
    )
    if is_minor:
        Athlete.objects.filter(pk=athlete.pk).update(is_minor=True)
    if invitation.squad:
        SquadAthlete.objects.get_or_create(organisation=organisation, squad=invitation.squad, athlete=athlete)
