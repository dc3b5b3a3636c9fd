"""Everybody's exercises."""

from django.db import migrations

from sessions.catalogue import write_catalogue


class Migration(migrations.Migration):
    dependencies = [("training", "0002_same_organisation")]
    operations = [migrations.RunPython(write_catalogue, migrations.RunPython.noop)]
