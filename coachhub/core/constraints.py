"""Constraints that Django's own migrations cannot say."""

from __future__ import annotations

from django.db import migrations, models


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


class PointedTo(migrations.SeparateDatabaseAndState):
    """The unique constraint over (organisation, id) of a table in which there are rows already.

    Its index is made while the table is written, for which the migration must not be atomic. No row can offend it:
    the id alone is unique.
    """

    def __init__(self, model: str, table: str, name: str) -> None:
        drop = f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'
        in_database = migrations.RunSQL(
            sql=[
                drop,
                f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"',
                f'CREATE UNIQUE INDEX CONCURRENTLY "{name}" ON "{table}" (organisation_id, id)',
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE USING INDEX "{name}"',
            ],
            reverse_sql=drop,
        )
        constraint = models.UniqueConstraint(fields=["organisation", "id"], name=name)
        super().__init__([in_database], [migrations.AddConstraint(model, constraint)])
