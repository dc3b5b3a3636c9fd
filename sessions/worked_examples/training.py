"""The training knowledge's answers to worked examples. Keys are the examples' own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sessions.progression.exact import known, known_load
from sessions.progression.jumps import TopSet, single_lift_jump
from sessions.progression.monotony import monotony_strain
from sessions.progression.one_rep_max import brzycki, e1rm_with_rpe, epley, rpe_table, session_e1rm
from sessions.progression.ostrc import ostrc_h2
from sessions.progression.pain import next_morning_rise, pain_band
from sessions.progression.pain_trend import pain_trend
from sessions.progression.ratio import ewma_acwr, rolling_acwr
from sessions.progression.sets import KG_PER_LB, SetRecord, kg_from_lb
from sessions.progression.spacing import Effort, hard_in_a_row, hard_session_spacing
from sessions.progression.trend import mann_kendall, theil_sen
from sessions.progression.volume import daily_load, session_rpe, volume_load
from sessions.progression.warm_up import warm_up_ramp
from sessions.progression.weeks import deload, week_change

Inputs = Mapping[str, Any]
Answer = dict[str, Any]


def _keys(value: object, *keys: str) -> Answer:
    """These attributes of a value; of None, which is "cannot tell", each is None."""
    return {key: getattr(value, key, None) for key in keys}


def _pounds(inputs: Inputs) -> Answer:
    load_lb = known(inputs["load_lb"])
    load_kg = None if load_lb is None else kg_from_lb(load_lb)
    by_epley = None if load_kg is None else epley(load_kg, inputs["reps"])
    by_brzycki = None if load_kg is None else brzycki(load_kg, inputs["reps"])
    back = None if by_epley is None else by_epley / KG_PER_LB
    return {"load_kg": load_kg, "epley_kg": by_epley, "brzycki_kg": by_brzycki, "epley_lb": back}


def _sets(logged: Iterable[Inputs]) -> list[SetRecord]:
    """The sets that can have been; a set with an impossible number gives no estimate."""
    found = []
    for one in logged:
        try:
            found.append(SetRecord(one["reps"], one["load_kg"], one.get("rpe"), warm_up=False))
        except ValueError:
            continue
    return found


def _session_e1rm(inputs: Inputs) -> Answer:
    return _keys(session_e1rm(_sets(inputs["sets"])), "e1rm_kg", "low_kg", "high_kg")


def _as_logged(one: Inputs) -> SetRecord:
    """A set as it was logged, kg and lb mixed; what cannot be is as unknown as what is missing."""
    load, reps = known_load(one["load"]), one["reps"]
    kg = kg_from_lb(load) if load is not None and one["unit"] == "lb" else load
    whole = type(reps) is int and reps >= 0
    return SetRecord(reps if whole else None, kg, None, warm_up=bool(one["warmup"]))


def _spacing(inputs: Inputs) -> Answer:
    efforts = [Effort(datetime.fromisoformat(s["start"]), s["hard"], s["pain_during"]) for s in inputs["sessions"]]
    return {"gaps": [_keys(gap, "hours", "limit_h", "note") for gap in hard_session_spacing(efforts)]}


def _daily_load(inputs: Inputs) -> Answer:
    entries = [(datetime.fromisoformat(entry["at"]), entry["load"]) for entry in inputs["entries"]]
    by_day = daily_load(entries, ZoneInfo(inputs["time_zone"]))
    return {"days": {day.isoformat(): load for day, load in by_day.items()}}


def _deload(inputs: Inputs) -> Answer:
    got = deload(inputs["weeks"])
    return {"deload": list(got.lighter), "loaded_weeks": got.loaded_weeks, "remind": got.remind}


def _single_lift_jump(inputs: Inputs) -> Answer:
    prior = [TopSet(one["day"], one["kg"]) for one in inputs["prior"]]
    return _keys(single_lift_jump(prior, TopSet(inputs["today"]["day"], inputs["today"]["kg"])), "change", "note")


def _band(value: Any) -> str | None:
    try:
        return pain_band(value)
    except ValueError:
        return "invalid"


def _pain_trend(inputs: Inputs) -> Answer:
    got = pain_trend((reading["day"], reading["value"]) for reading in inputs["readings"])
    days = [alert.day for alert in got.alerts]
    first = days[0] if days else None
    return {"first_alert_day": first, "alert_days": days, "baseline": got.baseline, "sd": got.sd}


def _mornings(sessions: Sequence[Inputs]) -> list[str | None]:
    return list(next_morning_rise([(one["before"], one["next_morning"]) for one in sessions]))


_RATIOS = ("acute", "chronic", "ratio", "shown")
_ROLLING = ("acute", "chronic_coupled", "chronic_uncoupled", "coupled", "uncoupled")
_MONOTONY = ("total", "mean", "sd", "monotony", "strain", "level")
_RAMP = ("present", "steps", "first_share", "largest_step_share")
_KENDALL = ("s", "var_s", "z", "p_one_sided_normal", "p_one_sided_exact", "tau_a")

FUNCTIONS = {
    "epley": lambda i: {"e1rm_kg": epley(i["load_kg"], i["reps"])},
    "brzycki": lambda i: {"e1rm_kg": brzycki(i["load_kg"], i["reps"])},
    "e1rm_from_pounds": _pounds,
    "e1rm_with_rpe": lambda i: _keys(
        e1rm_with_rpe(i["load_kg"], i["reps"], i["rpe"]), "epley_kg", "brzycki_kg", "adjusted"
    ),
    "rpe_table": lambda i: _keys(rpe_table(i["load_kg"], i["reps"], i["rpe"]), "percent", "e1rm_kg"),
    "session_e1rm": _session_e1rm,
    "ewma_acwr": lambda i: _keys(ewma_acwr(i["daily_load"]), *_RATIOS),
    "rolling_acwr": lambda i: _keys(rolling_acwr(i["daily_load"]), *_ROLLING),
    "monotony_strain": lambda i: _keys(monotony_strain(i["daily_load"]), *_MONOTONY),
    "week_change": lambda i: _keys(week_change(i["weeks"]), "change", "level"),
    "deload": _deload,
    "warm_up_ramp": lambda i: _keys(warm_up_ramp(i["warm_up_kg"], i["work_kg"], i["work_share_of_e1rm"]), *_RAMP),
    "hard_session_spacing": _spacing,
    "hard_in_a_row": lambda i: _keys(hard_in_a_row(i["hard"]), "in_a_row", "note"),
    "single_lift_jump": _single_lift_jump,
    "session_rpe": lambda i: {"au": session_rpe(i["rpe"], i["minutes"])},
    "volume_load": lambda i: _keys(volume_load(_as_logged(one) for one in i["sets"]), "volume_kg", "unknown_sets"),
    "daily_load": _daily_load,
    "pain_band": lambda i: {"band": _band(i["value"])},
    "next_morning_rise": lambda i: {"after_each": _mornings(i["sessions"])},
    "pain_trend": _pain_trend,
    "mann_kendall": lambda i: _keys(mann_kendall(i["values"]), *_KENDALL),
    "theil_sen": lambda i: {"slope": theil_sen(i["times"], i["values"])},
    "ostrc_h2": lambda i: _keys(ostrc_h2(i["answers"]), "severity", "substantial"),
}
