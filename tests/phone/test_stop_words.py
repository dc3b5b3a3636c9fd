"""What the stop page says of the training that waits: in grammar, for every movement."""

from __future__ import annotations

import pytest

from coachhub.phone.stop_words import by_movement, stop_words
from sessions.models import Movement


@pytest.mark.parametrize(
    ("movement", "stop", "paused"),
    [
        ("", "Stop leg training", "All leg work is paused"),
        ("squat", "Stop squats", "Squats are paused"),
        ("press", "Stop leg press", "Leg press is paused"),
        ("single_leg", "Stop single-leg work", "Single-leg work is paused"),
        ("jump", "Stop jumps and landings", "Jumps and landings are paused"),
        ("hip", "Stop hip and glute work", "Hip and glute work is paused"),
    ],
)
def test_a_movement_in_a_sentence(movement: str, stop: str, paused: str) -> None:
    words = stop_words(movement)
    assert (words.stop, words.paused) == (stop, paused)


def test_the_page_has_the_words_for_every_movement_with_it() -> None:
    words = by_movement()
    assert set(words) == {"", *Movement.values}
    assert words["lunge"] == {"stop": "Stop lunges", "paused": "Lunges are paused"}
