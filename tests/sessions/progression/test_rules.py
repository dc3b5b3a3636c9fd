"""What holds for every rule over any history at all."""

import ast
import re
import sys
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression import rules
from sessions.progression.findings import REGISTRY, Finding, Rule, Threshold
from sessions.progression.history import AthleteHistory, TrackingVerdict
from tests.sessions.progression.building import day, history, moment, session, squats, three_a_week, video, weekly
from tests.sessions.progression.strategies import TODAY, histories, quick

SOURCE = Path(rules.__file__).parents[1]
KEYS = {
    "load.week_change",
    "load.single_lift_jump",
    "load.hard_session_spacing",
    "load.hard_in_a_row",
    "load.intensity_jump",
    "log.silent",
    "pain.during_high",
    "pain.next_morning_rise",
    "pain.trend",
    "pain.persists",
    "pain.up_on_less_load",
    "tracking.drift",
}
HARD: dict[str, Any] = {"session_rpe": 9}
TELLING = {
    "load.week_change": history(day(3), weekly(1000, 1000, 1000, 1000, 1400)),
    "load.single_lift_jump": history(day(0), [session(day(-7), squats(100)), session(day(0), squats(120))]),
    "load.hard_session_spacing": history(
        day(3),
        [session(day(0), squats(100), pain_worst=5, **HARD), session(day(3), squats(100), clock="08:00", **HARD)],
    ),
    "load.hard_in_a_row": history(day(0), [session(day(d), squats(100), **HARD) for d in range(-10, 1)]),
    "load.intensity_jump": history(
        day(0),
        [*(session(day(d), squats(60, rpe=6)) for d in range(-20, 0, 4)), session(day(0), squats(100))],
    ),
    "log.silent": history(day(30), three_a_week(8)),
    "pain.during_high": history(day(0), [session(day(0), pain_worst=10)]),
    "pain.next_morning_rise": history(
        day(0), [session(day(d), pain_before=1, pain_next_morning=4 + d % 2) for d in range(-9, 0)]
    ),
    "pain.trend": history(day(0), [session(day(d), pain_worst=1 if d < -8 else 7) for d in range(-20, 1, 2)]),
    "pain.persists": history(day(16), [session(day(d), pain_worst=1 if d < -8 else 6) for d in range(-30, 17, 2)]),
    "pain.up_on_less_load": history(
        day(16),
        [session(day(d), squats(100 if d < 0 else 60), pain_worst=1 if d < -8 else 6) for d in range(-40, 17, 2)],
    ),
    "tracking.drift": history(day(0), (), [video(day(d), TrackingVerdict.CLEAR_DRIFT) for d in range(-20, 1, 5)]),
}
OURS = [REGISTRY[key] for key in sorted(KEYS)]
BANNED = re.compile(
    r"\b(diagnos\w*|injur\w*|risk\w*|tears?|treat\w*|cures?|safe\w*|cleared|(ab)?normal\w*|tendin\w*|"
    r"cause[sd]?|causing|because|will|should|must|may|he|she|his|her|discomfort)\b",
    re.IGNORECASE,
)


def said(history: AthleteHistory) -> list[Finding]:
    """Every finding of every rule, each also with its numbers at their most talkative and their most silent."""
    found = []
    for rule in OURS:
        low = {t.name: t.minimum for t in rule.thresholds}
        high = {t.name: t.maximum for t in rule.thresholds}
        for made in (rule, rule.with_thresholds(low), rule.with_thresholds(high)):
            finding = made.evaluate(history)
            if finding is not None:
                found.append(finding)
    return found


def test_every_rule_is_registered_by_importing_the_package() -> None:
    assert set(REGISTRY) >= KEYS


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.key)
def test_every_rule_says_what_it_does_and_where_its_numbers_come_from(rule: Rule) -> None:
    assert rule.__doc__
    assert re.search(r"default|\d{4}", rule.source)
    assert rule.version >= 1


def check_wording(finding: Finding) -> None:
    assert re.fullmatch(r"[A-Z]([^.!?]|\d\.\d)*\.", finding.sentence), finding.sentence
    assert len(finding.sentence) <= 100, finding.sentence
    assert not re.search(r"\b(None|nan|inf)\b", finding.sentence), finding.sentence
    for text in (finding.sentence, finding.source, finding.reason, *(r.label for r in finding.readings)):
        assert not BANNED.search(text), text


@pytest.mark.parametrize(
    ("key", "thresholds"),
    {
        "load.week_change": [
            Threshold("note", 15, "%", 15, 5, 50, None),
            Threshold("strong", 30, "%", 30, 10, 100, None),
        ],
        "load.single_lift_jump": [Threshold("above", 10, "%", 10, 2, 50, None)],
        "load.hard_session_spacing": [
            Threshold("hours", 48, "h", 48, 24, 96, None),
            Threshold("hours_after_pain", 72, "h", 72, 48, 120, None),
        ],
        "load.hard_in_a_row": [Threshold("sessions", 3, "sessions", 3, 2, 6, None)],
        "load.intensity_jump": [Threshold("points", 15, "% of 1RM", 15, 5, 40, None)],
        "log.silent": [
            Threshold("gaps", 3, "usual gaps", 3, 1.5, 8, None),
            Threshold("days", 7, "days", 7, 3, 28, None),
        ],
        "pain.during_high": [Threshold("above", 5, "of 10", 5, 3, 5, "lower")],
        "pain.next_morning_rise": [Threshold("rise", 2, "points", 2, 1, 2, "lower")],
        "pain.trend": [
            Threshold("rise", 1.5, "points", 1.5, 1, 1.5, "lower"),
            Threshold("level", 2, "of 10", 2, 1, 2, "lower"),
            Threshold("ratio", 3, "standard errors", 3, 2, 3, "lower"),
        ],
        "pain.persists": [
            Threshold("days", 14, "days", 14, 7, 14, "lower"),
            Threshold("rise", 2, "points", 2, 1, 2, "lower"),
        ],
        "pain.up_on_less_load": [
            Threshold("less", 20, "%", 20, 10, 20, "lower"),
            Threshold("rise", 2, "points", 2, 1.5, 2, "lower"),
            Threshold("level", 4, "of 10", 4, 3, 4, "lower"),
        ],
        "tracking.drift": [Threshold("videos", 2, "videos", 2, 1, 5, None)],
    }.items(),
)
def test_what_a_coach_may_move_and_how_far(key: str, thresholds: list[Threshold]) -> None:
    assert list(REGISTRY[key].thresholds) == thresholds


@quick
@given(histories)
def test_a_finding_is_one_plain_sentence_without_a_forbidden_word(history: AthleteHistory) -> None:
    for finding in said(history):
        check_wording(finding)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_each_rule_has_something_to_say_and_says_it_in_allowed_words(key: str) -> None:
    finding = REGISTRY[key].evaluate(TELLING[key])
    assert finding is not None
    assert finding.rule == key
    check_wording(finding)


@pytest.mark.parametrize(
    "sentence", ["Rest will cure it.", "She has a tear.", "Cleared.", "Injury risk is high.", "It is abnormal."]
)
def test_the_word_check_can_fail(sentence: str) -> None:
    assert BANNED.search(sentence)


@quick
@given(histories)
def test_a_finding_carries_readings_with_units_and_its_thresholds(history: AthleteHistory) -> None:
    for finding in said(history):
        assert finding.readings
        assert all(reading.unit for reading in finding.readings)
        assert {t.name for t in finding.thresholds} == {t.name for t in REGISTRY[finding.rule].thresholds}
        assert finding.about
        assert finding.source


@quick
@given(histories, st.randoms(use_true_random=False))
def test_late_entries_give_the_same_findings_as_entries_in_order(history: AthleteHistory, random: Random) -> None:
    sessions, tracking = list(history.sessions), list(history.tracking)
    random.shuffle(sessions)
    random.shuffle(tracking)
    assert said(AthleteHistory(history.at, history.today, tuple(sessions), tuple(tracking))) == said(history)


@quick
@given(histories, st.integers(1, 40))
def test_a_replay_of_a_past_day_does_not_see_what_came_after(whole: AthleteHistory, days_back: int) -> None:
    """A day's answer is the same whether the later log is already there or has not been written yet."""
    today = TODAY - timedelta(days=days_back)
    at = moment(today, "23:00")
    written = [s for s in whole.sessions if s.day <= today]
    known_then = AthleteHistory.up_to(at, today, written, (t for t in whole.tracking if t.filmed_at <= at))
    assert said(AthleteHistory.up_to(at, today, whole.sessions, whole.tracking)) == said(known_then)


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.stem)
def test_the_knowledge_imports_the_standard_library_and_itself_only(path: Path) -> None:
    for module in imported_modules(path):
        ours = module == "sessions.progression" or module.startswith("sessions.progression.")
        assert ours or module.split(".")[0] in sys.stdlib_module_names, module
