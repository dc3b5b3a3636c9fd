"""Sets confirmed as good, and when a correction made an answer another one."""

import coachhub.core.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('athletes', '0003_blur_faces'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('training', '0007_analysis_by_track'),
    ]

    operations = [
        migrations.AddField(
            model_name='video',
            name='corrected_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='ConfirmedSet',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=10)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.kneeanalysis')),
                ('athlete', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.athlete')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='athletes.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('video', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='training.video')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='athletes.membership')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ConfirmedSetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('role', models.CharField(max_length=10)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('analysis', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.kneeanalysis')),
                ('athlete', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.athlete')),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.confirmedset')),
                ('video', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.video')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='confirmedset',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='confirmed_org_id'),
        ),
        migrations.AddConstraint(
            model_name='confirmedset',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('video',), name='confirmed_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='confirmedset',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_confirmedsetevent" ("analysis_id", "at", "athlete_id", "by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "video_id", "withdrawn_at", "withdrawn_by_id") VALUES (OLD."analysis_id", OLD."at", OLD."athlete_id", OLD."by_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."role", OLD."video_id", OLD."withdrawn_at", OLD."withdrawn_by_id"); RETURN NULL;', hash='8755b82505d7fc2f1bb56e15dedba95e80116994', operation='UPDATE', pgid='pgtrigger_changed_update_9c399', table='training_confirmedset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='confirmedset',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_confirmedsetevent" ("analysis_id", "at", "athlete_id", "by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "video_id", "withdrawn_at", "withdrawn_by_id") VALUES (OLD."analysis_id", OLD."at", OLD."athlete_id", OLD."by_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."role", OLD."video_id", OLD."withdrawn_at", OLD."withdrawn_by_id"); RETURN NULL;', hash='9e5991da2896165ec18f9952ccc8110a8684551c', operation='DELETE', pgid='pgtrigger_deleted_delete_9b3c2', table='training_confirmedset', when='AFTER')),
        ),
        SameOrganisation("training_confirmedset", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_confirmedset", "video_id", to="training_video"),
    ]
