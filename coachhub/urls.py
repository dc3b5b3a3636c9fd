"""Every address of the service."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from coachhub.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("coachhub.dashboard.urls")),
    path("", include("coachhub.phone.urls")),
    path("", include("coachhub.demo.urls")),
    path("", include("sessions.urls")),
    path("", include("athletes.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("coachhub.api_urls")),
    path("admin/", admin.site.urls),
]
