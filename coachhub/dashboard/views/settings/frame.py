"""What every settings page shares: the tabs that the reader's role opens, and who may come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from athletes.access import Action, Actor
from coachhub.dashboard.gate import for_staff


@dataclass(frozen=True, slots=True)
class Tab:
    """One settings page: its URL name, its word, and what it takes to see it."""

    url: str
    word: str
    action: Action | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether this reader has the page."""
        return self.action is None or actor.may(self.action)


TABS = (
    Tab("settings_you", "You"),
    Tab("settings_notifications", "Notifications", Action.ACT_ON_ALERT),
    Tab("settings_channels", "Channels"),
    Tab("settings_keys", "API keys"),
    Tab("settings_invitations", "Invitations", Action.INVITE),
    Tab("settings_members", "Members", Action.MANAGE),
    Tab("settings_squads", "Squads", Action.MANAGE),
    Tab("settings_escalation", "Escalation", Action.MANAGE),
    Tab("settings_webhooks", "Webhooks", Action.MANAGE),
    Tab("settings_organisation", "Organisation", Action.MANAGE),
)


@for_staff
def settings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """To the first page that there is for everybody."""
    return redirect("settings_you")


def settings_page(
    request: HttpRequest, actor: Actor, tab: str, context: dict[str, Any], *, template: str = "", status: int = 200
) -> HttpResponse:
    """A settings page under its tabs."""
    open_tabs = [one for one in TABS if one.is_for(actor)]
    name = template or tab.removeprefix("settings_")
    return render(
        request,
        f"dashboard/settings/{name}.html",
        {"section": "settings", "tabs": open_tabs, "tab": tab, **context},
        status=status,
    )
