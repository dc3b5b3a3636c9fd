"""False alerts and delay of the pain trend on made-up athletes, beside the simple rule: `make bench-alerts`.

Each session evening is evaluated with what was known then, as live evaluation does. Prints one JSON document.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bench.figures import Json
from bench.reporters import KINDS, MORE_KINDS, WEEKS, Kind, Made, changed, stable
from sessions.progression.pain_days import PainDay
from sessions.progression.pain_rise import LEAST_RATIO, LEAST_RISE, Limits
from sessions.progression.pain_trend import LIMIT_SDS, pain_trend
from sessions.progression.pain_watch import open_rise

Floats = NDArray[np.float64]
Rule = Callable[[Sequence[PainDay]], list[int]]
MONTH_DAYS = 30.44
LATEST_DAYS = 56
MISSING = (0.1, 0.3)
RATIOS = (2.0, 2.4, LEAST_RATIO, 3.4, 4.0)
LIMITS_SDS = (1.9, 2.3, LIMIT_SDS, 3.2, 3.8)
RESAMPLES = 1000


def chosen(days: Sequence[PainDay], limits: Limits | None = None) -> list[int]:
    """The days on which the rule that alerts speaks."""
    found = (open_rise(days[: i + 1], limits or Limits()) for i in range(len(days)))
    return [day.day for day, rise in zip(days, found, strict=True) if rise is not None and rise.day == day.day]


def simple(days: Sequence[PainDay], limit_sds: float = LIMIT_SDS) -> list[int]:
    """The days on which the simple rule speaks, on the worst pain."""
    return [alert.day for alert in pain_trend(((one.day, one.worst) for one in days), limit_sds=limit_sds).alerts]


def days_of(made: Made) -> tuple[PainDay, ...]:
    """A made athlete's answers as days of pain; sessions without any are left out."""
    rows = zip(made.days.tolist(), made.answers.tolist(), strict=True)
    days = (PainDay(day + 1, *(None if answer != answer else int(answer) for answer in row)) for day, row in rows)
    return tuple(day for day in days if any(answer is not None for answer in day[1:]))


@dataclass(frozen=True)
class Cohort:
    """Made athletes of one kind at one share of missing logs: days of pain, and for changed ones the day of change."""

    stable: list[tuple[PainDay, ...]]
    changed: list[tuple[tuple[PainDay, ...], int]]


def cohort(seed: int, kind: Kind, count: int, missing: float) -> Cohort:
    """So many stable and so many changed athletes."""
    return Cohort(
        [days_of(made) for made in stable(seed, kind, count, missing)],
        [(days_of(made), made.onset + 1) for made in changed(seed + 1, kind, count, missing) if made.onset is not None],
    )


def false_alerts(rule: Rule, athletes: Iterable[Sequence[PainDay]]) -> list[float]:
    """Alerts a month of each stable athlete."""
    return [len(rule(days)) / (7 * WEEKS / MONTH_DAYS) for days in athletes]


def delays(rule: Rule, athletes: Iterable[tuple[Sequence[PainDay], int]]) -> list[float]:
    """Days from the change to the first alert from then on; endless where there is none."""
    return [next((float(day - onset) for day in rule(days) if day >= onset), np.inf) for days, onset in athletes]


def figure(values: Sequence[float], of: Callable[..., object], seed: int) -> Json:
    """A statistic of athletes, with its 95 % bootstrap interval over athletes; null: not found within the time."""
    drawn = np.random.default_rng(seed).choice(np.asarray(values), (RESAMPLES, len(values)))
    low, high = np.percentile(np.asarray(of(drawn, axis=1)), [2.5, 97.5], method="nearest")
    return {"value": _shown(of(np.asarray(values), axis=0)), "low": _shown(low), "high": _shown(high)}


def _shown(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return round(number, 3) if np.isfinite(number) else None


def _upper(values: Floats, axis: int) -> object:
    return np.percentile(values, 90, axis=axis, method="higher")


def _not_found(values: Floats, axis: int) -> object:
    return np.mean(values > LATEST_DAYS, axis=axis)


def found_figures(days: Sequence[float], seed: int) -> Json:
    """How soon a change is found."""
    return {
        "median_delay_days": figure(days, np.median, seed),
        "delay_days_90th": figure(days, _upper, seed),
        "not_found_in_8_weeks": figure(days, _not_found, seed),
    }


def accuracy(rule: Rule, cohorts: dict[str, Cohort], seed: int) -> Json:
    """All figures of one rule: over the four kinds of the budget together, and by kind of reporter."""
    alerts = {name: false_alerts(rule, one.stable) for name, one in cohorts.items()}
    late = {name: delays(rule, one.changed) for name, one in cohorts.items()}
    return {
        "false_alerts_a_month": figure(list(chain(*(alerts[name] for name in KINDS))), np.mean, seed),
        **found_figures(list(chain(*(late[name] for name in KINDS))), seed),
        "by_kind": {
            name: {"false_alerts_a_month": figure(alerts[name], np.mean, seed), **found_figures(late[name], seed)}
            for name in cohorts
        },
    }


def curve(cohorts: dict[str, Cohort]) -> Json:
    """False alerts against delay as the threshold moves, for both rules, over the four kinds."""
    rules: list[tuple[str, float, Rule]] = [
        *(("chosen", ratio, lambda days, r=ratio: chosen(days, Limits(ratio=r))) for ratio in RATIOS),
        *(("simple", sds, lambda days, s=sds: simple(days, s)) for sds in LIMITS_SDS),
    ]
    points: Json = {"chosen": [], "simple": []}
    for name, threshold, rule in rules:
        alerts = list(chain(*(false_alerts(rule, one.stable) for one in cohorts.values())))
        late = list(chain(*(delays(rule, one.changed) for one in cohorts.values())))
        point = {"threshold": threshold, "false_alerts_a_month": figure(alerts, np.mean, 0), **found_figures(late, 0)}
        points[name].append(point)
    return points


def document(seed: int, athletes: int) -> Json:
    """Everything measured."""
    both: dict[str, Rule] = {"chosen": chosen, "simple": simple}
    result: Json = {
        "what": "pain.trend on made-up athletes; intervals are 95 % bootstrap over athletes",
        "seed": seed,
        "athletes_of_a_kind": athletes,
        "limits": {"rise": LEAST_RISE, "ratio": LEAST_RATIO},
        "budget_kinds": list(KINDS),
    }
    for missing in MISSING:
        asked = {**KINDS, **MORE_KINDS} if missing == MISSING[0] else KINDS
        cohorts = {name: cohort(seed + 10 * i, kind, athletes, missing) for i, (name, kind) in enumerate(asked.items())}
        result[f"missing_{missing:.0%}"] = {name: accuracy(rule, cohorts, seed) for name, rule in both.items()}
    fewer = {
        name: cohort(seed + 10 * i, kind, max(1, athletes // 2), 0.1) for i, (name, kind) in enumerate(KINDS.items())
    }
    return result | {"curve": curve(fewer)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--athletes", type=int, default=200, help="stable and changed ones of each kind")
    options = parser.parse_args()
    print(json.dumps(document(options.seed, options.athletes), indent=1))


if __name__ == "__main__":
    main()
