"""How an API error looks: one shape, with the place and a sentence for each thing that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer

from coachhub.core.api.errors import Conflict, ErrorSerializer, handle


def body(error: Exception) -> dict[str, Any]:
    response = handle(error, {})
    assert response is not None
    assert ErrorSerializer(data=response.data).is_valid()
    found: dict[str, Any] = response.data["error"]
    return found | {"status": response.status_code}


@pytest.mark.parametrize(
    ("error", "status", "code", "message"),
    [
        (Conflict(), 409, "conflict", "This id is already in use for something else."),
        (Conflict("Being measured already."), 409, "conflict", "Being measured already."),
        (exceptions.NotFound("Not measured yet."), 404, "not_found", "Not measured yet."),
        (Http404("SELECT * FROM secrets"), 404, "not_found", "Not found."),
        (PermissionDenied("Not your role."), 403, "permission_denied", "Not your role."),
        (exceptions.NotAuthenticated(), 401, "not_authenticated", "Authentication credentials were not provided."),
        (exceptions.MethodNotAllowed("POST"), 405, "method_not_allowed", 'Method "POST" not allowed.'),
        (exceptions.ParseError("No JSON."), 400, "parse_error", "No JSON."),
        (UnreadablePostError("gone"), 408, "cut_off", "Only a part of this arrived. Send it again."),
    ],
)
def test_a_refusal_says_status_code_and_sentence(error: Exception, status: int, code: str, message: str) -> None:
    assert body(error) == {"status": status, "code": code, "message": message}


def test_a_refusal_without_a_sentence_gets_the_usual_one() -> None:
    assert body(PermissionDenied())["message"] == "You do not have permission to perform this action."


@pytest.mark.parametrize(
    ("detail", "fields"),
    [
        ({"reps": ["Too many."]}, {"reps": ["Too many."]}),
        ({"lifts": [{}, {"sets": [{}, {"reps": ["Odd.", "No."]}]}]}, {"lifts.1.sets.1.reps": ["Odd.", "No."]}),
        ({"lifts": {"non_field_errors": ["Too long."]}}, {"lifts": ["Too long."]}),
        ({"ticked": {2: ["Unknown."]}}, {"ticked.2": ["Unknown."]}),
        (["The whole is wrong."], {"non_field_errors": ["The whole is wrong."]}),
        ({"non_field_errors": ["The whole is wrong."]}, {"non_field_errors": ["The whole is wrong."]}),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(detail: Any, fields: dict[str, list[str]]) -> None:
    assert body(exceptions.ValidationError(detail)) == {
        "status": 400,
        "code": "invalid",
        "message": "Some fields cannot be taken as they are.",
        "fields": fields,
    }


def test_half_a_character_that_was_sent_does_not_keep_the_refusal_from_being_said() -> None:
    sent = json.loads('"\\ud800"')
    fields = body(exceptions.ValidationError({f"numbers{sent}": [f"{sent} is not a valid choice."]}))["fields"]
    assert JSONRenderer().render(fields) == b'{"numbers?":["? is not a valid choice."]}'


def test_a_refusal_of_a_service_looks_the_same() -> None:
    assert body(DjangoValidationError({"squad": "Choose one of your squads."}))["fields"] == {
        "squad": ["Choose one of your squads."]
    }
    assert body(DjangoValidationError("The consent is missing."))["fields"] == {
        "non_field_errors": ["The consent is missing."]
    }


def test_a_mistake_of_ours_is_not_passed_off_as_a_refusal() -> None:
    assert handle(KeyError("oops"), {}) is None
