"""What the training app announces to the floors above."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from athletes.models import Athlete
from coachhub.core.events import Event
from sessions.models import CheckIn, KneeAnalysis, Pause
from sessions.progression.history import AthleteHistory


@dataclass(frozen=True, slots=True)
class CheckInSubmitted(Event):
    """An athlete answered the warning questions."""

    check_in: CheckIn


@dataclass(frozen=True, slots=True)
class HistoryChanged(Event):
    """What is known of athletes changed: a session, a pain answer, a measurement; also when taken back.

    `days` are the calendar days whose sessions changed; none: it was something else, as a video. `only_time`: nothing
    was entered, a day has passed. Who hears it, does with several what it costs to do with one.
    """

    histories: Mapping[Athlete, AthleteHistory]
    only_time: bool = False
    days: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class AnalysisFinished(Event):
    """A video was measured, or cannot be."""

    analysis: KneeAnalysis


@dataclass(frozen=True, slots=True)
class PauseChecked(Event):
    """Somebody marked a paused exercise as checked."""

    pause: Pause
