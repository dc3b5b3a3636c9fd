"""What an athlete noticed in an exercise, in a few fixed words. Not ticked is not noted, and never "no"."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Noticed(StrEnum):
    """One observation, as it is stored."""

    DEPTH = "depth_hard_to_control"
    FEET = "feet_unsteady"
    BOTTOM = "uncomfortable_at_bottom"
    HEELS = "heels_lift"
    BALANCE = "balance_goes_back"


NOTICED_WORDS: Mapping[Noticed, str] = MappingProxyType(
    {
        Noticed.DEPTH: "depth hard to control",
        Noticed.FEET: "feet unsteady",
        Noticed.BOTTOM: "uncomfortable at the bottom",
        Noticed.HEELS: "heels lift",
        Noticed.BALANCE: "balance goes back",
    }
)
"""The same words wherever it is asked or shown."""
ASKED_IN = frozenset({"squat", "lunge", "single_leg", "press", "jump"})
"""The movements that have a way down and a bottom: in these it is asked."""


def say_noticed(noticed: frozenset[Noticed]) -> str:
    """In the order in which it is asked; empty for nothing noted."""
    return ", ".join(words for one, words in NOTICED_WORDS.items() if one in noticed)
