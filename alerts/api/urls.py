"""Addresses of the alerts' API."""

from rest_framework.routers import SimpleRouter

from alerts.api.views import AlertViewSet

router = SimpleRouter(use_regex_path=False)
router.register("alerts", AlertViewSet, basename="api-alert")
urlpatterns = router.urls
