"""A place to which messages go that is more than a name: a webhook, a device, a chat room; and a mailbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from alerts.models.delivery import Channel
from athletes.access import OwnedQuerySet
from athletes.models import Membership, OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


@tracked(exclude=["sealed", "failures", "failing_since", "retry_at", "last_sent_at"])
class Endpoint(OrganisationOwned):
    """A webhook, a device with push messages, a room of a chat service; of e-mail what its owner chose about it.

    `owner` None: the organisation's own. `address` is what may be shown of it, `sealed` what has to stay secret
    (coachhub/core/sealed.py), `digest` tells one address from another. `event_types` are those a webhook is called for.
    `only_red_flags`: the owner wants no e-mail about anything less. `off_at` None: it is on. `failures` counts what
    was refused for good since the last success, `failing_since` is the first failure of any kind of the trouble that
    lasts, and until `retry_at` nothing is tried there but red flags. One that was removed (`removed_at`) stays for what
    was once sent there, without its secret.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="endpoints")
    label = models.CharField(max_length=60)
    address = models.CharField(max_length=500, blank=True)
    sealed = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    event_types = models.JSONField(default=list)
    only_red_flags = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    off_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=300, blank=True)
    switched_itself_off = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(OwnedQuerySet)()

    class Meta:
        """The newest first; the same device or mailbox once a person."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="endpoint_org_id"),
            models.UniqueConstraint(
                fields=["owner", "channel", "digest"], condition=~Q(digest=""), name="endpoint_address_once"
            ),
            models.UniqueConstraint(fields=["owner"], condition=Q(channel="email"), name="endpoint_one_mailbox"),
            models.CheckConstraint(condition=Q(channel__in=["email", "webhook", "push", "chat"]), name="endpoint_kind"),
            models.CheckConstraint(
                condition=Q(channel="webhook", owner=None)
                | Q(channel="chat")
                | Q(channel__in=["email", "push"], owner__isnull=False),
                name="endpoint_owner",
            ),
            models.CheckConstraint(condition=~Q(label=""), name="endpoint_has_a_name"),
            models.CheckConstraint(
                condition=Q(off_at=None, off_reason="", switched_itself_off=False)
                | Q(off_at__isnull=False) & ~Q(off_reason=""),
                name="endpoint_off_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(off_at__isnull=False, sealed="", digest="", switched_itself_off=False),
                name="endpoint_removed_is_off",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.channel})"

    @property
    def is_on(self) -> bool:
        """Whether messages go there."""
        return self.off_at is None

    @property
    def takes(self) -> bool:
        """Whether they are likely to arrive: it is on, and the last one was not refused for good."""
        return self.is_on and not self.failures
