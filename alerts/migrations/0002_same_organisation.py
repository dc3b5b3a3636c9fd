"""What a row points to belongs to the row's own organisation: held by the database."""

from django.db import migrations

from coachhub.core.constraints import SameOrganisation

MEMBERS = "athletes_membership"


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial"), ("athletes", "0002_same_organisation")]
    operations = [
        SameOrganisation("alerts_alert", "athlete_id", to="athletes_athlete"),
        SameOrganisation("alerts_alert", "assigned_to_id", to=MEMBERS),
        SameOrganisation("alerts_alerttransition", "alert_id", to="alerts_alert"),
        SameOrganisation("alerts_alerttransition", "by_id", to=MEMBERS),
        SameOrganisation("alerts_delivery", "transition_id", to="alerts_alerttransition"),
        SameOrganisation("alerts_delivery", "recipient_id", to=MEMBERS),
        SameOrganisation("alerts_morningcheck", "athlete_id", to="athletes_athlete"),
    ]
