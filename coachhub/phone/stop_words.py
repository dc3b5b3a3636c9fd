"""What the stop page says of the training that waits."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sessions.models import Movement

PLURAL = {Movement.SQUAT, Movement.LUNGE, Movement.HINGE, Movement.JUMP}


@dataclass(frozen=True, slots=True)
class StopWords:
    """`stop`: Stop squats. `paused`: Squats are paused."""

    stop: str
    paused: str


def stop_words(movement: str) -> StopWords:
    """For a movement; empty stands for all leg work."""
    if not movement:
        return StopWords("Stop leg training", "All leg work is paused")
    one = Movement(movement)
    return StopWords(f"Stop {one.label}", f"{one.label.capitalize()} {'are' if one in PLURAL else 'is'} paused")


def by_movement() -> dict[str, dict[str, str]]:
    """The words for every movement, for pages that have to find them without network."""
    return {key: asdict(stop_words(key)) for key in ("", *Movement.values)}
