"""Part of `make check`: models and migrations agree, and no migration locks a big table or breaks running code.

Runs on a private PostgreSQL of its own, since the SQL of a migration depends on the server.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from pathlib import Path

from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Supervisor

OUR_APPS = ["athletes", "training", "alerts", "core"]
# Its one finding: a unique index over a column that it adds itself, so that no row is in it yet.
LOOKED_AT = ["0003_endpoints"]


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
    from django_migration_linter import MigrationLinter

    django.setup()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)  # else a line for every migration
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    linter = MigrationLinter(
        include_apps=OUR_APPS, ignore_name=LOOKED_AT, quiet=["ok", "ignore"], no_cache=True, no_output=True
    )
    linter.lint_all_migrations()
    if linter.has_errors:
        linter.print_summary()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
