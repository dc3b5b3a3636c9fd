"""Rules that coaches composed, as the rules page lists them."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.models import OwnRule
from alerts.selectors.own_rules import as_rule
from athletes.access import Action, Actor
from athletes.models import Squad
from sessions.progression.own_rules.words import rule_sentence


@dataclass(frozen=True, slots=True)
class OwnCard:
    """One of them; `whose` says for whom it holds."""

    row: OwnRule
    sentence: str
    whose: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class OwnRules:
    """All that the reader may see, and whether they may make one."""

    cards: tuple[OwnCard, ...]
    may_compose: bool


def own_rules(actor: Actor) -> OwnRules:
    """Those of the organisation and of the squads that the actor sees. Two queries."""
    rows = OwnRule.objects.visible_to(actor).select_related("squad").order_by("name", "pk")
    squads = Squad.objects.visible_to(actor)
    return OwnRules(
        cards=tuple(
            OwnCard(
                row=one,
                sentence=rule_sentence(as_rule(one).condition),
                whose=one.squad.name if one.squad else "everyone",
                may_change=actor.may(Action.TUNE) and (one.squad is not None or actor.may(Action.MANAGE)),
            )
            for one in rows
        ),
        may_compose=actor.may(Action.MANAGE) or (actor.may(Action.TUNE) and squads.exists()),
    )
