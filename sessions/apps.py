"""Django's entry for the training app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """What athletes did. Labelled `training`: Django's own session framework has the label `sessions`."""

    name = "sessions"
    label = "training"

    def ready(self) -> None:
        """Subscribe to events and register sweeps."""
        from sessions import subscribers, sweeps  # noqa: F401  register themselves
