"""How forms of the coach's pages look: the parts' classes on every widget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

CLASSES: dict[type[object], str] = {
    forms.Select: "form-select",
    forms.Textarea: "form-control",
    forms.TextInput: "form-control",
    forms.NumberInput: "form-control",
}


class PageForm(forms.Form):
    """A form whose widgets carry the page's classes, and that takes a service's refusals in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            css = CLASSES.get(type(field.widget))
            if css:
                field.widget.attrs.setdefault("class", css)

    def refuse(self, error: ValidationError) -> None:
        """Say a service's refusal at the field it is about, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)
