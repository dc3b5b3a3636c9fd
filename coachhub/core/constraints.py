"""Constraints that Django's own migrations cannot say."""

from __future__ import annotations

from django.db import migrations


class SameOrganisation(migrations.RunSQL):
    """A foreign key over (organisation, row): what a row points to belongs to the row's own organisation.

    The table pointed to needs a unique constraint over (organisation, id). In a migration that is not atomic a table
    can be written while its rows are checked, and what was cut off can be run again.
    """

    def __init__(self, table: str, column: str, to: str) -> None:
        name = f"{table}_{column}_same_org"
        drop = f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'
        super().__init__(
            sql=[
                drop,
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (organisation_id, "{column}")'
                f' REFERENCES "{to}" (organisation_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID',
                f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"',
            ],
            reverse_sql=drop,
        )
