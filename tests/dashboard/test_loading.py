"""Ramps, and the descriptions of load that are folded away, on an athlete's page."""

from __future__ import annotations

from datetime import timedelta
from statistics import stdev

import pytest
from django.urls import reverse

from coachhub.dashboard.selectors.loading import CANNOT_TELL, Described, described, ramp_lines
from sessions.progression.history import AthleteHistory, LiftRecord
from tests.phone.pages import BANNED, get, html_of, text_of
from tests.sessions.progression.building import MONDAY, bench, day, history, lift, session, volume, warm_up, work
from tests.sessions.progression.building import squats as lifted
from tests.world import World, log, squats

RAMPED = (warm_up(40), warm_up(60), warm_up(80), work(100))


def daily(*loads: float | None) -> AthleteHistory:
    """So much leg load on each day up to that Monday; 0 is a day of rest, None one with an unknown load."""
    first = MONDAY - timedelta(days=len(loads) - 1)
    return history(
        day(0),
        [
            session(first + timedelta(days=i), lifted(None) if kg is None else volume(kg))
            for i, kg in enumerate(loads)
            if kg != 0
        ],
    )


def values(past: AthleteHistory, unit: str = "kg") -> list[str]:
    return [one.value for one in described(past, unit)]


def lines(*lifts: LiftRecord) -> tuple[str, ...]:
    """What is said, without how it is counted."""
    return tuple(
        one.says for one in ramp_lines(history(day(0), [session(day(-i), one) for i, one in enumerate(lifts)]))
    )


class TestRamps:
    """How often there was one, and pain beside it."""

    def test_it_says_in_how_many_of_the_last_sessions(self) -> None:
        first, _ = lines(*[lift(*RAMPED)] * 3, lift(work(100)))
        assert first == "Warm-up ramp logged in 3 of the last 4 leg sessions."

    def test_it_says_how_that_is_counted(self) -> None:
        ramp, pain = ramp_lines(history(day(0), [session(day(0), lift(*RAMPED))]))
        assert ramp.how.startswith("A ramp: at least two sets that rise")
        assert pain.how == "At least 3 of each are compared (default)."

    def test_what_cannot_be_told_is_counted_apart(self) -> None:
        first, _ = lines(lift(*RAMPED), lift(work(None)))
        assert first == "Warm-up ramp logged in the one leg session that shows it; 1 more cannot be told."

    def test_one_session_is_no_share(self) -> None:
        assert lines(lift(*RAMPED))[0] == "Warm-up ramp logged in the one leg session that shows it."
        assert lines(lift(work(100)))[0] == "Warm-up ramp not logged in the one leg session that shows it."

    def test_only_unknown_loads_cannot_tell(self) -> None:
        assert lines(lift(work(None))) == ("Warm-up ramp: cannot tell, no leg session has loads that show one.",)

    def test_without_leg_sessions_nothing_is_said(self) -> None:
        assert lines(bench()) == ()
        assert lines() == ()

    def test_pain_with_and_without_with_counts_and_means(self) -> None:
        said = lines(*[lift(*RAMPED, pain=p) for p in (1, 2, 2)], *[lift(work(100), pain=p) for p in (3, 4, 4, 4)])
        assert said[1] == (
            "Worst pain in the first leg lift, of 10: 3.8 on average in 4 without a ramp, 1.7 in 3 with one, "
            "over sixteen weeks."
        )

    def test_a_comparison_is_called_an_association(self) -> None:
        lifts = [*[lift(*RAMPED, pain=1)] * 3, *[lift(work(100), pain=4)] * 3]
        compared = ramp_lines(history(day(0), [session(day(-i), one) for i, one in enumerate(lifts)]))[1]
        assert compared.how.startswith("An association, nothing more.")

    def test_too_few_to_compare(self) -> None:
        said = lines(*[lift(*RAMPED, pain=1)] * 3, *[lift(work(100), pain=6)] * 2)
        assert said[1] == (
            "Pain in the first leg lift with and without a ramp: cannot tell, it was said of 3 with one and 2 without."
        )
        assert lines(lift(work(100), pain=6))[1].endswith("it was said of none with one and 1 without.")


class TestDescribed:
    """Monotony, strain and the ratio, each with unit, meaning and limits."""

    def test_the_three_numbers_of_four_known_weeks(self) -> None:
        week = [1000.0, 0.0, 1000.0, 0.0, 1000.0, 0.0, 2000.0]
        monotony = (sum(week) / 7) / stdev(week)
        found = values(daily(*[1000.0, 0.0, 0.0] * 7, *week))
        assert found == [f"{monotony:.2f}", f"{5000 * monotony:,.0f} kg".replace(",", "\u202f"), "2.14"]

    def test_strain_is_in_the_readers_unit(self) -> None:
        past = daily(1000, 0, 1000, 0, 1000, 0, 2000)
        kg, lb = (float(values(past, unit)[1].rsplit(" ", 1)[0].replace("\u202f", "")) for unit in ("kg", "lb"))
        assert lb / kg == pytest.approx(1 / 0.45359237, rel=1e-3)
        assert values(past, "lb")[1].endswith(" lb")

    def test_before_day_28_there_is_no_ratio(self) -> None:
        assert values(daily(*[1000.0, 0.0, 0.0] * 9))[2] == CANNOT_TELL
        assert values(daily(*[1000.0, 0.0] * 14))[2] != CANNOT_TELL

    def test_an_unknown_day_is_never_a_day_of_rest(self) -> None:
        assert values(daily(*[1000.0, 0.0] * 13, 1000, None)) == [CANNOT_TELL] * 3

    def test_days_all_alike_have_no_monotony(self) -> None:
        assert values(daily(*[1000.0] * 28)) == [CANNOT_TELL, CANNOT_TELL, "1.00"]

    def test_without_sessions_there_is_nothing(self) -> None:
        assert described(history(day(0)), "kg") == ()

    def test_each_says_what_it_is_what_it_is_not_and_its_source(self) -> None:
        found: tuple[Described, ...] = described(daily(1000), "kg")
        assert [one.name for one in found] == ["Monotony", "Strain", "Acute to chronic load ratio"]
        for one in found:
            assert "nit" in one.what or " kg " in one.what
            assert one.not_this.startswith("Not ")
            assert any(year in one.source for year in ("1998", "2021"))
            assert not BANNED.search(f"{one.name} {one.what} {one.not_this} {one.source}")


def test_all_of_it_stands_on_the_athletes_page_the_numbers_folded_away(world: World) -> None:
    for days_ago in (8, 5, 2):
        log(world.maya, squats(days_ago=days_ago, load=80, pain=1))
    page = get(world.coach, reverse("athlete", args=[world.maya.athlete.pk]))
    shown = text_of(page)
    assert "of the last 3 leg sessions" in shown
    assert "Pain in the first leg lift with and without a ramp: cannot tell" in shown
    folded = html_of(page).split("Monotony, strain, load ratio</summary>")
    assert len(folded) == 2
    assert folded[0].rstrip().endswith('<details class="ch-table"><summary>')
    assert "Monotony" not in folded[0]
    assert "Acute to chronic load ratio" in folded[1].split("</details>")[0]
