"""What the phone pages ask for in forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from athletes.models import Athlete, ConsentKind, Unit, User
from coachhub.core.places import country_choices, zone_choices

PHONE_NUMBER = RegexValidator(r"^\+?[0-9 ()/.\-]{5,30}$", "A phone number has digits, spaces and perhaps a + in front.")
FROM_THE_LIST = {"required": "Choose one from the list.", "invalid_choice": "Choose one from the list."}


def under_18() -> forms.BooleanField:
    """Whether the athlete is a minor."""
    says = "Your face is then blurred in what others see of your videos from now on."
    return forms.BooleanField(required=False, label="I am under 18", help_text=says)


class FoundingForm(forms.Form):
    """A new organisation. Time zone and country are guessed by the browser, and can be changed."""

    name = forms.CharField(max_length=100, label="Name of your gym, club or practice")
    squad = forms.CharField(
        max_length=60,
        label="First squad",
        initial="Everybody",
        help_text="A group you coach together. More can follow.",
    )
    country = forms.ChoiceField(
        label="Country",
        choices=country_choices,
        help_text="Chooses the emergency numbers that athletes see.",
        error_messages=FROM_THE_LIST,
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=zone_choices, error_messages=FROM_THE_LIST)


class DetailsForm(forms.Form):
    """What an athlete says of themselves."""

    name = forms.CharField(max_length=100, label="Name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        max_length=30,
        required=False,
        label="Phone number",
        help_text="So that your coach can call you. May stay empty.",
        validators=[PHONE_NUMBER],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    unit = forms.ChoiceField(label="Weights in", choices=Unit.choices, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=zone_choices,
        help_text="Decides which day a session belongs to.",
        error_messages=FROM_THE_LIST,
    )
    is_minor = under_18()

    @classmethod
    def of(cls, athlete: Athlete, user: User, data: Any = None) -> DetailsForm:
        """The form with what is known now."""
        known = {"name": athlete.name, "phone": athlete.phone, "unit": user.unit, "time_zone": athlete.time_zone}
        return cls(data, initial=known | {"is_minor": athlete.is_minor})


class JoiningForm(forms.Form):
    """What an athlete says when joining."""

    is_minor = under_18()


class ConsentForm(forms.Form):
    """Which consents are switched on. `sure` names those whose withdrawal was confirmed."""

    given = forms.MultipleChoiceField(choices=ConsentKind.choices, required=False)
    sure = forms.MultipleChoiceField(choices=ConsentKind.choices, required=False)

    def kinds(self, name: str) -> frozenset[ConsentKind]:
        """The chosen consents of a field."""
        return frozenset(ConsentKind(value) for value in self.cleaned_data[name])
