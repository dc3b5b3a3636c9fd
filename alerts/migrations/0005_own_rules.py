"""Rules that coaches compose."""

import coachhub.core.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
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
                ('name', models.CharField(max_length=60)),
                ('condition', models.JSONField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('is_on', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('removed_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('squad', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.squad')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OwnRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('condition', models.JSONField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('is_on', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('removed_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='alerts.ownrule')),
                ('squad', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.squad')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='ownrule',
            constraint=models.UniqueConstraint(models.F('organisation'), models.F('squad'), django.db.models.functions.text.Lower('name'), condition=models.Q(('removed_at', None)), name='own_rule_name_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ownrule',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='own_rule_has_a_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownrule',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "alerts_ownruleevent" ("condition", "created_at", "id", "is_on", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "squad_id", "version") VALUES (OLD."condition", OLD."created_at", OLD."id", OLD."is_on", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."removed_at", OLD."squad_id", OLD."version"); RETURN NULL;', hash='ec3e3e06c31a3acb452a0463de64a872d1347964', operation='UPDATE', pgid='pgtrigger_changed_update_f90d6', table='alerts_ownrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownrule',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "alerts_ownruleevent" ("condition", "created_at", "id", "is_on", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "squad_id", "version") VALUES (OLD."condition", OLD."created_at", OLD."id", OLD."is_on", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."removed_at", OLD."squad_id", OLD."version"); RETURN NULL;', hash='57d37447a21ca9bc6cf2375dc9e29a92adf47ba6', operation='DELETE', pgid='pgtrigger_deleted_delete_1a709', table='alerts_ownrule', when='AFTER')),
        ),
        SameOrganisation('alerts_ownrule', 'squad_id', to='athletes_squad'),
    ]
