"""A worked example through the project's own functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sessions.worked_examples import knees, training
from sessions.worked_examples.comparing import difference
from sessions.worked_examples.documents import Example

Function = Callable[[Mapping[str, Any]], Mapping[str, Any]]
FUNCTIONS: Mapping[str, Function] = {**training.FUNCTIONS, **knees.FUNCTIONS}
"""The examples' functions by name: from their inputs to an answer with their keys."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An example and, where its answer is not reproduced, why."""

    example: Example
    problem: str | None


def check(example: Example) -> Checked:
    """Feed one example through; whatever goes wrong on the way is its problem, in words."""
    function = FUNCTIONS.get(example.function)
    if function is None:
        return Checked(example, f"{example.function}: no function of ours has this name")
    try:
        answer = function(example.inputs)
    # The inputs may be anything at all; what they break is what is to be reported.
    except Exception as error:
        return Checked(example, f"{type(error).__name__}: {error}")
    return Checked(example, difference(answer, example.expected, example.tolerance))
