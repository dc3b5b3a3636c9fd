"""The sheet to take along: what was ticked, and the four weeks before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as in_words

from athletes.access import Actor
from coachhub.phone.selectors.sessions import SessionRow, session_rows_between
from coachhub.phone.selectors.stop import Stop
from sessions.models import Moment
from sessions.progression.library.cues import QUESTIONS_TO_ASK

SPAN = timedelta(weeks=4)
MOST_ROWS = 100  # default: a reader's patience ends sooner, and a layout of thousands of rows takes hundreds of MB
NOT_SAID = "–"
WHEN = ("before", "worst", "after", "next morning")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One session, and the pain 0 to 10 before it, at its worst, after it, and on the next morning; –: not said."""

    day: date
    lines: tuple[str, ...]
    pain: tuple[str, str, str, str]

    @property
    def pain_when(self) -> tuple[tuple[str, str], ...]:
        """Each of the four with its name."""
        return tuple(zip(WHEN, self.pain, strict=True))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that page and PDF say. `made_at`: now, on the athlete's clock; `answered`: when, which knee, in what;
    `is_cut`: there are more sessions than rows.
    """

    name: str
    made_at: datetime
    stop: Stop
    answered: str
    rows: tuple[SheetRow, ...]
    questions: tuple[str, ...] = QUESTIONS_TO_ASK
    when: tuple[str, ...] = WHEN
    is_cut: bool = False
    nothing: str = "Nothing was logged in these weeks."
    education: str = "Education, not medical advice."

    @property
    def title(self) -> str:
        """Whose it is, and of which day."""
        return f"{self.name}, summary of {in_words(self.made_at, 'j F Y')}"

    @property
    def scale(self) -> str:
        """How to read the table."""
        scale = "Pain is 0 to 10 as reported, 0 = none; – means not said."
        return f"{scale} The newest {MOST_ROWS} sessions." if self.is_cut else scale

    @property
    def lead(self) -> str:
        """Whom it is for and where it comes from."""
        return (
            "For the doctor or physiotherapist who looks at the knee. "
            f"Everything here is what {self.name} reported; nothing was examined."
        )


def sheet_of(actor: Actor, stop: Stop) -> Sheet:
    """The sheet of one answer."""
    until = stop.check_in.answered_at
    found = session_rows_between(actor, until - SPAN, max(until, timezone.now()), MOST_ROWS + 1)
    rows = tuple(_row(row) for row in found[:MOST_ROWS])
    is_cut = len(found) > MOST_ROWS
    return Sheet(actor.name, timezone.localtime(), stop, _answered(stop), rows, is_cut=is_cut)


def _answered(stop: Stop) -> str:
    answer = stop.check_in
    said = [in_words(timezone.localtime(answer.answered_at), "j F Y, H:i")]
    if answer.side:
        said.append(answer.get_side_display())
    if answer.movement:
        said.append(f"in {answer.get_movement_display()}")
    return ", ".join(said)


def _row(row: SessionRow) -> SheetRow:
    pain = {reading.moment: reading.value for reading in row.session.pain_readings.all() if reading.lift_id is None}
    before, after, morning = (pain.get(moment) for moment in (Moment.BEFORE, Moment.AFTER, Moment.NEXT_MORNING))
    return SheetRow(row.session.day, row.lines, (_said(before), _said(row.worst), _said(after), _said(morning)))


def _said(pain: int | None) -> str:
    return NOT_SAID if pain is None else str(pain)
