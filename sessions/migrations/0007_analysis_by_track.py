"""Its index, built while measurements go on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("training", "0006_analysis_track_of")]
    operations = [
        AddIndexConcurrently(
            model_name="kneeanalysis",
            index=models.Index(
                condition=models.Q(("track_of__isnull", False)), fields=["track_of"], name="analysis_by_track"
            ),
        ),
    ]
