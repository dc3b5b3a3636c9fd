"""The rules as the page shows them: a sentence with its numbers, where it holds, and what it would have told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError

from alerts.models import RuleSetting
from alerts.rules.quiet import QUIET
from alerts.rules.suggesting import step_of
from alerts.rules.words import WORDS, unit_after
from alerts.selectors.places import Place, RuleHere, rules_in
from athletes.access import Action, Actor
from athletes.models import Athlete, Squad
from sessions.progression.findings import Threshold
from sessions.progression.wording import number as in_words


@dataclass(frozen=True, slots=True)
class Slider:
    """One number within the sentence; `above` is what holds without this place's own."""

    name: str
    value: float
    above: float
    minimum: float
    maximum: float
    step: float
    unit: str
    label: str

    @property
    def is_changed(self) -> bool:
        """Whether this place has its own."""
        return self.value != self.above


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the sentence, and the number that follows it."""

    text: str
    slider: Slider | None


@dataclass(frozen=True, slots=True)
class Card:
    """One rule in a place.

    is_own: the place has numbers or a switch of its own; is_quiet: it tells nobody by itself, but notes or suggests.
    """

    key: str
    title: str
    parts: tuple[Part, ...]
    is_safety: bool
    is_on: bool
    is_own: bool
    is_quiet: bool
    elsewhere: str
    source: str


def places_of(actor: Actor) -> tuple[list[Squad], list[Athlete]]:
    """The squads and athletes whose rules the actor may set."""
    squads = list(Squad.objects.visible_to(actor))
    athletes = Athlete.objects.readable_by(actor).filter(archived_at=None).order_by("name", "pk")
    return squads, list(athletes)


def place_of(actor: Actor, key: str) -> Place | None:
    """The place that a page's address names; None for one that the actor may not see."""
    kind, _, found = key.partition(":")
    try:
        if kind == "squad":
            return Place(squad=Squad.objects.visible_to(actor).get(pk=found))
        if kind == "athlete":
            return Place(athlete=Athlete.objects.readable_by(actor).get(pk=found))
    except (Squad.DoesNotExist, Athlete.DoesNotExist, ValidationError):
        return None
    return Place() if not key else None


def may_set(actor: Actor, place: Place) -> bool:
    """Whether the actor may set rules there, not only read them."""
    return actor.may(Action.TUNE) and (place.key != "" or actor.may(Action.MANAGE))


def cards(place: Place, squads: Iterable[Squad], athletes: Iterable[Athlete]) -> tuple[Card, ...]:
    """Every rule as it holds in this place; of other places those of these squads and athletes are named.

    One query, one more for an athlete.
    """
    names: dict[UUID | None, str] = {one.pk: one.name for one in squads}
    names.update((one.pk, one.name) for one in athletes)
    return tuple(_card(one, names) for one in rules_in(place))


def _card(here: RuleHere, names: Mapping[UUID | None, str]) -> Card:
    words = WORDS[here.rule.key]
    usual = {one.name: one.value for one in here.above.thresholds}
    numbers = {one.name: _slider(one, usual[one.name], here.room(one)) for one in here.rule.thresholds}
    return Card(
        key=here.rule.key,
        title=words.title,
        parts=tuple(Part(text, numbers[name] if name else None) for text, name in words.parts()),
        is_safety=here.rule.is_safety,
        is_on=here.is_on,
        is_own=here.own is not None,
        elsewhere="" if here.place.key else _elsewhere(here.elsewhere, names),
        is_quiet=here.rule.key in QUIET,
        source=here.rule.source,
    )


def _slider(threshold: Threshold, above: float, room: tuple[float, float]) -> Slider:
    label = f"{threshold.name.replace('_', ' ')}, {threshold.unit}" if threshold.unit else threshold.name
    return Slider(threshold.name, threshold.value, above, *room, step_of(threshold), unit_after(threshold), label)


def _elsewhere(settings: Iterable[RuleSetting], names: Mapping[UUID | None, str]) -> str:
    """Where else it is set: Powerlifting and two athletes."""
    squads = [names[one.squad_id] for one in settings if one.squad_id in names]
    athletes = [names[one.athlete_id] for one in settings if one.athlete_id in names]
    if len(athletes) > 2:
        athletes = [f"{in_words(len(athletes))} athletes"]
    named = [*squads, *athletes]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)
