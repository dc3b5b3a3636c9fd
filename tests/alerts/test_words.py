"""No text that reaches people names a cause, predicts or permits; each word for pain is "pain"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import alerts
from alerts.channels.email.message import compose
from alerts.models import Alert, AlertState, Delivery, DeliveryState, Severity, Tier, TransitionKind
from alerts.selectors.facts import facts
from alerts.selectors.receipts import receipts
from alerts.selectors.timeline import timeline
from sessions.progression.warning_questions import BY_KEY
from tests.alerts.acting import a_morning, hurts, measured, morning_after, tick, weeks_of_training
from tests.world import World

BANNED = re.compile(
    r"\b(diagnos\w*|injury risk|tears?\b|torn|treat\w*|cures?\b|cured|safe to train|cleared|"
    r"(ab)?normal knees?|tendinitis|discomfort|ache\w*)",
    re.IGNORECASE,
)
LITERAL = re.compile(r'"([^"\n]{6,})"|“([^”\n]+)”')


def of_the_source() -> Iterator[tuple[str, str]]:
    """Every string of the app's code and templates."""
    folder = Path(alerts.__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("templates/**/*.*")]):
        if "migrations" not in path.parts:
            yield path.relative_to(folder).as_posix(), path.read_text("utf-8")


@pytest.mark.parametrize(("path", "text"), tuple(of_the_source()), ids=lambda value: value if len(value) < 60 else "")
def test_none_in_the_app_s_own_strings(path: str, text: str) -> None:
    strings = text if path.startswith("templates") else " ".join(a or b for a, b in LITERAL.findall(text))
    assert not BANNED.findall(strings)


def everything_said(world: World, alert: Alert) -> Iterator[str]:
    """All that people read about one alert."""
    yield from (alert.sentence, alert.detail)
    yield from (f"{fact.label}: {fact.text}" for fact in facts(alert, "kg"))
    yield from (f"{row.say}. {row.note}" for row in receipts(alert, world.coach.actor))
    yield from (f"{step.what}. {step.note}" for step in timeline(alert, world.coach.actor))
    for mail in Delivery.objects.filter(transition__alert=alert, channel="email"):
        message = compose(mail, to="coach@example.org")
        yield from (str(message.subject), str(message.body), str(message.alternatives[0][0]))


def test_none_in_anything_that_is_said_of_any_alert(scoped: World) -> None:
    for days_ago in (5, 4):
        measured(scoped.maya, verdict="clear_drift", days_ago=days_ago)
    morning_after(scoped.maya, before=1, after=4, days_ago=3)
    hurts(scoped.maya, 9, days_ago=1)
    a_morning(scoped.maya)
    weeks_of_training(scoped.samira, until=12)
    a_morning(scoped.samira)
    tick(scoped.maya, *BY_KEY)
    rules = {alert.rule for alert in Alert.objects.all()}
    assert rules == {"tracking.drift", "pain.next_morning_rise", "pain.during_high", "log.silent", "red_flag"}
    said = [text for alert in Alert.objects.all() for text in everything_said(scoped, alert)]
    assert len(said) > 60
    assert not [text for text in said if BANNED.findall(text)]


def test_the_check_itself_finds_them() -> None:
    for text in ("a diagnosis", "Treat it", "a tear", "safe to train", "an abnormal knee", "injury risk"):
        assert BANNED.findall(text)
    assert not BANNED.findall("To be looked at today or tomorrow by urgent care, a doctor or a physiotherapist.")


def test_every_mail_says_what_this_is_and_is_not(scoped: World) -> None:
    tick(scoped.maya)
    hurts(scoped.samira, 8)
    for mail in Delivery.objects.filter(channel="email"):
        message = compose(mail, to="coach@example.org")
        for text in (str(message.body), str(message.alternatives[0][0])):
            assert "CoachHub cannot tell what is causing it." in text
            assert "Education, not medical advice." in text


def test_no_sentence_longer_than_its_column(scoped: World) -> None:
    tick(scoped.maya, *BY_KEY)
    assert max(len(alert.sentence) for alert in Alert.objects.all()) <= 300


@pytest.mark.parametrize("words", [Severity, Tier, AlertState, TransitionKind, DeliveryState])
def test_every_state_has_words_of_its_own(words: type[Severity]) -> None:
    labels = [str(label) for label in words.labels]
    assert len(set(labels)) == len(labels)
    assert all(labels)
