"""When the last lighter week was, as a sentence of an athlete's page."""

from __future__ import annotations

from coachhub.core.saying import plural
from sessions.progression.history import AthleteHistory
from sessions.progression.weeks import deload

WEEKS_IN_SIGHT = 16


def lighter_weeks(history: AthleteHistory) -> str:
    """Finished weeks since the last lighter one; empty before the first week has ended.

    Lighter: at most 60 % of the mean leg load of the four weeks before (default, within Bell 2023). A week that cannot
    be judged is none, and no loaded one is made of an unknown one.
    """
    finished = [week for week in history.weeks(WEEKS_IN_SIGHT) if week.finished]
    found = deload([week.leg_load_kg for week in finished])
    if not finished:
        return ""
    lighter = [week.monday for week, is_lighter in zip(finished, found.lighter, strict=True) if is_lighter]
    since = plural(found.loaded_weeks, "loaded week")
    if lighter and not found.loaded_weeks:
        return f"Last lighter week: that of {lighter[-1]:%-d %b}, with no loaded week since."
    if lighter:
        return f"Last lighter week: that of {lighter[-1]:%-d %b}, {since} since."
    if all(is_lighter is None for is_lighter in found.lighter):
        return "Lighter weeks: cannot tell before four weeks of known leg load."
    return f"No week in the last {len(finished)} is known to be a lighter one; {since}."
