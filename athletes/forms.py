"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms

from athletes.models import User


class NameForm(forms.Form):
    """What signing up asks for beyond address and password."""

    name = forms.CharField(max_length=100, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1"]

    def signup(self, request: Any, user: User) -> None:
        """Called by the sign-up once the account exists."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])
