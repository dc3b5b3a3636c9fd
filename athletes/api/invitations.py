"""`invitations/`: links by which people join."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from athletes.models import Invitation, Role
from athletes.services import invitations
from coachhub.core.api.pagination import NewestFirst

INVITED = [(role.value, role.label) for role in Role if role != Role.OWNER]


class NewInvitationSerializer(serializers.Serializer[Any]):
    """Whom to invite."""

    role = serializers.ChoiceField(choices=INVITED, default=Role.ATHLETE, help_text="Only owners invite staff")
    squad = serializers.UUIDField(required=False, allow_null=True, default=None)
    people = serializers.IntegerField(
        default=1,
        min_value=1,
        max_value=invitations.MOST_USES,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), f"An invitation is for 1 to {invitations.MOST_USES} people."
        ),
    )


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation, with the link to send or to show as a QR code."""

    link = serializers.SerializerMethodField()

    class Meta:
        """All but who made it."""

        model = Invitation
        fields = ["id", "role", "squad", "link", "created_at", "expires_at", "revoked_at", "uses_allowed", "uses"]
        read_only_fields = fields

    def get_link(self, invitation: Invitation) -> str:
        """The address; of no use any more once the invitation is revoked, expired or used up."""
        return invitations.link(invitation)


class InvitationViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Invitation]):
    """Invitations: for owners all, for coaches those of athletes."""

    model = Invitation
    serializer_class = InvitationSerializer
    pagination_class = NewestFirst

    def rows(self, actor: Actor) -> QuerySet[Invitation]:
        """Visible invitations."""
        return Invitation.objects.visible_to(actor)

    @extend_schema(request=NewInvitationSerializer, responses={201: InvitationSerializer})
    def create(self, request: Request) -> Response:
        """A new link."""
        asked = NewInvitationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        invitation = invitations.invite(
            actor=self.actor, role=given["role"], squad_id=given["squad"], people=given["people"]
        )
        return Response(self.get_serializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Make the link useless from now on; twice changes nothing."""
        invitation = self.get_object()
        invitations.revoke(actor=self.actor, invitation=invitation)
        invitation.refresh_from_db()
        return Response(self.get_serializer(invitation).data)
