"""Where the content comes from."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """A source as it is named to readers. Of LEG_DAY only running text is left: no list may be attributed to it."""

    LEG_DAY = "Knee pain after leg day (article)"
    SQUATS = "Knee pain during squats (Athleex, article)"
    CAVE_IN = "Why your knees cave in (Element Fitness, article)"
    THOMEE = "Thomeé 1997"
    SILBERNAGEL = "Silbernagel 2007"
    CHEUNG = "Cheung 2003"
    NHS = "NHS pathway for acute knee complaints"
    OTTAWA = "Ottawa knee rule"
    WELLS = "Wells criteria"
    OURS = "CoachHub’s default"


ARTICLES = (Source.LEG_DAY, Source.SQUATS, Source.CAVE_IN)
