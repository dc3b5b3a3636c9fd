"""Rules that coaches compose."""

import coachhub.core.ids
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0004_getting_through'),
        ('athletes', '0004_absences'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnRule',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, validators=[django.core.validators.MinLengthValidator(1)])),
                ('is_on', models.BooleanField(default=True)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('reading', models.CharField(choices=[('worst_pain', 'worst_pain'), ('pain_before', 'pain_before'), ('pain_after', 'pain_after'), ('morning_rise', 'morning_rise'), ('session_rpe', 'session_rpe'), ('minutes', 'minutes'), ('leg_load', 'leg_load')], max_length=20)),
                ('summary', models.CharField(choices=[('mean', 'mean'), ('highest', 'highest'), ('lowest', 'lowest'), ('sum', 'sum')], max_length=10)),
                ('over', models.CharField(choices=[('sessions', 'sessions'), ('days', 'days')], max_length=10)),
                ('count', models.PositiveSmallIntegerField()),
                ('comparison', models.CharField(choices=[('at_least', 'at_least'), ('at_most', 'at_most'), ('above', 'above'), ('below', 'below'), ('percent_above', 'percent_above'), ('percent_below', 'percent_below')], max_length=15)),
                ('baseline', models.CharField(choices=[('fixed', 'fixed'), ('usual', 'usual'), ('window_before', 'window_before')], max_length=15)),
                ('amount', models.FloatField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('squad', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.squad')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OwnRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('name', models.CharField(max_length=60, validators=[django.core.validators.MinLengthValidator(1)])),
                ('is_on', models.BooleanField(default=True)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('reading', models.CharField(choices=[('worst_pain', 'worst_pain'), ('pain_before', 'pain_before'), ('pain_after', 'pain_after'), ('morning_rise', 'morning_rise'), ('session_rpe', 'session_rpe'), ('minutes', 'minutes'), ('leg_load', 'leg_load')], max_length=20)),
                ('summary', models.CharField(choices=[('mean', 'mean'), ('highest', 'highest'), ('lowest', 'lowest'), ('sum', 'sum')], max_length=10)),
                ('over', models.CharField(choices=[('sessions', 'sessions'), ('days', 'days')], max_length=10)),
                ('count', models.PositiveSmallIntegerField()),
                ('comparison', models.CharField(choices=[('at_least', 'at_least'), ('at_most', 'at_most'), ('above', 'above'), ('below', 'below'), ('percent_above', 'percent_above'), ('percent_below', 'percent_below')], max_length=15)),
                ('baseline', models.CharField(choices=[('fixed', 'fixed'), ('usual', 'usual'), ('window_before', 'window_before')], max_length=15)),
                ('amount', models.FloatField()),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='alerts.ownrule')),
                ('squad', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.squad')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='ownrule',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='own_rule_name_once'),
        ),
        migrations.AddConstraint(
            model_name='ownrule',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='own_rule_window_not_empty'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownrule',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "alerts_ownruleevent" ("amount", "baseline", "comparison", "count", "id", "is_on", "name", "organisation_id", "over", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reading", "squad_id", "summary", "version") VALUES (OLD."amount", OLD."baseline", OLD."comparison", OLD."count", OLD."id", OLD."is_on", OLD."name", OLD."organisation_id", OLD."over", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."reading", OLD."squad_id", OLD."summary", OLD."version"); RETURN NULL;', hash='1470c83e06c067caa2a909f788078824251224a6', operation='UPDATE', pgid='pgtrigger_changed_update_f90d6', table='alerts_ownrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownrule',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "alerts_ownruleevent" ("amount", "baseline", "comparison", "count", "id", "is_on", "name", "organisation_id", "over", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reading", "squad_id", "summary", "version") VALUES (OLD."amount", OLD."baseline", OLD."comparison", OLD."count", OLD."id", OLD."is_on", OLD."name", OLD."organisation_id", OLD."over", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."reading", OLD."squad_id", OLD."summary", OLD."version"); RETURN NULL;', hash='ecb6d7e9feaffc1ecfafc7e010e065684618c862', operation='DELETE', pgid='pgtrigger_deleted_delete_1a709', table='alerts_ownrule', when='AFTER')),
        ),
        SameOrganisation('alerts_ownrule', 'squad_id', to='athletes_squad'),
    ]
