"""Rules that a coach composes: a reading, a window, a comparison, a baseline. Pure, like the rest here."""

from sessions.progression.own_rules.condition import Baseline, Comparison, Condition, Scale, Statistic, Window
from sessions.progression.own_rules.points import Kind, Measured, measured
from sessions.progression.own_rules.rule import PREFIX, OwnRule

__all__ = [
    "PREFIX",
    "Baseline",
    "Comparison",
    "Condition",
    "Kind",
    "Measured",
    "OwnRule",
    "Scale",
    "Statistic",
    "Window",
    "measured",
]
