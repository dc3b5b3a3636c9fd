"""The rules as they hold for somebody: the registry's, as organisation, squads and athlete's coach have set them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import inf
from uuid import UUID

from alerts.models import OwnRule, RuleSetting
from alerts.rules.evaluate import ALERTING
from alerts.rules.quiet import SETTABLE
from alerts.selectors.own_rules import as_rule
from athletes.models import Athlete, SquadAthlete
from sessions.progression.findings import REGISTRY, Rule
from sessions.selectors.rules import rules_come_from

# Asked with every entry, and mostly in vain: in plain SQL, because the ORM takes longer to build them than PostgreSQL
# to answer.
_SETTINGS = (
    "SELECT * FROM alerts_rulesetting WHERE organisation_id = %s AND (athlete_id IS NULL OR athlete_id = ANY(%s))"
)
_COMPOSED = "SELECT * FROM alerts_ownrule WHERE organisation_id = %s AND removed_at IS NULL AND is_on"


def rules_for(athletes: Collection[Athlete]) -> dict[Athlete, dict[str, Rule]]:
    """The alerting rules that are on for each athlete, by key, with their numbers, and those that coaches composed.

    Of one organisation. Two queries, and one more where a squad has settings or rules of its own.
    """
    if not athletes:
        return {}
    organisation, ids = next(iter(athletes)).organisation_id, [one.pk for one in athletes]
    settings = list(RuleSetting.objects.raw(_SETTINGS, [organisation, ids]))
    composed = [(row.squad_id, as_rule(row)) for row in OwnRule.objects.raw(_COMPOSED, [organisation])]
    squads: dict[UUID, set[UUID]] = defaultdict(set)
    if any(one.squad_id for one in settings) or any(squad for squad, _ in composed):
        for athlete, squad in SquadAthlete.objects.filter(athlete__in=athletes).values_list("athlete", "squad"):
            squads[athlete].add(squad)
    found: dict[Athlete, dict[str, Rule]] = {}
    for one in athletes:
        mine = squads[one.pk]
        own = {rule.key: rule for squad, rule in composed if squad is None or squad in mine}
        found[one] = {**rules_as_set(concerning(one.pk, mine, settings)), **own}
    return found


def concerning(athlete: UUID, squads: Collection[UUID], settings: Iterable[RuleSetting]) -> list[RuleSetting]:
    """The settings of all places that this athlete is in."""
    return [
        one
        for one in settings
        if one.athlete_id in (None, athlete) and (one.squad_id is None or one.squad_id in squads)
    ]


@rules_come_from
def every_rule_for(athlete: Athlete) -> dict[str, Rule]:
    """All rules that are on for an athlete, those that alert, note and suggest, by key, with their numbers.

    One query, and one more where a squad has settings of its own.
    """
    settings = list((RuleSetting.objects.filter(athlete=None) | RuleSetting.objects.filter(athlete=athlete)).order_by())
    squads: set[UUID] = set()
    if any(one.squad_id for one in settings):
        squads = set(SquadAthlete.objects.filter(athlete=athlete).values_list("squad", flat=True))
    return rules_as_set(concerning(athlete.pk, squads, settings), SETTABLE)


def rules_as_set(settings: Iterable[RuleSetting], keys: Iterable[str] = ALERTING) -> dict[str, Rule]:
    """What settings of all places that concern somebody make of the rules; one that is off is not among them.

    The nearer place wins: athlete before squad before organisation. Of several squads' numbers the strictest counts
    where the rule knows a strict side, and a rule that one of the squads has on is on.
    """
    by_rule: dict[str, list[RuleSetting]] = {}
    for setting in settings:
        by_rule.setdefault(setting.rule, []).append(setting)
    found = {key: _if_on(REGISTRY[key], by_rule.get(key, [])) for key in keys}
    return {key: rule for key, rule in found.items() if rule is not None}


def rule_as_set(key: str, settings: Iterable[RuleSetting]) -> Rule | None:
    """The same of one rule, of which these are the settings; None: it is off."""
    return _if_on(REGISTRY[key], settings)


def as_set(rule: Rule, settings: Iterable[RuleSetting]) -> tuple[Rule, bool]:
    """The rule with the numbers that its settings give it, and whether it is on."""
    places = sorted(settings, key=_nearness)
    if not places:
        return rule, True
    return rule.with_thresholds(*(_known(rule, one.numbers) for one in places)), rule.is_safety or _is_on(places)


def _if_on(rule: Rule, settings: Iterable[RuleSetting]) -> Rule | None:
    found, is_on = as_set(rule, settings)
    return found if is_on else None


def _is_on(places: Iterable[RuleSetting]) -> bool:
    said: dict[int, bool] = {}
    for one in places:
        if one.is_on is not None:
            near = _nearness(one)[0]
            said[near] = said.get(near, False) or one.is_on
    return said[max(said)] if said else True


def _nearness(setting: RuleSetting) -> tuple[int, float]:
    """By place, and within it by age; what is not saved yet would be the newest."""
    place = 2 if setting.athlete_id else 1 if setting.squad_id else 0
    return place, setting.pk or inf


def _known(rule: Rule, numbers: Mapping[str, float]) -> dict[str, float]:
    """Numbers that the rule still has: a later version may have dropped or narrowed one that was stored."""
    ranges = {one.name: one for one in rule.thresholds}
    return {
        name: value
        for name, value in numbers.items()
        if name in ranges and ranges[name].minimum <= value <= ranges[name].maximum
    }
