"""Django's entry for the phone pages."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """Pages only; no tables."""

    name = "coachhub.phone"
    label = "phone"
