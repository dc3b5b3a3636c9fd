"""A correction as the video page sends it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from athletes.access import Actor
from coachhub.dashboard.forms.base import PageForm
from sessions.models import CorrectionKind, Video
from sessions.services.correction_entries import CorrectionEntry
from sessions.services.corrections import MeanwhileError, NotCorrectableError, correct


class CorrectionForm(PageForm):
    """One correction of the report that was on the screen, whose revision is `seen`."""

    seen = forms.IntegerField(min_value=0)
    kind = forms.ChoiceField(choices=CorrectionKind.choices)
    rep = forms.IntegerField(required=False)
    other = forms.IntegerField(required=False)
    at_s = forms.FloatField(required=False)
    task = forms.CharField(required=False, max_length=20)
    leg = forms.CharField(required=False, max_length=5)
    joint = forms.CharField(required=False, max_length=20)
    x = forms.FloatField(required=False)
    y = forms.FloatField(required=False)

    def do(self, actor: Actor, video: Video) -> bool:
        """Make it; False when something was refused, with the reason in the form's errors."""
        if not self.is_valid():
            return False
        values: dict[str, Any] = dict(self.cleaned_data)
        seen = values.pop("seen")
        try:
            correct(actor=actor, video=video, entry=CorrectionEntry(**values), seen=seen)
        except ValidationError as error:
            self.refuse(error)
        except (MeanwhileError, NotCorrectableError) as error:
            self.add_error(None, str(error))
        return not self.errors

    @property
    def problems(self) -> list[str]:
        """What was refused, as sentences."""
        return [str(message) for messages in self.errors.values() for message in messages]
