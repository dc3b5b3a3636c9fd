"""Which services an Apprise address may name, and how much of it is shown again.

Apprise also knows addresses that reach files, programs and the desktop of this very machine. So it is the other way
round here: only the services listed are taken, and those whose host the address names are checked like a webhook's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from alerts.channels.addresses import AddressRefusedError, public_addresses

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

# Apprise's module for each, and what people call it. Only these are ever loaded, and not before one is needed: Apprise
# itself would load all of its hundred and more, which takes seconds and memory in every process.
SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "slack": "Slack",
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
    try:
        results = _parsed(address.strip())
    except ValueError:  # brackets, which belong around the numbers of an IPv6 host
        results = None
    if results is None:
        raise AddressRefusedError(NOT_KNOWN)
    kind, words = results
    found = _made(kind, words)
    if found is None:
        raise AddressRefusedError(f"{SERVICES[_module(kind)]} cannot use this address: a part of it is missing.")
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


def _parsed(address: str) -> tuple[type[NotifyBase], dict[str, Any]] | None:
    """The service's class and what its own parser read out of the address."""
    text = address.replace("/#", "/%23")  # as Apprise does: a room's name may begin with a hash
    scheme = urlsplit(text).scheme.lower() if "://" in text else ""
    kinds = [_kinds()[scheme]] if scheme in _kinds() else []
    for kind in kinds or (set(_kinds().values()) if scheme == "https" else ()):
        words: dict[str, Any] | None = kind.parse_url(text) if kinds else kind.parse_native_url(text)
        if words:
            return kind, words
    return None


def _made(kind: type[NotifyBase], words: dict[str, Any]) -> NotifyBase | None:
    from apprise import AppriseAsset

    asset = AppriseAsset(app_id="CoachHub", app_desc="CoachHub", http_redirects=False, secure_logging=True)
    try:
        return kind(**(words | {"asset": asset, "tag": set()}))
    except TypeError:  # how Apprise's services refuse
        return None


@cache
def _kinds() -> Mapping[str, type[NotifyBase]]:
    """The listed services by the scheme of their addresses."""
    from apprise.plugins.base import NotifyBase

    found: dict[str, type[NotifyBase]] = {}
    for name in SERVICES:
        module = import_module(f"apprise.plugins.{name}")
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, NotifyBase) and one.__module__ == module.__name__:
                found |= dict.fromkeys(_schemes(one), one)
    return found


def _schemes(kind: type[NotifyBase]) -> list[str]:
    both: tuple[Any, Any] = (kind.protocol, kind.secure_protocol)  # each a word, several, or none
    return [word for one in both if one for word in ((one,) if isinstance(one, str) else one)]


def _module(service: NotifyBase | type[NotifyBase]) -> str:
    kind = service if isinstance(service, type) else type(service)
    return kind.__module__.removeprefix("apprise.plugins.").split(".")[0]
