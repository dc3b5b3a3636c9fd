"""What a row points to belongs to the row's own organisation: held by the database."""

from django.db import migrations

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):
    dependencies = [("athletes", "0001_initial")]
    operations = [
        SameOrganisation("athletes_athlete", "membership_id", to="athletes_membership"),
        SameOrganisation("athletes_squadathlete", "squad_id", to="athletes_squad"),
        SameOrganisation("athletes_squadathlete", "athlete_id", to="athletes_athlete"),
        SameOrganisation("athletes_squadstaff", "squad_id", to="athletes_squad"),
        SameOrganisation("athletes_squadstaff", "membership_id", to="athletes_membership"),
        SameOrganisation("athletes_consent", "athlete_id", to="athletes_athlete"),
        SameOrganisation("athletes_invitation", "squad_id", to="athletes_squad"),
        SameOrganisation("athletes_invitationuse", "invitation_id", to="athletes_invitation"),
        SameOrganisation("athletes_invitationuse", "membership_id", to="athletes_membership"),
        SameOrganisation("athletes_apikey", "membership_id", to="athletes_membership"),
        SameOrganisation("athletes_absence", "membership_id", to="athletes_membership"),
        SameOrganisation("athletes_absence", "stand_in_id", to="athletes_membership"),
    ]
