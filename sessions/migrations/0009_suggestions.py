"""Suggestions that were decided, their check points, and the days a task was done."""

import coachhub.core.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('athletes', '0004_absences'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('training', '0008_confirmed_sets'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.PositiveSmallIntegerField()),
                ('due_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('better', 'better'), ('same', 'same'), ('worse', 'worse'), ('cannot_tell', 'cannot tell')], max_length=11)),
                ('sentence', models.CharField(blank=True, max_length=300)),
                ('readings', models.JSONField(default=list)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
            ],
            options={
                'ordering': ['week'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('decision', models.CharField(choices=[('accepted', 'accepted'), ('dismissed', 'dismissed')], max_length=9)),
                ('sentence', models.CharField(blank=True, max_length=300)),
                ('readings', models.JSONField(default=list)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('athlete', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='athletes.athlete')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='athletes.membership')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='athletes.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='DayDone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('suggestion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='training.suggestion')),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='CheckPointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('week', models.PositiveSmallIntegerField()),
                ('due_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('better', 'better'), ('same', 'same'), ('worse', 'worse'), ('cannot_tell', 'cannot tell')], max_length=11)),
                ('sentence', models.CharField(blank=True, max_length=300)),
                ('readings', models.JSONField(default=list)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.checkpoint')),
                ('suggestion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.suggestion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='checkpoint',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_points', to='training.suggestion'),
        ),
        migrations.CreateModel(
            name='SuggestionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('decision', models.CharField(choices=[('accepted', 'accepted'), ('dismissed', 'dismissed')], max_length=9)),
                ('sentence', models.CharField(blank=True, max_length=300)),
                ('readings', models.JSONField(default=list)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('athlete', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.athlete')),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.suggestion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='suggestion',
            index=models.Index(fields=['athlete', '-id'], name='suggestion_by_athlete'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='suggestion_org_id'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', 'accepted'), ('ended_at', None)), fields=('athlete', 'key'), name='task_runs_once'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['accepted', 'dismissed'])), name='suggestion_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(('decision', 'accepted'), ('ended_at__gte', models.F('at'))), _connector='OR'), name='only_tasks_end'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_suggestionevent" ("about", "at", "athlete_id", "by_id", "decision", "ended_at", "ended_by_id", "id", "key", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "readings", "sentence") VALUES (OLD."about", OLD."at", OLD."athlete_id", OLD."by_id", OLD."decision", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."key", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."readings", OLD."sentence"); RETURN NULL;', hash='bc8764fab2f5285f19d4c24e6cea7b3d177b1efe', operation='UPDATE', pgid='pgtrigger_changed_update_5a841', table='training_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_suggestionevent" ("about", "at", "athlete_id", "by_id", "decision", "ended_at", "ended_by_id", "id", "key", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "readings", "sentence") VALUES (OLD."about", OLD."at", OLD."athlete_id", OLD."by_id", OLD."decision", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."key", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."readings", OLD."sentence"); RETURN NULL;', hash='55d870edebd286912477fafe4fd09cf188307730', operation='DELETE', pgid='pgtrigger_deleted_delete_a1eb7', table='training_suggestion', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='daydone',
            constraint=models.UniqueConstraint(fields=('suggestion', 'day'), name='done_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='checkpoint',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['due_at'], name='check_point_due'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.UniqueConstraint(fields=('suggestion', 'week'), name='check_point_once'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('week__in', (2, 4, 6))), name='check_point_week'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ['better', 'same', 'worse', 'cannot_tell']), ('answered_at__isnull', False), models.Q(('sentence', ''), _negated=True)), _connector='OR'), name='check_point_answer_says_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkpoint',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_checkpointevent" ("answer", "answered_at", "due_at", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "readings", "sentence", "suggestion_id", "week") VALUES (OLD."answer", OLD."answered_at", OLD."due_at", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."readings", OLD."sentence", OLD."suggestion_id", OLD."week"); RETURN NULL;', hash='38537b6467ff4dbe5d0ed4c0fd463ce7418f4bc6', operation='UPDATE', pgid='pgtrigger_changed_update_94604', table='training_checkpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkpoint',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_checkpointevent" ("answer", "answered_at", "due_at", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "readings", "sentence", "suggestion_id", "week") VALUES (OLD."answer", OLD."answered_at", OLD."due_at", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."readings", OLD."sentence", OLD."suggestion_id", OLD."week"); RETURN NULL;', hash='a0a49f7bdcef75a831bb9bf5e6da53feaf12778f', operation='DELETE', pgid='pgtrigger_deleted_delete_ac60d', table='training_checkpoint', when='AFTER')),
        ),
        SameOrganisation("training_suggestion", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_checkpoint", "suggestion_id", to="training_suggestion"),
        SameOrganisation("training_daydone", "suggestion_id", to="training_suggestion"),
    ]
