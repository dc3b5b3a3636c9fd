"""A rule as a coach composes it: one sentence of choices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from alerts.models import OwnRule
from alerts.services.own_rules import LONGEST_NAME
from athletes.access import Action, Actor
from athletes.models import Squad
from coachhub.dashboard.forms.base import PageForm
from sessions.progression.own_rules import Baseline, Comparison, Measured, Scale, Statistic, Window
from sessions.progression.own_rules.points import READS, Kind

WINDOWS = {Window.LAST: "the last one", Window.READINGS: "the last few", Window.DAYS: "the last days"}
STATISTICS = {
    Statistic.MEAN: "the mean",
    Statistic.HIGHEST: "the highest",
    Statistic.LOWEST: "the lowest",
    Statistic.SUM: "the sum",
}
COMPARISONS = {
    Comparison.AT_LEAST: "at least",
    Comparison.AT_MOST: "at most",
    Comparison.RISES: "higher by",
    Comparison.FALLS: "lower by",
}
SCALES = {Scale.UNITS: "its own unit", Scale.PERCENT: "percent"}
BASELINES = {Baseline.USUAL: "their usual", Baseline.BEFORE: "the time before"}
GROUPS = {Kind.SESSION: "Of a session", Kind.WEEK: "Of a finished week", Kind.VIDEO: "Of a video"}
EVERYONE = "everyone"
START = {
    "reading": Measured.PAIN_WORST.value,
    "window": Window.READINGS.value,
    "count": 3,
    "statistic": Statistic.MEAN.value,
    "comparison": Comparison.RISES.value,
    "amount": 2,
    "scale": Scale.UNITS.value,
    "baseline": Baseline.USUAL.value,
}
"""What a new rule begins with: three sessions in a row that hurt more than usual."""


class OwnRuleForm(PageForm):
    """The parts in the order of the sentence. A rule that is there stays where it was made: it has no `squad`."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name", error_messages={"required": "Give it a name."})
    squad = forms.ChoiceField(label="For")
    statistic = forms.ChoiceField(choices=[(one.value, word) for one, word in STATISTICS.items()], label="Taken as")
    reading = forms.ChoiceField(label="Speak up when")
    window = forms.ChoiceField(choices=[(one.value, word) for one, word in WINDOWS.items()], label="Over")
    count = forms.IntegerField(label="How many", required=False)
    comparison = forms.ChoiceField(choices=[(one.value, word) for one, word in COMPARISONS.items()], label="Is")
    amount = forms.FloatField(label="How much")
    scale = forms.ChoiceField(
        choices=[(one.value, word) for one, word in SCALES.items()], label="Counted in", required=False
    )
    baseline = forms.ChoiceField(
        choices=[(one.value, word) for one, word in BASELINES.items()],
        label="Than",
        required=False,
        help_text="Usual is the median of the 28 days before.",
    )

    def __init__(self, actor: Actor, own: OwnRule | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=started(actor, own), **kwargs)
        fields: dict[str, Any] = self.fields
        fields["reading"].choices = [
            (group, [(one.value, _named(one)) for one, reads in READS.items() if reads.kind is kind])
            for kind, group in GROUPS.items()
        ]
        everyone = [(EVERYONE, EVERYONE)] if actor.may(Action.MANAGE) else []
        squads = [(str(one.pk), one.name) for one in Squad.objects.visible_to(actor)]
        fields["squad"].choices = [*everyone, *squads]
        fields["amount"].widget.attrs["step"] = "any"
        if own is not None:
            del fields["squad"]

    @property
    def is_composed(self) -> bool:
        """Whether the sentence was sent and can be read, whatever is wrong with the name."""
        return self.is_bound and not set(self.errors) - {"name", "squad"}

    @property
    def condition(self) -> dict[str, Any]:
        """What was composed, of a valid form. Whether its parts go together is the service's to say."""
        said = self.cleaned_data
        is_change = Comparison(said["comparison"]).is_change
        is_last = said["window"] == Window.LAST
        return {
            "reading": said["reading"],
            "window": said["window"],
            "count": 1 if is_last else said["count"] or 0,
            "statistic": Statistic.MEAN.value if is_last else said["statistic"],
            "comparison": said["comparison"],
            "amount": said["amount"],
            "scale": (said["scale"] or Scale.UNITS.value) if is_change else Scale.UNITS.value,
            "baseline": (said["baseline"] or Baseline.USUAL.value) if is_change else Baseline.NUMBER.value,
        }

    @property
    def squad_id(self) -> UUID | None:
        """The squad for which it holds; None: everyone."""
        return None if self.cleaned_data["squad"] == EVERYONE else UUID(self.cleaned_data["squad"])


def started(actor: Actor, own: OwnRule | None) -> dict[str, Any]:
    """What the form shows at first: the rule as it is, else one that many would begin with."""
    if own is not None:
        amount = f"{own.condition['amount']:g}"
        return {**own.condition, "amount": amount, "name": own.name, "squad": str(own.squad_id or EVERYONE)}
    squad = None if actor.may(Action.MANAGE) else Squad.objects.visible_to(actor).first()
    return {**START, "squad": str(squad.pk) if squad else EVERYONE}


def _named(reading: Measured) -> str:
    reads = READS[reading]
    return f"{reads.name}, {reads.unit}"
