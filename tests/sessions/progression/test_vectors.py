"""Every worked example, reproduced by the functions that the command asks."""

import pytest

from sessions.worked_examples import Example, check
from sessions.worked_examples.checking import FUNCTIONS
from tests.sessions.progression.vectors import all_examples

EXAMPLES = all_examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.function}-{one.name}")
def test_worked_example(example: Example) -> None:
    assert check(example).problem is None


def test_every_function_has_an_example_and_every_example_a_function() -> None:
    assert {one.function for one in EXAMPLES} == set(FUNCTIONS)
