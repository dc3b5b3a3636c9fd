"""Mails that stay here can be read here; anywhere else the page does not exist."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.urls import reverse
from pytest_django import Settings

from coachhub.phone.mailbox import kept_mails, linked
from tests.phone.pages import broken_by_our_policy, get, html_of, text_of

BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Mails are written into a folder of this test's own."""
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def test_a_mail_is_shown_with_its_link(db: None, folder: Path) -> None:
    send_mail("Confirm your address", "Open http://localhost/accounts/x/ now.", None, ["ada@example.org"])
    response = get(None, reverse("mail"))
    assert '<a href="http://localhost/accounts/x/">http://localhost/accounts/x/</a>' in html_of(response)
    assert "Confirm your address" in text_of(response)
    assert "to ada@example.org" in text_of(response)


def test_the_newest_mail_comes_first(db: None, folder: Path) -> None:
    for number, subject in enumerate(("first", "second", "third")):
        send_mail(subject, "…", None, ["ada@example.org"])
        newest = max(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert [mail.subject for mail in kept_mails(folder)] == ["third", "second", "first"]


def test_several_mails_of_one_connection_are_told_apart(folder: Path) -> None:
    with get_connection(BACKEND) as connection:
        for subject in ("one", "two"):
            EmailMultiAlternatives(subject, f"Text of {subject}", to=["a@example.org"], connection=connection).send()
    mails = kept_mails(folder)
    assert [mail.subject for mail in mails] == ["two", "one"]
    assert [str(mail.text) for mail in mails] == ["Text of two", "Text of one"]


def test_of_a_mail_with_html_the_text_is_shown(folder: Path) -> None:
    mail = EmailMultiAlternatives("Both", "plain words", to=["a@example.org"])
    mail.attach_alternative("<b>words</b>", "text/html")
    mail.send()
    assert str(kept_mails(folder)[0].text) == "plain words"


def test_umlauts_and_long_lines_arrive_whole(folder: Path) -> None:
    address = "http://localhost/" + "x" * 300 + "/"
    send_mail("Größe", f"Über {address} geht es.", None, ["a@example.org"])
    (mail,) = kept_mails(folder)
    assert mail.subject == "Größe"
    assert f'<a href="{address}">' in mail.text


def test_what_a_mail_says_is_never_taken_for_markup() -> None:
    assert str(linked('<script>alert(1)</script> http://x/"y')) == (
        '&lt;script&gt;alert(1)&lt;/script&gt; <a href="http://x/">http://x/</a>&quot;y'
    )


def test_the_moment_of_sending_is_known(folder: Path) -> None:
    send_mail("Now", "…", None, ["a@example.org"])
    sent_at = kept_mails(folder)[0].sent_at
    assert sent_at is not None
    assert sent_at.tzinfo is not None


def test_without_mails_it_says_so(db: None, folder: Path) -> None:
    response = get(None, reverse("mail"))
    assert "None yet." in text_of(response)
    assert broken_by_our_policy(html_of(response)) == []


def test_it_says_who_can_read_them(db: None, folder: Path) -> None:
    assert "Everybody who can open this page can read them" in text_of(get(None, reverse("mail")))


@pytest.mark.parametrize("change", [{"production": True}, {"email_url": "smtp://mail.example.org"}])
def test_where_mails_are_sent_the_page_does_not_exist(
    db: None, folder: Path, settings: Settings, change: dict[str, Any]
) -> None:
    send_mail("Secret", "http://localhost/reset/", None, ["ada@example.org"])
    settings.CONFIG = replace(django_settings.CONFIG, **change)
    response = get(None, reverse("mail"))
    assert response.status_code == 404
    assert "Secret" not in html_of(response)


def test_the_page_is_never_kept_by_a_cache(db: None, folder: Path) -> None:
    assert "no-store" in get(None, reverse("mail")).headers["Cache-Control"]
