"""What an athlete said of pain, day by day: the four questions of a session, 0 to 10."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sessions.progression.records import SessionRecord

_NOTHING = (None, None, None, None)


class PainDay(NamedTuple):
    """The answers of one day, a date's ordinal; None = not known. A tuple, so that it is cheap to look up."""

    day: int
    before: int | None = None
    worst: int | None = None
    after: int | None = None
    next_morning: int | None = None

    @property
    def in_the_evening(self) -> PainDay:
        """The day without its morning after."""
        return self if self.next_morning is None else self._replace(next_morning=None)

    @property
    def peak(self) -> int | None:
        """The highest pain of the session itself: the worst while training, or more where another answer is higher."""
        top = self.worst
        for answer in (self.before, self.after):
            if answer is not None and (top is None or answer > top):
                top = answer
        return top


def pain_days(sessions: Iterable[SessionRecord]) -> tuple[PainDay, ...]:
    """The days with at least one answer, oldest first. Of two answers to one question on a day the higher counts."""
    by_day: dict[int, PainDay] = {}
    for session in sessions:
        said = session.pain_day
        if said[1:] != _NOTHING:
            same = by_day.get(said.day)
            by_day[said.day] = said if same is None else _higher(same, said)
    return tuple(by_day[day] for day in sorted(by_day))


def _higher(one: PainDay, other: PainDay) -> PainDay:
    pairs = zip(one[1:], other[1:], strict=True)
    return PainDay(one.day, *(a if b is None else b if a is None else max(a, b) for a, b in pairs))
