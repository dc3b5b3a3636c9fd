"""Which suggestions are offered: at most two, none beside a red flag, none that was answered already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sessions.progression.findings import REGISTRY, Finding, Rule
from sessions.progression.history import AthleteHistory
from sessions.progression.suggestions import habits, load, noticed, pain, tracking, variations
from sessions.progression.suggestions.library import ADVICE, RANK

MOST = 2
"""Default: so many are offered at once."""

RULES: tuple[type[Rule], ...] = (
    load.ReduceLoad,
    load.Hold,
    load.SpaceHardDays,
    load.LighterWeek,
    noticed.PartialRange,
    noticed.BoxSquat,
    variations.LegPress,
    variations.GobletSquat,
    pain.ChangeDontStop,
    pain.Rebuild,
    tracking.KneesOverToes,
    noticed.FootPressure,
    tracking.SlowLowering,
    tracking.HipWork,
    habits.Mobility,
    habits.HeelRaise,
    habits.Ramp,
    habits.FilmFront,
    variations.GlutesHamstrings,
    pain.KeepGoing,
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A suggestion that somebody accepted or dismissed. `about` names what set it off; `is_running`: a task now."""

    key: str
    about: str
    is_running: bool


def suggestions(
    history: AthleteHistory,
    *,
    red_flag_open: bool,
    decided: Iterable[Decided] = (),
    most: int = MOST,
    rules: Mapping[str, Rule] = REGISTRY,
) -> tuple[Finding, ...]:
    """The suggestions to offer now, the most urgent first.

    None while a red flag is open. Not one that runs as a task, nor one that was accepted or dismissed for the same
    reason: only a new trigger brings it back. One of each family, so that two never say the same in two ways.
    `rules`: with their numbers as they hold for the athlete; one that is not among them is off.
    """
    if red_flag_open:
        return ()
    answered = list(decided)
    running = {one.key for one in answered if one.is_running}
    known = {(one.key, one.about) for one in answered}
    offered: dict[str, Finding] = {}
    for key in sorted((rule.key for rule in RULES), key=RANK.__getitem__):
        family = ADVICE[key].family
        if key in running or key not in rules or family in offered or len(offered) == most:
            continue
        found = rules[key].evaluate(history)
        if found is not None and (key, found.about) not in known:
            offered[family] = found
    return tuple(offered.values())
