"""The words, glyphs and colours of statuses and verdicts, said the same way on every page."""

from __future__ import annotations

from enum import StrEnum

from coachhub.core.pictures import Mark
from sessions.models import Attention, Verdict


class Status(StrEnum):
    """How an athlete stands to the reader, most urgent first."""

    STOP = "stop"
    LOOK = "look"
    CANNOT_TELL = "cannot_tell"
    IN_LINE = "in_line"
    NEW = "new"
    UNSHARED = "unshared"

    @property
    def word(self) -> str:
        """The word beside the glyph."""
        return _STATUS[self][0]

    @property
    def glyph(self) -> str:
        """The shape."""
        return _STATUS[self][1]

    @property
    def css(self) -> str:
        """The class of its colour."""
        return _STATUS[self][2]

    @property
    def rank(self) -> int:
        """0 for who needs somebody first."""
        return list(Status).index(self)


_STATUS = {
    Status.STOP: ("Stop", "stop", "is-stop"),
    Status.LOOK: ("Look", "look", "is-look"),
    Status.CANNOT_TELL: ("Cannot tell", "cant", "is-cant"),
    Status.IN_LINE: ("In line", "ok", "is-ok"),
    Status.NEW: ("Nothing logged yet", "cant", "is-cant"),
    Status.UNSHARED: ("Not shared", "cant", "is-cant"),
}

_VERDICT = {
    Verdict.IN_LINE: ("In line", "ok", "is-ok"),
    Verdict.SOME_DRIFT: ("Some drift", "drift", "is-look"),
    Verdict.CLEAR_DRIFT: ("Clear drift", "drift", "is-look"),
    Verdict.CANNOT_TELL: ("Cannot tell", "cant", "is-cant"),
}


def status_of(attention: str, *, has_data: bool) -> Status:
    """The status of a readable athlete: without anything logged or filmed nothing is called in line."""
    if attention == Attention.IN_LINE and not has_data:
        return Status.NEW
    return Status(attention)


def verdict_word(verdict: str, *, certain: bool | None) -> str:
    """In line, some drift, …; with "uncertain" where the likely range straddles a limit. Empty: not filmed."""
    if not verdict:
        return ""
    word = _VERDICT[Verdict(verdict)][0]
    return f"{word}, uncertain" if certain is False and verdict != Verdict.CANNOT_TELL else word


def verdict_glyph(verdict: str) -> str:
    """The shape of a verdict."""
    return _VERDICT[Verdict(verdict or Verdict.CANNOT_TELL)][1]


def verdict_css(verdict: str, *, certain: bool | None = True) -> str:
    """The class of its colour; drift that is not certain stays ink."""
    if certain is False and verdict in (Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT):
        return "is-plain"
    return _VERDICT[Verdict(verdict or Verdict.CANNOT_TELL)][2]


def verdict_mark(verdict: str, *, certain: bool | None = True) -> Mark:
    """The sign at a point of a chart."""
    if not verdict or verdict == Verdict.CANNOT_TELL:
        return Mark.CANT
    return Mark.LOOK if certain and verdict in (Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT) else Mark.DOT
