"""Asking for the phone pages as somebody, and reading what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Protocol

from django.test import Client

from tests.world import Person


class Answer(Protocol):
    """What a view gives back and what the test client makes of it."""

    @property
    def content(self) -> bytes: ...


def browser_of(person: Person | None) -> Client:
    """A browser in which this person is signed in; without a person a stranger's."""
    client = Client()
    if person:
        client.force_login(person.user)
    return client


def get(person: Person | None, path: str) -> Any:
    """The page as this person sees it."""
    return browser_of(person).get(path)


def post(person: Person | None, path: str, body: dict[str, Any] | None = None) -> Any:
    """What comes of sending a form."""
    return browser_of(person).post(path, body or {})


def html_of(response: Answer) -> str:
    """The page's source, with plain spaces: where lines may not break is tests/core/test_units.py's matter."""
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def text_of(response: Answer) -> str:
    """What the page says, as one line."""
    reader = _Text()
    reader.feed(html_of(response))
    return re.sub(r"\s+", " ", " ".join(reader.said)).strip()


class _Text(HTMLParser):
    """The words of a page, without its data blocks and templates."""

    SILENT = {"script", "style", "template"}

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def broken_by_our_policy(html: str) -> list[str]:
    """What the content security policy would block in this page: inline scripts, handlers and styles, data: images."""
    found = _Blocked()
    found.feed(html)
    return found.found


class _Blocked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"<{tag}>: {why}" for why in _why_blocked(tag, dict(attrs))]


def _why_blocked(tag: str, attrs: dict[str, str | None]) -> Iterator[str]:
    kind = attrs.get("type")
    if tag == "script" and "src" not in attrs and kind != "application/json":
        yield "inline script"
    if tag == "style" or "style" in attrs:
        yield "inline style"
    if any(name.startswith("on") for name in attrs):
        yield "inline handler"
    for name in ("src", "href"):
        if (attrs.get(name) or "").startswith(("data:", "javascript:", "http://", "//")):
            yield f"{name} {attrs[name]}"


BANNED = re.compile(
    r"\b(diagnos\w*|injury risk|tears?|treat(s|ed|ment|ing)?|cur(e|es|ed|ing)|safe to train|cleared|"
    r"(ab)?normal knee|tendinitis)\b",
    re.IGNORECASE,
)
