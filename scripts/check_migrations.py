"""Part of `make check`: models and migrations agree, and no migration locks a big table or breaks running code.

Runs on a private PostgreSQL of its own, since the SQL of a migration depends on the server.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Supervisor

OUR_APPS = ["athletes", "training", "alerts", "core"]
# By migration the findings that were looked at (as "0004_more": ["ADD_UNIQUE"]); anything else in it is still found.
LOOKED_AT: Mapping[str, Sequence[str]] = {}


def main() -> int:
    """0 when all is well."""
    supervisor = Supervisor()
    with tempfile.TemporaryDirectory(prefix="coachhub-check-") as folder:
        servers = PrivateServers.of(Path(folder))
        try:
            servers.start(supervisor, durable=False)
            os.environ |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
            os.environ |= {"COACHHUB_DATA": folder, "DJANGO_SETTINGS_MODULE": "coachhub.settings"}
            return _check()
        finally:
            supervisor.stop()


def _check() -> int:
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)  # else a line for every migration
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    looks: list[dict[str, Any]] = [{"ignore_name": list(LOOKED_AT)}]
    looks += [{"include_name": [name], "exclude_migration_tests": codes} for name, codes in LOOKED_AT.items()]
    wrong = [one for one in looks if _has_errors(one, no_output=True)]  # which would say what was looked at, too
    return 1 if any(_has_errors(one, no_output=False) for one in wrong) else 0


def _has_errors(look: dict[str, Any], *, no_output: bool) -> bool:
    from django_migration_linter import MigrationLinter

    quiet = ["ok", "ignore", "warning"]
    linter = MigrationLinter(include_apps=OUR_APPS, quiet=quiet, no_cache=True, no_output=no_output, **look)
    linter.lint_all_migrations()
    return bool(linter.has_errors)


if __name__ == "__main__":
    sys.exit(main())
