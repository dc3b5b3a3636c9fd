"""When the athlete had a video's answer on the screen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0003_catalogue")]
    operations = [
        migrations.AddField(
            model_name="video",
            name="seen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
