"""Django's entry for the alerts app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AlertsConfig(AppConfig):
    """What needs a coach."""

    name = "alerts"

    def ready(self) -> None:
        """Subscribe to events, register sweeps, say what rules hold; have the push identity made with the database."""
        from alerts import subscribers, sweeps  # noqa: F401  register themselves
        from alerts.selectors import rules  # noqa: F401  the same

        post_migrate.connect(_make_push_identity, sender=self)


def _make_push_identity(apps: Any = None, **_: Any) -> None:
    """Unless the migrations ran to a state in which it has no table. Without `apps` they did not run at all."""
    from alerts.channels.webpush.identity import ensure_identity

    known = apps.get_app_config("alerts").get_models() if apps is not None else None
    if known is None or any(one._meta.model_name == "pushidentity" for one in known):
        ensure_identity()
