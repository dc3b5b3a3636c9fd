"""From answers to the warning questions to an alert. No threshold, no suppression: what was ticked is told."""

from __future__ import annotations

from alerts.models import Severity, Tier
from alerts.rules.causes import Cause
from alerts.rules.evidence import of_answers
from sessions.models import CheckIn, Movement, Side
from sessions.progression.history import AthleteHistory
from sessions.progression.warning_questions import ADVICE, BY_KEY, WarningQuestion, most_urgent
from sessions.progression.wording import number

KEY = "red_flag"
VERSION = 1


def red_flag(check_in: CheckIn, history: AthleteHistory) -> Cause:
    """The cause for an alert in these answers, something of which is ticked. The most urgent tick decides the tier.

    Raises ValueError for "none of these".
    """
    tier = most_urgent(check_in.ticked)
    return Cause(
        athlete=check_in.athlete,
        rule=KEY,
        version=VERSION,
        severity=Severity.STOP,
        tier=Tier(tier.value),
        about=str(check_in.pk),
        sentence=_sentence(check_in),
        detail=ADVICE[tier].for_coach,
        evidence=of_answers(check_in, history),
        happened_at=check_in.answered_at,
    )


def _sentence(check_in: CheckIn) -> str:
    """Ticked “my knee locked: …” and two more, in squats, right knee."""
    ticked = sorted((BY_KEY[key] for key in check_in.ticked), key=lambda one: one.tier)
    more = f" and {number(len(ticked) - 1)} more" if len(ticked) > 1 else ""
    movement = f" in {Movement(check_in.movement).label}" if check_in.movement else ""
    side = f", {Side(check_in.side).label}" if check_in.side else ""
    return f"Ticked “{_within(ticked[0])}”{more}{movement}{side}."


def _within(question: WarningQuestion) -> str:
    """The question as it stands within a sentence: “I” keeps its capital."""
    text = question.text
    return text if text.startswith("I ") else text[0].lower() + text[1:]
