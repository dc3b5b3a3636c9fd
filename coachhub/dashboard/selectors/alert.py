"""One alert: its frozen evidence, who was told, what was done, and what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from alerts.models import UNRESOLVED, Alert, AlertState, Mark, Severity, TransitionKind
from alerts.selectors.facts import Fact, facts
from alerts.selectors.inbox import alert_for
from alerts.selectors.receipts import Receipt, receipts
from alerts.selectors.timeline import Step, timeline
from alerts.services.ladder import staff_for
from athletes.access import Action, Actor
from athletes.models import Membership
from coachhub.core import saying
from coachhub.dashboard.forms.deeds import until_choices
from coachhub.dashboard.pain_chart import pain_chart
from coachhub.dashboard.selectors.sparks import Spark, pain_values, spark_of
from coachhub.dashboard.words import Status
from sessions.models import Side

UNDO_FOR = timedelta(seconds=10)
UNDOABLE = (TransitionKind.ACKNOWLEDGED, TransitionKind.SNOOZED, TransitionKind.RESOLVED)


@dataclass(frozen=True, slots=True)
class Building:
    """What pain did in the sessions before the alert: question, answer in a sentence, and the picture of it."""

    question: str
    answer: str
    picture: SafeString


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One alert: what was frozen with it, who was told, what was done, and what the reader may do."""

    alert: Alert
    status: Status
    title: str
    lead: str
    quotes: tuple[str, ...]
    side: str
    facts: tuple[Fact, ...]
    frozen_at: datetime
    spark: Spark
    building: Building | None
    receipts: tuple[Receipt, ...]
    steps: tuple[Step, ...]
    people: tuple[Membership, ...]
    waits: tuple[tuple[str, str], ...]
    thresholds: str
    just: str
    is_unresolved: bool
    may_act: bool
    may_comment: bool
    may_snooze: bool
    useful: bool | None


def alert_page(actor: Actor, alert_id: UUID) -> AlertPage | None:
    """The page of an alert; None when there is none that the reader may see."""
    alert = alert_for(actor, alert_id)
    if alert is None:
        return None
    ticked = alert.evidence.get("ticked", [])
    is_stop = alert.severity == Severity.STOP
    may_act = actor.may(Action.ACT_ON_ALERT)
    steps = timeline(alert, actor)
    return AlertPage(
        alert=alert,
        status=Status.STOP if is_stop else Status.LOOK,
        title=_title(alert),
        lead=_lead(actor, alert),
        quotes=tuple(one["text"] for one in ticked),
        side=str(Side(alert.evidence["side"]).label) if alert.evidence.get("side") else "",
        facts=facts(alert, actor.unit),
        frozen_at=datetime.fromisoformat(alert.evidence["as_of"]),
        spark=spark_of(alert, logged_days=frozenset(), today=timezone.localdate(), unit=actor.unit),
        building=_building(alert),
        receipts=receipts(alert, actor),
        steps=_told_apart(steps),
        people=tuple(staff_for(alert.athlete)),
        waits=tuple(until_choices(alert.severity)),
        thresholds=_thresholds(alert),
        just=_just(steps),
        is_unresolved=alert.state in UNRESOLVED,
        may_act=may_act,
        may_comment=actor.may(Action.COMMENT),
        useful=Mark.objects.filter(alert=alert, by=actor.membership_id).values_list("useful", flat=True).first(),
        may_snooze=may_act and not (is_stop and alert.state == AlertState.OPEN),
    )


def _title(alert: Alert) -> str:
    """Maya Lindqvist: “my knee locked”; of a rule's alert its sentence."""
    ticked = alert.evidence.get("ticked", [])
    if not ticked:
        return alert.athlete.name
    words = str(min(ticked, key=lambda one: str(one["tier"]))["text"])
    return f"{alert.athlete.name}: “{words.split(':')[0]}”"


def _lead(actor: Actor, alert: Alert) -> str:
    """What it is, who is on it, and by when somebody has to look."""
    said = "" if alert.evidence.get("ticked") else f"{alert.sentence} "
    return f"{said}{_who(actor, alert)}. {alert.detail}".strip()


def _who(actor: Actor, alert: Alert) -> str:
    whose = alert.assigned_to
    mine = whose is not None and whose.pk == actor.membership_id
    if alert.state == AlertState.OPEN:
        if whose is None:
            return f"Nobody is on it yet, {saying.say_ago(alert.opened_at)}"
        return f"Given to {'you' if mine else whose.user.name}, not acknowledged yet"
    if whose is None:
        return "Acknowledged"
    return "You are on it" if mine else f"{whose.user.name} is on it"


def _building(alert: Alert) -> Building | None:
    """Pain of the sessions before; None where pain was not said in two of them."""
    series = pain_values(alert)
    known = [value for value in series if value is not None]
    if len(known) < 2:
        return None
    moments = [datetime.fromisoformat(point["at"]) for point in alert.evidence["pain_series"]]
    before, last = known[:-1], known[-1]
    span = f"{min(before)}" if min(before) == max(before) else f"{min(before)} to {max(before)}"
    sessions = "session" if len(before) == 1 else f"{saying.spelled(len(before))} sessions"
    answer = f"Pain was {span} in the {sessions} before, then {last}."
    if min(known) == max(known):
        answer = f"Pain was {last} in each of the last {saying.spelled(len(known))} sessions."
    question = "Was it building up?" if "ticked" in alert.evidence else "What did pain do in these weeks?"
    return Building(question, answer, pain_chart(series, moments, red_flag=alert.severity == Severity.STOP))


def _told_apart(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """What was done: how it began is told by the receipts."""
    return tuple(step for step in steps if step.kind != TransitionKind.OPENED)


def _just(steps: tuple[Step, ...]) -> str:
    """What the reader did in the last seconds and may still take back."""
    last = steps[-1]
    if last.who != "you" or last.kind not in UNDOABLE or timezone.now() - last.at > UNDO_FOR:
        return ""
    return f"{last.what.capitalize()}, just now."


def _thresholds(alert: Alert) -> str:
    """The rule's numbers and where they come from."""
    numbers = [
        f"{one['name'].replace('_', ' ')} {one['value']:g} {one['unit']}" for one in alert.evidence["thresholds"]
    ]
    source = alert.evidence.get("source", "")
    source = source[:1].upper() + source[1:]
    limits = f"Limits: {', '.join(numbers)}" if numbers else ""
    return ". ".join(filter(None, [limits, source]))
