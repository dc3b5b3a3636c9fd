"""A file as made."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fuzz.bases import suffix


@dataclass(frozen=True, slots=True)
class Made:
    """A damaged file: its bytes and the ending of its name.

    `beside` is a film that lies beside it as BESIDE, for it to name; `code` the only right answer, if there is one.
    """

    content: bytes
    suffix: str
    beside: bytes | None = None
    code: str | None = None


BESIDE = "beside.mp4"


def of_form(form: str, content: bytes) -> Made:
    """A damaged file of one of the forms."""
    return Made(content, suffix(form))
