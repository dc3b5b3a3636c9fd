"""What an athlete is told of their face in videos."""

from __future__ import annotations

from athletes.models import Athlete

SHOWN = "Your face is shown to those who may see your videos."
BLURRED = (
    "{why}, your face is blurred in the copy and the stills of your next videos; "
    "the original stays as you filmed it, for you alone."
)


def face_words(athlete: Athlete) -> str:
    """One sentence: whether the face is blurred, where, and why."""
    if athlete.is_minor:
        return BLURRED.format(why="Since you are under 18")
    if athlete.organisation.blur_faces:
        return BLURRED.format(why=f"Since {athlete.organisation.name} wants it so")
    return SHOWN
