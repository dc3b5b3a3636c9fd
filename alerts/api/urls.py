"""Addresses of the alerts' API."""

from rest_framework.routers import SimpleRouter

from alerts.api.own_rules import OwnRuleViewSet
from alerts.api.views import AlertViewSet
from alerts.api.webhooks import WebhookViewSet

router = SimpleRouter(use_regex_path=False)
router.register("alerts", AlertViewSet, basename="api-alert")
router.register("own-rules", OwnRuleViewSet, basename="api-own-rule")
router.register("webhooks", WebhookViewSet, basename="api-webhook")
urlpatterns = router.urls
