"""What the rules are called, and each as a sentence with its numbers in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType

from alerts.rules.quiet import QUIET_WORDS
from sessions.progression.findings import Threshold


@dataclass(frozen=True, slots=True)
class RuleWords:
    """`sentence` names each of the rule's numbers once, in braces."""

    title: str
    sentence: str

    def parts(self) -> tuple[tuple[str, str | None], ...]:
        """The sentence as (text, name of the number after it); None at its end."""
        return tuple((text, name) for text, name, _, _ in Formatter().parse(self.sentence))

    def said(self, thresholds: Iterable[Threshold]) -> str:
        """The sentence with these numbers in it."""
        return self.sentence.format(**{one.name: f"{one.value:g}{unit_after(one)}" for one in thresholds})


def unit_after(threshold: Threshold) -> str:
    """The unit that follows a number within its sentence, which says the others itself."""
    return f" {threshold.unit}" if threshold.unit in ("%", "of 10", "s") else ""


WORDS: Mapping[str, RuleWords] = MappingProxyType(
    {
        "pain.during_high": RuleWords(
            "Pain while training", "Speak up when pain while training is above {above}. Up to there it is a number."
        ),
        "pain.next_morning_rise": RuleWords(
            "Morning after",
            "Speak up when pain the morning after is {rise} points or more above what it was before the session, "
            "or above it at all twice in a row.",
        ),
        "pain.trend": RuleWords(
            "Pain trend",
            "Speak up when pain has risen by {rise} points or more above the athlete’s own usual level, {ratio} "
            "standard errors beyond its ups and downs, and stands at {level} or more.",
        ),
        "pain.persists": RuleWords(
            "Pain that stays",
            "Speak up when pain that rose above the athlete’s own usual level is still {rise} points or more above it, "
            "{days} days after that was told.",
        ),
        "pain.up_on_less_load": RuleWords(
            "Pain up on less load",
            "Red flag when pain has risen by {rise} points or more above the athlete’s own usual level and stands at "
            "{level} or more, although leg load was {less} lower, or more than that, in both of the last two weeks.",
        ),
        "load.week_change": RuleWords(
            "Leg load jump",
            "Speak up when the leg load of a week is {strong} above the week before and above the mean of the four "
            "before it; note it on the athlete’s page from {note}.",
        ),
        "log.silent": RuleWords(
            "Silence",
            "Speak up after more than {days} days without a session, if that is {gaps} times the athlete’s usual gap.",
        ),
        "tracking.drift": RuleWords(
            "Knee drift",
            "Speak up when the knees drifted in, beyond the measurement’s own error, in {videos} videos of an "
            "exercise in a row.",
        ),
    }
    | {key: RuleWords(*said) for key, said in QUIET_WORDS.items()}
)
