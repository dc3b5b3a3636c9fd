"""Says alerts in rooms of chat services. What is said there says who and how urgent, not what: it is not our house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

import requests
from django.conf import settings
from django.urls import reverse

from alerts.channels.addresses import AddressRefusedError
from alerts.channels.answers import sort_out
from alerts.channels.base import Answer, PassingError, PermanentError, Target, Telling
from alerts.channels.chat.plain import plain
from alerts.channels.chat.services import service_of
from alerts.channels.guarded import Line, trouble
from alerts.models import Channel, Delivery, Endpoint, Severity, TransitionKind
from alerts.wording import headline_of, short_id
from athletes.models import Membership
from coachhub.core.sealed import SealBrokenError, unseal

SEQUENCE = "X-Sequence-ID"  # ntfy: a message with the sequence of another one takes its place


class ChatChannel:
    """Reaches people in their own rooms, and the staff in the organisation's."""

    instant = False
    limited = True
    each = False
    icon = "note"
    says = "Chat: {people}"
    taken = "taken by the service"

    def targets(self, telling: Telling) -> list[Target]:
        """The people's own rooms; the organisation's where it is told to more than the one it was given to."""
        whose = {one.pk for one in telling.people}
        to_all = bool(whose) and telling.transition.kind != TransitionKind.ASSIGNED
        rooms = telling.of(Channel.CHAT)
        return [Target(endpoint=one) for one in rooms if one.owner_id in whose or (to_all and one.owner_id is None)]

    def reaches(self, people: Sequence[Membership], endpoints: Sequence[Endpoint]) -> set[UUID]:
        """Who has a room of their own."""
        return {one.owner_id for one in endpoints if one.channel == Channel.CHAT and one.takes and one.owner_id}

    def send(self, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        """Say it; the service's answer decides.

        Chat services keep no ids of their senders: after a crash it may be said twice. So the words end with a short
        id, the same both times. ntfy alone, from 2.16 on, shows the second instead of the first.
        """
        alerts = list({one.transition.alert_id: one.transition.alert for one in (delivery, *also)}.values())
        one = alerts[0]
        link = settings.CONFIG.url + (reverse("alert", args=[one.pk]) if len(alerts) == 1 else reverse("alerts"))
        return _say(
            delivery.place,
            headline_of(alerts),
            "",
            f"{link} (message {short_id(delivery)})",
            urgent=one.severity == Severity.STOP,
            once=delivery.pk.hex,
        )

    def test(self, endpoint: Endpoint) -> Answer:
        """Words about nobody."""
        link = settings.CONFIG.url + reverse("settings_channels")
        return _say(endpoint, "A test from CoachHub", "Alerts reach this place.", link, urgent=False)

    def tell(self, endpoint: Endpoint, *, title: str, body: str, url: str) -> Answer:
        """Words that are about no alert."""
        return _say(endpoint, title, body, settings.CONFIG.url + url, urgent=True)


def _say(endpoint: Endpoint, title: str, words: str, link: str, *, urgent: bool, once: str = "") -> Answer:
    from apprise import NotifyType  # not before it is needed: see services.py

    line = Line(headers={SEQUENCE: once} if once else {})
    try:
        service = service_of(unseal(endpoint.sealed)["address"])
        with _all_requests_on(line):
            kind = NotifyType.FAILURE if urgent else NotifyType.INFO
            body = f"{plain(words)} {link}".strip()
            done = service.notify(title=plain(title), body=body, notify_type=kind)
    except SealBrokenError as error:
        raise PermanentError(f"The address cannot be read. {error}") from error
    except AddressRefusedError as error:
        raise PermanentError(str(error)) from error
    except Exception as error:
        raise PassingError(line.trouble or trouble(error, line)) from error
    finally:
        line.close()
    answer = Answer(line.status, line.said)
    if line.refused is not None:
        raise PermanentError(str(line.refused))
    if done:
        return answer
    if line.status is None or 200 <= line.status < 300:
        raise PassingError(line.trouble or f"It was not taken{f': {line.said}' if line.said else '.'}", answer)
    return sort_out(answer, retry_after=line.retry_after)


# Apprise's services call `requests.post` and the like, which open a session of their own each time. This is the one
# place through which every session looks for its transport: within `_all_requests_on` it gets the guarded line, so
# that whatever a service does, it reaches checked addresses only. Elsewhere nothing is different.
_line: ContextVar[Line | None] = ContextVar("line", default=None)
_usual = requests.Session.get_adapter


def _transport(self: requests.Session, url: str) -> requests.adapters.BaseAdapter:
    return _line.get() or _usual(self, url)


requests.Session.get_adapter = _transport  # type: ignore[method-assign]


@contextmanager
def _all_requests_on(line: Line) -> Iterator[None]:
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)
