"""OSTRC-H2 (Clarsen 2020): four questions about one health problem, scored 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass

_POINTS = {1: 0, 2: 8, 3: 17, 4: 25}
"""The 2020 form. That of 2013 scores questions 2 and 3 with 0/6/13/19/25: never mix them."""


@dataclass(frozen=True, slots=True)
class OstrcScore:
    """Severity 0 to 100; `substantial` = cannot take part, or question 2 or 3 answered with option 3 or 4."""

    severity: int
    substantial: bool


def ostrc_h2(answers: Sequence[int | None]) -> OstrcScore | None:
    """Score options 1 to 4, question 1 first; answers after an ending first one are not read. None while unfinished."""
    if not answers or not _is_option(answers[0]):
        return None
    if answers[0] == 1:
        return OstrcScore(0, substantial=False)
    if answers[0] == 4:
        return OstrcScore(100, substantial=True)
    options = [option for option in answers if option is not None and _is_option(option)]
    if len(options) != 4 or len(answers) != 4:
        return None
    return OstrcScore(sum(_POINTS[option] for option in options), substantial=max(options[1:3]) >= 3)


def _is_option(answer: object) -> bool:
    return type(answer) is int and answer in _POINTS
