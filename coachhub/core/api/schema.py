"""The OpenAPI document: what drf-spectacular cannot see by itself."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

from coachhub.core.api.errors import ErrorSerializer


class Schema(AutoSchema):
    """Says of every operation that whatever it refuses has one shape of body."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        body = self._get_response_for_code(ErrorSerializer, "default")  # type: ignore[no-untyped-call]  # the library's
        refused = body | {"description": "Refused"}
        return bodies | {"default": refused}
