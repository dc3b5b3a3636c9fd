"""How alerts look in the API, and what may be done to one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alerts.models import Alert, Tier, TransitionKind
from alerts.selectors.receipts import receipts
from alerts.selectors.timeline import timeline
from alerts.services.ladder import staff_for
from alerts.services.transitions import LONGEST_NOTE
from athletes.access import Actor
from athletes.models import Athlete, Membership


class AlertAthleteSerializer(serializers.ModelSerializer[Athlete]):
    """Whom it is about."""

    class Meta:
        """Id and name."""

        model = Athlete
        fields = ["id", "name"]


class AlertPersonSerializer(serializers.ModelSerializer[Membership]):
    """A member of the staff."""

    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        """Id and name."""

        model = Membership
        fields = ["id", "name"]


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """An alert as lists show it."""

    athlete = AlertAthleteSerializer(read_only=True)
    tier = serializers.SerializerMethodField()
    assigned_to = AlertPersonSerializer(read_only=True, allow_null=True)

    class Meta:
        """Read only: what happens to an alert are operations of their own."""

        model = Alert
        fields = [
            "id",
            "athlete",
            "rule",
            "rule_version",
            "severity",
            "tier",
            "state",
            "sentence",
            "detail",
            "happened_at",
            "opened_at",
            "last_at",
            "repeats",
            "assigned_to",
            "remind_at",
            "snoozed_until",
            "until_session",
            "closed_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Tier.choices, allow_null=True))
    def get_tier(self, alert: Alert) -> str | None:
        """By when a red flag has to be looked at; null for anything else."""
        return alert.tier or None


class StepSerializer(serializers.Serializer[Any]):
    """One thing that happened; `who` is "you", a name, or empty where it happened by itself."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=TransitionKind.choices)
    who = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    note = serializers.CharField(allow_blank=True)


class ReceiptSerializer(serializers.Serializer[Any]):
    """One row of who was told; `is_next` is still to come."""

    at = serializers.DateTimeField()
    say = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    is_next = serializers.BooleanField()


class AlertDetailSerializer(AlertSerializer):
    """One alert with its frozen evidence, what was done, who was told, and to whom it may be given."""

    evidence = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    receipts = serializers.SerializerMethodField()
    assignable = serializers.SerializerMethodField()

    class Meta(AlertSerializer.Meta):
        """The list's columns and the rest."""

        fields = [*AlertSerializer.Meta.fields, "evidence", "steps", "receipts", "assignable"]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.JSONField()))
    def get_evidence(self, alert: Alert) -> dict[str, Any]:
        """What it rests on, as it was when it was found."""
        evidence: dict[str, Any] = alert.evidence
        return evidence

    @extend_schema_field(StepSerializer(many=True))
    def get_steps(self, alert: Alert) -> Any:
        """What was done, oldest first."""
        return StepSerializer(timeline(alert, self._actor), many=True).data

    @extend_schema_field(ReceiptSerializer(many=True))
    def get_receipts(self, alert: Alert) -> Any:
        """Who was told, in order."""
        return ReceiptSerializer(receipts(alert, self._actor), many=True).data

    @extend_schema_field(AlertPersonSerializer(many=True))
    def get_assignable(self, alert: Alert) -> Any:
        """The staff who look after the athlete; for staff."""
        people = staff_for(alert.athlete) if self._actor.is_staff else []
        return AlertPersonSerializer(people, many=True).data

    @property
    def _actor(self) -> Actor:
        actor: Actor = self.context["request"].auth
        return actor


class AssignSerializer(serializers.Serializer[Any]):
    """To whom; null: to nobody."""

    to = serializers.UUIDField(allow_null=True)


class SnoozeSerializer(serializers.Serializer[Any]):
    """Until when, or until the athlete's next session; null ends the wait."""

    until = serializers.DateTimeField(allow_null=True, required=False)
    until_session = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both has to be said."""
        if not attrs.get("until_session") and "until" not in attrs:
            raise serializers.ValidationError({"until": "This field is required."}, code="required")
        return attrs


class CommentSerializer(serializers.Serializer[Any]):
    """What to say."""

    note = serializers.CharField(max_length=LONGEST_NOTE)


class MarkSerializer(serializers.Serializer[Any]):
    """Whether it was of use; null takes the word back."""

    useful = serializers.BooleanField(allow_null=True)


class ResolveSerializer(serializers.Serializer[Any]):
    """How it was settled; a red flag needs it said."""

    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")
