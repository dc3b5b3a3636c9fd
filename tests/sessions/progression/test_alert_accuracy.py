"""The figures of the pain trend: the page says what was measured, of the rule as it is; and how they come about."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.alert_accuracy import chosen, cohort, days_of, delays, false_alerts, figure, found_figures, simple
from bench.reporters import KINDS, MORE_KINDS, Change, Kind, make
from sessions.progression.pain_days import PainDay
from sessions.progression.pain_rise import LEAST_RATIO, LEAST_RISE

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "pain-trend.md").read_text(encoding="utf-8")
MEASURED: dict[str, Any] = json.loads((DOCS / "pain-trend.json").read_text(encoding="utf-8"))
TEN, THIRTY = MEASURED["missing_10%"], MEASURED["missing_30%"]


def cell(one: dict[str, float | None], decimals: int = 0, scale: int = 1) -> str:
    value, low, high = (
        "–" if v is None else f"{v * scale:.{decimals}f}" for v in (one["value"], one["low"], one["high"])
    )
    return f"{value} ({low}–{high})"


def row(figures: dict[str, Any]) -> str:
    return " | ".join(
        [
            cell(figures["false_alerts_a_month"], 2),
            cell(figures["median_delay_days"]),
            cell(figures["delay_days_90th"]),
            cell(figures["not_found_in_8_weeks"], 1, 100),
        ]
    )


def test_the_figures_are_of_the_rule_as_it_is() -> None:
    assert MEASURED["limits"] == {"rise": LEAST_RISE, "ratio": LEAST_RATIO}
    assert MEASURED["budget_kinds"] == list(KINDS)
    assert set(TEN["chosen"]["by_kind"]) == set(KINDS) | set(MORE_KINDS)


def test_the_page_says_what_was_measured() -> None:
    for measured, share in ((TEN, "10 %"), (THIRTY, "30 %")):
        for rule, name in (("chosen", "**pain.trend**"), ("simple", "simple rule")):
            assert f"| {name}, {share} missing | {row(measured[rule])} |" in PAGE
    for kind, figures in TEN["chosen"]["by_kind"].items():
        other = TEN["simple"]["by_kind"][kind]["false_alerts_a_month"]
        assert f"| {kind} | {row(figures)} | {cell(other, 2)} |" in PAGE
    for rule, name in (("chosen", "pain.trend"), ("simple", "simple")):
        for point in MEASURED["curve"][rule]:
            assert f"| {name} {point['threshold']} | {row(point)} |" in PAGE


def test_it_keeps_its_budget_and_is_better_than_the_simple_rule_at_both_errors() -> None:
    ours, other = TEN["chosen"], TEN["simple"]
    assert ours["false_alerts_a_month"]["value"] <= 0.10
    assert all(ours["by_kind"][kind]["false_alerts_a_month"]["value"] <= 0.20 for kind in KINDS)
    assert ours["median_delay_days"]["value"] <= 12
    assert ours["delay_days_90th"]["value"] <= 26
    assert ours["not_found_in_8_weeks"]["value"] <= 0.02
    assert THIRTY["chosen"]["median_delay_days"]["value"] <= 14
    assert THIRTY["chosen"]["delay_days_90th"]["value"] <= 31
    for key in ("false_alerts_a_month", "median_delay_days", "delay_days_90th", "not_found_in_8_weeks"):
        assert ours[key]["value"] < other[key]["value"]


def made(seed: int = 1, kind: Kind = KINDS["moderate"], change: Change = Change.NONE, missing: float = 0.1) -> Any:
    return make(np.random.default_rng(seed), kind, change, missing)


def test_a_made_athlete_is_the_same_again_from_the_same_seed() -> None:
    assert days_of(made(3)) == days_of(made(3)) != days_of(made(4))


def test_answers_are_whole_from_0_to_10_and_the_worst_is_not_below_the_beginning() -> None:
    for kind in (*KINDS.values(), *MORE_KINDS.values()):
        answers = made(5, kind, Change.RISE, missing=0.0).answers
        known = answers[~np.isnan(answers)]
        assert ((known >= 0) & (known <= 10) & (known % kind.step_of == 0)).all()
        if not kind.only_worst:
            assert (answers[:, 1] >= answers[:, 0]).all()


def test_so_many_sessions_are_without_an_answer() -> None:
    empty = [np.isnan(made(seed, missing=0.3).answers).all(axis=1).mean() for seed in range(60)]
    assert np.mean(empty) == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize(("change", "least"), [(Change.RISE, 2.0), (Change.STEP, 1.5)])
def test_a_change_raises_the_answers_from_its_day_on(change: Change, least: float) -> None:
    rises = []
    for seed in range(40):
        one = made(seed, Kind(2.0, 0.5), change, missing=0.0)
        assert 28 <= one.onset < 56
        worst = one.answers[:, 1]
        rises.append(worst[one.days >= one.onset + 28].mean() - worst[one.days < one.onset].mean())
    assert np.mean(rises) > least


def test_stable_athletes_have_no_change() -> None:
    assert made().onset is None


def days(*worst: int) -> tuple[PainDay, ...]:
    return tuple(PainDay(1 + 2 * i, w, w, w, w) for i, w in enumerate(worst))


def test_both_rules_are_asked_evening_by_evening() -> None:
    risen = days(1, 2, 1, 1, 2, 1, 2, 1, 1, 2, *[5] * 10)
    assert chosen(risen) == [23]
    assert simple(risen) == [23]


def test_delay_is_to_the_first_alert_from_the_change_on_and_endless_without_one() -> None:
    risen = days(1, 2, 1, 1, 2, 1, 2, 1, 1, 2, *[5] * 10)
    assert delays(chosen, [(risen, 21), (risen, 23), (risen, 24), (days(1, 1, 1), 1)]) == [2, 0, np.inf, np.inf]


def test_false_alerts_are_counted_a_month() -> None:
    """One alert in sixteen weeks, which are 3.68 months."""
    risen = days(1, 2, 1, 1, 2, 1, 2, 1, 1, 2, *[5] * 10)
    assert false_alerts(chosen, [risen, days(1, 1)]) == pytest.approx([30.44 / 112, 0])


def test_a_figure_has_an_interval_around_it() -> None:
    got = figure([0.0, 1.0] * 50, np.mean, seed=1)
    assert got["value"] == 0.5
    assert 0.35 < got["low"] < 0.5 < got["high"] < 0.65


def test_what_was_never_found_counts_and_is_null_where_it_is_the_answer() -> None:
    got = found_figures([5.0, 10.0, 15.0, np.inf, np.inf], seed=1)
    assert got["median_delay_days"]["value"] == 15.0
    assert got["delay_days_90th"]["value"] is None
    assert got["not_found_in_8_weeks"]["value"] == 0.4


def test_a_few_made_athletes_end_to_end() -> None:
    some = cohort(7, KINDS["quiet"], 6, 0.1)
    assert sum(false_alerts(chosen, some.stable)) == 0
    assert np.median(delays(chosen, some.changed)) < 30
