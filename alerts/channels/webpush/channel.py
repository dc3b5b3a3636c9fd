"""Sends push messages to the devices of people. What shows on a lock screen says who and how urgent, not what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from py_vapid import VapidException

from alerts.channels.addresses import AddressRefusedError
from alerts.channels.answers import sort_out
from alerts.channels.base import Answer, PassingError, PermanentError, Target, Telling
from alerts.channels.guarded import Line, session_on
from alerts.channels.webpush.identity import private_key
from alerts.models import Channel, Delivery, Endpoint, Severity
from alerts.wording import headline_of
from athletes.models import Membership
from coachhub.core.ids import new_id
from coachhub.core.sealed import SealBrokenError, unseal

KEPT_S = 24 * 3600  # default: how long a push service keeps a message for a device that is off
GONE = frozenset({404, 410})  # RFC 8030: the subscription is over


class PushChannel:
    """Reaches people on each device on which they allowed it."""

    instant = False
    limited = True
    each = False
    icon = "device"
    says = "Push message to {people}"
    taken = "taken by the push service"

    def targets(self, telling: Telling) -> list[Target]:
        """Every device of the people."""
        whose = {one.pk for one in telling.people}
        return [Target(endpoint=one) for one in telling.of(Channel.PUSH) if one.owner_id in whose]

    def reaches(self, people: Sequence[Membership], endpoints: Sequence[Endpoint]) -> set[UUID]:
        """Who allowed it on a device."""
        return {one.owner_id for one in endpoints if one.channel == Channel.PUSH and one.takes and one.owner_id}

    def send(self, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        """Encrypt for the device and hand to its push service; 404 and 410 mean that the device is gone.

        A repeat has the same topic: of a device that is off the push service keeps one of them. The device itself
        knows it by its id and does not ring again.
        """
        alert = delivery.transition.alert
        alerts = list({one.transition.alert_id: one.transition.alert for one in (delivery, *also)}.values())
        return _push(
            delivery.place,
            {
                "id": str(delivery.pk),
                "title": headline_of(alerts),
                "body": "Open CoachHub to see what it is." if len(alerts) == 1 else "Open CoachHub to see them.",
                "url": reverse("alert", args=[alert.pk]) if len(alerts) == 1 else reverse("alerts"),
                "tag": str(alert.pk) if len(alerts) == 1 else "several",
            },
            urgent=alert.severity == Severity.STOP,
            topic=delivery.pk.hex,
        )

    def test(self, endpoint: Endpoint) -> Answer:
        """A message about nobody."""
        words = {"title": "A test from CoachHub", "body": "Push messages reach this device.", "tag": "test"}
        return _push(endpoint, {"id": str(new_id()), "url": reverse("settings_channels"), **words}, urgent=False)

    def tell(self, endpoint: Endpoint, *, title: str, body: str, url: str) -> Answer:
        """A message that is about no alert."""
        return _push(
            endpoint, {"id": str(new_id()), "title": title, "body": body, "url": url, "tag": "notice"}, urgent=True
        )


def _push(endpoint: Endpoint, words: dict[str, str], *, urgent: bool, topic: str = "") -> Answer:
    """`topic`: at most 32 characters of base64url (RFC 8030)."""
    from pywebpush import webpush  # brings a whole HTTP library along, which most processes never need

    headers = {"Urgency": "high" if urgent else "normal"} | ({"Topic": topic} if topic else {})
    line = Line()
    try:
        subscription: dict[str, Any] = unseal(endpoint.sealed)
        with session_on(line) as session:
            webpush(
                subscription,
                json.dumps(words, ensure_ascii=False),
                vapid_private_key=private_key(),
                vapid_claims={"sub": _contact()},
                ttl=KEPT_S,
                headers=headers,
                requests_session=session,
            )
    except SealBrokenError as error:
        raise PermanentError(f"The keys cannot be read. {error}") from error
    except AddressRefusedError as error:
        raise PermanentError(str(error)) from error
    except VapidException as error:  # for the operator to mend: no device is to blame
        raise PassingError("Push services want to know who sends: EMAIL_FROM names no full address.") from error
    except Exception as error:
        if line.trouble:
            raise PassingError(line.trouble) from error
        if line.status is None:  # nothing was sent: the message could not be encrypted
            raise PermanentError("The device’s keys cannot be used: allow push messages there anew.") from error
        # It was answered: what that means is sorted out below.
    return sort_out(Answer(line.status, line.said), retry_after=line.retry_after, gone=GONE)


def _contact() -> str:
    """Whom a push service can write to: it refuses calls that do not say."""
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
