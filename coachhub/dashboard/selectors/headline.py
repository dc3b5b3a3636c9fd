"""The answer that stands above Today: whom to talk to first, and how many need somebody. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coachhub.core import saying
from coachhub.dashboard.selectors.paused import StillPaused
from coachhub.dashboard.selectors.today import Row, Triage

NAMED = 3  # paused athletes by name


@dataclass(frozen=True, slots=True)
class Headline:
    """Title and lead. `calm`: nobody needs anybody, and the lead is the glance's."""

    title: str
    lead: str
    calm: bool


def headline(triage: Triage, *, paused: Sequence[StillPaused], athletes: int, now: datetime) -> Headline:
    """What to do first, of `athletes` that the reader looks after; `paused` have no row."""
    calm = athletes - len(triage.rows) - len(triage.snoozed) - len(paused)
    if not triage.rows and paused:
        return _headline("Nothing new for you.", _waiting(paused), _rest(calm, triage))
    rest = _rest(calm, triage, len(paused))
    if not triage.rows:
        return Headline("Nobody needs you right now.", "", calm=True)
    flagged = next((row for row in triage.stop if row.unanswered), None)
    if flagged is not None:
        ago = saying.say_ago(flagged.happened_at, now)
        first = f"A warning sign was ticked {ago} ago and nobody is on it yet."
        return _headline(f"Talk to {flagged.name} first.", first, _after(flagged, triage), rest)
    waiting = [row for row in triage.rows if row.nobody]
    if waiting:
        flags = "every red flag has somebody on it" if triage.stop else "no red flag"
        first = f"{saying.spelled(len(waiting)).capitalize()} to look at today, {flags}."
        return _headline(f"Look at {waiting[0].name} first.", first, _held(triage), rest)
    held = saying.spelled(len(triage.rows)).capitalize()
    has = "athletes have" if len(triage.rows) > 1 else "athlete has"
    return _headline("Nothing new for you.", f"{held} {has} somebody on it.", rest)


def _headline(title: str, first: str, *clauses: str) -> Headline:
    """The lead's first sentence, and a second one of whatever else there is to say."""
    second = "; ".join(filter(None, clauses))
    lead = f"{first} {second[0].upper()}{second[1:]}." if second else first
    return Headline(title, lead, calm=False)


def _after(first: Row, triage: Triage) -> str:
    stops = sum(1 for row in triage.stop if row is not first)
    parts = [f"{saying.spelled(stops)} more to stop"] if stops else []
    if triage.look:
        parts.append(f"{saying.spelled(len(triage.look))} to look at")
    return f"after that, {' and '.join(parts)}" if parts else ""


def _held(triage: Triage) -> str:
    held = sum(1 for row in triage.rows if not row.nobody)
    return f"{saying.spelled(held)} already with somebody" if held else ""


def _waiting(paused: Sequence[StillPaused]) -> str:
    """Still paused: squats of Henrik Sund, lunges of Maya Lindqvist and two more."""
    names = ", ".join(f"{one.what} of {one.name}" for one in paused[:NAMED])
    more = f" and {saying.spelled(len(paused) - NAMED)} more" if len(paused) > NAMED else ""
    return f"Still paused: {names}{more}."


def _rest(calm: int, triage: Triage, paused: int = 0) -> str:
    said = []
    if calm > 0:
        said.append(f"{saying.spelled(calm)} {'athlete needs' if calm == 1 else 'athletes need'} nothing")
    if paused:
        said.append(f"{saying.spelled(paused)} still paused")
    if triage.snoozed:
        said.append(f"{saying.spelled(len(triage.snoozed))} snoozed")
    return ", ".join(said)
