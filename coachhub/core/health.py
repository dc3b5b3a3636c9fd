"""Two questions an orchestrator asks: is the process alive, and can it serve.

Answered before anything else in the middleware chain, so they need no host name, cookie or session.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from kombu import Connection
from kombu.exceptions import OperationalError

LOW_DISK_BYTES = 200 * 1024 * 1024  # default: under this no video fits any more


class HealthMiddleware:
    """Answers /healthz and /readyz."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Health for the two paths, the rest of the chain for all others."""
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return ready()
        return self.get_response(request)


def ready() -> JsonResponse:
    """200 when requests can be served, else 503; a missing broker is told but only delays work.

    Strangers ask too: they are told that something is away, `manage.py doctor` says why.
    """
    answers = {"database": database(), "storage": storage(), "broker": broker()}
    found = {what: answer.partition(":")[0] for what, answer in answers.items()}
    serving = found["database"] == "ok" and found["storage"] == "ok"
    return JsonResponse({"ready": serving, **found}, status=200 if serving else 503)


def database() -> str:
    """`ok`, or what is wrong with the database."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"not reachable: {str(error).splitlines()[0]}"
    return f"{len(pending)} migrations not applied" if pending else "ok"


def storage() -> str:
    """`ok`, or what is wrong with the data folder."""
    try:
        free = shutil.disk_usage(settings.CONFIG.data).free
    except OSError as error:
        return str(error)
    return "ok" if free > LOW_DISK_BYTES else f"only {free // 2**20} MB free"


def broker() -> str:
    """`ok`, or what is wrong with the broker."""
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options={"socket_connect_timeout": 1}) as link:
            link.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, OSError) as error:
        return f"not reachable: {error}"
    return "ok"
