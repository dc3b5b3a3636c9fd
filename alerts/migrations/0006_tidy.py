"""An attempt, and a message that was told of in another, belong to the delivery's own organisation."""

from django.db import migrations

from coachhub.core.constraints import PointedTo, SameOrganisation


class Migration(migrations.Migration):
    atomic = False
    dependencies = [('alerts', '0005_own_rules')]
    operations = [
        PointedTo("delivery", "alerts_delivery", "delivery_org_id"),
        SameOrganisation("alerts_attempt", "delivery_id", to="alerts_delivery"),
        SameOrganisation("alerts_delivery", "told_in_id", to="alerts_delivery"),
    ]
