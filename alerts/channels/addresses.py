"""Which addresses on the internet a message may be sent to.

An organisation's own words decide where this server connects: without a check it could be made to speak to the
machines beside it (server-side request forgery). So a name is resolved once, every address it has must be a public
one, and the connection is made to exactly what was checked, whatever the name means a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlsplit

from django.conf import settings

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
RESOLVING_S = 5.0  # default
PORTS = frozenset({80, 443, *range(1024, 65536)})  # default: no mail, name or file server of somebody's
NAT64 = ipaddress.ip_network("64:ff9b::/96")
LONGEST_URL = 500


class AddressRefusedError(Exception):
    """Nothing may be sent there; the text is one sentence for people."""


class NameNotFoundError(Exception):
    """The name leads nowhere, at least now."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An address that may be spoken to, as far as its text says."""

    url: str
    scheme: str
    host: str
    port: int


def destination(url: str) -> Destination:
    """What an http(s) address says; raises AddressRefusedError. The name is not resolved yet."""
    if len(url) > LONGEST_URL:
        raise AddressRefusedError(f"An address has at most {LONGEST_URL} characters.")
    if any(ord(one) <= 32 or ord(one) == 127 for one in url) or "\\" in url:
        raise AddressRefusedError("An address has no spaces, line breaks or backslashes.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError("This is not an address.") from error
    if parts.scheme not in {"http", "https"}:
        raise AddressRefusedError("The address has to begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefusedError("An address may hold no user name and no password.")
    if not parts.hostname:
        raise AddressRefusedError("The address names no host.")
    port = (443 if parts.scheme == "https" else 80) if port is None else port
    check_port(port)
    return Destination(url, parts.scheme, parts.hostname, port)


def check_url(url: str) -> Destination:
    """An http(s) address to which something may be sent now. Raises AddressRefusedError, NameNotFoundError."""
    found = destination(url)
    public_addresses(found.host, found.port)
    return found


def check_port(port: int) -> None:
    """Raise AddressRefusedError for a port that belongs to something other than the web."""
    if port not in PORTS and not settings.CONFIG.webhook_private:
        raise AddressRefusedError("The port may be 80, 443 or one from 1024 on.")


def public_addresses(host: str, port: int) -> list[IPAddress]:
    """What the name leads to, in the resolver's order, all of it allowed.

    Raises AddressRefusedError when any of it is not public, NameNotFoundError when it leads nowhere.
    """
    found = _resolved(host, port)
    if not found:
        raise NameNotFoundError(f"The name {host} leads nowhere.")
    if not settings.CONFIG.webhook_private and not all(map(is_public, found)):
        raise AddressRefusedError(
            "This leads to a private or local address, which only the operator of this CoachHub can allow."
        )
    return found


def is_public(address: IPAddress) -> bool:
    """Whether the address belongs to a machine on the internet, also where it hides an IPv4 address in itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None or address.is_site_local or address.teredo is not None:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _resolved(host: str, port: int) -> list[IPAddress]:
    """The resolver's answer. It has no patience of its own that could be set, so it is asked in a thread."""
    found: list[IPAddress] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(ipaddress.ip_address(row[4][0]) for row in rows))

    thread = Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(RESOLVING_S)
    return list(found)
