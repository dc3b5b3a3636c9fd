"""What a row points to belongs to the row's own organisation: held by the database."""

from django.db import migrations

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial"), ("athletes", "0002_same_organisation")]
    operations = [
        SameOrganisation("alerts_alert", "athlete_id", to="athletes_athlete"),
        SameOrganisation("alerts_alert", "assigned_to_id", to="athletes_membership"),
        SameOrganisation("alerts_alerttransition", "alert_id", to="alerts_alert"),
        SameOrganisation("alerts_alerttransition", "by_id", to="athletes_membership"),
        SameOrganisation("alerts_delivery", "transition_id", to="alerts_alerttransition"),
        SameOrganisation("alerts_delivery", "recipient_id", to="athletes_membership"),
        SameOrganisation("alerts_morningcheck", "athlete_id", to="athletes_athlete"),
        SameOrganisation("alerts_endpoint", "owner_id", to="athletes_membership"),
        SameOrganisation("alerts_delivery", "endpoint_id", to="alerts_endpoint"),
        SameOrganisation("alerts_attempt", "endpoint_id", to="alerts_endpoint"),
        SameOrganisation("alerts_switchedoffnotice", "endpoint_id", to="alerts_endpoint"),
        SameOrganisation("alerts_switchedoffnotice", "recipient_id", to="athletes_membership"),
        SameOrganisation("alerts_digest", "membership_id", to="athletes_membership"),
        SameOrganisation("alerts_ladderstep", "squad_id", to="athletes_squad"),
        SameOrganisation("alerts_mark", "alert_id", to="alerts_alert"),
        SameOrganisation("alerts_mark", "athlete_id", to="athletes_athlete"),
        SameOrganisation("alerts_mark", "by_id", to="athletes_membership"),
        SameOrganisation("alerts_preferences", "membership_id", to="athletes_membership"),
        SameOrganisation("alerts_rulesetting", "squad_id", to="athletes_squad"),
        SameOrganisation("alerts_rulesetting", "athlete_id", to="athletes_athlete"),
        SameOrganisation("alerts_ownrule", "squad_id", to="athletes_squad"),
        SameOrganisation("alerts_attempt", "delivery_id", to="alerts_delivery"),
        SameOrganisation("alerts_delivery", "told_in_id", to="alerts_delivery"),
    ]
