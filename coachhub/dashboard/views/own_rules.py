"""Rules that coaches compose: made, tried on the last 90 days, changed, switched, removed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.models import OwnRule
from alerts.selectors.backtest import backtest
from alerts.selectors.own_rules import as_rule
from alerts.selectors.suggesting import suggested_for
from alerts.services.own_rules import change_rule, compose_rule, remove_rule, tried
from alerts.services.rules import may_set
from athletes.access import COACHING, Action, Actor
from athletes.models import Squad
from coachhub.dashboard.forms.own_rules import OwnRuleForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.rule_words import rule_answer, suggestion_words
from sessions.progression.own_rules.words import rule_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def own_rule_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Compose one."""
    if not (actor.may(Action.MANAGE) or (actor.may(Action.TUNE) and Squad.objects.visible_to(actor).exists())):
        raise PermissionDenied("Rules are made by owners for everyone, and by coaches for squads that they see.")
    return _compose(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def own_rule(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """Change one."""
    own = _found(actor, rule_id)
    may_set(actor, own.squad)
    return _compose(request, actor, own)


@require_POST
@for_staff
def own_rule_switch(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """On or off."""
    own = _found(actor, rule_id)
    is_on = request.POST.get("is_on") == "true"
    change_rule(actor=actor, rule=own, is_on=is_on)
    messages.success(request, f"{own.name}: {'on, from the next entry or morning on' if is_on else 'off'}.")
    return redirect("rules")


@require_POST
@for_staff
def own_rule_delete(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """Remove it."""
    own = _found(actor, rule_id)
    remove_rule(actor=actor, rule=own)
    messages.success(request, f"{own.name} was removed.")
    return redirect("rules")


@require_safe
@for_staff
def own_rule_tried(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the rule in the form would have told, as a part of the page."""
    if actor.role not in COACHING:
        raise PermissionDenied("Rules are for those who coach.")
    said = request.GET.copy()
    said["name"] = said.get("name") or "-"  # is asked for when it is saved
    form = OwnRuleForm(actor, None, said)
    if form.is_valid():
        try:
            rule = tried(form.condition)
        except ValidationError as error:
            form.refuse(error)
        else:
            squad = None if form.squad_id is None else Squad.objects.visible_to(actor).get(pk=form.squad_id)
            found = backtest(actor, rule, squad=squad)
            context = {"sentence": rule_sentence(rule.condition), "answer": rule_answer(found, found, is_on=True)}
            return render(request, "dashboard/rules/own_answer.html", context)
    return render(request, "dashboard/rules/own_wrong.html", {"form": form})


@require_safe
@for_staff
def own_rule_backtest(request: HttpRequest, actor: Actor, rule_id: UUID) -> HttpResponse:
    """What a rule that is there would have told, and the amount that the marks suggest, as a part of the list."""
    own = _found(actor, rule_id)
    found, suggested = backtest(actor, as_rule(own), squad=own.squad), suggested_for(actor, own)
    answer = render(request, "dashboard/rules/answer.html", {"answer": rule_answer(found, found, is_on=own.is_on)})
    if suggested:
        words = suggestion_words(suggested, is_safety=False)
        answer.write(render_to_string("dashboard/rules/suggestion.html", {"words": words}))
    return answer


def _compose(request: HttpRequest, actor: Actor, own: OwnRule | None) -> HttpResponse:
    form = OwnRuleForm(actor, own, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            saved = _save(actor, form, own)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{saved.name}: saved. It holds from the next entry or morning on.")
            return redirect("rules")
    elif form.is_composed:
        _judge(form)
    return render(request, "dashboard/rules/own.html", {"section": "rules", "form": form, "own": own})


def _judge(form: OwnRuleForm) -> None:
    """Say at once what is wrong with the sentence, too, when a name is all that the form misses."""
    try:
        tried(form.condition)
    except ValidationError as error:
        form.refuse(error)


def _save(actor: Actor, form: OwnRuleForm, own: OwnRule | None) -> OwnRule:
    name = form.cleaned_data["name"]
    if own is not None:
        return change_rule(actor=actor, rule=own, name=name, condition=form.condition)
    squad = None if form.squad_id is None else Squad.objects.visible_to(actor).get(pk=form.squad_id)
    return compose_rule(actor=actor, name=name, condition=form.condition, squad=squad)


def _found(actor: Actor, rule_id: UUID) -> OwnRule:
    own = OwnRule.objects.visible_to(actor).select_related("squad").filter(pk=rule_id).first()
    if own is None:
        raise Http404
    return own
