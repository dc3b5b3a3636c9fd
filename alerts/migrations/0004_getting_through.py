"""Getting through to somebody: the ladder, quiet hours, the morning mail; rules as they are set, and marks."""

import coachhub.core.ids
import datetime
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_endpoints'),
        ('athletes', '0004_absences'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lease', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('waiting', 'will be tried again'), ('skipped', 'nothing to say'), ('dead', 'given up')], default='queued', max_length=8)),
                ('error', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('coach', 'Coach'), ('assistant', 'Assistant')], max_length=10)),
                ('minutes', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['minutes', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LadderStepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('coach', 'Coach'), ('assistant', 'Assistant')], max_length=10)),
                ('minutes', models.PositiveSmallIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('useful', models.BooleanField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('digest_at', models.TimeField(default=datetime.time(7, 0), null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RuleSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60)),
                ('is_on', models.BooleanField(null=True)),
                ('numbers', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['rule', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RuleSettingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('rule', models.CharField(max_length=60)),
                ('is_on', models.BooleanField(null=True)),
                ('numbers', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='open_since',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='alert',
            name='until_session',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('until_session', False), ('snoozed_until__isnull', False), _connector='OR'), name='alert_waits_for_a_session'),
        ),
        migrations.AddField(
            model_name='digest',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='digest',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='ladderstep',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='ladderstep',
            name='squad',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='ladder', to='athletes.squad'),
        ),
        migrations.AddField(
            model_name='ladderstepevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='ladderstepevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='ladderstepevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='alerts.ladderstep'),
        ),
        migrations.AddField(
            model_name='ladderstepevent',
            name='squad',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.squad'),
        ),
        migrations.AddField(
            model_name='mark',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='alerts.alert'),
        ),
        migrations.AddField(
            model_name='mark',
            name='athlete',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.athlete'),
        ),
        migrations.AddField(
            model_name='mark',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='mark',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='preferences',
            name='membership',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='preferences',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='rulesetting',
            name='athlete',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.athlete'),
        ),
        migrations.AddField(
            model_name='rulesetting',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='rulesetting',
            name='squad',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.squad'),
        ),
        migrations.AddField(
            model_name='rulesettingevent',
            name='athlete',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.athlete'),
        ),
        migrations.AddField(
            model_name='rulesettingevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='rulesettingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='rulesettingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='alerts.rulesetting'),
        ),
        migrations.AddField(
            model_name='rulesettingevent',
            name='squad',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.squad'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'waiting', 'sending'])), fields=['due_at'], name='digest_due'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('membership', 'day'), name='digest_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'waiting', 'skipped', 'dead'])), name='digest_state_known'),
        ),
        migrations.AddConstraint(
            model_name='ladderstep',
            constraint=models.UniqueConstraint(fields=('organisation', 'squad', 'role'), name='ladder_step_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ladderstep',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('owner', 'coach', 'assistant'))), name='ladder_role_coaches'),
        ),
        migrations.AddConstraint(
            model_name='ladderstep',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__lte', 1440)), name='ladder_within_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ladderstep',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "alerts_ladderstepevent" ("id", "minutes", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "squad_id") VALUES (OLD."id", OLD."minutes", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."role", OLD."squad_id"); RETURN NULL;', hash='aecee1cdfe704ce6e3236ceaee8ec7cee5bf4a64', operation='UPDATE', pgid='pgtrigger_changed_update_33ce3', table='alerts_ladderstep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ladderstep',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "alerts_ladderstepevent" ("id", "minutes", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "squad_id") VALUES (OLD."id", OLD."minutes", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."role", OLD."squad_id"); RETURN NULL;', hash='d362bdc93b50f740cfad75d1a4accdc78aac4fb9', operation='DELETE', pgid='pgtrigger_deleted_delete_e554f', table='alerts_ladderstep', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('alert', 'by'), name='mark_once'),
        ),
        migrations.AddConstraint(
            model_name='preferences',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='preferences_quiet_has_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='rulesetting',
            constraint=models.UniqueConstraint(fields=('organisation', 'rule', 'squad', 'athlete'), name='rule_setting_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='rulesetting',
            constraint=models.CheckConstraint(condition=models.Q(('squad', None), ('athlete', None), _connector='OR'), name='rule_setting_in_one_place'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rulesetting',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "alerts_rulesettingevent" ("athlete_id", "id", "is_on", "numbers", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "squad_id") VALUES (OLD."athlete_id", OLD."id", OLD."is_on", OLD."numbers", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."rule", OLD."squad_id"); RETURN NULL;', hash='82f571a87390388668a1419234130e87c905279b', operation='UPDATE', pgid='pgtrigger_changed_update_faa13', table='alerts_rulesetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rulesetting',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "alerts_rulesettingevent" ("athlete_id", "id", "is_on", "numbers", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "squad_id") VALUES (OLD."athlete_id", OLD."id", OLD."is_on", OLD."numbers", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."rule", OLD."squad_id"); RETURN NULL;', hash='d5232232d4829c45590ad02b5a1d2bb0ef3101b6', operation='DELETE', pgid='pgtrigger_deleted_delete_c5e5a', table='alerts_rulesetting', when='AFTER')),
        ),
        SameOrganisation('alerts_digest', 'membership_id', to='athletes_membership'),
        SameOrganisation('alerts_ladderstep', 'squad_id', to='athletes_squad'),
        SameOrganisation('alerts_mark', 'alert_id', to='alerts_alert'),
        SameOrganisation('alerts_mark', 'athlete_id', to='athletes_athlete'),
        SameOrganisation('alerts_mark', 'by_id', to='athletes_membership'),
        SameOrganisation('alerts_preferences', 'membership_id', to='athletes_membership'),
        SameOrganisation('alerts_rulesetting', 'squad_id', to='athletes_squad'),
        SameOrganisation('alerts_rulesetting', 'athlete_id', to='athletes_athlete'),
    ]
