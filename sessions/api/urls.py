"""The training app's addresses under the API's root."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from sessions.api.athletes import AthleteViewSet
from sessions.api.check_ins import CheckInViewSet
from sessions.api.exercises import ExerciseViewSet
from sessions.api.pauses import PauseViewSet
from sessions.api.sessions import SessionViewSet
from sessions.api.videos import VideoViewSet

router = SimpleRouter(use_regex_path=False)
router.register("athletes", AthleteViewSet, basename="api-athlete")
router.register("exercises", ExerciseViewSet, basename="api-exercise")
router.register("sessions", SessionViewSet, basename="api-session")
router.register("check-ins", CheckInViewSet, basename="api-check-in")
router.register("pauses", PauseViewSet, basename="api-pause")
router.register("videos", VideoViewSet, basename="api-video")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
