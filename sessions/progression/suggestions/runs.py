"""Events in a row up to now, and the name of the row: it stays the same while the row goes on."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord
from sessions.progression.rules.tracking import DRIFT

ALL_ALONG = "all along"
RECENT_DAYS = 14
"""Default: what is older is no reason for a suggestion any more."""
Event = TypeVar("Event")


def newest_run(newest_first: Iterable[Event], holds: Callable[[Event], bool | None]) -> tuple[Event, ...]:
    """The events at the end for which something holds, oldest first; those that cannot tell are passed over."""
    found: list[Event] = []
    for event in newest_first:
        told = holds(event)
        if told is False:
            break
        if told:
            found.append(event)
    return tuple(reversed(found))


def about_sessions(run: Sequence[SessionRecord], history: AthleteHistory, holds: Callable[..., bool | None]) -> str:
    """The id of the session with which the row began; a row that nothing in sight came before has no such beginning."""
    earlier = [one for one in history.sessions if one.started_at < run[0].started_at and holds(one) is not None]
    return run[0].id if earlier else ALL_ALONG


def is_recent(session: SessionRecord, history: AthleteHistory) -> bool:
    """Whether a session is of the last two weeks."""
    return (history.today - session.day).days < RECENT_DAYS


def drift_run(history: AthleteHistory) -> tuple[TrackingRecord, ...]:
    """The newest videos of the exercise filmed last that show drift for certain, oldest first."""
    certain = [video for video in reversed(history.tracking) if video.is_certain]
    if not certain:
        return ()
    return newest_run(
        (video for video in certain if video.exercise == certain[0].exercise), lambda video: video.verdict in DRIFT
    )
