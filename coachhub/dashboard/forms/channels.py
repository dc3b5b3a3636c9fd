"""Forms of the pages about channels and webhooks. They explain; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from alerts.channels.webhook.payload import DEFAULT_EVENTS, EVENTS
from alerts.models import Endpoint, TransitionKind
from athletes.access import Action, Actor
from coachhub.dashboard.forms.base import PageForm

WORDS = {
    TransitionKind.OPENED: "is opened",
    TransitionKind.REPEATED: "happens again",
    TransitionKind.RAISED: "becomes more urgent",
    TransitionKind.REMINDED: "is told again",
    TransitionKind.ACKNOWLEDGED: "is acknowledged",
    TransitionKind.ASSIGNED: "is given to somebody",
    TransitionKind.SNOOZED: "is snoozed",
    TransitionKind.COMMENTED: "is commented on",
    TransitionKind.RESOLVED: "is resolved",
    TransitionKind.REOPENED: "is opened again",
}
EVENT_WORDS = [(name, WORDS[TransitionKind(name.removeprefix("alert."))]) for name in EVENTS]


class WebhookForm(PageForm):
    """A webhook: what it is for, where it is, which events it is called for."""

    label = forms.CharField(max_length=60, label="What it is for")
    url = forms.CharField(
        max_length=500,
        label="Address",
        help_text="https://… of a program that takes POST. Private and local addresses are refused.",
    )
    events = forms.MultipleChoiceField(
        choices=EVENT_WORDS, widget=forms.CheckboxSelectMultiple, label="Called when an alert", required=False
    )

    @classmethod
    def of(cls, endpoint: Endpoint | None = None, data: Any = None) -> WebhookForm:
        """The form with what the webhook is now; for a new one with the usual events."""
        if endpoint is None:
            return cls(data, initial={"events": list(DEFAULT_EVENTS)})
        return cls(data, initial={"label": endpoint.label, "url": endpoint.address, "events": endpoint.event_types})


class ChatForm(PageForm):
    """A room of a chat service, or a number for SMS."""

    label = forms.CharField(max_length=60, label="Name", required=False, help_text="Empty: the service’s name.")
    address = forms.CharField(
        max_length=1000,
        label="Address",
        help_text="As Apprise writes it: slack://…, workflows://… (Teams), tgram://…, discord://…, ntfy://topic, "
        "twilio://…; or the webhook address that Slack, Teams or Discord gave you. It is not shown again.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    for_everybody = forms.BooleanField(required=False, label="A room for the whole staff, not for me alone")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.may(Action.MANAGE):
            del self.fields["for_everybody"]


class DeviceForm(forms.Form):
    """A browser's subscription to push messages, as its page sends it."""

    endpoint = forms.CharField(max_length=500)
    p256dh = forms.RegexField(r"^[\w-]{80,100}=*$")
    auth = forms.RegexField(r"^[\w-]{20,30}=*$")
    label = forms.CharField(max_length=60)
