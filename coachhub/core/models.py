"""The ground floor's one table."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class FileToErase(models.Model):
    """A stored file whose owner row is gone. Written in that row's transaction, so that no file outlives a kill.

    Also one whose owner row is still to be written, with a `since` that is to come: until then it is left alone.
    `since` orders them; one that could not be erased is put behind the others.
    """

    name = models.CharField(max_length=255, unique=True)
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
