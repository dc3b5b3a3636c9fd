"""Django's entry for the ground floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground floor's app."""

    name = "coachhub.core"
    label = "core"
