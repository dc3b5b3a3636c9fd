"""One alert: its frozen evidence, who was told, what was done, and what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from alerts.models import UNRESOLVED, Alert, AlertState, Mark, Severity, TransitionKind
from alerts.rules.evaluate import rule_then
from alerts.rules.words import WORDS
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
from coachhub.dashboard.selectors.sparks import Spark, needs_days, pain_values, spark_of
from coachhub.dashboard.words import Status
from sessions.models import Side
from sessions.progression.own_rules import OwnRule
from sessions.progression.own_rules.words import rule_sentence

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
    rule: str
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
        spark=_spark(actor, alert),
        building=_building(alert),
        receipts=receipts(alert, actor),
        steps=_told_apart(steps),
        people=tuple(staff_for(alert.athlete)),
        waits=tuple(until_choices(alert.severity)),
        rule=_rule(alert),
        just=_just(steps),
        is_unresolved=alert.state in UNRESOLVED,
        may_act=may_act,
        may_comment=actor.may(Action.COMMENT),
        useful=Mark.objects.filter(alert=alert, by=actor.membership_id).values_list("useful", flat=True).first(),
        may_snooze=may_act and not (is_stop and alert.state == AlertState.OPEN),
    )


def _spark(actor: Actor, alert: Alert) -> Spark:
    """The picture of what was frozen. Days with a log were not: their picture is drawn anew on Today only."""
    if needs_days(alert):
        return Spark(SafeString(""), "")
    return spark_of(alert, logged_days=frozenset(), today=timezone.localdate(), unit=actor.unit)


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
    return f"{last.what[:1].upper()}{last.what[1:]}, just now."


def _rule(alert: Alert) -> str:
    """The rule as it was then, as a sentence with its numbers, and where they come from; empty for answers."""
    source = alert.evidence.get("source", "")
    said = _rule_then(alert)
    parts = [f"The rule then: {said[:1].lower()}{said[1:]}" if said else "", source[:1].upper() + source[1:]]
    return " ".join(f"{one.removesuffix('.')}." for one in parts if one)


def _rule_then(alert: Alert) -> str:
    """Empty where the rule has other numbers by now than were frozen: its sentence would not be what was true then."""
    frozen = {one["name"]: one["value"] for one in alert.evidence["thresholds"]}
    if "ticked" in alert.evidence or not frozen:
        return ""
    rule = rule_then(alert.rule, alert.evidence)
    if isinstance(rule, OwnRule):
        return rule_sentence(rule.condition)
    same = frozen == {one.name: one.value for one in rule.thresholds}
    return WORDS[alert.rule].said(rule.thresholds) if same and alert.rule in WORDS else ""
