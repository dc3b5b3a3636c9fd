"""When a member of staff is away, and who stands in."""

import coachhub.core.ids
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('athletes', '0003_blur_faces'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='athletes.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stands_in', to='athletes.membership')),
            ],
            options={
                'ordering': ['begins_at'],
            },
        ),
        migrations.CreateModel(
            name='AbsenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('membership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='athletes.absence')),
                ('stand_in', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='absence',
            index=models.Index(fields=['stand_in', 'ends_at'], name='absence_by_stand_in'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='absence_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('stand_in', models.F('membership')), _negated=True), name='absence_has_somebody_else'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "athletes_absenceevent" ("begins_at", "ends_at", "id", "membership_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stand_in_id") VALUES (OLD."begins_at", OLD."ends_at", OLD."id", OLD."membership_id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."stand_in_id"); RETURN NULL;', hash='47a82c81ec33b7039e71e1ee321e9f5f845c40fa', operation='UPDATE', pgid='pgtrigger_changed_update_82f51', table='athletes_absence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "athletes_absenceevent" ("begins_at", "ends_at", "id", "membership_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stand_in_id") VALUES (OLD."begins_at", OLD."ends_at", OLD."id", OLD."membership_id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."stand_in_id"); RETURN NULL;', hash='6fde09d6ea713596fb47405f55c5ba47f72fa421', operation='DELETE', pgid='pgtrigger_deleted_delete_21fe2', table='athletes_absence', when='AFTER')),
        ),
        SameOrganisation('athletes_absence', 'membership_id', to='athletes_membership'),
        SameOrganisation('athletes_absence', 'stand_in_id', to='athletes_membership'),
    ]
