"""The processes CoachHub consists of. `make up` and the containers start the same ones, in the same way."""

from __future__ import annotations

import os
import sys

from coachhub.config import Config

NAMES = ("web", "worker", "worker-red-flags", "worker-messages", "worker-video", "beat")
THREADS = ["--pool", "threads", "--concurrency", "8"]  # default: they mostly wait for others
CELERY = [sys.executable, "-m", "celery", "-A", "coachhub", "--quiet"]
# `prepare` has made Django's checks, which load all pages and the admin: 0.7 s and 27 MB in each process. Those that
# write links load them at their start all the same; else their first message would wait for it.
LEAN = [*CELERY, "--skip-checks"]
QUIET = ["--loglevel", "warning", "--without-gossip", "--without-mingle"]


def run(name: str, config: Config) -> None:
    """Become the named process."""
    if name == "web":
        _web(config)
    argv = {
        "worker": [*LEAN, "worker", "-Q", "default,sweeps", "-n", "default@%h", "--concurrency", "2", *QUIET],
        "worker-red-flags": [*CELERY, "worker", "-Q", "red_flags", "-n", "red_flags@%h", *THREADS, *QUIET],
        "worker-messages": [*CELERY, "worker", "-Q", "messages", "-n", "messages@%h", *THREADS, *QUIET],
        "worker-video": [*LEAN, "worker", "-Q", "video", "-n", "video@%h", "--concurrency", "1", *QUIET],
        "beat": [*LEAN, "beat", "--loglevel", "warning", "--pidfile", ""],
    }[name]
    os.execv(argv[0], argv)  # noqa: S606  our own command, no shell


def _web(config: Config) -> None:
    import uvicorn

    uvicorn.run(
        "coachhub.asgi:application",
        host=config.host,
        port=config.port,
        log_config=None,
        access_log=False,
        proxy_headers=config.production,
        timeout_graceful_shutdown=3,
    )
    sys.exit(0)
