"""The rules that tell nobody by themselves, notes on the athlete's page and suggestions, and each as a sentence.

They are set like those that alert, by organisation, squad and athlete.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.rules.evaluate import ALERTING
from sessions.progression.rules import intensity, load
from sessions.progression.suggestions import ADVICE
from sessions.progression.suggestions.choosing import RULES
from sessions.progression.suggestions.library import RANK

NOTING = (
    load.SingleLiftJump.key,
    intensity.IntensityJump.key,
    load.HardSessionSpacing.key,
    load.HardInARow.key,
)
SUGGESTING = tuple(sorted((rule.key for rule in RULES), key=RANK.__getitem__))
"""The most urgent first."""
QUIET = (*NOTING, *SUGGESTING)
SETTABLE = (*ALERTING, *QUIET)

_NOTES = {
    "load.single_lift_jump": (
        "Jump of a lift",
        "Note a leg lift whose top set is more than {above} above the best of the four weeks before.",
    ),
    "load.intensity_jump": (
        "Jump of intensity",
        "Note a leg lift whose top set, as a share of the estimated 1RM, is more than {points} points above the usual.",
    ),
    "load.hard_session_spacing": (
        "Hard sessions close together",
        "Note two hard leg sessions less than {hours} hours apart, or less than {hours_after_pain} hours if pain in "
        "the first was 4 or more.",
    ),
    "load.hard_in_a_row": ("Hard sessions in a row", "Note {sessions} hard leg sessions in a row."),
}
_OFFERED_WHEN = {
    "reduce_load": "worst pain of the last session was {pain} or more and not above 5, or the knees drifted clearly in "
    "on {videos} videos in a row",
    "hold": "the leg load of a week or the top set of a lift has jumped, by those rules’ default numbers",
    "space_hard_days": "hard leg sessions are close together or in a row, by those rules’ default numbers",
    "partial_range": "the bottom was uncomfortable in the newest squats, or in {times} of the last four squat sessions",
    "box_squat": "depth was hard to control in {times} of the last four squat sessions",
    "leg_press": "squats hurt at 4 or 5 in {sessions} sessions in a row in which other leg lifts stayed at 3 or lower",
    "change_dont_stop": "worst pain was 4 or 5 in {sessions} sessions in a row",
    "rebuild": "pain has eased by 2 points or more and stayed at 3 or lower in {sessions} sessions in a row",
    "goblet_squat": "squats are in the log again after {weeks} weeks or more without any",
    "knees_over_toes": "the knees drifted in, beyond the measurement’s own error, on the newest video",
    "foot_pressure": "the feet were unsteady in the newest leg session, or in {times} of the last four",
    "slow_lowering": "reps of the newest video were lowered in {fast} or less, or the knees drifted in on it",
    "hip_work": "the knees drifted in on videos in a row, by that rule’s default number",
    "mobility": "heels lifted or balance went back in the newest deep squat filmed from the side",
    "heel_raise": "the same was seen, or the athlete noticed it in the newest squats or in {times} of the last four "
    "squat sessions",
    "lighter_week": "{weeks} loaded weeks have passed without a lighter one",
    "ramp": "no ramp to the work weight was logged in {sessions} leg sessions in a row",
    "film_front": "no video tells how the knees track, with {sessions} leg sessions or more in four weeks",
    "glutes_hamstrings": "no lift for glutes or hamstrings was logged, with {sessions} leg sessions or more in four "
    "weeks",
    "keep_going": "there is some pain, and it stayed at 3 or lower in {sessions} sessions in a row",
}
QUIET_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    _NOTES | {key: (ADVICE[key].title, f"Offer it when {_OFFERED_WHEN[key.partition('.')[2]]}.") for key in SUGGESTING}
)
"""By key, what each is called and its sentence, with each of its numbers once, in braces."""
