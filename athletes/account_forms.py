"""The forms for coming in, in our words. Apart from `forms`, which allauth's own forms import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as theirs
from django.forms import EmailField, Form

LABELS = {
    "Email": "E-mail address",
    "New Password": "New password",
    "New Password (again)": "New password once more",
    "Password (again)": "Password once more",
    "Current Password": "Current password",
}
A_GOOD_ONE = "At least eight characters; not one that many use, and not your name or address."
NO_ADDRESS = "This is no e-mail address: one looks like name@example.org."


class _OurWords(Form if TYPE_CHECKING else object):  # type: ignore[misc]  # mixed in before allauth's form
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = LABELS.get(str(field.label), field.label)
            if field.help_text and field.widget.attrs.get("autocomplete") == "new-password":
                field.help_text = A_GOOD_ONE
            if isinstance(field, EmailField):
                field.error_messages["invalid"] = NO_ADDRESS


class LoginForm(_OurWords, theirs.LoginForm):  # type: ignore[misc]  # allauth has no types, here and below
    """Signing in."""


class SignupForm(_OurWords, theirs.SignupForm):  # type: ignore[misc]
    """Making an account."""


class AddEmailForm(_OurWords, theirs.AddEmailForm):  # type: ignore[misc]
    """One more address."""


class ChangePasswordForm(_OurWords, theirs.ChangePasswordForm):  # type: ignore[misc]
    """Another password, by the old one."""


class SetPasswordForm(_OurWords, theirs.SetPasswordForm):  # type: ignore[misc]
    """A first password, for who came in without one."""


class ResetPasswordForm(_OurWords, theirs.ResetPasswordForm):  # type: ignore[misc]
    """Asking for the link that sets a new password."""


class ResetPasswordKeyForm(_OurWords, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, by that link."""
