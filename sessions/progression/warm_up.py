"""Was there a ramp to the work weight? All limits are defaults."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sessions.progression.exact import known_load, known_loads, more_than

FIRST_SHARE = 0.5
STEP_SHARE = 0.25
STEPS = 2
HEAVY_SHARE = 0.85
STEPS_WHEN_HEAVY = 3


@dataclass(frozen=True, slots=True)
class WarmUpRamp:
    """The sets before the first work set: a ramp or not, how many, first and largest step as shares of work load."""

    present: bool
    steps: int
    first_share: float | None
    largest_step_share: float | None


def warm_up_ramp(
    warm_up_kg: Sequence[float | None], work_kg: float | None, work_share_of_e1rm: float | None
) -> WarmUpRamp | None:
    """Judge a ramp: never falling, the first at most half, no step over a quarter of the work load, two steps or more.

    Three or more where the work load is 85 % of e1RM and up; an unknown share asks for two. A load done twice on the
    way up is no fall. None where a load is unknown or the work load is zero.
    """
    warm_ups, work = known_loads(warm_up_kg), known_load(work_kg)
    if warm_ups is None or not work:
        return None
    if not warm_ups:
        return WarmUpRamp(present=False, steps=0, first_share=None, largest_step_share=None)
    steps = [(b - a) / work for a, b in pairwise([*warm_ups, work])]
    heavy = work_share_of_e1rm is not None and not more_than(HEAVY_SHARE, work_share_of_e1rm)
    present = (
        min(steps) >= 0
        and not more_than(warm_ups[0], FIRST_SHARE * work)
        and not more_than(max(steps), STEP_SHARE)
        and len(warm_ups) >= (STEPS_WHEN_HEAVY if heavy else STEPS)
    )
    return WarmUpRamp(present, len(warm_ups), warm_ups[0] / work, max(steps))
