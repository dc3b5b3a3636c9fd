"""Forms of the settings pages. They explain; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from athletes.access import Action, Actor
from athletes.models import Athlete, Membership, Role, Squad, Unit
from athletes.services.invitations import MOST_USES
from athletes.services.members import LIMITED_ROLES
from coachhub.core.places import country_choices, zone_choices
from coachhub.dashboard.forms.base import PageForm

STAFF_ROLES = (Role.OWNER, Role.COACH, Role.ASSISTANT, Role.CLINICIAN)
ROLE_WORDS = {
    Role.OWNER: "Owner: everything, and these settings",
    Role.COACH: "Coach: athletes and alerts, invites athletes",
    Role.ASSISTANT: "Assistant: athletes and alerts",
    Role.CLINICIAN: "Clinician: reads athletes who agreed to it",
}


class YouForm(PageForm):
    """The reader's own name and unit."""

    name = forms.CharField(max_length=100, label="Name")
    unit = forms.ChoiceField(choices=Unit.choices, label="Loads in", widget=forms.RadioSelect)


class SquadForm(PageForm):
    """A squad's name."""

    name = forms.CharField(max_length=60, label="Name")


class SquadMembersForm(PageForm):
    """Which athletes are in a squad."""

    athletes = forms.ModelMultipleChoiceField(
        queryset=Athlete._base_manager.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Who is in it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Athlete.objects.filter(archived_at=None).order_by("name", "id")
        self.fields["athletes"].queryset = rows  # type: ignore[attr-defined]  # a model field's


class MemberForm(PageForm):
    """A member of staff: role, and which squads are seen."""

    role = forms.ChoiceField(choices=[(one.value, ROLE_WORDS[one]) for one in STAFF_ROLES], label="Role")
    squads = forms.ModelMultipleChoiceField(
        queryset=Squad._base_manager.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Sees only",
        help_text="Nothing ticked: all squads.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["squads"].queryset = Squad.objects.all()  # type: ignore[attr-defined]  # a model field's

    @classmethod
    def of(cls, member: Membership, data: Any = None) -> MemberForm:
        """The form with what the member is now."""
        return cls(data, initial={"role": member.role, "squads": list(member.squads.all())})

    def clean(self) -> dict[str, Any]:
        """An owner's squads are not limited, whatever is ticked."""
        data = super().clean() or self.cleaned_data
        if data.get("role") not in LIMITED_ROLES:
            data["squads"] = []
        return data


class InvitationForm(PageForm):
    """Whom to invite: a role, a squad, for how many people."""

    role = forms.ChoiceField(label="As")
    squad = forms.ModelChoiceField(queryset=Squad._base_manager.none(), required=False, label="Into squad")
    people = forms.IntegerField(
        min_value=1,
        max_value=MOST_USES,
        initial=1,
        label="For how many people",
        help_text="One link for a whole squad: set how many may use it.",
        error_messages=dict.fromkeys(("min_value", "max_value"), f"An invitation is for 1 to {MOST_USES} people."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [Role.ATHLETE]
        if actor.may(Action.MANAGE):
            roles += [Role.COACH, Role.ASSISTANT, Role.CLINICIAN]
        role, squad = self.fields["role"], self.fields["squad"]
        role.choices = [(one.value, one.label) for one in roles]  # type: ignore[attr-defined]  # a choice field's
        squad.queryset = Squad.objects.visible_to(actor)  # type: ignore[attr-defined]  # a model field's
        only = squad.queryset[:2]  # type: ignore[attr-defined]  # a model field's
        if len(only) == 1:
            squad.initial = only[0]
        if actor.squad_ids is None:
            squad.empty_label = "No squad"  # type: ignore[attr-defined]  # a model field's
        else:
            squad.required = True


class OrganisationForm(PageForm):
    """Name, clock and country of the organisation, and whether its videos show faces."""

    name = forms.CharField(max_length=100, label="Name")
    time_zone = forms.ChoiceField(
        choices=zone_choices, label="Time zone", help_text="In which times are said to staff, and new athletes begin."
    )
    country = forms.ChoiceField(
        choices=country_choices, label="Country", help_text="Chooses the emergency numbers on the stop page."
    )
    blur_faces = forms.BooleanField(
        required=False,
        label="Blur faces in videos",
        help_text="In the copy that staff see and in its stills, from the next video on; those measured before stay "
        "as they are. Athletes under 18 are always blurred. The original is for the athlete alone, and not blurred.",
    )


class KeyForm(PageForm):
    """A new API key."""

    name = forms.CharField(max_length=60, label="What it is for", help_text="So that you know later what to revoke.")
    read_only = forms.BooleanField(required=False, label="May only read")
