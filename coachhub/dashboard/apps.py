"""Django's entry for the dashboard pages."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Pages only; no tables."""

    name = "coachhub.dashboard"
    label = "dashboard"
