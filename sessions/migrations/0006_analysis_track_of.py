"""Which measurement's pose track was measured again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0005_corrections")]
    operations = [
        migrations.AddField(
            model_name="kneeanalysis",
            name="track_of",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="again",
                to="training.kneeanalysis",
            ),
        ),
    ]
