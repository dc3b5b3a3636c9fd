"""The rules: read and moved, with what they would have told in the last 90 days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import EllipsisType

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alerts.rules.evaluate import ALERTING
from alerts.rules.quiet import QUIET, SETTABLE
from alerts.rules.words import WORDS
from alerts.selectors.backtest import backtest_in
from alerts.selectors.places import Place, rule_in
from alerts.selectors.suggesting import suggested_in
from alerts.services.rules import change_rule, set_rule
from athletes.access import COACHING, Actor
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.rule_words import RuleAnswer, rule_answer, suggestion_words
from coachhub.dashboard.selectors.own_rules import own_rules
from coachhub.dashboard.selectors.rules import cards, may_set, place_of, places_of
from sessions.progression.findings import REGISTRY


@require_safe
@for_staff
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of them, as they hold in one place."""
    place = _place(request, actor)
    squads, athletes = places_of(actor)
    context = {
        "section": "rules",
        "place": place,
        "squads": squads,
        "athletes": athletes,
        "cards": cards(place, squads, athletes),
        "may_set": may_set(actor, place),
        "own": None if place.key else own_rules(actor),
    }
    return render(request, "dashboard/rules/page.html", context)


@require_safe
@for_staff
def rule_backtest(request: HttpRequest, actor: Actor, rule: str) -> HttpResponse:
    """What a rule would have told with these numbers, as a part of the page."""
    place = _place(request, actor)
    known = _known(rule)
    here = rule_in(place, rule)
    try:
        found, before = backtest_in(actor, here, _numbers(request.GET, known))
    except ValueError as error:
        return HttpResponse(f"{error}", status=400, content_type="text/plain")
    answer: RuleAnswer = rule_answer(found, before, is_on=here.is_on)
    return render(request, "dashboard/rules/answer.html", {"answer": answer})


@require_safe
@for_staff
def rule_suggestion(request: HttpRequest, actor: Actor, rule: str) -> HttpResponse:
    """The number that the marks suggest, as a part of the page; empty while too little was marked."""
    place = _place(request, actor)
    _known(rule)
    here = rule_in(place, rule)
    found = suggested_in(actor, here)
    words = suggestion_words(found, is_safety=here.rule.is_safety) if found else None
    context = {"words": words, "may_set": may_set(actor, place)}
    return render(request, "dashboard/rules/suggestion.html", context)


@require_POST
@for_staff
def rule_set(request: HttpRequest, actor: Actor, rule: str) -> HttpResponse:
    """Save a rule's numbers for one place, switch it, or take the place's own back."""
    place = _place(request, actor)
    known, at = _known(rule, SETTABLE), rule if rule in QUIET else ""
    try:
        if "reset" in request.POST:
            set_rule(actor=actor, rule=rule, squad=place.squad, athlete=place.athlete, numbers={})
        else:
            sent, is_on = _numbers(request.POST, known), _switched(request.POST)
            change_rule(actor=actor, rule=rule, place=place, numbers=sent, is_on=is_on)
    except ValidationError as error:
        return _back(request, place, at=at, refused=" ".join(error.messages))
    except ValueError as error:
        return _back(request, place, at=at, refused=str(error))
    since = "now on" if at else "the next entry or morning on"
    messages.success(request, f"{WORDS[rule].title}: saved for {place.words}. It holds from {since}.")
    return _back(request, place, at=at)


def _place(request: HttpRequest, actor: Actor) -> Place:
    if actor.role not in COACHING:
        raise PermissionDenied("Rules are for those who coach.")
    found = place_of(actor, request.GET.get("place", "") or request.POST.get("place", ""))
    if found is None:
        raise Http404
    return found


def _known(rule: str, of: Collection[str] = ALERTING) -> frozenset[str]:
    """The names of a rule's numbers; 404 for one that is not of these."""
    if rule not in of:
        raise Http404
    return frozenset(one.name for one in REGISTRY[rule].thresholds)


def _numbers(sent: Mapping[str, str], known: frozenset[str]) -> dict[str, float]:
    """Raises ValueError for what is no number."""
    found: dict[str, float] = {}
    for name in known & set(sent):
        try:
            value = float(sent[name])
        except ValueError:
            raise ValueError(f"{name}: {sent[name]!r} is not a number") from None
        found[name] = int(value) if value.is_integer() else value
    return found


def _switched(sent: Mapping[str, str]) -> bool | EllipsisType:
    """What the switch says, if it was that which was pressed; else it stays."""
    return {"true": True, "false": False}.get(sent.get("is_on", ""), ...)


def _back(request: HttpRequest, place: Place, *, at: str, refused: str = "") -> HttpResponse:
    """To the page; `at` a card that is folded away, which opens then."""
    if refused:
        messages.error(request, refused)
    page = f"{reverse('rules')}?place={place.key}" if place.key else reverse("rules")
    return redirect(f"{page}#{at}" if at else page)
