"""After every change: the changed days' roll-ups, the athlete's snapshot, and word to the floor above.

One path for new, corrected, deleted and late entries, so that they all end the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from athletes.models import Athlete
from athletes.services.locking import lock_athlete, lock_athletes
from coachhub.core.events import announce
from coachhub.core.live import Message, tell
from sessions.events import HistoryChanged
from sessions.models import Attention
from sessions.progression.history import AthleteHistory
from sessions.selectors.history import histories_of
from sessions.services.rollups import roll_up
from sessions.services.snapshots import columns_of, columns_of_attention, write_columns


def refresh_athlete(athlete: Athlete, *, days: Collection[date] = (), all_days: bool = False) -> None:
    """Work out anew what is kept ready of this athlete. Inside the transaction of the change.

    `days` are the calendar days whose sessions changed. A fixed number of queries.
    """
    lock_athlete(athlete)
    if days or all_days:
        roll_up(athlete, None if all_days else days)
    _follow(histories_of([athlete]), days=days)


def look_again(athletes: Collection[Athlete], *, at: datetime | None = None) -> None:
    """The same, of several athletes of an organisation, because a day has passed (until `at`, by default now).

    Inside a transaction. As many queries for several as for one, but for what is new about each.
    """
    lock_athletes(athletes)
    _follow(histories_of(athletes, at=at), only_time=True)


def set_attention(*, athlete: Athlete, attention: Attention, sentence: str) -> None:
    """Note on the snapshot whether somebody has to do with this athlete, and why. For the floor above.

    An athlete who has not logged anything yet gets a snapshot by it.
    """
    write_columns({athlete: columns_of_attention(attention, sentence)})


def _follow(
    histories: Mapping[Athlete, AthleteHistory], *, only_time: bool = False, days: Collection[date] = ()
) -> None:
    write_columns({athlete: columns_of(history) for athlete, history in histories.items()})
    announce(HistoryChanged(histories=histories, only_time=only_time, days=days))
    for athlete in histories:
        tell(Message(str(athlete.organisation_id), "roster", str(athlete.pk)))
