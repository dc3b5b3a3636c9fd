"""Who needs the reader today: one row an athlete, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from alerts.models import Alert, AlertState, AlertTransition, Severity, TransitionKind
from alerts.selectors.inbox import open_alerts
from athletes.access import Action, Actor
from athletes.models import Athlete
from athletes.selectors.athletes import squads_seen
from coachhub.dashboard.selectors.paused import by_athlete
from coachhub.dashboard.selectors.sparks import SILENCE_DAYS, Spark, needs_days, spark_of
from sessions.models import DayRollup, Pause

UNDO_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert within a row."""

    id: UUID
    sentence: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One athlete with everything unresolved about them; the first alert is the most urgent and gives the sentence.

    `just` says what the reader did a moment ago and may still undo. `nobody`: an alert of it is open; `unanswered`:
    that is a red flag. `told_again` is when it is told next.
    """

    athlete_id: UUID
    name: str
    first_name: str
    phone: str
    squads: str
    is_stop: bool
    alerts: tuple[AlertLine, ...]
    detail: str
    happened_at: datetime
    who: str
    said: str
    paused: str
    nobody: bool
    unanswered: bool
    told_again: datetime | None
    snoozed_until: datetime | None
    until_session: bool
    spark: Spark
    just: str
    may_act: bool
    may_comment: bool

    @property
    def sentence(self) -> str:
        """Why, in one sentence."""
        return self.alerts[0].sentence

    @property
    def also(self) -> tuple[AlertLine, ...]:
        """What else is unresolved about this athlete."""
        return self.alerts[1:]

    @property
    def may_snooze(self) -> bool:
        """A red flag can wait once somebody is on it."""
        return self.may_act and not self.unanswered


@dataclass(frozen=True, slots=True)
class Triage:
    """The rows, and the athletes whose alerts all wait."""

    stop: tuple[Row, ...]
    look: tuple[Row, ...]
    snoozed: frozenset[UUID]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return (*self.stop, *self.look)

    @property
    def athletes(self) -> frozenset[UUID]:
        """Everybody of whom something is unresolved."""
        return self.snoozed.union(row.athlete_id for row in self.rows)

    @property
    def just(self) -> bool:
        """Whether something can still be taken back."""
        return any(row.just for row in self.rows)


def triage(actor: Actor) -> Triage:
    """Everything unresolved and not snoozed that the reader may see. At most seven queries."""
    now = timezone.now()
    mine = open_alerts(actor).filter(athlete__archived_at=None)
    alerts = list(mine.prefetch_related(squads_seen(actor, "athlete__squads")))
    just = _just_done(actor, alerts, now)
    shown = [one for one in alerts if not _waits(one, now) or one.pk in just]
    first: dict[UUID, int] = {}
    for place, alert in enumerate(shown):
        first.setdefault(alert.athlete_id, place)
    shown.sort(key=lambda one: first[one.athlete_id])
    facts = _Facts.of(actor, shown, just)
    rows = [_row(actor, list(group), facts) for _, group in groupby(shown, key=lambda one: one.athlete_id)]
    waiting = {one.athlete_id for one in alerts if _waits(one, now)} - first.keys()
    return Triage(
        stop=tuple(row for row in rows if row.is_stop),
        look=tuple(row for row in rows if not row.is_stop),
        snoozed=frozenset(waiting),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What rows say beyond their alerts, read for all of them at once."""

    just: Mapping[UUID, str]
    comments: Mapping[UUID, AlertTransition]
    pauses: Mapping[UUID, str]
    days: Mapping[UUID, frozenset[date]]

    @classmethod
    def of(cls, actor: Actor, alerts: list[Alert], just: Mapping[UUID, str]) -> _Facts:
        silent = [one.athlete_id for one in alerts if needs_days(one)]
        stopped = {one.athlete_id for one in alerts if one.severity == Severity.STOP}
        return cls(
            just=just,
            comments=_last_comments(alerts),
            pauses=by_athlete(Pause.objects.filter(athlete__in=stopped, checked_at=None).order_by("since")),
            days=_logged_days(silent) if silent else {},
        )


def _waits(alert: Alert, now: datetime) -> bool:
    return alert.snoozed_until is not None and alert.snoozed_until > now


def _just_done(actor: Actor, alerts: Iterable[Alert], now: datetime) -> dict[UUID, str]:
    """What the reader did in the last seconds and may still undo, by alert: the alert's last step, if it was theirs."""
    by_id = {one.pk: one for one in alerts}
    steps = AlertTransition.objects.filter(alert__in=by_id, at__gt=now - UNDO_FOR).defer("evidence").order_by("id")
    done = {step.alert_id: step for step in steps}
    return {
        alert_id: step.kind
        for alert_id, step in done.items()
        if step.by_id == actor.membership_id
        and (
            step.kind == TransitionKind.ACKNOWLEDGED
            or (step.kind == TransitionKind.SNOOZED and _waits(by_id[alert_id], now))
        )
    }


def _last_comments(alerts: Iterable[Alert]) -> dict[UUID, AlertTransition]:
    """The newest comment on each acknowledged alert."""
    known = [one.pk for one in alerts if one.state == AlertState.ACKNOWLEDGED]
    steps = AlertTransition.objects.filter(alert__in=known, kind=TransitionKind.COMMENTED)
    newest = steps.order_by("alert_id", "-id").distinct("alert_id").select_related("by__user")
    return {step.alert_id: step for step in newest}


def _logged_days(athletes: Iterable[UUID]) -> dict[UUID, frozenset[date]]:
    since = timezone.localdate() - timedelta(days=SILENCE_DAYS + 1)
    days: dict[UUID, set[date]] = {}
    rows = DayRollup.objects.filter(athlete__in=athletes, day__gte=since)
    for athlete, day in rows.values_list("athlete", "day"):
        days.setdefault(athlete, set()).add(day)
    return {athlete: frozenset(known) for athlete, known in days.items()}


def _row(actor: Actor, alerts: list[Alert], facts: _Facts) -> Row:
    main = alerts[0]
    athlete: Athlete = main.athlete
    comment = facts.comments.get(main.pk)
    just = {facts.just[one.pk] for one in alerts if one.pk in facts.just}
    return Row(
        athlete_id=athlete.pk,
        name=athlete.name,
        first_name=athlete.first_name,
        phone=athlete.phone,
        squads=", ".join(squad.name for squad in athlete.squads.all()),
        is_stop=any(one.severity == Severity.STOP for one in alerts),
        alerts=tuple(AlertLine(one.pk, one.sentence, one.state == AlertState.OPEN) for one in alerts),
        detail=main.detail,
        happened_at=main.happened_at,
        who=_who(actor, main),
        said=comment.note if comment else "",
        paused=facts.pauses.get(athlete.pk, ""),
        nobody=any(one.state == AlertState.OPEN for one in alerts),
        unanswered=any(one.state == AlertState.OPEN and one.severity == Severity.STOP for one in alerts),
        told_again=main.remind_at,
        snoozed_until=main.snoozed_until,
        until_session=main.until_session,
        spark=spark_of(
            main,
            logged_days=facts.days.get(athlete.pk, frozenset()),
            today=timezone.localdate(timezone=athlete.zone),
            unit=actor.unit,
        ),
        just="snoozed" if TransitionKind.SNOOZED in just else "acknowledged" if just else "",
        may_act=actor.may(Action.ACT_ON_ALERT),
        may_comment=actor.may(Action.COMMENT),
    )


def _who(actor: Actor, alert: Alert) -> str:
    """Who is on it, as a sentence of a red flag or a look needs it."""
    if alert.assigned_to is None:
        return "Nobody is on it" if alert.state == AlertState.OPEN else "Acknowledged"
    mine = alert.assigned_to_id == actor.membership_id
    name = "you" if mine else alert.assigned_to.user.name
    if alert.state == AlertState.OPEN:
        return f"Given to {name}, not acknowledged"
    return "You are on it" if mine else f"{name} is on it"
