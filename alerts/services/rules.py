"""Setting rules, and saying whether an alert was of use."""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now

from alerts.models import Alert, Mark, RuleSetting
from alerts.rules.quiet import SETTABLE
from alerts.selectors.places import Place, rule_in
from athletes.access import Action, Actor, require
from athletes.models import Athlete, Squad
from athletes.services.locking import lock_organisation
from sessions.progression.findings import REGISTRY, Rule


@transaction.atomic
def set_rule(
    *,
    actor: Actor,
    rule: str,
    squad: Squad | None = None,
    athlete: Athlete | None = None,
    is_on: bool | None = None,
    numbers: Mapping[str, float],
) -> RuleSetting | None:
    """All that holds of a rule in one place, instead of what held; None when nothing differs from above.

    Of one that alerts it holds from the next entry or morning on, of the others at once. Owners set the organisation's,
    coaches those of squads and athletes whom they see. Raises ValidationError, at the number's name, for one out of its
    range; and for a safety rule that is switched off, which can only be tightened.
    """
    may_set(actor, squad, athlete)
    lock_organisation(actor.organisation_id)
    if rule not in SETTABLE:
        raise ValidationError({"rule": "There is no such rule."})
    known = REGISTRY[rule]
    if is_on is False and known.is_safety:
        raise ValidationError({"is_on": "A safety rule stays on; its numbers can be made stricter."})
    refuse_numbers(known, numbers)
    place: dict[str, Any] = {"rule": rule, "squad": squad, "athlete": athlete}
    if is_on is None and not numbers:
        RuleSetting.objects.filter(**place).delete()
        return None
    values = {"organisation_id": actor.organisation_id, "is_on": is_on, "numbers": dict(numbers)}
    return RuleSetting.objects.update_or_create(**place, defaults=values)[0]


@transaction.atomic
def change_rule(
    *,
    actor: Actor,
    rule: str,
    place: Place,
    numbers: Mapping[str, float | None],
    is_on: bool | EllipsisType | None = ...,
) -> RuleSetting | None:
    """Move numbers of a rule in one place, or its switch; what is not given stays, whoever changed it last.

    None: as it stands above. Raises what set_rule raises.
    """
    may_set(actor, place.squad, place.athlete)
    lock_organisation(actor.organisation_id)
    here = rule_in(place, rule)
    own = here.own.is_on if here.own else None
    return set_rule(
        actor=actor,
        rule=rule,
        squad=place.squad,
        athlete=place.athlete,
        is_on=own if isinstance(is_on, EllipsisType) else is_on,
        numbers=here.own_numbers(here.said(numbers)),
    )


def refuse_numbers(rule: Rule, numbers: Mapping[str, float]) -> None:
    """Raise ValidationError, at the number's name, for one that the rule does not have or that is out of its range."""
    for name, value in numbers.items():
        try:
            rule.with_thresholds({name: value})
        except ValueError as error:
            raise ValidationError({name: f"{str(error).partition(': ')[2].capitalize()}."}) from error


@transaction.atomic
def mark(*, actor: Actor, alert: Alert, useful: bool | None) -> Mark | None:
    """Say that an alert was useful (True) or noise (False); None takes the word back."""
    require(actor, Action.ACT_ON_ALERT)
    mine = Mark.objects.filter(alert=alert, by=actor.membership_id)
    if useful is None:
        mine.delete()
        return None
    values: dict[str, Any] = {"useful": useful, "at": Now()}
    return Mark.objects.update_or_create(
        alert=alert,
        by_id=actor.membership_id,
        defaults=values,
        create_defaults={**values, "organisation_id": alert.organisation_id, "athlete_id": alert.athlete_id},
    )[0]


def may_set(actor: Actor, squad: Squad | None, athlete: Athlete | None = None) -> None:
    """Raise PermissionDenied unless the actor may set rules there; with neither, the organisation's."""
    require(actor, Action.TUNE)
    seen = (squad is None or Squad.objects.visible_to(actor).filter(pk=squad.pk).exists()) and (
        athlete is None or Athlete.objects.readable_by(actor).filter(pk=athlete.pk).exists()
    )
    if not seen:
        raise PermissionDenied("You do not look after them.")
    if squad is None and athlete is None:
        require(actor, Action.MANAGE)
