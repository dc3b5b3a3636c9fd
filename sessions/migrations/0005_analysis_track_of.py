"""Which measurement's pose track was measured again."""

import django.db.models.deletion
from django.db import migrations, models

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):
    dependencies = [("training", "0004_video_seen_at")]
    operations = [
        migrations.AddField(
            model_name="kneeanalysis",
            name="track_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="again",
                to="training.kneeanalysis",
            ),
        ),
        migrations.AddConstraint(
            model_name="kneeanalysis",
            constraint=models.UniqueConstraint(fields=("organisation", "id"), name="analysis_org_id"),
        ),
        SameOrganisation("training_kneeanalysis", "track_of_id", to="training_kneeanalysis"),
    ]
