"""Suggestions from what an athlete noticed in a lift. What was not ticked was not noted: nothing is read into that."""

from collections.abc import Callable
from dataclasses import dataclass

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.noticed import Noticed, say_noticed
from sessions.progression.pain import RED_ABOVE
from sessions.progression.suggestions.library import ADVICE
from sessions.progression.suggestions.runs import ALL_ALONG, is_recent
from sessions.progression.wording import number

LOOKED_AT = 4
"""Default: so many of the newest sessions with such lifts are looked at; as many without it noted end a row."""
SQUAT = "squat"


@dataclass(frozen=True, slots=True)
class NotedRow:
    """The sessions, oldest first, in which one of some things was noted, up to now.

    `about` names the row by its first session, where it is known to have begun in sight. `times`: in how many of the
    newest `of` sessions with such lifts; `in_newest`: whether in the newest of all. `kind` says which lifts.
    """

    sessions: tuple[SessionRecord, ...]
    readings: tuple[Reading, ...]
    noticed: frozenset[Noticed]
    about: str
    times: int
    of: int
    in_newest: bool
    kind: str

    def is_telling(self, times: int) -> bool:
        """Whether it was noted in the newest session, or in so many of the last."""
        return self.in_newest or self.times >= times

    @property
    def sentence(self) -> str:
        """What was noticed, and how often of late."""
        once = self.in_newest and (self.times == 1 or self.of == 1)
        last = f"the last {self.kind} session" if once else f"{number(self.times)} of the last {number(self.of)}"
        return f"Noticed in {last}{'' if once else f' {self.kind} sessions'}: {say_noticed(self.noticed)}."


def noted_row(
    history: AthleteHistory, what: frozenset[Noticed], *, kind: str, counts: Callable[[LiftRecord], bool]
) -> NotedRow | None:
    """The row of sessions in which one of these was noted in a lift that counts; None when it is not of late."""
    done = [one for one in history.sessions if any(counts(lift) for lift in one.lifts)]
    noted = [[lift for lift in one.lifts if counts(lift) and lift.noticed & what] for one in done]
    times = sum(map(bool, noted[-LOOKED_AT:]))
    if not times or not is_recent(done[-1], history):
        return None
    row: list[int] = []
    quiet = 0  # sessions in a row without it noted, going back
    for place in reversed(range(len(done))):
        quiet = 0 if noted[place] else quiet + 1
        if quiet == LOOKED_AT:
            break
        row += [place] if noted[place] else []
    row.reverse()
    return NotedRow(
        sessions=tuple(done[place] for place in row),
        readings=tuple(_reading(lift, done[place], what) for place in row for lift in noted[place]),
        noticed=frozenset(one for place in row[-times:] for lift in noted[place] for one in lift.noticed & what),
        about=done[row[0]].id if quiet == LOOKED_AT else ALL_ALONG,
        times=times,
        of=len(done[-LOOKED_AT:]),
        in_newest=bool(noted[-1]),
        kind=kind,
    )


def offered(suggestion: Rule, row: NotedRow) -> Finding:
    """The suggestion that rests on such a row."""
    return suggestion.finding(
        about=row.about, sentence=row.sentence, readings=row.readings, reason=ADVICE[suggestion.key].reason
    )


@rule(key="suggest.box_squat", severity=Severity.NOTE, source=ADVICE["suggest.box_squat"].source)
class BoxSquat(Rule):
    """Depth was hard to control in several of the last squat sessions. Squats to a box say nothing: it sets theirs."""

    times: int = adjustable(2, minimum=1, maximum=LOOKED_AT, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Once is no reason yet: a rep can go wrong."""
        row = noted_row(history, frozenset({Noticed.DEPTH}), kind="squat", counts=_squat_but("box_squat"))
        return offered(self, row) if row and row.times >= self.times else None


@rule(key="suggest.partial_range", severity=Severity.NOTE, source=ADVICE["suggest.partial_range"].source)
class PartialRange(Rule):
    """The bottom was uncomfortable in the newest squats, or in several of the last.

    A change instead of a stop, so within the limits of one: worst pain that time was not above 5, where an exercise
    stops, and no red flag is open, which `choosing.suggestions()` holds for all.
    """

    times: int = adjustable(2, minimum=1, maximum=LOOKED_AT, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Squats over a part of the range say nothing: that is what would be suggested."""
        row = noted_row(history, frozenset({Noticed.BOTTOM}), kind="squat", counts=_squat_but("partial_squat"))
        if row is None or not row.is_telling(self.times) or (row.sessions[-1].worst_pain or 0) > RED_ABOVE:
            return None
        return offered(self, row)


@rule(key="suggest.foot_pressure", severity=Severity.NOTE, source=ADVICE["suggest.foot_pressure"].source)
class FootPressure(Rule):
    """The feet were unsteady in the newest leg session, or in several of the last."""

    times: int = adjustable(2, minimum=1, maximum=LOOKED_AT, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """In whichever leg lift; which foot is not asked."""
        row = noted_row(history, frozenset({Noticed.FEET}), kind="leg", counts=lambda lift: lift.is_leg)
        return offered(self, row) if row and row.is_telling(self.times) else None


def heels_row(history: AthleteHistory) -> NotedRow | None:
    """Heels that lift, or balance that goes back, in squats with the heels on the floor."""
    what = frozenset({Noticed.HEELS, Noticed.BALANCE})
    return noted_row(history, what, kind="squat", counts=_squat_but("heels_raised_squat"))


def _squat_but(variation: str) -> Callable[[LiftRecord], bool]:
    return lambda lift: lift.movement == SQUAT and lift.exercise != variation


def _reading(lift: LiftRecord, session: SessionRecord, what: frozenset[Noticed]) -> Reading:
    label = f"{lift.name}: {say_noticed(lift.noticed & what)}"
    return Reading(label, 1, "noted", session.started_at)
