"""Pytest plugin: the real PostgreSQL and the real Redis-protocol server that `make up` uses, for one test run.

Loaded by `-p` before Django's settings are, so that they find the servers. Workers of a parallel run share them.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Supervisor

gc.disable()  # while thousands of tests are collected, nothing becomes garbage

_supervisor: Supervisor | None = None
_data: Path | None = None

if "COACHHUB_TEST_SERVERS" not in os.environ:
    _data = Path(tempfile.mkdtemp(prefix="coachhub-test-"))
    _supervisor = Supervisor()
    _servers = PrivateServers.of(_data)
    _servers.start(_supervisor, durable=False)
    os.environ |= {
        "COACHHUB_TEST_SERVERS": str(os.getpid()),
        "COACHHUB_DATA": str(_data),
        "DATABASE_URL": _servers.database_url,
        "REDIS_URL": _servers.redis_url,
        "EMAIL_URL": "",
        "COACHHUB_URL": "",
        "COACHHUB_PRODUCTION": "false",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's event loop runs in the thread that also makes rows
    }


_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker:  # a parallel run's workers share the servers, but neither the folder nor the queues
    os.environ["COACHHUB_DATA"] = str(Path(os.environ["COACHHUB_DATA"]) / _worker)
    os.environ["REDIS_URL"] += f"?db={_worker.removeprefix('gw')}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """From here on garbage is collected, but what is there by now stays to the end and is not looked through again.

    Looking it through, as often as Python does by itself, was a tenth of the tests' time.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    if _supervisor is not None:
        _supervisor.stop()
    if _data is not None:
        shutil.rmtree(_data, ignore_errors=True)
