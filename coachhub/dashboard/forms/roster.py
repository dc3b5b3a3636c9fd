"""What the roster's address says: which rows, in which order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from coachhub.dashboard.selectors.roster import ORDERS, Filters
from coachhub.dashboard.words import Status


class RosterForm(forms.Form):
    """Filters and order. What cannot be read in an old or mistyped address is left out, not refused."""

    squad = forms.UUIDField(required=False)
    status = forms.MultipleChoiceField(
        required=False, choices=[(one.value, one.word) for one in Status], widget=forms.CheckboxSelectMultiple
    )
    not_filmed = forms.BooleanField(required=False, label="Not filmed for 4 weeks")
    q = forms.CharField(required=False, max_length=100, label="Name")
    order = forms.ChoiceField(required=False, choices=[(key, key) for key in ORDERS])
    down = forms.BooleanField(required=False)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        self.full_clean()

    @property
    def filters(self) -> Filters:
        """Which rows are asked for."""
        return Filters(
            squad=self._said("squad"),
            statuses=frozenset(Status(one) for one in self._said("status") or ()),
            not_filmed=bool(self._said("not_filmed")),
            name=(self._said("q") or "").strip(),
        )

    @property
    def order_key(self) -> str:
        """What to sort by."""
        return self._said("order") or "need"

    @property
    def is_down(self) -> bool:
        """Whether the order is turned round."""
        return bool(self._said("down"))

    @property
    def narrows(self) -> bool:
        """Whether anything but a squad limits the rows."""
        one = self.filters
        return bool(one.statuses or one.not_filmed or one.name)

    @property
    def status_chips(self) -> list[tuple[str, str]]:
        """Each status asked for: its word, and the address without it."""
        asked: list[str] = self._said("status") or []
        return [
            (Status(one).word, self.address(status=[other for other in asked if other != one] or None)) for one in asked
        ]

    def address(self, **changes: Any) -> str:
        """The query string with some values changed; None takes one out."""
        values = {
            "squad": self._said("squad"),
            "status": self._said("status") or None,
            "not_filmed": "on" if self._said("not_filmed") else None,
            "q": self._said("q") or None,
            "order": self._said("order") or None,
            "down": "on" if self.is_down else None,
        } | changes
        query = QueryDict(mutable=True)
        for name, value in values.items():
            if value is not None:
                query.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        return query.urlencode()

    def _said(self, name: str) -> Any:
        return self.cleaned_data.get(name)
