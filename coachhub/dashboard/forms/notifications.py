"""Forms about being told: quiet hours, the morning mail, being away, and a squad's ladder."""

from __future__ import annotations

from typing import Any

from django import forms

from alerts.models import Preferences
from alerts.models.ladder import LONGEST_MINUTES, USUAL
from alerts.services.ladder_setting import Ladder
from athletes.access import Actor, coaching_beside
from athletes.models import Membership, Role
from coachhub.dashboard.forms.base import PageForm

CLOCK = forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M")
DAY = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")


class HoursForm(PageForm):
    """When messages may come."""

    quiet_from = forms.TimeField(required=False, label="Quiet from", widget=CLOCK)
    quiet_until = forms.TimeField(required=False, label="Quiet until", widget=CLOCK)
    digest_at = forms.TimeField(
        required=False,
        label="Morning mail at",
        widget=CLOCK,
        help_text="Who needs you that day, in a few lines; none when all is calm. Empty: never.",
    )

    @classmethod
    def of(cls, now: Preferences, data: Any = None) -> HoursForm:
        """The form with what holds now."""
        known = {name: getattr(now, name) for name in ("quiet_from", "quiet_until", "digest_at")}
        return cls(data, initial=known)


class AwayForm(PageForm):
    """From when until when, and who stands in."""

    first = forms.DateField(label="First day", widget=DAY)
    last = forms.DateField(label="Last day", widget=DAY)
    stand_in = forms.ModelChoiceField(
        queryset=Membership._base_manager.none(), label="Who stands in", empty_label="Choose somebody"
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stand_in"]
        field.queryset = coaching_beside(actor).exclude(pk=actor.membership_id)  # type: ignore[attr-defined]  # a model field's
        field.label_from_instance = _name  # type: ignore[attr-defined]  # same


class LadderForm(PageForm):
    """Minutes without an answer after which each role is told as well; empty: never."""

    coach = forms.IntegerField(required=False, label="Minutes until coaches are told")
    assistant = forms.IntegerField(required=False, label="Minutes until assistants are told")
    owner = forms.IntegerField(required=False, label="Minutes until owners are told")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"min": 0, "max": LONGEST_MINUTES, "inputmode": "numeric"}

    @classmethod
    def of(cls, ladder: Ladder, data: Any = None) -> LadderForm:
        """The form with what holds now."""
        return cls(data, initial={role.value: minutes for role, minutes in ladder.minutes.items()})

    @property
    def minutes(self) -> dict[Role, int | None]:
        """What was entered, by role."""
        return {role: self.cleaned_data[role.value] for role in USUAL}


def _name(member: Membership) -> str:
    return f"{member.user.name}, {member.get_role_display().lower()}"
