"""Everything that an athlete's page says, apart from its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.safestring import SafeString

from alerts.models import Alert
from alerts.selectors.inbox import open_alerts
from athletes.access import Action, Actor
from athletes.models import Athlete, Consent, ConsentKind
from athletes.selectors.athletes import squads_seen
from coachhub.core import saying
from coachhub.dashboard.selectors.lighter_weeks import lighter_weeks
from coachhub.dashboard.selectors.loading import Counted, Described, described, ramp_lines
from coachhub.dashboard.selectors.paused import name_of
from coachhub.dashboard.selectors.suggestions import SuggestionSection, suggestion_section
from coachhub.dashboard.timeline.axis import NARROW, WIDE
from coachhub.dashboard.timeline.data import Happening, Kind, Timeline, timeline
from coachhub.dashboard.timeline.draw import draw_timeline
from coachhub.dashboard.words import Status, status_of
from sessions.models import AthleteSnapshot, CheckIn, Pause
from sessions.progression.columns import LiftStrength, main_lifts
from sessions.progression.findings import Finding, Rule, Severity
from sessions.progression.history import AthleteHistory
from sessions.progression.suggestions.advice import PREFIX
from sessions.progression.warning_questions import BY_KEY, Tier
from sessions.selectors.history import history_of
from sessions.selectors.rules import rules_in_force
from sessions.selectors.suggestions import red_flag_open

NARROW_WEEKS = 6
UNDO_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Paused:
    """An exercise pattern that waits until somebody has looked, and what was ticked."""

    id: UUID
    what: str
    since: datetime
    ticked: tuple[str, ...]
    may_check: bool
    just_checked: bool


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One of the separate consents; `given_at` None: not in force."""

    text: str
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """The athlete as the page's head says it."""

    id: UUID
    name: str
    first_name: str
    phone: str
    squads: tuple[str, ...]
    joined_at: datetime
    status: Status
    sentence: str


@dataclass(frozen=True, slots=True)
class Strength:
    """What one rep at full effort would be in a main lift, from the last four weeks' sets; in the reader's unit."""

    name: str
    estimate: str
    likely: str
    day: date


@dataclass(frozen=True, slots=True)
class AthletePage:
    """What the page says of a readable athlete. `notes` stay empty beside an open red flag."""

    person: Person
    alerts: tuple[Alert, ...]
    paused: tuple[Paused, ...]
    notes: tuple[Finding, ...]
    lifts: tuple[Strength, ...]
    suggestions: SuggestionSection
    lighter: str
    ramps: tuple[Counted, ...]
    described: tuple[Described, ...]
    timeline: Timeline
    wide: SafeString
    narrow: SafeString


def athlete_for(actor: Actor, athlete_id: UUID) -> tuple[Athlete, bool] | None:
    """The athlete, and whether the log may be read; None for one whom the reader may not see."""
    athlete = Athlete.objects.visible_to(actor).filter(pk=athlete_id).prefetch_related(squads_seen(actor)).first()
    if athlete is None:
        return None
    return athlete, Athlete.objects.readable_by(actor).filter(pk=athlete_id).exists()


def person(athlete: Athlete, *, is_readable: bool) -> Person:
    """The head of the page. One query for a readable athlete."""
    snapshot = AthleteSnapshot.objects.filter(athlete=athlete).first() if is_readable else None
    if not is_readable:
        status = Status.UNSHARED
    elif snapshot is None:
        status = Status.NEW
    else:
        has_data = snapshot.last_session_at is not None or snapshot.tracking_at is not None
        status = status_of(snapshot.attention, has_data=has_data)
    return Person(
        id=athlete.pk,
        name=athlete.name,
        first_name=athlete.first_name,
        phone=athlete.phone,
        squads=tuple(squad.name for squad in athlete.squads.all()),
        joined_at=athlete.joined_at,
        status=status,
        sentence=snapshot.sentence if snapshot else "",
    )


def athlete_page(actor: Actor, athlete: Athlete) -> AthletePage:
    """The page of an athlete whose log the reader may see. Fifteen queries, sixteen where a squad has
    rules set, whatever the history's length.
    """
    history = history_of(athlete, in_detail=True)
    rules = rules_in_force(athlete)
    suggestions = suggestion_section(actor, athlete, history, rules=rules, red_flag_open=red_flag_open(athlete))
    drawn = partial(
        timeline,
        history,
        zone=athlete.zone,
        unit=actor.unit,
        red_flags=_red_flags(athlete, history),
        advice=_advice(suggestions, athlete),
    )
    shown, short = drawn(), drawn(weeks=NARROW_WEEKS)
    alerts = tuple(open_alerts(actor).filter(athlete=athlete))
    stop = any(alert.severity == Severity.STOP for alert in alerts)
    return AthletePage(
        person=person(athlete, is_readable=True),
        alerts=alerts,
        paused=_paused(actor, athlete),
        notes=() if stop else notes_of(history, rules),
        lifts=_strengths(history, actor.unit),
        suggestions=suggestions,
        lighter=lighter_weeks(history),
        ramps=ramp_lines(history),
        described=described(history, actor.unit),
        timeline=shown,
        wide=draw_timeline(shown, WIDE),
        narrow=draw_timeline(short, NARROW),
    )


def notes_of(history: AthleteHistory, rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """What is worth knowing, no alert and no suggestion: what these rules find that is of severity note."""
    found = (rule.evaluate(history) for key, rule in rules.items() if not key.startswith(PREFIX))
    return tuple(
        finding for finding in found if finding is not None and finding.severity is Severity.NOTE and not finding.reason
    )


def consents_of(athlete: Athlete) -> tuple[ConsentLine, ...]:
    """All four kinds, given or not. One query."""
    given = dict(Consent.objects.filter(athlete=athlete, withdrawn_at=None).values_list("kind", "given_at"))
    return tuple(ConsentLine(str(kind.label), given.get(kind.value)) for kind in ConsentKind)


def _strengths(history: AthleteHistory, unit: str) -> tuple[Strength, ...]:
    return tuple(_strength(lift, unit) for lift in main_lifts(history))


def _strength(lift: LiftStrength, unit: str) -> Strength:
    low, high = (saying.in_unit(one, unit) for one in (lift.estimate.low_kg, lift.estimate.high_kg))
    return Strength(
        name=lift.name,
        estimate=saying.say_load(lift.estimate.e1rm_kg, unit),
        likely=f"{low:.0f} to {high:.0f}",
        day=lift.day,
    )


def _red_flags(athlete: Athlete, history: AthleteHistory) -> list[tuple[datetime, str]]:
    since = history.at - timedelta(weeks=13)
    rows = CheckIn.objects.filter(athlete=athlete, none_of_these=False, answered_at__gte=since)
    return [(row.answered_at, _most_urgent(row.ticked)) for row in rows.order_by("answered_at")]


def _advice(section: SuggestionSection, athlete: Athlete) -> list[Happening]:
    """The tasks that were given, and what their check points answered."""
    found = []
    for one in (*section.running, *section.before):
        if one.accepted:
            found.append(Happening(one.at.astimezone(athlete.zone).date(), f"To try: {one.advice.title}", Kind.TASK))
            found += [
                Happening(point.day, f"{one.advice.title}, {point.title}: {point.word}", Kind.CHECK_POINT, point.word)
                for point in one.points
                if point.sentence
            ]
    return found


def _most_urgent(ticked: Sequence[str]) -> str:
    """One of what was ticked, short enough for a chart."""
    tier = min((BY_KEY[key].tier for key in ticked if key in BY_KEY), default=Tier.C)
    return f"Red flag {tier.value}"


def _paused(actor: Actor, athlete: Athlete) -> tuple[Paused, ...]:
    just_now = Q(checked_by=actor.user_id, checked_at__gt=Now() - UNDO_FOR)
    rows = Pause.objects.filter(Q(checked_at=None) | just_now, athlete=athlete).select_related("check_in")
    return tuple(
        Paused(
            id=row.pk,
            what=name_of(row),
            since=row.since,
            ticked=tuple(BY_KEY[key].text for key in row.check_in.ticked if key in BY_KEY),
            may_check=actor.may(Action.CHECK_OFF),
            just_checked=row.checked_at is not None,
        )
        for row in rows.order_by("since")
    )
