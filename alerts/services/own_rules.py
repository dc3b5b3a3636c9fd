"""Composing rules, switching them, and taking them away. Owners for the organisation, coaches for squads they see."""

from __future__ import annotations

from dataclasses import asdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now

from alerts.models import UNRESOLVED, Alert, OwnRule, TransitionKind
from alerts.services.moving import AWAKE, move
from athletes.access import Action, Actor, require
from athletes.models import Athlete, Squad
from athletes.services.locking import lock_athletes
from sessions.progression.own_recipes import Recipe, check

MOST = 20  # default: of one organisation; each is asked about every entry
TAKEN_AWAY = "Its rule was taken away."


@transaction.atomic
def save_own_rule(
    *, actor: Actor, name: str, recipe: Recipe, squad: Squad | None = None, own: OwnRule | None = None
) -> OwnRule:
    """A new rule, or another recipe or name for `own`; it holds from the next entry on.

    Raises ValidationError by field, and PermissionDenied.
    """
    may_compose(actor, squad)
    if own is not None:
        may_compose(actor, own.squad)
    others = OwnRule.objects.exclude(pk=own.pk) if own else OwnRule.objects.all()
    if own is None and others.count() >= MOST:
        raise ValidationError(f"There can be {MOST} own rules. Take one away first.")
    wrong = check(recipe)
    if others.filter(name__iexact=name.strip()).exists():
        wrong["name"] = "There is a rule of this name already."
    if wrong:
        raise ValidationError({field: [why] for field, why in wrong.items()})
    row = own or OwnRule(organisation_id=actor.organisation_id)
    if own is not None and own.recipe != recipe:
        row.version += 1
    row.name, row.squad = name.strip(), squad
    for part, value in asdict(recipe).items():
        setattr(row, part, value)
    row.full_clean(exclude=["organisation", "squad"])
    row.save()
    return row


@transaction.atomic
def switch_own_rule(*, actor: Actor, own: OwnRule, is_on: bool) -> None:
    """On: asked from the next entry on. Off: what it told stays until somebody resolves it. Raises PermissionDenied."""
    may_compose(actor, own.squad)
    own.is_on = is_on
    own.save(update_fields=["is_on"])


@transaction.atomic
def delete_own_rule(*, actor: Actor, own: OwnRule) -> None:
    """Take it away; unresolved alerts of it are resolved, and say so. Raises PermissionDenied."""
    may_compose(actor, own.squad)
    told = Alert.objects.filter(rule=own.key)
    lock_athletes(Athlete.objects.filter(alerts__in=told.filter(state__in=UNRESOLVED)).distinct())
    for alert in told.filter(state__in=UNRESOLVED).select_related("athlete"):
        move(alert, TransitionKind.RESOLVED, by=actor, note=TAKEN_AWAY, closed_at=Now(), remind_at=None, **AWAKE)
    own.delete()


def may_compose(actor: Actor, squad: Squad | None) -> None:
    """Raises PermissionDenied for who may not make rules for this squad, or for the whole organisation."""
    require(actor, Action.TUNE)
    if squad is None:
        require(actor, Action.MANAGE)
    elif not Squad.objects.visible_to(actor).filter(pk=squad.pk).exists():
        raise PermissionDenied("You do not look after them.")
