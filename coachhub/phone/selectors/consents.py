"""The separate consents: what each means, whether it is given, and what withdrawing it would erase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from athletes.models import Athlete, ConsentKind
from athletes.services.consents import in_force
from coachhub.core.saying import plural
from sessions.models import CheckIn, PainReading, TrainingSession, Video

MEANING = {
    ConsentKind.LOG: "Sets, pain and the warning questions are kept, so that you see how they change. "
    "Without it nothing can be logged.",
    ConsentKind.VIDEO: "A video of a set is kept for 90 days and measured for how your knees move. "
    "Place and device data are taken out.",
    ConsentKind.SHARE_COACH: "Your coaches see your log and your videos, and are told when you tick a warning sign.",
    ConsentKind.SHARE_CLINICIAN: "The physiotherapists and doctors of your organisation see them too.",
}
WITHDRAWN = {
    ConsentKind.SHARE_COACH: "Your coaches no longer see anything you logged, and are not told of warning signs. "
    "Nothing is erased.",
    ConsentKind.SHARE_CLINICIAN: "The clinicians of your organisation no longer see anything you logged. "
    "Nothing is erased.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One consent as a switch."""

    kind: ConsentKind
    label: str
    meaning: str
    given: bool


def choices(athlete: Athlete, given: Iterable[ConsentKind] | None = None) -> list[Choice]:
    """All consents with their state; `given` shows other states than those in force."""
    on = in_force(athlete) if given is None else frozenset(given)
    return [Choice(kind, kind.label, MEANING[kind], kind in on) for kind in ConsentKind]


def erased_with(athlete: Athlete, kind: ConsentKind) -> str:
    """What withdrawing does, in a sentence: what exactly is erased, counted."""
    if kind in WITHDRAWN:
        return WITHDRAWN[kind]
    if kind == ConsentKind.VIDEO:
        videos = Video.objects.filter(athlete=athlete).count()
        return f"This erases {plural(videos, 'video')}, with every picture and measurement made from them."
    sessions = TrainingSession.objects.filter(athlete=athlete).count()
    pain = PainReading.objects.filter(athlete=athlete).count()
    answers = CheckIn.objects.filter(athlete=athlete).count()
    return (
        f"This erases {plural(sessions, 'session')}, {plural(pain, 'pain answer')} and "
        f"{plural(answers, 'answer')} to the warning questions. Videos are a consent of their own and stay."
    )
