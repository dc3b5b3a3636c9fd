"""Hands an alert to the mail server, and tells errors that pass from those that stay."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from alerts.channels.base import Answer, PassingError, PermanentError, Target, Telling
from alerts.channels.email import server
from alerts.channels.email.message import compose, compose_plain, compose_several
from alerts.models import Channel, Delivery, Endpoint, Severity
from athletes.models import Membership


class EmailChannel:
    """Reaches people whose address is confirmed: health data goes to nobody else's.

    Its endpoint, if a person has one, is what they chose: nothing but red flags; or that it is off.
    """

    instant = False
    limited = True
    each = False
    icon = "mail"
    says = "E-mail to {people}"
    taken = "taken by the mail server"

    def targets(self, telling: Telling) -> list[Target]:
        """Those with a confirmed address who want mails about this."""
        confirmed = _confirmed_of(telling.people)
        less = telling.transition.alert.severity != Severity.STOP
        without = {one.owner_id for one in telling.of(Channel.EMAIL) if not one.is_on or (less and one.only_red_flags)}
        people = [one for one in telling.people if one.user_id in confirmed and one.pk not in without]
        return [Target(recipient=one) for one in people]

    def reaches(self, people: Sequence[Membership], endpoints: Sequence[Endpoint]) -> set[UUID]:
        """Who has a confirmed address that takes mails."""
        confirmed = _confirmed_of(people)
        refusing = {one.owner_id for one in endpoints if one.channel == Channel.EMAIL and not one.takes}
        return {one.pk for one in people if one.user_id in confirmed} - refusing

    def send(self, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        """Hand the mail to the server; taken by it is not yet read. Raises PassingError, PermanentError."""
        address = confirmed_address(delivery.reader)
        return hand_over(compose_several([delivery, *also], to=address) if also else compose(delivery, to=address))

    def test(self, endpoint: Endpoint) -> Answer:
        """A mail about nobody."""
        if endpoint.owner is None:
            raise PermanentError("This belongs to nobody.")
        return self.tell(
            endpoint.owner, title="A test from CoachHub", body="Mails about alerts reach you here.", url="/settings/"
        )

    def tell(self, person: Membership, *, title: str, body: str, url: str) -> Answer:
        """A mail that is about no alert."""
        return hand_over(compose_plain(person, title=title, body=body, url=url, to=confirmed_address(person)))


def confirmed_address(person: Membership) -> str:
    """Where this person's mails go; raises PermanentError when there is nowhere."""
    address = _confirmed().filter(user=person.user_id).order_by("-primary", "pk").first()
    if address is None:
        raise PermanentError("There is no confirmed e-mail address any more.")
    found: str = address.email
    if any(ord(one) < 32 or ord(one) == 127 for one in found):
        raise PermanentError("The e-mail address has a line break or another sign that no address has.")
    return found


def hand_over(message: EmailMultiAlternatives) -> Answer:
    """Give a mail to the server. Raises PassingError, PermanentError."""
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        server.note(error)
        raise _sorted(error) from error
    return Answer(said="The mail server took it.")


def _confirmed() -> QuerySet[Any]:
    rows: QuerySet[Any] = EmailAddress.objects.filter(verified=True)
    return rows


def _confirmed_of(people: Sequence[Membership]) -> set[UUID]:
    """Those of their accounts that have one."""
    return set(_confirmed().filter(user__in=[one.user_id for one in people]).values_list("user", flat=True))


def _sorted(error: Exception) -> PassingError | PermanentError:
    """Only what the server says about this address or this message stays; all else is the server's own trouble.

    RFC 5321: codes from 500 stay, from 400 pass. A refused sender or password is for the operator to mend.
    """
    code, said = _answer(error)
    stays = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) and code >= 500
    kind = PermanentError if stays else PassingError
    return kind(f"The mail server says {code}: {said}" if code else f"The mail server cannot be reached: {said}")


def _answer(error: Exception) -> tuple[int, str]:
    """The server's code and words; code 0 when it said nothing."""
    code: int = 0
    said: bytes | str = str(error) or type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    return code, said.decode(errors="replace") if isinstance(said, bytes) else said
