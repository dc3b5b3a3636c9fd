"""What coaches would have been told of a series of pain readings, day by day, by the rules of live evaluation.

The replay is that of a backtest (sessions/progression/replay.py): an event is told once, as if somebody had dealt with
every alert before the next; so there is a line an event, not only the first of a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date

from alerts.rules.evaluate import ALERTING
from alerts.rules.series import Series
from sessions.progression.findings import REGISTRY, Severity
from sessions.progression.replay import Past, replay

FAMILIES = ("pain.", "log.")
"""What can speak from such readings: they hold neither loads nor videos."""
RULES = tuple(REGISTRY[key] for key in ALERTING if key.startswith(FAMILIES))


@dataclass(frozen=True, slots=True)
class Told:
    """One alert of a replay."""

    day: date
    rule: str
    sentence: str


def replay_series(series: Series, until: date) -> list[Told]:
    """The alerts of one series, oldest first; `until` is the last day that is looked at."""
    if not series.sessions:
        return []
    past = Past(series.sessions, (), UTC)
    return [
        Told(said.day, said.finding.rule, said.finding.sentence)
        for said in replay(RULES, past, since=series.sessions[0].day, until=until)
        if said.finding.severity is not Severity.NOTE
    ]
