"""Addresses of the alerts' API."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from alerts.api.endpoints import ChannelViewSet
from alerts.api.ladder import LadderView
from alerts.api.own_rules import OwnRuleViewSet
from alerts.api.preferences import PreferencesView
from alerts.api.rules import RuleBacktestView, RulesView, RuleView
from alerts.api.views import AlertViewSet
from alerts.api.webhooks import WebhookViewSet

router = SimpleRouter(use_regex_path=False)
router.register("alerts", AlertViewSet, basename="api-alert")
router.register("own-rules", OwnRuleViewSet, basename="api-own-rule")
router.register("webhooks", WebhookViewSet, basename="api-webhook")
router.register("channels", ChannelViewSet, basename="api-channel")
urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/", PreferencesView.as_view(), name="api-preferences"),
    path("ladder/", LadderView.as_view(), name="api-ladder"),
    path("rules/", RulesView.as_view(), name="api-rule-list"),
    path("rules/<str:rule>/", RuleView.as_view(), name="api-rule-detail"),
    path("rules/<str:rule>/backtest/", RuleBacktestView.as_view(), name="api-rule-backtest"),
    path("squads/<uuid:pk>/ladder/", LadderView.as_view(), name="api-squad-ladder"),
    *router.urls,
]
