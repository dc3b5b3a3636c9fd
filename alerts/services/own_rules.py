"""Composing a rule, changing it, and taking it away. Safety rules know nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower, Now

from alerts.models import OwnRule
from alerts.services.rules import may_set
from athletes.access import Actor
from athletes.models import Squad
from athletes.services.locking import lock_organisation
from sessions.progression.own_rules import OwnRule as Pure

LONGEST_NAME = 60
MOST = 20  # default, of one place


@transaction.atomic
def compose_rule(
    *, actor: Actor, name: str, condition: Mapping[str, Any], squad: Squad | None = None, is_on: bool = True
) -> OwnRule:
    """A new rule of a squad, or of the organisation. Raises PermissionDenied, and ValidationError at the field."""
    may_set(actor, squad)
    checked = _checked(name, condition)
    row = OwnRule(
        organisation_id=actor.organisation_id, squad=squad, name=checked.name, condition=_stored(checked), is_on=is_on
    )
    _refuse_double(row)
    row.save()
    return row


@transaction.atomic
def change_rule(
    *,
    actor: Actor,
    rule: OwnRule,
    name: str | None = None,
    condition: Mapping[str, Any] | None = None,
    is_on: bool | None = None,
) -> OwnRule:
    """Another name, another condition or parts of it, on or off; what is not given stays, whoever changed it last.

    Another condition is another version; alerts of the old one stay.
    """
    may_set(actor, rule.squad)
    row = OwnRule.objects.select_for_update().get(pk=rule.pk)
    if is_on is not None:
        row.is_on = is_on
    if name is not None or condition:
        checked = _checked(row.name if name is None else name, {**row.condition, **(condition or {})})
        row.version += row.condition != _stored(checked)
        row.name, row.condition = checked.name, _stored(checked)
        _refuse_double(row)
    row.save()
    return row


def tried(condition: Mapping[str, Any]) -> Pure:
    """The rule as it would be, for a backtest before it is saved. Raises ValidationError at the field."""
    return _checked("-", condition)


@transaction.atomic
def remove_rule(*, actor: Actor, rule: OwnRule) -> None:
    """It finds nothing any more. What it found stays, with its marks."""
    may_set(actor, rule.squad)
    OwnRule.objects.filter(pk=rule.pk, removed_at=None).update(removed_at=Now())


def _checked(name: str, condition: Mapping[str, Any]) -> Pure:
    problems: dict[str, str] = {}
    said = " ".join(name.split())
    if not said or "\0" in said:
        problems["name"] = "Give it a name."
    elif len(said) > LONGEST_NAME:
        problems["name"] = f"At most {LONGEST_NAME} characters."
    rule = Pure.from_frozen("own.new", {**condition, "name": said, "severity": "look", "version": 1})
    problems |= rule.condition.problems()
    if problems:
        raise ValidationError({field: [reason] for field, reason in problems.items()})
    return rule


def _stored(rule: Pure) -> dict[str, Any]:
    return {name: value for name, value in rule.frozen().items() if name not in ("name", "version")}


def _refuse_double(row: OwnRule) -> None:
    """A name once, a condition once in a place; the organisation is locked, so that two at once are one."""
    lock_organisation(row.organisation_id)
    beside = OwnRule.objects.filter(squad=row.squad, removed_at=None).exclude(pk=row.pk)
    if beside.alias(lower=Lower("name")).filter(lower=Lower(Value(row.name))).exists():  # as the constraint has it
        raise ValidationError({"name": ["There is a rule of this name."]})
    others = list(beside)
    same = next((one for one in others if one.condition == row.condition), None)
    if same is not None:
        raise ValidationError({"reading": [f"“{same.name}” says the same."]})
    if len(others) >= MOST:
        raise ValidationError({"name": [f"{MOST} rules of your own are the most; remove one first."]})
