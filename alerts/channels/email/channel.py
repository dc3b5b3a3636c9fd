"""Hands an alert to the mail server, and tells errors that pass from those that stay."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from alerts.channels.base import PassingError, PermanentError
from alerts.channels.email.message import compose
from alerts.models import Delivery
from athletes.models import Membership


class EmailChannel:
    """Reaches people whose address is confirmed: health data goes to nobody else's."""

    instant = False
    icon = "mail"
    says = "E-mail to {people}"
    taken = "taken by the mail server"

    def reaches(self, people: Sequence[Membership]) -> list[Membership]:
        """Those with a confirmed address."""
        users = [one.user_id for one in people]
        confirmed = set(_confirmed().filter(user__in=users).values_list("user", flat=True))
        return [one for one in people if one.user_id in confirmed]

    def send(self, delivery: Delivery) -> None:
        """Hand the mail to the server; taken by it is not yet read. Raises PassingError, PermanentError."""
        hand_to_server(delivery.recipient, lambda address: compose(delivery, to=address))


def hand_to_server(person: Membership, compose_for: Callable[[str], EmailMultiAlternatives]) -> None:
    """Send what is composed for somebody's confirmed address. Raises PassingError, PermanentError."""
    address = _confirmed().filter(user=person.user_id).order_by("-primary", "pk").first()
    if address is None:
        raise PermanentError("There is no confirmed e-mail address any more.")
    message = compose_for(address.email)
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        raise _sorted(error) from error


def _confirmed() -> QuerySet[Any]:
    rows: QuerySet[Any] = EmailAddress.objects.filter(verified=True)
    return rows


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
