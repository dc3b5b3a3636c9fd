"""For operators: what happened to alerts and their messages, to read. Nothing here is changed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from alerts.models import (
    Alert,
    AlertTransition,
    Attempt,
    Delivery,
    Digest,
    Endpoint,
    LadderStep,
    Mark,
    MorningCheck,
    OwnRule,
    Preferences,
    RuleSetting,
    SwitchedOffNotice,
)

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[AlertTransition, Alert]
else:  # generic for the type checker only
    Base, Inline = admin.ModelAdmin, admin.TabularInline


class ReadOnly:
    """Look, do not touch: every change of an alert is a transition with somebody's name."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Alerts are raised by their causes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People change them on their pages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with their athlete."""
        return False


class TransitionInline(ReadOnly, Inline):
    """What happened to the alert."""

    model = AlertTransition
    fields = ("at", "kind", "state", "by", "note", "about")
    readonly_fields = fields
    extra = 0


@admin.register(Alert)
class AlertAdmin(ReadOnly, Base):
    """All alerts of all organisations."""

    list_display = ["sentence", "athlete", "organisation", "severity", "tier", "state", "opened_at", "remind_at"]
    list_filter = ["state", "severity", "rule"]
    list_select_related = ["athlete", "organisation"]
    search_fields = ["athlete__name", "sentence"]
    date_hierarchy = "opened_at"
    inlines = [TransitionInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, Base):
    """Where a message is, and what its last attempt came to."""

    list_display = ["id", "channel", "recipient", "endpoint", "state", "attempts", "due_at", "sent_at", "error"]
    list_filter = ["state", "channel"]
    list_select_related = ["recipient__user", "endpoint"]
    search_fields = ["recipient__user__name", "recipient__user__email"]


@admin.register(MorningCheck)
class MorningCheckAdmin(ReadOnly, Base):
    """When athletes are looked at next."""

    list_display = ["athlete", "due_at"]
    list_select_related = ["athlete"]
    search_fields = ["athlete__name"]


@admin.register(Digest)
class DigestAdmin(ReadOnly, Base):
    """Morning mails: what came of the last, when the next is due."""

    list_display = ["membership", "day", "state", "attempts", "due_at", "error"]
    list_filter = ["state"]
    list_select_related = ["membership__user"]
    search_fields = ["membership__user__name"]


@admin.register(LadderStep)
class LadderStepAdmin(ReadOnly, Base):
    """Who is told of a red flag that nobody answers; owners set it."""

    list_display = ["organisation", "squad", "role", "minutes"]
    list_select_related = ["organisation", "squad"]


@admin.register(Preferences)
class PreferencesAdmin(ReadOnly, Base):
    """When people want to be told; each sets their own."""

    list_display = ["membership", "quiet_from", "quiet_until", "digest_at"]
    list_select_related = ["membership__user"]
    search_fields = ["membership__user__name"]


@admin.register(RuleSetting)
class RuleSettingAdmin(ReadOnly, Base):
    """What was changed in rules, and where."""

    list_display = ["rule", "organisation", "squad", "athlete", "is_on", "numbers"]
    list_filter = ["rule"]
    list_select_related = ["organisation", "squad", "athlete"]


@admin.register(OwnRule)
class OwnRuleAdmin(ReadOnly, Base):
    """Rules that coaches composed."""

    list_display = ["name", "organisation", "squad", "is_on", "version", "removed_at"]
    list_select_related = ["organisation", "squad"]


@admin.register(Mark)
class MarkAdmin(ReadOnly, Base):
    """Which alerts were of use."""

    list_display = ["alert", "by", "useful", "at"]
    list_filter = ["useful"]
    list_select_related = ["alert", "by__user"]


@admin.register(Endpoint)
class EndpointAdmin(ReadOnly, Base):
    """Where messages go, and whether anything arrives there. Its secret is not shown."""

    list_display = ["label", "channel", "organisation", "owner", "address", "off_at", "off_reason", "failures"]
    list_filter = ["channel", "switched_itself_off"]
    list_select_related = ["organisation", "owner__user"]
    search_fields = ["label", "address", "owner__user__name"]
    exclude = ["sealed", "digest"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, Base):
    """Each call of an endpoint."""

    list_display = ["at", "endpoint", "event", "outcome", "status", "took_ms", "said"]
    list_filter = ["outcome"]
    list_select_related = ["endpoint"]


@admin.register(SwitchedOffNotice)
class SwitchedOffNoticeAdmin(ReadOnly, Base):
    """Who was told that a channel is off."""

    list_display = ["endpoint", "recipient", "state", "reason", "at", "error"]
    list_filter = ["state"]
    list_select_related = ["endpoint", "recipient__user"]
    search_fields = ["recipient__user__name", "reason"]
