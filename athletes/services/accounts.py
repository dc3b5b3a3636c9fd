"""People's own accounts."""

from athletes.models import User


def display_name(user: User) -> str:
    """How a person is addressed in mails and pages."""
    return user.name or user.email
