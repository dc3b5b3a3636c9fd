"""What coaches correct in a measurement, beside it."""

import coachhub.core.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('athletes', '0002_same_organisation'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('training', '0004_video_seen_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('drop', 'rep dropped'), ('merge', 'reps merged'), ('split', 'rep split'), ('task', 'task changed'), ('leg', 'working leg said'), ('joint', 'joint moved')], max_length=6)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CorrectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('drop', 'rep dropped'), ('merge', 'reps merged'), ('split', 'rep split'), ('task', 'task changed'), ('leg', 'working leg said'), ('joint', 'joint moved')], max_length=6)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='kneeanalysis',
            name='corrected_report',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='kneeanalysis',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_report__isnull', True), ('state', 'done'), _connector='OR'), name='analysis_corrected_once_done'),
        ),
        migrations.AddField(
            model_name='correction',
            name='analysis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='training.kneeanalysis'),
        ),
        migrations.AddField(
            model_name='correction',
            name='athlete',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.athlete'),
        ),
        migrations.AddField(
            model_name='correction',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='correction',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='correction',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='analysis',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.kneeanalysis'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='athlete',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.athlete'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.correction'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='undone_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='correction_org_id'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['drop', 'merge', 'split', 'task', 'leg', 'joint'])), name='correction_kind_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correction',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_correctionevent" ("analysis_id", "at", "athlete_id", "by_id", "id", "kind", "organisation_id", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "undone_at", "undone_by_id") VALUES (OLD."analysis_id", OLD."at", OLD."athlete_id", OLD."by_id", OLD."id", OLD."kind", OLD."organisation_id", OLD."payload", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."undone_at", OLD."undone_by_id"); RETURN NULL;', hash='8a31948869ab29144c62cf29a841f0d19340e822', operation='UPDATE', pgid='pgtrigger_changed_update_8e8c6', table='training_correction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correction',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_correctionevent" ("analysis_id", "at", "athlete_id", "by_id", "id", "kind", "organisation_id", "payload", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "undone_at", "undone_by_id") VALUES (OLD."analysis_id", OLD."at", OLD."athlete_id", OLD."by_id", OLD."id", OLD."kind", OLD."organisation_id", OLD."payload", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."undone_at", OLD."undone_by_id"); RETURN NULL;', hash='3da1dc810382e7e429ef71313de3053f5773d17c', operation='DELETE', pgid='pgtrigger_deleted_delete_72b14', table='training_correction', when='AFTER')),
        ),
        SameOrganisation("training_correction", "athlete_id", to="athletes_athlete"),
    ]
