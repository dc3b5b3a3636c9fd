"""The athletes app's addresses under the API's root."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from athletes.api.absences import AbsenceViewSet, StaffViewSet
from athletes.api.invitations import InvitationViewSet
from athletes.api.me import MeView
from athletes.api.squads import SquadViewSet

router = SimpleRouter(use_regex_path=False)
router.register("squads", SquadViewSet, basename="api-squad")
router.register("invitations", InvitationViewSet, basename="api-invitation")
router.register("staff", StaffViewSet, basename="api-staff")
router.register("absences", AbsenceViewSet, basename="api-absence")

urlpatterns: list[URLPattern | URLResolver] = [path("me/", MeView.as_view(), name="api-me"), *router.urls]
