"""How an API error looks: `{"error": {"code", "message", "fields": {name: [sentence]}}}`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler


class Conflict(exceptions.APIException):
    """The id is in use for something else."""

    status_code = 409
    default_code = "conflict"
    default_detail = "This id is already in use for something else."


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler, with our one shape of body."""
    if isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(as_serializer_error(error))
    response = exception_handler(error, context)
    if response is None:
        return None
    body: dict[str, Any] = {"code": _code(error), "message": _message(error)}
    if isinstance(error, exceptions.ValidationError):
        body["fields"] = response.data
    response.data = {"error": body}
    return response


def _code(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "invalid"
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        return codes if isinstance(codes, str) else error.default_code
    return "not_found"


def _message(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "Some fields cannot be taken as they are."
    if isinstance(error, exceptions.APIException) and isinstance(error.detail, str):
        return str(error.detail)
    return "Not found."
