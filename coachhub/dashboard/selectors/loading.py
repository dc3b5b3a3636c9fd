"""Sentences about warm-up ramps, and the folded-away descriptions of load, of an athlete's page."""

from __future__ import annotations

from dataclasses import dataclass

from coachhub.core import saying
from sessions.progression.history import AthleteHistory
from sessions.progression.monotony import monotony_strain
from sessions.progression.ramps import LEAST_EACH, count_ramps, pain_beside_ramps
from sessions.progression.ratio import CHRONIC_DAYS, rolling_acwr

CANNOT_TELL = "cannot tell"
WEEK = 7


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence on what was logged, and how it is counted."""

    says: str
    how: str


@dataclass(frozen=True, slots=True)
class Described:
    """A number that describes the load: its value with unit, what it is, what it is not, and where it comes from."""

    name: str
    value: str
    what: str
    not_this: str
    source: str


RAMP = (
    "A ramp: at least two sets that rise, the first at most half of the work load, no step over a quarter of it "
    "(default)."
)
EACH = f"At least {LEAST_EACH} of each are compared (default)."


def ramp_lines(history: AthleteHistory) -> tuple[Counted, ...]:
    """In how many of the last leg sessions a ramp was logged, and pain beside it; none before the first leg session."""
    count = count_ramps(history)
    judged = count.present + count.missing
    if not judged:
        cannot = Counted("Warm-up ramp: cannot tell, no leg session has loads that show one.", RAMP)
        return (cannot,) if count.unknown else ()
    unknown = f"; {count.unknown} more cannot be told" if count.unknown else ""
    if judged == 1:
        of = f"{'' if count.present else 'not '}logged in the one leg session that shows it"
    else:
        of = f"logged in {count.present} of the last {judged} leg sessions"
    return Counted(f"Warm-up ramp {of}{unknown}.", RAMP), _pain_line(history)


def _pain_line(history: AthleteHistory) -> Counted:
    pain = pain_beside_ramps(history.sessions)
    if pain.mean_with is None or pain.mean_without is None:
        says = (
            "Pain in the first leg lift with and without a ramp: cannot tell, it was said of "
            f"{pain.with_ramp or 'none'} with one and {pain.without or 'none'} without."
        )
        return Counted(says, EACH)
    says = (
        f"Worst pain in the first leg lift, of 10: {pain.mean_without:.1f} on average in {pain.without} without "
        f"a ramp, {pain.mean_with:.1f} in {pain.with_ramp} with one, over sixteen weeks."
    )
    return Counted(says, f"An association, nothing more. {EACH}")


def described(history: AthleteHistory, unit: str) -> tuple[Described, ...]:
    """Monotony, strain and the ratio of recent to longer leg load; none before the first session."""
    if not history.sessions:
        return ()
    week = monotony_strain(history.leg_load_by_day(WEEK))
    month = rolling_acwr(history.leg_load_by_day(CHRONIC_DAYS))
    strain = None if week is None or week.strain is None else saying.in_unit(week.strain, unit)
    return (
        Described(
            "Monotony",
            _number(None if week is None else week.monotony),
            "Mean leg load of the last seven days, rest days as 0, divided by their standard deviation (of a sample). "
            "No unit. Cannot be told with a day of unknown load, or when all days are alike.",
            "Not a measure of how well somebody recovers, and no limit holds for everybody.",
            "Foster 1998, there from session RPE; from volume load here, our default",
        ),
        Described(
            "Strain",
            CANNOT_TELL if strain is None else f"{saying.grouped(strain, 0)} {unit}",
            f"Leg load of the last seven days times their monotony, in {unit} of volume load.",
            "Not comparable between athletes: it grows with body, lifts and plan.",
            "Foster 1998",
        ),
        Described(
            "Acute to chronic load ratio",
            _number(None if month is None else month.uncoupled),
            "Mean daily leg load of the last 7 days divided by that of the 21 days before them. No unit. "
            "Cannot be told before day 28, or with a day of unknown load.",
            "Not a forecast: ratios with random longer loads go along with complaints just as well, "
            "and a trial of managing load by it changed nothing.",
            "Lolli 2019; Impellizzeri 2021; Dalen-Lorentsen 2021",
        ),
    )


def _number(value: float | None) -> str:
    return CANNOT_TELL if value is None else f"{value:.2f}"
