"""What the tests of alerts may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from alerts.models.ladder import USUAL
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver


@pytest.fixture
def in_an_hour() -> datetime:
    """A moment until which something can wait."""
    return timezone.now() + timedelta(hours=1)


@pytest.fixture
def mail_server(settings: LazySettings) -> Iterator[MailServer]:
    """A mail server that takes everything until it is told otherwise; mails go there."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 2
    settings.DEFAULT_FROM_EMAIL = "CoachHub <alerts@coachhub.example>"
    yield server
    server.stop()


@pytest.fixture
def flat_ladder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody who looks after an athlete is told at once."""
    monkeypatch.setattr("alerts.services.ladder.USUAL", dict.fromkeys(USUAL, 0))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web server of somebody else's."""
    one = Receiver()
    yield one
    one.stop()


@pytest.fixture
def private_allowed(settings: LazySettings) -> None:
    """The operator allows private addresses: this machine's own, where the tests' receivers are."""
    settings.CONFIG = replace(settings.CONFIG, webhook_private=True)
