"""The frame: configuration, URLs, servers, and the floors `core`, `dashboard` and `phone`."""

from coachhub.celery import app as celery_app

__all__ = ["celery_app"]
