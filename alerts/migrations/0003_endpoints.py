"""Endpoints: places for messages that are more than a person's name, their log, and what is held for later."""

import coachhub.core.ids
from coachhub.core.constraints import SameOrganisation
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_same_organisation'),
        ('athletes', '0003_blur_faces'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='EndpointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, serialize=False)),
                ('channel', models.CharField(choices=[('app', 'in the app'), ('email', 'by e-mail'), ('push', 'by a push message'), ('chat', 'in a chat'), ('webhook', 'by a webhook')], max_length=10)),
                ('label', models.CharField(max_length=60)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('event_types', models.JSONField(default=list)),
                ('only_red_flags', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('off_at', models.DateTimeField(null=True)),
                ('off_reason', models.CharField(blank=True, max_length=300)),
                ('switched_itself_off', models.BooleanField(default=False)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PushIdentity',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('public', models.CharField(max_length=100)),
                ('sealed', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='push_identity_one')],
            },
        ),
        migrations.CreateModel(
            name='SwitchedOffNotice',
            fields=[
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lease', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('waiting', 'will be tried again'), ('dead', 'given up')], default='queued', max_length=8)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='held_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='told_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alerts.delivery'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='channel',
            field=models.CharField(choices=[('app', 'in the app'), ('email', 'by e-mail'), ('push', 'by a push message'), ('chat', 'in a chat'), ('webhook', 'by a webhook')], max_length=10),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='recipient',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='athletes.membership'),
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('app', 'in the app'), ('email', 'by e-mail'), ('push', 'by a push message'), ('chat', 'in a chat'), ('webhook', 'by a webhook')], max_length=10)),
                ('label', models.CharField(max_length=60)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('sealed', models.TextField(blank=True, editable=False)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('event_types', models.JSONField(default=list)),
                ('only_red_flags', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('off_at', models.DateTimeField(null=True)),
                ('off_reason', models.CharField(blank=True, max_length=300)),
                ('switched_itself_off', models.BooleanField(default=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('retry_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('last_sent_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='endpoints', to='athletes.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='endpoint_org_id'), models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('owner', 'channel', 'digest'), name='endpoint_address_once'), models.UniqueConstraint(condition=models.Q(('channel', 'email')), fields=('owner',), name='endpoint_one_mailbox'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'webhook', 'push', 'chat'])), name='endpoint_kind'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'webhook'), ('owner', None)), ('channel', 'chat'), models.Q(('channel__in', ['email', 'push']), ('owner__isnull', False)), _connector='OR'), name='endpoint_owner'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='endpoint_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('off_at', None), ('off_reason', ''), ('switched_itself_off', False)), models.Q(('off_at__isnull', False), models.Q(('off_reason', ''), _negated=True)), _connector='OR'), name='endpoint_off_has_reason'), models.CheckConstraint(condition=models.Q(('removed_at', None), models.Q(('digest', ''), ('off_at__isnull', False), ('sealed', ''), ('switched_itself_off', False)), _connector='OR'), name='endpoint_removed_is_off')],
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=coachhub.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('event', models.CharField(max_length=30)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('outcome', models.CharField(choices=[('sent', 'taken'), ('passing', 'did not arrive'), ('refused', 'refused')], max_length=8)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('took_ms', models.PositiveIntegerField()),
                ('said', models.TextField(blank=True)),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attempts_made', to='alerts.delivery')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='alerts.endpoint')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['sent', 'passing', 'refused'])), name='attempt_outcome_known')],
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='endpoint',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='alerts.endpoint'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('endpoint__isnull', False)), fields=('transition', 'endpoint'), name='delivery_once_an_endpoint'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('endpoint__isnull', False), ('recipient', None)), models.Q(('endpoint', None), ('recipient__isnull', False)), _connector='OR'), name='delivery_to_one'),
        ),
        migrations.AddField(
            model_name='endpointevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='endpointevent',
            name='owner',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='athletes.membership'),
        ),
        migrations.AddField(
            model_name='endpointevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='endpointevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='alerts.endpoint'),
        ),
        migrations.AddField(
            model_name='switchedoffnotice',
            name='endpoint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='alerts.endpoint'),
        ),
        migrations.AddField(
            model_name='switchedoffnotice',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.organisation'),
        ),
        migrations.AddField(
            model_name='switchedoffnotice',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='athletes.membership'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endpoint',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."event_types" IS DISTINCT FROM (NEW."event_types") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."off_at" IS DISTINCT FROM (NEW."off_at") OR OLD."off_reason" IS DISTINCT FROM (NEW."off_reason") OR OLD."only_red_flags" IS DISTINCT FROM (NEW."only_red_flags") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."switched_itself_off" IS DISTINCT FROM (NEW."switched_itself_off"))', func='INSERT INTO "alerts_endpointevent" ("address", "channel", "created_at", "digest", "event_types", "id", "label", "off_at", "off_reason", "only_red_flags", "organisation_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "switched_itself_off") VALUES (OLD."address", OLD."channel", OLD."created_at", OLD."digest", OLD."event_types", OLD."id", OLD."label", OLD."off_at", OLD."off_reason", OLD."only_red_flags", OLD."organisation_id", OLD."owner_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."removed_at", OLD."switched_itself_off"); RETURN NULL;', hash='cc8039d5b4ba15b0346a4a6ecba82d9498c999a5', operation='UPDATE', pgid='pgtrigger_changed_update_c9aed', table='alerts_endpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endpoint',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "alerts_endpointevent" ("address", "channel", "created_at", "digest", "event_types", "id", "label", "off_at", "off_reason", "only_red_flags", "organisation_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "switched_itself_off") VALUES (OLD."address", OLD."channel", OLD."created_at", OLD."digest", OLD."event_types", OLD."id", OLD."label", OLD."off_at", OLD."off_reason", OLD."only_red_flags", OLD."organisation_id", OLD."owner_id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."removed_at", OLD."switched_itself_off"); RETURN NULL;', hash='f216f4e82e30be842cbfa4c2dafe51b0c6bd9205', operation='DELETE', pgid='pgtrigger_deleted_delete_61025', table='alerts_endpoint', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['endpoint', '-id'], name='attempt_by_endpoint'),
        ),
        migrations.AddIndex(
            model_name='switchedoffnotice',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'waiting', 'sending'])), fields=['due_at'], name='notice_due'),
        ),
        SameOrganisation("alerts_endpoint", "owner_id", to="athletes_membership"),
        SameOrganisation("alerts_delivery", "endpoint_id", to="alerts_endpoint"),
        SameOrganisation("alerts_attempt", "endpoint_id", to="alerts_endpoint"),
        SameOrganisation("alerts_switchedoffnotice", "endpoint_id", to="alerts_endpoint"),
        SameOrganisation("alerts_switchedoffnotice", "recipient_id", to="athletes_membership"),
    ]
