"""Rules that coaches compose: made, tried on the last 90 days, changed, switched, taken away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.models import OwnRule
from alerts.selectors.backtest import backtest
from alerts.services.own_rules import delete_own_rule, may_compose, save_own_rule, switch_own_rule
from athletes.access import COACHING, Action, Actor
from athletes.models import Squad
from coachhub.dashboard.forms.own_rules import OwnRuleForm, sentence, started
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.rule_words import rule_answer
from sessions.progression.own_rules import PREFIX
from sessions.progression.own_rules import OwnRule as Judged


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def own_rule_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Compose one."""
    return _compose(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def own_rule(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """Change one."""
    return _compose(request, actor, _found(actor, rule_id))


@require_POST
@for_staff
def own_rule_switch(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """On or off."""
    own = _found(actor, rule_id)
    switch_own_rule(actor=actor, own=own, is_on=request.POST.get("is_on") == "true")
    messages.success(request, f"{own.name}: {'on, from the next entry on' if own.is_on else 'off'}.")
    return redirect("rules")


@require_POST
@for_staff
def own_rule_delete(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """Take it away."""
    own = _found(actor, rule_id)
    delete_own_rule(actor=actor, own=own)
    messages.success(request, f"{own.name} was taken away.")
    return redirect("rules")


@require_safe
@for_staff
def own_rule_backtest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the rule in the form would have told, as a part of the page."""
    _coaches_only(actor)
    said = request.GET.copy()
    said["name"] = said.get("name") or "-"  # is asked for when it is saved
    form = OwnRuleForm(actor, said)
    if not form.is_valid():
        return render(request, "dashboard/rules/own_wrong.html", {"form": form})
    squad = _squad(actor, form.squad_id)
    key = f"{PREFIX}{request.GET.get('own', '')}"  # of one that is there already: by it its alerts' marks are found
    found = backtest(actor, Judged(key, 0, form.cleaned_data["name"], form.recipe), squad=squad)
    context = {"sentence": sentence(form.recipe), "answer": rule_answer(found, found, is_on=True)}
    return render(request, "dashboard/rules/own_answer.html", context)


def _compose(request: HttpRequest, actor: Actor, own: OwnRule | None) -> HttpResponse:
    _coaches_only(actor)
    squads = list(Squad.objects.visible_to(actor))
    if not (actor.may(Action.TUNE) and (squads or actor.may(Action.MANAGE))):
        raise PermissionDenied("Rules are made by coaches for squads that they see, and by owners for everyone.")
    if own is not None:
        may_compose(actor, own.squad)
    first = None if actor.may(Action.MANAGE) else squads[0]
    form = OwnRuleForm(actor, request.POST if request.method == "POST" else None, initial=started(own, first))
    if form.is_valid():
        try:
            saved = save_own_rule(
                actor=actor,
                name=form.cleaned_data["name"],
                recipe=form.recipe,
                squad=_squad(actor, form.squad_id),
                own=own,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{saved.name}: saved. It holds from the next entry on.")
            return redirect("rules")
    return render(request, "dashboard/rules/own.html", {"section": "rules", "form": form, "own": own})


def _coaches_only(actor: Actor) -> None:
    if actor.role not in COACHING:
        raise PermissionDenied("Rules are for those who coach.")


def _found(actor: Actor, rule_id: UUID) -> OwnRule:
    _coaches_only(actor)
    own = OwnRule.objects.select_related("squad").filter(pk=rule_id).first()
    if own is None or not (own.squad is None or Squad.objects.visible_to(actor).filter(pk=own.squad.pk).exists()):
        raise Http404
    return own


def _squad(actor: Actor, squad_id: UUID | None) -> Squad | None:
    return None if squad_id is None else Squad.objects.visible_to(actor).get(pk=squad_id)  # offered by the form
