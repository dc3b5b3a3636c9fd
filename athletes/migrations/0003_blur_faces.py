"""Faces blurred in videos: a setting of the organisation, and always for minors."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('athletes', '0002_same_organisation'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='athlete',
            name='changed_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='athlete',
            name='deleted_delete',
        ),
        migrations.AddField(
            model_name='athlete',
            name='is_minor',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='athleteevent',
            name='is_minor',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='organisation',
            name='blur_faces',
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='athlete',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "athletes_athleteevent" ("archived_at", "id", "is_minor", "joined_at", "membership_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "time_zone") VALUES (OLD."archived_at", OLD."id", OLD."is_minor", OLD."joined_at", OLD."membership_id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."phone", OLD."time_zone"); RETURN NULL;', hash='3d4ca38b976ac2adc0eeac4f3df043c9f3ac8de7', operation='UPDATE', pgid='pgtrigger_changed_update_6aa64', table='athletes_athlete', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='athlete',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "athletes_athleteevent" ("archived_at", "id", "is_minor", "joined_at", "membership_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "time_zone") VALUES (OLD."archived_at", OLD."id", OLD."is_minor", OLD."joined_at", OLD."membership_id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."phone", OLD."time_zone"); RETURN NULL;', hash='182cebfaaf4aead39ea942ba05e2db8df519ba4e', operation='DELETE', pgid='pgtrigger_deleted_delete_f3b19', table='athletes_athlete', when='AFTER')),
        ),
    ]
