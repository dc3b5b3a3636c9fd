"""What a coach does to alerts, from Today's rows and from an alert's own page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from alerts.models import Alert, AlertState, Severity
from alerts.selectors.inbox import alerts_of
from alerts.services import transitions
from alerts.services.rules import mark
from alerts.services.transitions import LONGEST_NOTE, TransitionRefusedError
from athletes.access import Actor
from athletes.models import Membership
from coachhub.dashboard.undo import undo

MORNING = time(7)


class Deed(StrEnum):
    """What can be done."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    WAKE = "wake"
    COMMENT = "comment"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    UNDO = "undo"
    USEFUL = "useful"
    NOISE = "noise"
    UNMARK = "unmark"


class Until(StrEnum):
    """How long an alert may wait, as people say it."""

    FOUR_HOURS = "4h"
    TWELVE_HOURS = "12h"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    WEEK = "week"
    SESSION = "session"


UNTIL_WORDS = {
    Until.FOUR_HOURS: "4 hours",
    Until.TWELVE_HOURS: "12 hours",
    Until.TOMORROW: "Tomorrow 07:00",
    Until.MONDAY: "Monday 07:00",
    Until.WEEK: "A week",
    Until.SESSION: "The next session",
}


def until_choices(severity: str) -> list[tuple[str, str]]:
    """What makes sense: hours for a red flag, days for what can be looked at later."""
    wanted = (
        (Until.FOUR_HOURS, Until.TWELVE_HOURS)
        if severity == Severity.STOP
        else (Until.FOUR_HOURS, Until.TOMORROW, Until.MONDAY, Until.WEEK, Until.SESSION)
    )
    return [(one.value, UNTIL_WORDS[one]) for one in wanted]


def moment_of(until: Until, now: datetime) -> datetime:
    """The moment meant, in the reader's time zone (that of `now`). Of a session nobody knows when it comes."""
    hours = {Until.FOUR_HOURS: 4, Until.TWELVE_HOURS: 12}
    if until in hours:
        return now + timedelta(hours=hours[until])
    days = {Until.TOMORROW: 1, Until.MONDAY: 7 - now.weekday(), Until.WEEK: 7}[until]
    return datetime.combine(now.date() + timedelta(days=days), MORNING, tzinfo=now.tzinfo)


class DeedForm(forms.Form):
    """One deed on the alerts that were on the screen; `do` does it, and puts what is refused where it is shown."""

    deed = forms.ChoiceField(choices=[(one.value, one.value) for one in Deed])
    alert = forms.ModelMultipleChoiceField(queryset=Alert._base_manager.none())
    until = forms.ChoiceField(required=False, choices=[(one.value, UNTIL_WORDS[one]) for one in Until])
    to = forms.ModelChoiceField(queryset=Membership._base_manager.none(), required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["alert"].queryset = alerts_of(actor)  # type: ignore[attr-defined]  # a model field's
        self.fields["to"].queryset = Membership.objects.filter(ended_at=None)  # type: ignore[attr-defined]  # same

    def do(self) -> bool:
        """Do it; False when something was refused, with the reason in the form's errors."""
        if not self.is_valid():
            return False
        deed = Deed(self.cleaned_data["deed"])
        act = self._acts()[deed]
        refused: list[str] = []
        done = 0
        for alert in self._meant(deed):
            try:
                act(alert)
                done += 1
            except TransitionRefusedError as error:
                refused.append(str(error))
            except ValidationError as error:
                self.add_error(None, error)  # an error of a field goes to that field
                return False
        if refused and not done:
            self.add_error(None, refused[0])
        return bool(done) or not refused

    def _acts(self) -> dict[Deed, Callable[[Alert], object]]:
        actor, data = self.actor, self.cleaned_data
        return {
            Deed.ACKNOWLEDGE: lambda alert: transitions.acknowledge(actor=actor, alert=alert),
            Deed.ASSIGN: lambda alert: transitions.assign(actor=actor, alert=alert, to=data["to"]),
            Deed.SNOOZE: self._snooze,
            Deed.WAKE: lambda alert: transitions.snooze(actor=actor, alert=alert),
            Deed.COMMENT: lambda alert: transitions.comment(actor=actor, alert=alert, note=data["note"]),
            Deed.RESOLVE: lambda alert: transitions.resolve(actor=actor, alert=alert, note=data["note"]),
            Deed.REOPEN: lambda alert: transitions.reopen(actor=actor, alert=alert),
            Deed.USEFUL: lambda alert: mark(actor=actor, alert=alert, useful=True),
            Deed.NOISE: lambda alert: mark(actor=actor, alert=alert, useful=False),
            Deed.UNMARK: lambda alert: mark(actor=actor, alert=alert, useful=None),
            Deed.UNDO: lambda alert: undo(actor=actor, alert=alert),
        }

    def _meant(self, deed: Deed) -> list[Alert]:
        """The alerts it is about: what is acknowledged already is left alone, a comment is made once."""
        alerts: list[Alert] = sorted(self.cleaned_data["alert"], key=lambda one: one.severity != Severity.STOP)
        if deed is Deed.ACKNOWLEDGE:
            return [one for one in alerts if one.state == AlertState.OPEN] or alerts[:1]
        return alerts[:1] if deed is Deed.COMMENT else alerts

    def _snooze(self, alert: Alert) -> object:
        if not self.cleaned_data["until"]:
            raise ValidationError({"until": "Say until when."})
        until = Until(self.cleaned_data["until"])
        if until is Until.SESSION:
            return transitions.snooze(actor=self.actor, alert=alert, until_session=True)
        return transitions.snooze(actor=self.actor, alert=alert, until=moment_of(until, timezone.localtime()))
