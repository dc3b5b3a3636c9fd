"""The training app's addresses under the API's root."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from sessions.api.athletes import AthleteViewSet
from sessions.api.check_ins import CheckInViewSet
from sessions.api.corrections import CorrectionViewSet
from sessions.api.exercises import ExerciseViewSet
from sessions.api.pauses import PauseViewSet
from sessions.api.sessions import SessionViewSet
from sessions.api.suggestions import SuggestionViewSet
from sessions.api.videos import VideoViewSet

router = SimpleRouter(use_regex_path=False)
router.register("athletes", AthleteViewSet, basename="api-athlete")
router.register("exercises", ExerciseViewSet, basename="api-exercise")
router.register("sessions", SessionViewSet, basename="api-session")
router.register("check-ins", CheckInViewSet, basename="api-check-in")
router.register("pauses", PauseViewSet, basename="api-pause")
router.register("suggestions", SuggestionViewSet, basename="api-suggestion")
router.register("videos", VideoViewSet, basename="api-video")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path(
        "videos/<uuid:pk>/corrections/",
        CorrectionViewSet.as_view({"get": "list", "post": "create"}),
        name="api-video-corrections",
    ),
    path(
        "videos/<uuid:pk>/corrections/<uuid:correction_id>/",
        CorrectionViewSet.as_view({"delete": "destroy"}),
        name="api-video-correction",
    ),
]
