"""Calling the REST API as somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from athletes.services.api_keys import create_key
from coachhub.core.scope import organisation_scope
from tests.world import Person

ROOT = "/api/v1/"


class Api:
    """The API as one person's browser session calls it; without a person as a stranger does."""

    def __init__(self, person: Person | None = None, **headers: str) -> None:
        self.client = Client(headers=headers)
        if person:
            self.client.force_login(person.user)

    def get(self, path: str, **query: Any) -> Any:
        """GET; the status and the decoded body are `.status_code` and `.json()`."""
        return self.client.get(ROOT + path, query)

    def post(self, path: str, body: Any = None) -> Any:
        """POST as JSON."""
        return self._send("post", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        """PUT as JSON."""
        return self._send("put", path, body)

    def patch(self, path: str, body: Any = None) -> Any:
        """PATCH as JSON."""
        return self._send("patch", path, body)

    def delete(self, path: str) -> Any:
        """DELETE."""
        return self.client.delete(ROOT + path)

    def _send(self, method: str, path: str, body: Any) -> HttpResponse:
        response: HttpResponse = getattr(self.client, method)(ROOT + path, body, content_type="application/json")
        return response


def by_key(person: Person, *, read_only: bool = False) -> Api:
    """The API as a program calls it with a key of this person's."""
    return Api(None, Authorization=f"Bearer {key_of(person, read_only=read_only)}")


def key_of(person: Person, *, read_only: bool = False) -> str:
    """A new API key of this person's."""
    with organisation_scope(person.membership.organisation_id):
        return create_key(actor=person.actor, name="a program", read_only=read_only)[1]
