"""Django's entry for the athletes app."""

from django.apps import AppConfig


class AthletesConfig(AppConfig):
    """Who trains, who coaches, and who may see what."""

    name = "athletes"
