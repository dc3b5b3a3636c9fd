"""What a row points to belongs to the row's own organisation: held by the database."""

from django.db import migrations

from coachhub.core.constraints import SameOrganisation


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("athletes", "0002_same_organisation")]
    operations = [
        SameOrganisation("training_trainingsession", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_lift", "session_id", to="training_trainingsession"),
        SameOrganisation("training_trainingset", "lift_id", to="training_lift"),
        SameOrganisation("training_painreading", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_painreading", "session_id", to="training_trainingsession"),
        SameOrganisation("training_painreading", "lift_id", to="training_lift"),
        SameOrganisation("training_checkin", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_checkin", "session_id", to="training_trainingsession"),
        SameOrganisation("training_pause", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_pause", "check_in_id", to="training_checkin"),
        SameOrganisation("training_upload", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_upload", "training_set_id", to="training_trainingset"),
        SameOrganisation("training_video", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_video", "training_set_id", to="training_trainingset"),
        SameOrganisation("training_kneeanalysis", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_kneeanalysis", "video_id", to="training_video"),
        SameOrganisation("training_dayrollup", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_athletesnapshot", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_correction", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_confirmedset", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_confirmedset", "video_id", to="training_video"),
        SameOrganisation("training_suggestion", "athlete_id", to="athletes_athlete"),
        SameOrganisation("training_checkpoint", "suggestion_id", to="training_suggestion"),
        SameOrganisation("training_daydone", "suggestion_id", to="training_suggestion"),
    ]
