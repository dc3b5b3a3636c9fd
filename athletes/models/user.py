"""A person with a sign-in. The e-mail address is the user name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now

from coachhub.core.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Creates people and operators."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> User:
        """A person; without a password they can only sign in by another way."""
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> User:
        """An operator: may use the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **values)

    def get_by_natural_key(self, username: str | None) -> User:
        """By e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class Unit(models.TextChoices):
    """The unit in which somebody reads and types loads."""

    KG = "kg", "kilograms"
    LB = "lb", "pounds"


class User(AbstractBaseUser, PermissionsMixin):
    """One person, in any number of organisations."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=2, choices=Unit.choices, default=Unit.KG)
    is_staff = models.BooleanField("operator", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now())

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        """Addresses are unique without regard to case."""

        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """The name as a greeting uses it."""
        return self.name.split()[0] if self.name.strip() else self.email
