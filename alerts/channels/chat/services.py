"""Which services an Apprise address may name, and how much of it is shown again.

Apprise also knows addresses that reach files, programs and the desktop of this very machine. So it is the other way
round here: only the services listed are taken, and those whose host the address names are checked like a webhook's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import apprise
from apprise.plugins.base import NotifyBase

from alerts.channels.addresses import AddressRefusedError, public_addresses

# Apprise's module for each, and what people call it.
SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "slack": "Slack",
        "msteams": "Microsoft Teams",
        "workflows": "Microsoft Teams",
        "telegram": "Telegram",
        "discord": "Discord",
        "ntfy": "ntfy",
        "google_chat": "Google Chat",
        "mattermost": "Mattermost",
        "rocketchat": "Rocket.Chat",
        "zulip": "Zulip",
        "webexteams": "Webex",
        "pushover": "Pushover",
        "gotify": "Gotify",
        "twilio": "SMS by Twilio",
        "vonage": "SMS by Vonage",
        "messagebird": "SMS by Bird",
        "plivo": "SMS by Plivo",
        "sinch": "SMS by Sinch",
        "clicksend": "SMS by ClickSend",
        "bulksms": "SMS by BulkSMS",
        "clickatell": "SMS by Clickatell",
        "fortysixelks": "SMS by 46elks",
        "seven": "SMS by seven",
    }
)
NAMES_ITS_HOST = frozenset({"workflows", "ntfy", "mattermost", "rocketchat", "gotify"})
LONGEST = 1000
NOT_KNOWN = "This names no service that CoachHub sends to. See the examples below the field."


def service_of(address: str) -> NotifyBase:
    """The service behind an address, that follows no redirects and checks certificates; AddressRefusedError.

    Nothing is resolved and nothing sent.
    """
    if len(address) > LONGEST:
        raise AddressRefusedError(f"An address has at most {LONGEST} characters.")
    if any(ord(one) < 32 or ord(one) == 127 for one in address):
        raise AddressRefusedError("An address has no line breaks.")
    # Attachments, pictures and retries of its own: nothing but the text, once.
    asset = apprise.AppriseAsset(app_id="CoachHub", app_desc="CoachHub", http_redirects=False, secure_logging=True)
    found: Any = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if not isinstance(found, NotifyBase) or _module(found) not in SERVICES:
        raise AddressRefusedError(NOT_KNOWN)
    found.verify_certificate = True
    found.redirects = False
    return found


def check(address: str) -> NotifyBase:
    """A service to which something may be sent now. Raises AddressRefusedError, NameNotFoundError."""
    found = service_of(address)
    if host := _own_host(found):
        public_addresses(host, found.port or (443 if found.secure else 80))
    return found


def name_of(service: NotifyBase) -> str:
    """What people call it."""
    return SERVICES[_module(service)]


def shown(service: NotifyBase) -> str:
    """What may be shown of the address: the service, and the host where it names one. Never a token or a number."""
    host = _own_host(service)
    return f"{name_of(service)} at {host}" if host else name_of(service)


def _own_host(service: NotifyBase) -> str:
    """The host that the address itself names; empty where the service's company is meant."""
    if _module(service) not in NAMES_ITS_HOST or getattr(service, "mode", "") == "cloud":
        return ""
    return str(service.host or "")


def _module(service: NotifyBase) -> str:
    _, _, name = type(service).__module__.partition("apprise.plugins.")
    return name.split(".")[0]
