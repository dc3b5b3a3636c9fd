"""The warning questions: what is asked, and by when somebody has to look when one is ticked.

Tiers and wording after evidence: A = emergency now, B = today or tomorrow, C = before the next hard leg session.
An answer never says what the cause is. The same list serves the phone (which shows the stop page by itself,
without network), the API and the alert.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """By when; A is the most urgent."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class WarningQuestion:
    """One row of the page. `source` says who asks the same of a knee."""

    key: str
    text: str
    tier: Tier
    source: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What a tier says: the title of the stop page, who should look, and the same for the coach."""

    title: str
    who: str
    for_coach: str


QUESTIONS = (
    WarningQuestion("out_of_shape", "It looks out of shape, or the kneecap moved out of place", Tier.A, "NHS pathway"),
    WarningQuestion("no_weight", "I cannot put weight on it or walk four steps", Tier.A, "Ottawa knee rule"),
    WarningQuestion("hot_feverish", "It is hot or red, and I feel feverish", Tier.A, "NHS pathway"),
    WarningQuestion("numb_cold", "Foot or leg is numb, cold, pale or weak", Tier.A, "NHS pathway"),
    WarningQuestion("calf", "One calf is newly swollen, warm or painful", Tier.B, "Wells criteria"),
    WarningQuestion(
        "stuck", "My knee locked: it is stuck, I cannot fully straighten or bend it", Tier.B, "NHS pathway"
    ),
    WarningQuestion("pop_swelling", "A pop, a twist or a blow, then swelling within hours", Tier.B, "NHS pathway"),
    WarningQuestion("swollen", "It has swollen, after training or otherwise", Tier.C, "knee pain during squats"),
    WarningQuestion("gives_way", "It gives way or feels unstable", Tier.B, "knee pain during squats"),
    WarningQuestion("catches", "It catches or locks, then frees itself", Tier.C, "knee pain during squats"),
    WarningQuestion("at_rest", "It hurts at rest, at night or when walking", Tier.C, "knee pain during squats"),
    WarningQuestion("sharp", "The pain is sharp or intense", Tier.C, "knee pain during squats"),
    WarningQuestion("worsens", "It stays or gets worse although I do less", Tier.C, "knee pain during squats"),
    WarningQuestion("bend_90", "After a blow or a fall I cannot bend it to a right angle", Tier.B, "Ottawa knee rule"),
)
BY_KEY = {question.key: question for question in QUESTIONS}

ADVICE = {
    Tier.A: Advice(
        title="Get emergency help now.",
        who="Call the emergency number, or have somebody bring you to an emergency department.",
        for_coach="Emergency help now.",
    ),
    Tier.B: Advice(
        title="Have your knee looked at today or tomorrow.",
        who="By urgent care, a doctor or a physiotherapist.",
        for_coach="To be looked at today or tomorrow by urgent care, a doctor or a physiotherapist.",
    ),
    Tier.C: Advice(
        title="Have your knee looked at before your next hard leg session.",
        who="By a doctor or a physiotherapist.",
        for_coach="To be looked at before the next hard leg session by a doctor or a physiotherapist.",
    ),
}
CANNOT_TELL = "This app cannot tell what is causing it."
EMERGENCY_SIGNS = (
    "if the foot turns numb, cold or pale, if you feel feverish, or if your chest hurts or breathing is hard."
)


def most_urgent(keys: Iterable[str]) -> Tier:
    """The most urgent tier among ticked questions; raises KeyError for an unknown key, ValueError for none."""
    return min(BY_KEY[key].tier for key in keys)
