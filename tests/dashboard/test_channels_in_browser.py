"""Channels in a real browser: push messages allowed and shown, and pages that fit a phone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from alerts.channels.base import PermanentError
from alerts.channels.webhook.payload import EVENTS
from alerts.models import Endpoint
from alerts.services import endpoints
from alerts.services.outcomes import MOST_FAILURES, note_attempt
from tests.browser.conftest import PHONE
from tests.dashboard.laptop import Laptop
from tests.dashboard.made import scope
from tests.stack import eventually
from tests.web import Web
from tests.world import World

pytestmark = pytest.mark.timeout(120)
# The one thing that a browser without the internet cannot do: ask its maker's push service for an address.
NO_PUSH_SERVICE = """
PushManager.prototype.subscribe = async () => ({
  toJSON: () => ({
    endpoint: "https://93.184.215.14/push/one",
    keys: { p256dh: "B" + "A".repeat(86), auth: "a".repeat(22) },
  }),
  unsubscribe: async () => true,
});
"""
# A browser without a screen shows no notifications: what the worker asks it to show is kept instead.
KEPT = """() => {
  self.shown = [];
  self.registration.showNotification = async (title, words) =>
    self.shown.push([title, words.body, words.tag, words.data, words.renotify]);
  self.registration.getNotifications = async ({ tag }) =>
    self.shown.filter((one) => one[2] === tag).map((one) => ({ data: one[3] }));
}"""


def test_allowed_and_shown(laptop: Laptop, shared: World) -> None:
    context = laptop.watched.context
    context.grant_permissions(["notifications"], origin=laptop.url)
    laptop.page.add_init_script(NO_PUSH_SERVICE)
    page = laptop.open("/settings/channels/")
    workers: list[dict[str, Any]] = []
    debugger = context.new_cdp_session(page)
    debugger.on("ServiceWorker.workerRegistrationUpdated", lambda event: workers.extend(event["registrations"]))
    debugger.send("ServiceWorker.enable")
    page.get_by_role("button", name="Send push messages to this device").click()
    expect(page.get_by_role("link", name="Chrome on Linux")).to_be_visible()
    with scope(shared):
        assert Endpoint.objects.get().owner_id == shared.coach.membership.pk

    (worker,) = context.service_workers
    worker.evaluate(KEPT)
    words = {"id": "1", "title": "Red flag: Maya Lindqvist", "body": "Open CoachHub.", "url": "/alerts/", "tag": "one"}
    to = {"origin": laptop.url, "registrationId": workers[-1]["registrationId"]}

    def arrives(**more: str) -> list[Any]:
        before = len(worker.evaluate("() => self.shown"))
        debugger.send("ServiceWorker.deliverPushMessage", to | {"data": json.dumps(words | more)})
        shown: list[Any] = eventually(lambda: worker.evaluate("() => self.shown")[before:], within_s=10)
        return shown

    data = {"id": "1", "url": "/alerts/"}
    assert arrives() == [["Red flag: Maya Lindqvist", "Open CoachHub.", "one", data, True]]
    assert [one[-1] for one in arrives()] == [False]  # the same once more: it does not ring again
    assert [one[-1] for one in arrives(id="2")] == [True]


def test_not_allowed(laptop: Laptop) -> None:
    page = laptop.open("/settings/channels/")
    page.evaluate("() => { Notification.requestPermission = async () => 'denied'; }")
    page.get_by_role("button", name="Send push messages to this device").click()
    expect(page.get_by_role("alert")).to_contain_text("This browser does not allow them")
    assert laptop.trouble_for_assistive_technology() == []
    assert laptop.wider_than_its_window() == 0


def test_pages_of_webhooks_on_a_phone(browser: Browser, web: Web, shared: World) -> None:
    phone = Laptop(browser, web, shared.owner, viewport=PHONE)
    with scope(shared):
        endpoints.create_webhook(
            actor=shared.owner.actor, label="Club system", url="https://93.184.215.14/" + "a" * 120, events=EVENTS
        )
        made = Endpoint.objects.get()
        for _ in range(MOST_FAILURES):
            note_attempt(made, PermanentError("It answered 400: " + "no" * 200), 0.1, event="alert.opened")
    for path in ("/settings/webhooks/", f"/settings/channels/{made.pk}/", "/today/"):
        phone.open(path)
        assert phone.wider_than_its_window() == 0, path
        assert phone.trouble_for_assistive_technology() == [], path
    phone.close()
