"""Django's entry for the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """No tables: the demo organisation is an organisation like any other."""

    name = "coachhub.demo"
    label = "demo"
