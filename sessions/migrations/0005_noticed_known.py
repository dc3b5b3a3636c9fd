"""Looks through the exercises that are there, which others may go on changing meanwhile."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0004_noticed'),
    ]

    operations = [
        ValidateConstraint(model_name='lift', name='lift_noticed_known'),
    ]
