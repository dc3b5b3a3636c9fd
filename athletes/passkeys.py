"""The form that adds a passkey."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey signs in by itself, which is what the page promises; else it is a second step after the password."""

    passwordless = forms.BooleanField(
        label="Sign me in with it alone",
        initial=True,
        required=False,
        help_text="Without this it only comes on top of the password. Switch it off for a key that has no code.",
    )
