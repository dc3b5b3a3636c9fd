"""What was sent within the hour is found by an index, built while messages go out; when a morning mail was first due."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [('alerts', '0006_tidy')]
    operations = [
        migrations.AddField(
            model_name='digest',
            name='first_due_at',
            field=models.DateTimeField(null=True),
        ),
        AddIndexConcurrently(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['sent_at'], name='delivery_sent'),
        ),
    ]
