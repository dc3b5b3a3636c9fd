"""Addresses of the API that belong to no app."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class SchemaView(SpectacularJSONAPIView):
    """The OpenAPI document, for everybody: it says nothing of anybody."""

    permission_classes = [AllowAny]
    authentication_classes = []


# Swagger UI brings its icons as data: images and sets style attributes; scripts still come from this server alone.
@method_decorator(csp_update({"img-src": [SELF, "data:"], "style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The documentation to read and to try out, wholly from this server."""

    url_name = "schema"
    template_name = "api/docs.html"
    permission_classes = [AllowAny]
    authentication_classes = []


class NoSuchAddress(APIView):
    """Whatever else lies under the API's root: a refusal that programs can read, whatever the method."""

    permission_classes = [AllowAny]
    authentication_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before the method is looked at."""
        raise NotFound("There is nothing at this address.")
