"""`manage.py prepare`: bring the database up to date before the processes start."""

import sys
from time import sleep
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from coachhub.core.files import make_bucket

ASK_AGAIN_S = 0.2


def wait_for_turn() -> None:
    """Take the lock of those who prepare; it ends with the process.

    Asked for again and again: waiting in the database would be a transaction, which an index made beside the running
    service has to wait for in turn.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('coachhub prepare'))")
            if cursor.fetchone() == (True,):
                return
            sleep(ASK_AGAIN_S)


class Command(BaseCommand):
    """Migrate, roll up anew what an older version rolled up, make the bucket, and load the demo organisation.

    The demo only on the very first start, and not in production.
    """

    help = "Apply migrations, make the bucket; on the first start load the demo organisation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run again: applied migrations stay, and a database with anybody in it gets no demo.

        Copies that start at once go one after the other: the lock ends with the process.
        """
        try:
            wait_for_turn()
            call_command("migrate", interactive=False, verbosity=0)
            call_command("rebuild_rollups", stale=True, verbosity=0)
            first = not get_user_model().objects.exists()
        except DatabaseError as error:
            sys.exit(f"The database refused: {str(error).splitlines()[0]}")
        try:
            make_bucket()
        except (BotoCoreError, ClientError) as error:
            sys.exit(f"The object storage refused: {error}")
        if first and settings.CONFIG.demo and not settings.CONFIG.production:
            call_command("demo")
