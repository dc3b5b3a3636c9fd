"""What an athlete noticed in an exercise. The rows that are there are held to the vocabulary by the next migration."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('athletes', '0002_same_organisation'),
        ('training', '0003_catalogue'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='lift',
            name='changed_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='lift',
            name='deleted_delete',
        ),
        migrations.AddField(
            model_name='lift',
            name='noticed',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('depth_hard_to_control', 'depth hard to control'), ('feet_unsteady', 'feet unsteady'), ('uncomfortable_at_bottom', 'uncomfortable at the bottom'), ('heels_lift', 'heels lift'), ('balance_goes_back', 'balance goes back')], max_length=30), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='liftevent',
            name='noticed',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('depth_hard_to_control', 'depth hard to control'), ('feet_unsteady', 'feet unsteady'), ('uncomfortable_at_bottom', 'uncomfortable at the bottom'), ('heels_lift', 'heels lift'), ('balance_goes_back', 'balance goes back')], max_length=30), blank=True, db_default=[], default=list, size=None),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lift',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_liftevent" ("exercise_id", "heel_raise", "id", "noticed", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "session_id") VALUES (OLD."exercise_id", OLD."heel_raise", OLD."id", OLD."noticed", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."position", OLD."session_id"); RETURN NULL;', hash='64a259681af1c90a18cd89722ac65ef0d3bcd2f9', operation='UPDATE', pgid='pgtrigger_changed_update_99fb9', table='training_lift', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lift',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_liftevent" ("exercise_id", "heel_raise", "id", "noticed", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "session_id") VALUES (OLD."exercise_id", OLD."heel_raise", OLD."id", OLD."noticed", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."position", OLD."session_id"); RETURN NULL;', hash='9fe91734dd9f1e18901e514b2859d3fde5cf4190', operation='DELETE', pgid='pgtrigger_deleted_delete_3f668', table='training_lift', when='AFTER')),
        ),
        AddConstraintNotValid(
            model_name='lift',
            constraint=models.CheckConstraint(condition=models.Q(('noticed__contained_by', ['depth_hard_to_control', 'feet_unsteady', 'uncomfortable_at_bottom', 'heels_lift', 'balance_goes_back'])), name='lift_noticed_known'),
        ),
    ]
