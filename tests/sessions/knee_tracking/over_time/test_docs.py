"""The documented numbers are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.knee_tracking import theil_sen
from sessions.knee_tracking.over_time import change, comparable, load, precision, row

SECTION = (Path(__file__).parents[4] / "docs" / "knee-tracking.md").read_text("utf-8").split("## Over time")[1]
SECTION = SECTION.split("\n## ")[0]


@pytest.mark.parametrize(
    "said",
    [
        f"loads within {row.SAME_LOAD * 100:.0f} % of their median",
        f"under {row.FEWEST_SETS} sets; the interval holds both 0 and a fall of {theil_sen.FLAGGED_FALL:.2f}",
        f"per {load.STEP * 100:.0f} % of the heaviest load, over {load.WINDOW.days // 7} weeks",
        f"under {load.FEWEST_SETS} sets or {load.FEWEST_LOADS} loads",
        f"lightest and heaviest under {load.LEAST_SPAN * 100:.0f} % apart",
        f"over {load.MOST_OVERLAP * 100:.0f} % of the sets on the wrong side",
        f"the median of the {change.BASELINE_MOST} earliest comparable sets",
        f"under {change.BASELINE_FEWEST} comparable sets",
        f"MDC = {precision.MDC_FACTOR} · SEM",
        f"loads within {comparable.LOAD_BAND * 100:.0f} %",
        f"depths within {comparable.DEPTH_BAND_PCT:.0f} % of leg length",
        f"directions within {comparable.YAW_BAND_DEG:.0f}°",
        f"SEM is {precision.DEFAULT_SEM} (our default, near the engine's own error on simulated bodies",
        f"so MDC {precision.DEFAULT.mdc:.2f})",
        f"until {precision.ENOUGH_ATHLETES} athletes",
        f"at the same load, within {precision.SAME_LOAD * 100:.0f} %",
        f"at least {row.SAME_DAY_SD} until then",
    ],
)
def test_the_section_says(said: str) -> None:
    assert said in SECTION
