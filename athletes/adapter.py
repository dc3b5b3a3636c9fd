"""What allauth says when something is not right, in our words."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Theirs, where nothing else is said."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off.",
        "cannot_remove_primary_email": "Mails go to this address. Make another one the first, then remove it.",
        "duplicate_email": "You have this address already.",
        "email_password_mismatch": "Address and password do not go together.",
        "email_taken": "There is an account with this address already.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This code is not right. A new one comes every half minute.",
        "incorrect_password": "This password is not right.",
        "max_email_addresses": "More than %d addresses cannot be kept.",
        "same_as_current": "This is the password you have now.",
        "too_many_login_attempts": "Too many tries. Wait some minutes, then try again.",
        "rate_limited": "Too many tries. Wait some minutes, then try again.",
        "unverified_primary_email": "Confirm this address before you make it the first.",
    }
