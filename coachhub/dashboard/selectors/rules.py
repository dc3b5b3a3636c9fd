"""The rules as the page shows them: a sentence with its numbers, where it holds, and what it would have told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from alerts.models import RuleSetting
from alerts.rules.evaluate import ALERTING
from alerts.rules.words import WORDS
from alerts.selectors.rules import rules_as_set
from athletes.access import Action, Actor
from athletes.models import Athlete, Squad
from sessions.progression.findings import REGISTRY, Rule, Threshold
from sessions.progression.wording import number as in_words

STEPS = 40  # default: how finely a slider moves over its range


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is set: the organisation (neither), a squad, or an athlete."""

    squad: Squad | None = None
    athlete: Athlete | None = None

    @property
    def key(self) -> str:
        """As the page's address has it; empty for the organisation."""
        if self.athlete is not None:
            return f"athlete:{self.athlete.pk}"
        return f"squad:{self.squad.pk}" if self.squad is not None else ""

    @property
    def words(self) -> str:
        """Whose rules these are."""
        return self.athlete.name if self.athlete else self.squad.name if self.squad else "everyone"


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
    """One rule; `own_switch` is what this place itself says of on or off."""

    key: str
    title: str
    parts: tuple[Part, ...]
    is_safety: bool
    is_on: bool
    is_own: bool
    own_switch: bool | None
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


def cards(place: Place) -> tuple[Card, ...]:
    """Every alerting rule as it holds in this place. Two queries, one more for an athlete."""
    settings = list(RuleSetting.objects.select_related("squad", "athlete"))
    above, here = _concerning(settings, place)
    without, now = rules_as_set(above), rules_as_set([*above, *here])
    own = {one.rule: one for one in here}
    return tuple(_card(key, without.get(key), now.get(key), own, settings, place) for key in ALERTING)


def rule_here(place: Place, key: str, numbers: Mapping[str, float]) -> Rule:
    """A rule as it would hold in this place with these numbers. Raises ValueError for one out of its range."""
    above, _ = _concerning(list(RuleSetting.objects.filter(rule=key)), place)
    known = rules_as_set(above).get(key, REGISTRY[key])
    return known.with_thresholds(numbers)


def _concerning(settings: Iterable[RuleSetting], place: Place) -> tuple[list[RuleSetting], list[RuleSetting]]:
    """What holds above a place, and its own."""
    squads = set(place.athlete.squads.values_list("pk", flat=True)) if place.athlete else set()
    above, here = [], []
    for one in settings:
        is_own = (one.squad_id, one.athlete_id) == (
            place.squad.pk if place.squad else None,
            place.athlete.pk if place.athlete else None,
        )
        if is_own:
            here.append(one)
        elif one.athlete_id is None and (one.squad_id is None or one.squad_id in squads):
            above.append(one)
    return above, here


def _card(
    key: str,
    without: Rule | None,
    now: Rule | None,
    own: Mapping[str, RuleSetting],
    settings: Iterable[RuleSetting],
    place: Place,
) -> Card:
    shown, words = now or without or REGISTRY[key], WORDS[key]
    usual = {one.name: one.value for one in (without or REGISTRY[key]).thresholds}
    numbers = {one.name: _slider(one, usual[one.name]) for one in shown.thresholds}
    return Card(
        key=key,
        title=words.title,
        parts=tuple(Part(text, numbers[name] if name else None) for text, name in words.parts()),
        is_safety=shown.is_safety,
        is_on=now is not None,
        is_own=key in own,
        own_switch=own[key].is_on if key in own else None,
        elsewhere=_elsewhere([one for one in settings if one.rule == key], place),
        source=shown.source,
    )


def _slider(threshold: Threshold, above: float) -> Slider:
    whole = isinstance(threshold.default, int)
    span = threshold.maximum - threshold.minimum
    step = 1.0 if whole else next(one for one in (0.05, 0.1, 0.25, 0.5, 1.0, 5.0) if span / one <= STEPS or one == 5.0)
    unit = f" {threshold.unit}" if threshold.unit in ("%", "of 10") else ""
    label = f"{threshold.name.replace('_', ' ')}, {threshold.unit}" if threshold.unit else threshold.name
    minimum, maximum = threshold.minimum, threshold.maximum
    if threshold.tighten == "lower":
        maximum = min(maximum, above)
    elif threshold.tighten == "higher":
        minimum = max(minimum, above)
    return Slider(threshold.name, threshold.value, above, minimum, maximum, step, unit, label)


def _elsewhere(settings: Iterable[RuleSetting], place: Place) -> str:
    """Where else it is set: Powerlifting and two athletes."""
    if place.key:
        return ""
    squads = [one.squad.name for one in settings if one.squad]
    athletes = [one.athlete.name for one in settings if one.athlete]
    if len(athletes) > 2:
        athletes = [f"{in_words(len(athletes))} athletes"]
    named = [*squads, *athletes]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)
