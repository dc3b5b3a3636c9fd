"""Addresses of the coach's pages."""

from django.urls import URLPattern, URLResolver, path

from coachhub.dashboard.views import alerts, athlete, find, roster, suggestions, today, video
from coachhub.dashboard.views.settings import (
    escalation,
    frame,
    invitations,
    keys,
    members,
    notifications,
    organisation,
    squads,
    you,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("today/", today.today, name="today"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/seen/", today.seen, name="seen"),
    path("alerts/<uuid:alert_id>/", alerts.alert, name="alert"),
    path("roster/", roster.roster_page, name="roster"),
    path("roster/csv/", roster.roster_csv, name="roster_csv"),
    path("roster/columns/", roster.choose_columns, name="roster_columns"),
    path("find/", find.find, name="find"),
    path("athletes/<uuid:athlete_id>/", athlete.athlete, name="athlete"),
    path("athletes/<uuid:athlete_id>/<str:kind>/before/<uuid:before>/", athlete.earlier, name="athlete_earlier"),
    path("athletes/<uuid:athlete_id>/minor/", athlete.minor, name="athlete_minor"),
    path("athletes/<uuid:athlete_id>/suggestions/", suggestions.suggest, name="suggest"),
    path("suggestions/<uuid:suggestion_id>/", suggestions.suggestion, name="suggestion"),
    path("pauses/<uuid:pause_id>/", athlete.check_pause, name="check_pause"),
    path("videos/<uuid:video_id>/", video.video, name="video"),
    path("videos/<uuid:video_id>/state/", video.state, name="video_state"),
    path("videos/<uuid:video_id>/good-set/", video.good_set, name="good_set"),
    path("videos/<uuid:video_id>/corrections/", video.correct, name="correct"),
    path(
        "videos/<uuid:video_id>/corrections/<uuid:correction_id>/undo/", video.undo_correction, name="undo_correction"
    ),
    path("videos/<uuid:video_id>/again/", video.measure_again, name="measure_again"),
    path("settings/", frame.settings, name="settings"),
    path("settings/you/", you.you, name="settings_you"),
    path("settings/notifications/", notifications.notifications, name="settings_notifications"),
    path("settings/notifications/away/<uuid:absence_id>/end/", notifications.back, name="come_back"),
    path("settings/escalation/", escalation.escalation, name="settings_escalation"),
    path("settings/escalation/<uuid:squad_id>/", escalation.squad_escalation, name="settings_squad_escalation"),
    path("settings/organisation/switch/", you.switch_organisation, name="switch_organisation"),
    path("settings/keys/", keys.keys, name="settings_keys"),
    path("settings/keys/<uuid:key_id>/revoke/", keys.revoke, name="revoke_key"),
    path("settings/invitations/", invitations.invitations, name="settings_invitations"),
    path("settings/invitations/<uuid:invitation_id>/", invitations.invitation, name="settings_invitation"),
    path("settings/invitations/<uuid:invitation_id>/revoke/", invitations.revoke_invitation, name="revoke_invitation"),
    path("settings/members/", members.members, name="settings_members"),
    path("settings/members/<uuid:membership_id>/", members.member, name="settings_member"),
    path("settings/members/<uuid:membership_id>/end/", members.end_member, name="end_member"),
    path("settings/squads/", squads.squads, name="settings_squads"),
    path("settings/squads/<uuid:squad_id>/", squads.squad, name="settings_squad"),
    path("settings/squads/<uuid:squad_id>/remove/", squads.remove_squad, name="remove_squad"),
    path("settings/organisation/", organisation.organisation, name="settings_organisation"),
]
