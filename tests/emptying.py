"""The test's database emptied, after a test whose rows were committed.

Django's own way empties each of the eighty tables, used or not, and then writes content types, permissions and the
catalogue anew: 0.2 s after each of hundreds of tests. Here only rows that are there are deleted.
"""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from sessions.catalogue import write_catalogue

# What was written with the migrations and no committing test changes.
STAYS = {"django_content_type", "auth_permission", "alerts_pushidentity"}


def empty_database() -> None:
    """Delete every row of ours; everybody's catalogue is as it was migrated."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, and no order to keep
        cursor.execute(_looking_for_rows())
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    write_catalogue(apps, None)


@cache
def _looking_for_rows() -> sql.Composed:
    """The query for the names of the tables in which there are rows."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    looks = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in sorted(set(tables) - STAYS)
    ]
    return sql.SQL(" UNION ALL ").join(looks)
