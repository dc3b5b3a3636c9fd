"""What a rule would have told of an organisation's last 90 days, and what people marked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from alerts.models import EVENTS, AlertTransition, Mark
from athletes.access import Actor
from athletes.models import Athlete, Squad
from sessions.progression.findings import Rule, Severity
from sessions.progression.own_rules import Kind, OwnRule
from sessions.progression.replay import BEFORE, LOOK_BACK, replay
from sessions.selectors.history import pasts_of

DAYS = 90  # default


@dataclass(frozen=True, slots=True)
class WouldTell:
    """One alert that would have come; `useful` as it was marked, None: not marked, or it did not come then."""

    athlete_id: UUID
    name: str
    day: date
    about: str
    sentence: str
    useful: bool | None

    @property
    def event(self) -> tuple[UUID, str]:
        """What the alert is about, the same whatever the rule's numbers are."""
        return self.athlete_id, self.about


@dataclass(frozen=True, slots=True)
class Backtest:
    """The alerts of the period from `since` to `until`, oldest first."""

    since: date
    until: date
    alerts: tuple[WouldTell, ...]

    @property
    def athletes(self) -> int:
        """About how many athletes."""
        return len({one.athlete_id for one in self.alerts})

    def marked(self, *, useful: bool) -> int:
        """How many of them were marked so."""
        return sum(one.useful is useful for one in self.alerts)


def backtest(
    actor: Actor, rule: Rule, *, squad: Squad | None = None, athlete: Athlete | None = None, days: int = DAYS
) -> Backtest:
    """Replay the rule over the athletes whom the actor may read: of one squad, one athlete, or all.

    At most six queries, whatever their number.
    """
    now = timezone.now()
    until = now.astimezone(ZoneInfo(actor.time_zone)).date()
    since = until - timedelta(days=days - 1)
    who = Athlete.objects.readable_by(actor).filter(archived_at=None)
    if squad is not None:
        who = who.filter(squads=squad)
    if athlete is not None:
        who = who.filter(pk=athlete.pk)
    people = list(who)
    begins = now - timedelta(days=days) - BEFORE - LOOK_BACK
    pasts = pasts_of(people, begins, now, tracking=_reads_videos(rule))
    marks = _marks(rule.key, people)
    found = [
        WouldTell(one.pk, one.name, said.day, about, said.finding.sentence, marks.get((one.pk, about)))
        for one in people
        for said in replay([rule], pasts[one.pk], since=since, until=now.astimezone(one.zone).date())
        if said.finding.severity is not Severity.NOTE
        for about in [said.finding.about]
    ]
    return Backtest(since, until, tuple(sorted(found, key=lambda one: (one.day, one.name))))


def _reads_videos(rule: Rule) -> bool:
    if isinstance(rule, OwnRule):
        return rule.condition.reads.kind is Kind.VIDEO
    return rule.key.startswith("tracking.")


def _marks(rule: str, athletes: Sequence[Athlete]) -> dict[tuple[UUID, str], bool]:
    """By event what people said of its alert: useful as soon as one of them found it so."""
    events = AlertTransition.objects.filter(alert__rule=rule, alert__athlete__in=athletes, kind__in=EVENTS)
    said: dict[UUID, bool] = {}
    for alert, useful in Mark.objects.filter(alert__rule=rule, athlete__in=athletes).values_list("alert", "useful"):
        said[alert] = said.get(alert, False) or useful
    marked = events.filter(alert__in=said).values_list("alert", "alert__athlete", "about")
    return {(athlete, about): said[alert] for alert, athlete, about in marked}
