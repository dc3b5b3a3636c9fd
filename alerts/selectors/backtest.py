"""What a rule would have told of an organisation's last 90 days, and what people marked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from alerts.models import EVENTS, AlertTransition, Mark
from alerts.rules.evaluate import reads_videos
from alerts.selectors.places import RuleHere, around
from athletes.access import Actor
from athletes.models import Athlete, Squad
from sessions.progression.findings import Rule, Severity
from sessions.progression.replay import BEFORE, LOOK_BACK, Past, Said, replay_each
from sessions.selectors.history import pasts_of

DAYS = 90  # default
MOST = 300  # default: athletes of one backtest, who take about ten milliseconds each


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
    """The alerts of the period from `since` to `until`, oldest first.

    `of` None: about everybody there; else only about so many, those who logged last.
    """

    since: date
    until: date
    alerts: tuple[WouldTell, ...]
    of: int | None

    @property
    def athletes(self) -> int:
        """About how many athletes."""
        return len({one.athlete_id for one in self.alerts})

    def marked(self, *, useful: bool) -> int:
        """How many of them were marked so."""
        return sum(one.useful is useful for one in self.alerts)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rule is tried on, read once and judged as often as wanted: whose pasts, and what was marked of its alerts.

    `marks` has by event the alert that was told of it, and whether that was useful.
    """

    since: date
    now: datetime
    time_zone: str
    people: tuple[Athlete, ...]
    pasts: Mapping[UUID, Past]
    marks: Mapping[tuple[UUID, str], tuple[UUID, bool]]
    of: int | None

    def judged(self, rules: Mapping[UUID, Rule]) -> Backtest:
        """What rules would have told, by athlete; an athlete without a rule is not spoken of."""
        return self.judged_each([rules])[0]

    def judged_each(self, tried: Sequence[Mapping[UUID, Rule]]) -> list[Backtest]:
        """The same of several, in one walk through the pasts."""
        found: list[list[WouldTell]] = [[] for _ in tried]
        for one in self.people:
            asked = [(told, rules[one.pk]) for told, rules in zip(found, tried, strict=True) if one.pk in rules]
            until = self.now.astimezone(one.zone).date()
            each = replay_each([rule for _, rule in asked], self.pasts[one.pk], since=self.since, until=until)
            for (told, _), said in zip(asked, each, strict=True):
                told += [self._would_tell(one, new) for new in said if new.finding.severity is not Severity.NOTE]
        until = self.now.astimezone(ZoneInfo(self.time_zone)).date()
        in_order = (tuple(sorted(told, key=lambda one: (one.day, one.name))) for told in found)
        return [Backtest(self.since, until, told, self.of) for told in in_order]

    def _would_tell(self, athlete: Athlete, said: Said) -> WouldTell:
        about, sentence = said.finding.about, said.finding.sentence
        _, useful = self.marks.get((athlete.pk, about), (None, None))
        return WouldTell(athlete.pk, athlete.name, said.day, about, sentence, useful)


def ground_of(
    actor: Actor,
    rule: Rule,
    *,
    squad: Squad | None = None,
    athlete: Athlete | None = None,
    days: int = DAYS,
    only_marked: bool = False,
    most: int | None = None,
) -> Ground:
    """For trying this rule on the athletes whom the actor may read: of one squad, one athlete, or all; with
    `only_marked` those of whom an alert of it was marked. Of more than `most` (`MOST`) those who logged last.

    At most six queries, whatever their number.
    """
    now, most = timezone.now(), most or MOST
    since = now.astimezone(ZoneInfo(actor.time_zone)).date() - timedelta(days=days - 1)
    who = Athlete.objects.readable_by(actor).filter(archived_at=None)
    if squad is not None:
        who = who.filter(squads=squad)
    if athlete is not None:
        who = who.filter(pk=athlete.pk)
    if only_marked:
        who = who.filter(pk__in=Mark.objects.filter(alert__rule=rule.key).values("athlete"))
    found = tuple(who.order_by(F("snapshot__last_session_at").desc(nulls_last=True), "pk")[: most + 1])
    people = found[:most]
    begins = now - timedelta(days=days) - BEFORE - LOOK_BACK
    pasts = pasts_of(people, begins, now, tracking=reads_videos(rule))
    of = most if len(found) > most else None
    return Ground(since, now, actor.time_zone, people, pasts, _marks(rule.key, people), of)


def backtest(
    actor: Actor, rule: Rule, *, squad: Squad | None = None, athlete: Athlete | None = None, days: int = DAYS
) -> Backtest:
    """What one and the same rule would have told of all of them."""
    ground = ground_of(actor, rule, squad=squad, athlete=athlete, days=days)
    return ground.judged({one.pk: rule for one in ground.people})


def backtest_in(actor: Actor, here: RuleHere, numbers: Mapping[str, float]) -> tuple[Backtest, Backtest]:
    """What a rule would have told had its place these numbers, and what with those that it has.

    Each athlete is judged by what would hold for that athlete: a squad's and the athlete's own numbers go before the
    organisation's. Raises ValueError for a number out of its range.
    """
    place = here.place
    ground = ground_of(actor, here.rule, squad=place.squad, athlete=place.athlete)
    them = around(here, ground.people)
    wanted, held = them.moved(numbers), them.held()
    if wanted == held:
        same = ground.judged(held)
        return same, same
    moved, now = ground.judged_each([wanted, held])
    return moved, now


def _marks(rule: str, athletes: Sequence[Athlete]) -> dict[tuple[UUID, str], tuple[UUID, bool]]:
    """By event the alert, and what people said of it: useful as soon as one of them found it so."""
    events = AlertTransition.objects.filter(alert__rule=rule, alert__athlete__in=athletes, kind__in=EVENTS)
    said: dict[UUID, bool] = {}
    for alert, useful in Mark.objects.filter(alert__rule=rule, athlete__in=athletes).values_list("alert", "useful"):
        said[alert] = said.get(alert, False) or useful
    marked = events.filter(alert__in=said).values_list("alert", "alert__athlete", "about")
    return {(athlete, about): (alert, said[alert]) for alert, athlete, about in marked}
