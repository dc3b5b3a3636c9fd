"""A rule as a coach composes it: one sentence of choices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from alerts.models import OwnRule
from athletes.access import Action, Actor
from athletes.models import Squad
from coachhub.dashboard.forms.base import PageForm
from sessions.progression.own_recipes import KINDS, Baseline, Comparison, Over, Reading, Recipe, Summary, check

SUMMARIES = {
    Summary.MEAN: "the mean",
    Summary.HIGHEST: "the highest",
    Summary.LOWEST: "the lowest",
    Summary.SUM: "the sum",
}
COMPARISONS = {
    Comparison.AT_LEAST: "is at least",
    Comparison.AT_MOST: "is at most",
    Comparison.ABOVE: "is above it by at least",
    Comparison.BELOW: "is below it by at least",
    Comparison.PERCENT_ABOVE: "is above it by at least, in %,",
    Comparison.PERCENT_BELOW: "is below it by at least, in %,",
}
BASELINES = {
    Baseline.USUAL: "the athlete’s usual",
    Baseline.WINDOW_BEFORE: "the same window before it",
}
EVERYONE = "everyone"


class OwnRuleForm(PageForm):
    """Its parts in the order of the sentence; `recipe` once it is valid."""

    name = forms.CharField(max_length=60, label="Name")
    squad = forms.ChoiceField(label="For")
    summary = forms.ChoiceField(choices=[(one.value, word) for one, word in SUMMARIES.items()], label="Speak up when")
    reading = forms.ChoiceField(choices=[(one.value, kind.label) for one, kind in KINDS.items()], label="of")
    count = forms.IntegerField(label="over the last")
    over = forms.ChoiceField(choices=[(one.value, one.value) for one in Over], label="sessions or days")
    comparison = forms.ChoiceField(choices=[(one.value, word) for one, word in COMPARISONS.items()], label="and it")
    amount = forms.FloatField(label="this much")
    baseline = forms.ChoiceField(
        choices=[(one.value, word) for one, word in BASELINES.items()],
        label="against",
        required=False,
        help_text="Usual is the median of the 28 days before; of sums, their share of those days.",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        squads = [(str(one.pk), one.name) for one in Squad.objects.visible_to(actor)]
        everyone = [(EVERYONE, EVERYONE)] if actor.may(Action.MANAGE) else []
        self.fields["squad"].choices = [*everyone, *squads]  # type: ignore[attr-defined]  # a choice field's
        self.fields["amount"].widget.attrs["step"] = "any"

    def clean(self) -> dict[str, Any]:
        """What does not fit together is said at its field."""
        cleaned = super().clean() or {}
        if not self.errors:
            for field, why in check(self.recipe).items():
                self.add_error(field, why)
        return cleaned

    @property
    def recipe(self) -> Recipe:
        """What was composed. Without a comparison to something, the baseline is the number itself."""
        said = self.cleaned_data
        comparison = Comparison(said["comparison"])
        held_against = Baseline(said["baseline"] or Baseline.USUAL) if comparison.is_relative else Baseline.FIXED
        return Recipe(
            Reading(said["reading"]),
            Summary(said["summary"]),
            Over(said["over"]),
            said["count"],
            comparison,
            held_against,
            said["amount"],
        )

    @property
    def squad_id(self) -> UUID | None:
        """The squad for which it holds; None: everyone."""
        return None if self.cleaned_data["squad"] == EVERYONE else UUID(self.cleaned_data["squad"])


def started(own: OwnRule | None, squad: Squad | None) -> dict[str, Any]:
    """What the form shows at first: the rule as it is, else one that many would begin with."""
    if own is None:
        recipe = Recipe(Reading.WORST_PAIN, Summary.MEAN, Over.SESSIONS, 3, Comparison.ABOVE, Baseline.USUAL, 2)
        return {"squad": str(squad.pk) if squad else EVERYONE, **_parts(recipe)}
    return {"name": own.name, "squad": str(own.squad_id or EVERYONE), **_parts(own.recipe)}


def sentence(recipe: Recipe) -> str:
    """Speak up when the mean of worst pain over the last 3 sessions is above the athlete's usual by 2 of 10 or more."""
    kind = KINDS[recipe.reading]
    span = recipe.over.value.removesuffix("s") if recipe.count == 1 else f"{recipe.count} {recipe.over.value}"
    what = f"{SUMMARIES[recipe.summary]} of {kind.label} over the last {span}"
    if recipe.over is Over.SESSIONS and recipe.count == 1:
        what = f"{kind.label} of the last session"
    amount = f"{recipe.amount:g}{recipe.unit}"
    if not recipe.comparison.is_relative:
        return f"Speak up when {what} is {amount} or {'more' if recipe.comparison is Comparison.AT_LEAST else 'less'}."
    above = "above" if recipe.comparison in (Comparison.ABOVE, Comparison.PERCENT_ABOVE) else "below"
    usual = "the athlete’s usual" if recipe.baseline is Baseline.USUAL else f"the {span} before"
    return f"Speak up when {what} is {amount} or more {above} {usual}."


def _parts(recipe: Recipe) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "reading": recipe.reading.value,
        "summary": recipe.summary.value,
        "over": recipe.over.value,
        "count": recipe.count,
        "comparison": recipe.comparison.value,
        "amount": f"{recipe.amount:g}",
    }
    return parts if recipe.baseline is Baseline.FIXED else parts | {"baseline": recipe.baseline.value}
