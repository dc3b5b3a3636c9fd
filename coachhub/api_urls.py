"""Every address of the REST API, below /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from coachhub.core.api.views import DocsView, NoSuchAddress, SchemaView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("athletes.api.urls")),
    path("", include("sessions.api.urls")),
    path("", include("alerts.api.urls")),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    re_path(r"^(?:.*/)?$", NoSuchAddress.as_view(), name="api-nothing-here"),
]
