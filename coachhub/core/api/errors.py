"""How an API error looks: `{"error": {"code", "message", "fields": {"lifts.0.sets.2.reps": [sentence]}}}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

OF_THE_WHOLE = "non_field_errors"


class Conflict(exceptions.APIException):
    """The id is in use for something else, or the row's state does not allow it."""

    status_code = 409
    default_code = "conflict"
    default_detail = "This id is already in use for something else."


class CutOff(exceptions.APIException):
    """Only a part of the request arrived: nothing is wrong with it, it has to be sent again."""

    status_code = 408
    default_code = "cut_off"
    default_detail = "Only a part of this arrived. Send it again."


class RefusalSerializer(serializers.Serializer[Any]):
    """What went wrong, for programs (`code`) and for people."""

    code = serializers.CharField(help_text="`invalid`, `not_found`, `permission_denied`, `conflict`, …")
    message = serializers.CharField(help_text="One sentence")
    fields = serializers.DictField(  # type: ignore[assignment]  # the name is the API's own
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="With `invalid`: by field, what is wrong with it. Nested fields as `lifts.0.sets.2.reps`",
    )


class ErrorSerializer(serializers.Serializer[Any]):
    """The body of every answer that is a refusal."""

    error = RefusalSerializer()


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler, with our one shape of body."""
    refused = _as_api_error(error)
    response = exception_handler(refused, context)
    if response is None or not isinstance(refused, exceptions.APIException):
        return None
    body: dict[str, Any] = {"code": refused.get_codes(), "message": str(refused.detail)}
    if isinstance(refused, exceptions.ValidationError):
        body = {"code": "invalid", "message": "Some fields cannot be taken as they are."}
        body["fields"] = _by_field(response.data)
    response.data = {"error": body}
    return response


def _as_api_error(error: Exception) -> Exception:
    if isinstance(error, DjangoValidationError):
        return exceptions.ValidationError(as_serializer_error(error))
    if isinstance(error, UnreadablePostError):
        return CutOff()
    if isinstance(error, Http404):
        return exceptions.NotFound("Not found.")
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    return error


def _by_field(detail: Any) -> dict[str, list[str]]:
    """DRF's nested errors as one level: where, and the sentences."""
    found: dict[str, list[str]] = {}
    for path, sentence in _sentences(detail, ()):
        if len(path) > 1 and path[-1] == OF_THE_WHOLE:
            path = path[:-1]
        found.setdefault(".".join(path) or OF_THE_WHOLE, []).append(sentence)
    return found


def _sentences(detail: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _sentences(inner, (*path, _sendable(str(name))))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _sentences(inner, (*path, str(index)) if nested else path)
    else:
        yield path, _sendable(str(detail))


def _sendable(text: str) -> str:
    """Refusals repeat what was sent, which may hold half a character that no answer can carry."""
    return text.encode(errors="replace").decode()
