"""What pain that stays, and pain up on less load, would have told of made-up athletes: `python -m bench.pain_course`.

The reporters are those of the pain trend; on top of their answers come loads. Prints one JSON document.
"""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import numpy as np

from bench.alert_accuracy import MONTH_DAYS, Floats, figure
from bench.figures import Json
from bench.reporters import KINDS, WEEKS, Kind, Made, changed, stable
from sessions.progression.history import LiftRecord, SessionRecord, SetRecord
from sessions.progression.replay import Past, replay
from sessions.progression.rules.pain_course import Persists, UpOnLessLoad

FIRST = date(2026, 1, 5)
SESSION_KG = 100.0
NOISE = 0.12
LIGHTER_EVERY, LIGHTER_TO = 5, 0.55
LOWERED_AFTER, LOWERED_TO = 7, (0.5, 0.7)
"""A week after pain changed, the leg load goes down to so much of what it was; all numbers are ours."""
RULES = (Persists(), UpOnLessLoad())


class Load(StrEnum):
    """What the leg load does: ordinary weeks with a lighter one in five, or lowered for good at some time."""

    ORDINARY = "ordinary"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class Told:
    """On which days each rule spoke of one athlete, counted from the first day; `onset` None: a stable one."""

    days: dict[str, list[int]]
    onset: int | None


def sessions_of(rng: np.random.Generator, made: Made, load: Load, *, unlogged: float) -> tuple[SessionRecord, ...]:
    """A made athlete's sessions with squats; a share of them is not logged at all."""
    onset = made.onset if made.onset is not None else int(rng.integers(4 * 7, 8 * 7))
    share, phase = float(rng.uniform(*LOWERED_TO)), int(rng.integers(LIGHTER_EVERY))
    found = []
    for day, row in zip(made.days.tolist(), made.answers.tolist(), strict=True):
        kg = SESSION_KG * max(0.3, 1 + NOISE * float(rng.standard_normal()))
        if load is Load.LOWERED and day >= onset + LOWERED_AFTER:
            kg *= share
        elif (day // 7 + phase) % LIGHTER_EVERY == 0:
            kg *= LIGHTER_TO
        if rng.random() >= unlogged:
            found.append(_session(day, kg, [None if answer != answer else int(answer) for answer in row]))
    return tuple(found)


def _session(day: int, kg: float, answers: list[int | None]) -> SessionRecord:
    on = FIRST + timedelta(days=day)
    sets = (SetRecord(reps=5, load_kg=round(kg, 1), rpe=None, warm_up=False),) * 4
    before, worst, after, next_morning = answers
    return SessionRecord(
        id=str(day),
        started_at=datetime.combine(on, time(18), tzinfo=UTC),
        day=on,
        lifts=(LiftRecord("back_squat", "Back squat", "squat", is_leg=True, sets=sets),),
        pain_before=before,
        pain_worst=worst,
        pain_after=after,
        pain_next_morning=next_morning,
    )


def told(made: Iterable[Made], load: Load, seed: int, *, unlogged: float = 0.1) -> list[Told]:
    """Replay both rules over so many made athletes, as live evaluation would have looked."""
    rng = np.random.default_rng(seed)
    found = []
    for one in made:
        past = Past(sessions_of(rng, one, load, unlogged=unlogged), (), UTC)
        said = replay(RULES, past, since=FIRST, until=FIRST + timedelta(weeks=WEEKS))
        days = {rule.key: [(each.day - FIRST).days for each in said if each.finding.rule == rule.key] for rule in RULES}
        found.append(Told(days, one.onset))
    return found


def false_a_month(athletes: Iterable[Told], key: str) -> list[float]:
    """Alerts a month of each stable athlete."""
    return [len(one.days[key]) / (7 * WEEKS / MONTH_DAYS) for one in athletes]


def delays(athletes: Iterable[Told], key: str) -> list[float]:
    """Days from the change of pain to the first alert from then on; endless where there is none."""
    return [
        next((float(day - (one.onset or 0)) for day in one.days[key] if day >= (one.onset or 0)), np.inf)
        for one in athletes
    ]


def _found(values: Floats, axis: int) -> object:
    return np.mean(np.isfinite(values), axis=axis)


def document(seed: int, athletes: int) -> Json:
    """False alarms of stable athletes by kind and load, and how many changes are found and how soon."""
    result: Json = {"what": "pain.persists and pain.up_on_less_load on made-up athletes", "seed": seed}
    result["athletes_of_a_kind"] = athletes
    for load in Load:
        calm = {name: told(stable(seed + i, kind, athletes, 0.1), load, seed) for i, (name, kind) in _kinds()}
        risen = [
            one
            for i, (_, kind) in _kinds()
            for one in told(changed(seed + 50 + i, kind, athletes, 0.1), load, seed + 1)
        ]
        result[load.value] = {rule.key: _figures(calm, risen, rule.key, seed) for rule in RULES}
    return result


def _figures(calm: dict[str, list[Told]], risen: list[Told], key: str, seed: int) -> Json:
    every = [value for one in calm.values() for value in false_a_month(one, key)]
    late = delays(risen, key)
    median: Callable[..., object] = np.median
    return {
        "false_alerts_a_month": figure(every, np.mean, seed),
        "by_kind": {name: figure(false_a_month(one, key), np.mean, seed) for name, one in calm.items()},
        "found": figure(late, _found, seed),
        "median_delay_days_of_found": figure([one for one in late if np.isfinite(one)] or [np.inf], median, seed),
    }


def _kinds() -> Iterable[tuple[int, tuple[str, Kind]]]:
    return enumerate(KINDS.items())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--athletes", type=int, default=100, help="stable and changed ones of each kind")
    options = parser.parse_args()
    print(json.dumps(document(options.seed, options.athletes), indent=1))


if __name__ == "__main__":
    main()
