"""`preferences/`: when the caller wants to be told outside the app."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.models import Channel, Endpoint
from alerts.services.endpoints import choose_mails
from alerts.services.preferences import change_preferences, preferences_of
from athletes.access import require_coaching
from athletes.api.base import AskedByMember
from athletes.models import Membership


def _clock(help_text: str) -> serializers.TimeField:
    return serializers.TimeField(
        format="%H:%M", allow_null=True, help_text=help_text, error_messages={"invalid": "A time as 06:45, or null."}
    )


class PreferencesSerializer(serializers.Serializer[Any]):
    """Times are of the clock of `time_zone`, which is the organisation's. What is not sent stays."""

    quiet_from = _clock("Quiet hours: nothing but red flags of tier A and B comes from then on")
    quiet_until = _clock("and until then, over midnight too; null in both: no quiet hours")
    digest_at = _clock("The morning mail; null: none")
    only_red_flags = serializers.BooleanField(help_text="No mails about anything less than a red flag")
    time_zone = serializers.CharField(read_only=True)


class PreferencesView(AskedByMember):
    """The caller's own; there are no others."""

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """What holds."""
        require_coaching(self.actor)
        return self._shown()

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it. The next morning mail comes at the new hour."""
        require_coaching(self.actor)
        asked = PreferencesSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(asked.validated_data)
        with transaction.atomic():
            if "only_red_flags" in given:
                me = Membership.objects.get(pk=self.actor.membership_id)
                choose_mails(person=me, only_red_flags=given.pop("only_red_flags"))
            if given:
                change_preferences(actor=self.actor, times=given)
        return self._shown()

    def _shown(self) -> Response:
        now = preferences_of(self.actor)
        mailbox = Endpoint.objects.filter(channel=Channel.EMAIL, owner=self.actor.membership_id).first()
        found = {name: getattr(now, name) for name in ("quiet_from", "quiet_until", "digest_at")}
        found |= {"only_red_flags": bool(mailbox and mailbox.only_red_flags), "time_zone": self.actor.time_zone}
        return Response(PreferencesSerializer(found).data)
