"""Addresses of the athletes app."""

from django.urls import URLPattern, URLResolver, path

from athletes.views.live import live

urlpatterns: list[URLPattern | URLResolver] = [
    path("live/", live, name="live"),
]
