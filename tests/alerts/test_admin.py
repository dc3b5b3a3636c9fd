"""The operators' admin: to read, with nothing to change by hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert, Delivery
from athletes.models import User
from tests.alerts.acting import tick
from tests.world import World


@pytest.fixture
def operator(client: Client) -> Client:
    """Signed in as an operator."""
    client.force_login(User.objects.create_superuser("operator@example.org", name="Operator"))
    return client


def test_operators_read_alerts_and_change_nothing(scoped: World, operator: Client) -> None:
    tick(scoped.maya)
    alert, mail = Alert.objects.get(), Delivery.objects.filter(channel="email").first()
    assert mail is not None
    for address in (
        "/admin/alerts/alert/",
        f"/admin/alerts/alert/{alert.pk}/change/",
        "/admin/alerts/delivery/",
        f"/admin/alerts/delivery/{mail.pk}/change/",
        "/admin/alerts/morningcheck/",
    ):
        assert operator.get(address).status_code == 200, address
    assert alert.sentence in operator.get("/admin/alerts/alert/").content.decode().replace("&#x27;", "'")
    assert operator.get("/admin/alerts/alert/add/").status_code == 403
    assert operator.post(f"/admin/alerts/alert/{alert.pk}/delete/", {"post": "yes"}).status_code == 403
    before = Alert.objects.values().get()
    operator.post(f"/admin/alerts/alert/{alert.pk}/change/", {"state": "resolved", "closed_at": timezone.now()})
    assert Alert.objects.values().get() == before
