"""The frozen evidence as a coach reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert
from alerts.selectors.facts import Reading, facts
from sessions.models import TrainingSet
from tests.alerts.acting import a_morning, answers, hurts, measured, morning_after, only_alert, tick
from tests.world import World, log, squats


def told(alert: Alert, unit: str = "kg") -> dict[str, str]:
    return {fact.label: fact.text for fact in facts(alert, unit)}


def test_what_was_known_when_it_was_ticked(scoped: World) -> None:
    for weeks in range(5, 0, -1):
        log(scoped.maya, squats(days_ago=7 * weeks, pain=1))
    measured(scoped.maya, verdict="in_line", days_ago=4, dkasr=0.01)
    log(scoped.maya, squats(load=105, reps=3, rpe=8, before=2, pain=6))
    tick(scoped.maya, "stuck")
    said = told(Alert.objects.get(rule="red_flag"))
    filmed = timezone.localtime(timezone.now() - timedelta(days=4))
    assert said["Other questions"] == "13 answered, none ticked"
    assert said["While doing"] == "Back squat, four sets, heaviest 3 × 105 kg, RPE 8"
    assert said["Pain"] == "2 before, 6 during (0 = no pain)"
    assert said["Last video"] == f"in line, {filmed:%a}, +0.01 (−0.03 to +0.05)"
    assert said["Paused"] == "squats, until the athlete or a coach marks it as checked"
    assert said["Leg load"].endswith("against the four weeks before")


def test_in_the_reader_s_unit(scoped: World) -> None:
    log(scoped.maya, squats(load=100, reps=3, sets=1))
    tick(scoped.maya)
    assert told(only_alert(), "lb")["While doing"] == "Back squat, one set, heaviest 3 × 220.5 lb, RPE 7"


def test_what_was_not_known_is_said_not_to_be(scoped: World) -> None:
    tick(scoped.maya)
    said = told(only_alert())
    assert said["Pain"] == "not logged"
    assert said["Leg load"] == "cannot tell"
    assert said["Last video"] == "none"
    assert "While doing" not in said


def test_half_of_the_pain_is_half(scoped: World) -> None:
    log(scoped.maya, squats(before=3))
    tick(scoped.maya)
    assert told(only_alert())["Pain"] == "3 before (0 = no pain)"


def test_no_pain_at_all_is_a_number(scoped: World) -> None:
    log(scoped.maya, squats(before=0, pain=0))
    tick(scoped.maya)
    assert told(only_alert())["Pain"] == "0 before, 0 during (0 = no pain)"


def test_the_other_ticks_most_urgent_first(scoped: World) -> None:
    tick(scoped.maya, "swollen", "numb_cold", "stuck")
    said = told(only_alert())
    assert said["Also ticked"].startswith("“My knee locked")
    assert said["Also ticked"].endswith("“It has swollen, after training or otherwise”")
    assert said["Other questions"] == "11 answered, none ticked"


@pytest.mark.parametrize(
    ("verdict", "certain", "words"),
    [
        ("some_drift", True, "some drift, today, −0.20 (−0.24 to −0.16)"),
        ("some_drift", False, "some drift, uncertain, today, −0.20 (−0.24 to −0.16)"),
        ("cannot_tell", True, "cannot tell, today"),
    ],
)
def test_a_video_with_its_certainty(scoped: World, verdict: str, certain: bool, words: str) -> None:
    analysis = measured(scoped.maya, verdict=verdict)
    if not certain:
        analysis.certain = False
        analysis.save()
    tick(scoped.maya)
    assert told(only_alert())["Last video"] == words


def test_all_leg_work_when_no_pattern_was_named(scoped: World) -> None:
    tick(scoped.maya, entry=answers("stuck", movement=""))
    assert told(only_alert())["Paused"].startswith("all leg work, until")


def test_a_rule_s_readings_with_their_units_and_days(scoped: World) -> None:
    hurts(scoped.maya, 8, days_ago=1)
    assert told(only_alert()) == {"Worst pain while training": "8 of 10, yesterday"}


def test_a_reading_has_one_decimal_place_at_the_most(scoped: World) -> None:
    hurts(scoped.maya, 8, days_ago=1)
    alert = only_alert()
    alert.evidence["readings"][0]["value"] = 2.71996
    assert told(alert) == {"Worst pain while training": "2.7 of 10, yesterday"}


def test_before_and_after_of_the_morning_after(scoped: World) -> None:
    morning_after(scoped.maya, before=1, after=4, days_ago=1)
    with timezone.override(scoped.maya.athlete.zone):
        assert told(only_alert()) == {
            "Pain before": "1 of 10, yesterday",
            "Pain the morning after": "4 of 10, today",
        }


def test_drift_with_its_range(scoped: World) -> None:
    for days_ago in (1, 0):
        measured(scoped.maya, verdict="clear_drift", days_ago=days_ago)
    a_morning(scoped.maya)
    texts = [fact.text for fact in facts(Alert.objects.get(rule="tracking.drift"), "kg")]
    assert texts == ["−0.20 (−0.24 to −0.16), yesterday; −0.20 (−0.24 to −0.16), today"]


def test_readings_of_one_kind_stand_in_one_row_each_with_its_day(scoped: World) -> None:
    hurts(scoped.maya, 8, days_ago=1)
    alert = only_alert()
    first = alert.evidence["readings"][0]
    alert.evidence["readings"] = [first, {**first, "label": "usual", "value": 1}, {**first, "value": 6}]
    worst, usual = facts(alert, "kg")
    assert (worst.label, worst.text) == ("Worst pain while training", "8 of 10, yesterday; 6 of 10, yesterday")
    assert worst.readings == (Reading("8 of 10", "yesterday"), Reading("6 of 10", "yesterday"))
    assert (usual.label, usual.text) == ("Usual", "1 of 10, yesterday")


@pytest.mark.parametrize(
    ("label", "unit", "words"),
    [
        ("leg load of the week", "kg", "12.5 t, yesterday"),
        ("leg load of the week", "lb", "27.6 klb, yesterday"),
        ("hard leg session, volume load", "kg", "12.5 t, yesterday"),
        ("Back squat, top set", "kg", "12\N{NARROW NO-BREAK SPACE}500 kg, yesterday"),
    ],
)
def test_what_sums_up_a_session_or_a_week_is_in_tonnes(scoped: World, label: str, unit: str, words: str) -> None:
    hurts(scoped.maya, 8, days_ago=1)
    alert = only_alert()
    alert.evidence["readings"] = [{**alert.evidence["readings"][0], "label": label, "value": 12_500, "unit": "kg"}]
    assert list(told(alert, unit).values()) == [words]


def test_a_correction_afterwards_does_not_change_what_was_frozen(scoped: World) -> None:
    log(scoped.maya, squats(load=105, reps=3, sets=1))
    tick(scoped.maya)
    before = told(only_alert())
    TrainingSet.objects.update(reps=12)
    assert told(only_alert()) == before
