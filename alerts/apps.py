"""Django's entry for the alerts app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """What needs a coach."""

    name = "alerts"

    def ready(self) -> None:
        """Subscribe to events and register sweeps."""
        from alerts import subscribers, sweeps  # noqa: F401  register themselves
