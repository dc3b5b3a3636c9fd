"""Whether something has to be looked at first, and what the stop page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from alerts.models import UNRESOLVED, Alert, AlertState
from alerts.rules.evaluate import RED_FLAG
from alerts.rules.red_flags import KEY
from athletes.access import Actor
from coachhub.phone.stop_words import StopWords, stop_words
from sessions.emergency import Numbers, numbers_for
from sessions.models import CheckIn, Pause
from sessions.progression.warning_questions import ADVICE, BY_KEY, Advice, Tier, most_urgent


@dataclass(frozen=True, slots=True)
class Stop:
    """What one ticked answer asks for. `pauses` are those of it that are still in force."""

    check_in: CheckIn
    tier: Tier
    advice: Advice
    numbers: Numbers
    words: StopWords
    ticked: tuple[str, ...]
    pauses: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class LogStop:
    """A red flag that nobody ticked: what the log itself shows, since when, who should look, and which coach is on it.

    `on_it` is empty while nobody has acknowledged it.
    """

    sentence: str
    since: datetime
    advice: Advice
    on_it: str


def something_waits(actor: Actor) -> bool:
    """Whether a red flag is open, ticked or from the log: then nothing is said about how to train."""
    return _red_flags(actor).exists() or bool(paused(actor))


def log_stop(actor: Actor) -> LogStop | None:
    """The newest open red flag that comes from the log. One query."""
    mine = _red_flags(actor).exclude(rule=KEY).select_related("assigned_to__user")
    alert = mine.order_by("-happened_at").first()
    if alert is None:
        return None
    taken = alert.assigned_to if alert.state == AlertState.ACKNOWLEDGED else None
    return LogStop(alert.sentence, alert.happened_at, RED_FLAG, taken.user.name if taken else "")


def open_stop(actor: Actor) -> Stop | None:
    """The latest red flag that was ticked, while it is open: a coach has not closed it, or an exercise still waits."""
    if not _red_flags(actor).filter(rule=KEY).exists() and not paused(actor):
        return None
    latest = CheckIn.objects.visible_to(actor).filter(none_of_these=False).order_by("-answered_at").first()
    return _stop(actor, latest) if latest else None


def _red_flags(actor: Actor) -> QuerySet[Alert]:
    mine: QuerySet[Alert] = Alert.objects.visible_to(actor).filter(athlete=actor.athlete_id, state__in=UNRESOLVED)
    return mine.exclude(tier="")


def stop_of(actor: Actor, check_in_id: UUID) -> Stop:
    """The stop page of one of the actor's own answers; 404 for others' and for "none of these"."""
    check_in = CheckIn.objects.visible_to(actor).filter(pk=check_in_id, none_of_these=False).first()
    if check_in is None:
        raise Http404
    return _stop(actor, check_in)


def paused(actor: Actor) -> list[Pause]:
    """The exercises that wait until somebody has looked, longest waiting first."""
    pauses = Pause.objects.visible_to(actor).filter(checked_at=None).select_related("check_in")
    return list(pauses.order_by("since"))


def _stop(actor: Actor, check_in: CheckIn) -> Stop:
    tier = most_urgent(check_in.ticked)
    return Stop(
        check_in=check_in,
        tier=tier,
        advice=ADVICE[tier],
        numbers=numbers_for(actor.country),
        words=stop_words(check_in.movement),
        ticked=tuple(BY_KEY[key].text for key in sorted(check_in.ticked, key=lambda key: BY_KEY[key].tier)),
        pauses=tuple(pause for pause in paused(actor) if pause.movement == check_in.movement),
    )
