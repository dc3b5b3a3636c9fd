"""Where rules are set, and what of a rule holds there: with what stands above the place, and with its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from alerts.models import RuleSetting
from alerts.rules.quiet import SETTABLE
from alerts.selectors.rules import as_set, concerning, rule_as_set
from athletes.models import Athlete, Squad, SquadAthlete
from sessions.progression.findings import REGISTRY, Rule, Threshold


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is set: the organisation (neither), a squad, or an athlete."""

    squad: Squad | None = None
    athlete: Athlete | None = None

    @property
    def key(self) -> str:
        """As a page's address has it; empty for the organisation."""
        if self.athlete is not None:
            return f"athlete:{self.athlete.pk}"
        return f"squad:{self.squad.pk}" if self.squad is not None else ""

    @property
    def words(self) -> str:
        """Whose rules these are."""
        return self.athlete.name if self.athlete else self.squad.name if self.squad else "everyone"

    @property
    def ids(self) -> tuple[UUID | None, UUID | None]:
        """The squad's and the athlete's, as a setting has them."""
        return self.squad.pk if self.squad else None, self.athlete.pk if self.athlete else None


@dataclass(frozen=True, slots=True)
class RuleHere:
    """A rule in a place: `above` with the numbers that would hold without the place's `own`, `rule` with those that do.

    A rule that is off has its numbers all the same.
    """

    place: Place
    above: Rule
    rule: Rule
    is_on: bool
    own: RuleSetting | None
    elsewhere: tuple[RuleSetting, ...]

    def said(self, numbers: Mapping[str, float | None]) -> dict[str, float]:
        """These numbers, None being what stands above; of a name that the rule does not have, any."""
        usual = {one.name: one.value for one in self.above.thresholds}
        return {name: usual.get(name, 0.0) if value is None else value for name, value in numbers.items()}

    def own_numbers(self, moved: Mapping[str, float]) -> dict[str, float]:
        """What the place would have of its own with these numbers moved: those that differ from what stands above."""
        usual = {one.name: one.value for one in self.above.thresholds}
        wanted = {one.name: one.value for one in self.rule.thresholds} | dict(moved)
        return {name: value for name, value in wanted.items() if value != usual.get(name)}

    def room(self, threshold: Threshold) -> tuple[float, float]:
        """From where to where one of its numbers may be moved here: a safety number not looser than it stands above."""
        above = next(one.value for one in self.above.thresholds if one.name == threshold.name)
        low = max(threshold.minimum, above) if threshold.tighten == "higher" else threshold.minimum
        high = min(threshold.maximum, above) if threshold.tighten == "lower" else threshold.maximum
        return low, high


def rules_in(place: Place) -> tuple[RuleHere, ...]:
    """Every rule as it holds in this place. One query, one more for an athlete."""
    return tuple(_rules_in(place, SETTABLE, RuleSetting.objects.all()))


def rule_in(place: Place, key: str) -> RuleHere:
    """One of them."""
    (found,) = _rules_in(place, [key], RuleSetting.objects.filter(rule=key))
    return found


def _rules_in(place: Place, keys: Iterable[str], settings: Iterable[RuleSetting]) -> Iterable[RuleHere]:
    squads: set[UUID] = set()
    if place.athlete is not None:
        squads = set(SquadAthlete.objects.filter(athlete=place.athlete).values_list("squad", flat=True))
    by_rule: dict[str, list[RuleSetting]] = defaultdict(list)
    for one in settings:
        by_rule[one.rule].append(one)
    for key in keys:
        here = [one for one in by_rule[key] if (one.squad_id, one.athlete_id) == place.ids]
        elsewhere = [one for one in by_rule[key] if one not in here]
        above = [
            one for one in elsewhere if one.athlete_id is None and (one.squad_id is None or one.squad_id in squads)
        ]
        rule, is_on = as_set(REGISTRY[key], [*above, *here])
        without, _ = as_set(REGISTRY[key], above)
        yield RuleHere(place, without, rule, is_on, here[0] if here else None, tuple(elsewhere))


@dataclass(frozen=True, slots=True)
class Around:
    """A rule in a place, and who is in which squad: read once, for asking after many numbers."""

    here: RuleHere
    athletes: Sequence[Athlete]
    squads: Mapping[UUID, Collection[UUID]]

    def held(self) -> dict[UUID, Rule]:
        """By athlete the rule as it holds for them; as if the place had it on, and without those who have it off."""
        return self._with(self.here.own.numbers if self.here.own else {})

    def moved(self, numbers: Mapping[str, float]) -> dict[UUID, Rule]:
        """The same, did the place have these numbers: what a squad or an athlete has of its own goes before them.

        Raises ValueError for a number out of its range.
        """
        self.here.above.with_thresholds(numbers)
        return self._with(self.here.own_numbers(numbers))

    def _with(self, numbers: Mapping[str, float]) -> dict[UUID, Rule]:
        here, (squad, athlete) = self.here, self.here.place.ids
        own = RuleSetting(
            pk=here.own.pk if here.own else None,
            rule=here.rule.key,
            squad_id=squad,
            athlete_id=athlete,
            is_on=here.own.is_on if here.own and here.is_on else None if here.is_on else True,
            numbers=dict(numbers),
        )
        settings = [*here.elsewhere, own]
        found = {
            one.pk: rule_as_set(here.above.key, concerning(one.pk, self.squads.get(one.pk, ()), settings))
            for one in self.athletes
        }
        return {pk: rule for pk, rule in found.items() if rule is not None}


def around(here: RuleHere, athletes: Sequence[Athlete]) -> Around:
    """The rule in its place for each of these athletes, who are in it. One query where a squad has its own."""
    squads: dict[UUID, set[UUID]] = defaultdict(set)
    if here.place.squad or any(one.squad_id for one in here.elsewhere):
        for athlete, squad in SquadAthlete.objects.filter(athlete__in=athletes).values_list("athlete", "squad"):
            squads[athlete].add(squad)
    return Around(here, athletes, squads)
