"""The frozen evidence in words, in the reader's unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from alerts.models import Alert
from alerts.rules.evidence import Evidence
from coachhub.core import saying
from sessions.models import Movement, Verdict
from sessions.progression.wording import number

Unit = str
VOLUMES = ("leg load", "volume load")
"""What readings in kg are called that sum up reps times load: tonnes, as on every other page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: what was read, with its unit, and on which day."""

    value: str
    day: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the evidence; `readings` are what `text` says of the log, one by one, and empty for answers."""

    label: str
    text: str
    readings: tuple[Reading, ...] = ()


def facts(alert: Alert, unit: Unit) -> tuple[Fact, ...]:
    """What was known when the alert's event was found; loads in `unit` (kg or lb)."""
    evidence: Evidence = alert.evidence
    if "ticked" in evidence:
        return tuple(_of_answers(evidence, unit))
    read: dict[str, list[Reading]] = {}
    for one in evidence["readings"]:
        read.setdefault(one["label"][0].upper() + one["label"][1:], []).append(_reading(one, unit))
    return tuple(
        Fact(label, "; ".join(f"{one.value}, {one.day}" for one in same), tuple(same)) for label, same in read.items()
    )


def _of_answers(evidence: Evidence, unit: Unit) -> Iterator[Fact]:
    ticked = len(evidence["ticked"])
    if ticked > 1:
        yield Fact("Also ticked", "; ".join(f"“{one['text']}”" for one in _most_urgent_first(evidence)[1:]))
    yield Fact("Other questions", f"{evidence['asked'] - ticked} answered, none ticked")
    for lift in evidence["lifts"]:
        yield Fact("While doing", _lift(lift, unit))
    before, worst = evidence["pain"]["before"], evidence["pain"]["worst"]
    said = [f"{value} {when}" for value, when in ((before, "before"), (worst, "during")) if value is not None]
    yield Fact("Pain", f"{', '.join(said)} (0 = no pain)" if said else "not logged")
    change = (evidence["leg_load"] or {}).get("on_four_weeks")
    yield Fact(
        "Leg load", "cannot tell" if change is None else f"{saying.percent(change)} against the four weeks before"
    )
    yield Fact("Last video", _video(evidence.get("video")))
    waits = str(Movement(evidence["movement"]).label) if evidence["movement"] else "all leg work"
    yield Fact("Paused", f"{waits}, until the athlete or a coach marks it as checked")


def _most_urgent_first(evidence: Evidence) -> list[dict[str, Any]]:
    return sorted(evidence["ticked"], key=lambda one: str(one["tier"]))


def _lift(lift: dict[str, Any], unit: Unit) -> str:
    """Back squat, four sets, heaviest 3 × 105 kg, RPE 8."""
    parts = [lift["name"], f"{number(lift['sets'])} {'set' if lift['sets'] == 1 else 'sets'}"]
    if lift["reps"] is not None:
        parts.append(f"heaviest {lift['reps']} × {saying.say_load(lift['load_kg'], unit)}")
    if lift["rpe"] is not None:
        parts.append(f"RPE {lift['rpe']:g}")
    return ", ".join(parts)


def _video(video: dict[str, Any] | None) -> str:
    """in line on 11 Sep, +0.01 (−0.04 to +0.05)."""
    if video is None:
        return "none"
    verdict = Verdict(video["verdict"]).label.lower()
    if not video["certain"] and video["verdict"] != Verdict.CANNOT_TELL:
        verdict += ", uncertain"
    said = f"{verdict}, {_day(video['at'])}"
    return said if video["dkasr"] is None else f"{said}, {_with_range(video, 2)}"


def _reading(one: dict[str, Any], unit: Unit) -> Reading:
    value, of = one["value"], one["unit"]
    if value is None:
        text = "not known"
    elif of == "kg" and any(volume in one["label"] for volume in VOLUMES):
        text = saying.say_volume(value, unit)
    elif of == "kg":
        text = saying.say_load(value, unit)
    elif of == "ratio":
        text = _with_range(one | {"dkasr": value}, 2)
    else:
        text = f"{round(value, 1):g} {of}"
    return Reading(text, _day(one["at"]))


def _with_range(one: dict[str, Any], digits: int) -> str:
    value = saying.signed(one["dkasr"], digits)
    if one["low"] is None or one["high"] is None:
        return f"{value}, range not known"
    return f"{value} ({saying.signed(one['low'], digits)} to {saying.signed(one['high'], digits)})"


def _day(moment: str) -> str:
    """The day in the reader's calendar; a bare date is the athlete's own."""
    today = timezone.localdate()
    if "T" in moment:
        return saying.say_day(timezone.localtime(datetime.fromisoformat(moment)).date(), today)
    return saying.say_day(date.fromisoformat(moment), today)
