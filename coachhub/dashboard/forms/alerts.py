"""What the inbox's address says."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import QueryDict

from coachhub.dashboard.selectors.inbox import Tab


class InboxForm(forms.Form):
    """Tab, athlete and page. What cannot be read in an address is left out, not refused."""

    state = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Tab])
    athlete_id = forms.UUIDField(required=False)
    before_id = forms.UUIDField(required=False)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(
            {"state": query.get("state"), "athlete_id": query.get("athlete"), "before_id": query.get("before")}
        )
        self.full_clean()

    @property
    def tab(self) -> Tab:
        """Which tab; open ones unless said otherwise."""
        return Tab(self.cleaned_data.get("state") or Tab.OPEN)

    @property
    def athlete(self) -> UUID | None:
        """Only this athlete's."""
        found: UUID | None = self.cleaned_data.get("athlete_id")
        return found

    @property
    def before(self) -> UUID | None:
        """Only those resolved earlier than this alert."""
        found: UUID | None = self.cleaned_data.get("before_id")
        return found
