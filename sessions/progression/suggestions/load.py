"""Suggestions about load: less of it, no more of it, more time between, a lighter week."""

from dataclasses import replace

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingVerdict
from sessions.progression.pain import AMBER_FROM, RED_ABOVE
from sessions.progression.rules.load import HardInARow, HardSessionSpacing, SingleLiftJump, WeekRise
from sessions.progression.suggestions.library import ADVICE
from sessions.progression.suggestions.runs import ALL_ALONG, RECENT_DAYS, about_sessions, drift_run, newest_run
from sessions.progression.suggestions.tracking import drift_reading, is_recent
from sessions.progression.weeks import LOADED_WEEKS, deload
from sessions.progression.wording import counted, number

WEEKS_IN_SIGHT = 16
"""As far back as a history goes."""


@rule(key="suggest.reduce_load", severity=Severity.NOTE, source=ADVICE["suggest.reduce_load"].source)
class ReduceLoad(Rule):
    """Worst pain of the last session is in the band in which training is adjusted, or form breaks clearly and again.

    Above the band the exercise stops and the coach is alerted: that is no matter for a suggestion.
    """

    pain: int = adjustable(AMBER_FROM, minimum=1, maximum=AMBER_FROM, unit="of 10", tighten="lower")
    videos: int = adjustable(2, minimum=1, maximum=5, unit="videos")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the newest answered session of the last two weeks, then at the newest videos."""
        run = newest_run(history.newest_first(RECENT_DAYS), self._hurts)
        if run and (run[-1].worst_pain or 0) <= RED_ABOVE:
            return self.finding(
                about=about_sessions(run, history, self._hurts),
                sentence=f"Worst pain was {run[-1].worst_pain} of 10 in the last session.",
                readings=tuple(
                    Reading("worst pain while training", one.worst_pain, "of 10", one.started_at) for one in run
                ),
                reason=ADVICE[self.key].reason,
            )
        return self._from_videos(history)

    def _hurts(self, session: SessionRecord) -> bool | None:
        return None if session.worst_pain is None else session.worst_pain >= self.pain

    def _from_videos(self, history: AthleteHistory) -> Finding | None:
        drift = drift_run(history)
        clear = newest_run(reversed(drift), lambda video: video.verdict is TrackingVerdict.CLEAR_DRIFT)
        if len(clear) < self.videos or not is_recent(clear[-1], history):
            return None
        videos = "the last video" if len(clear) == 1 else f"{number(len(clear))} videos in a row"
        return self.finding(
            about=clear[0].analysis_id,
            sentence=f"Knees drifted clearly in on {videos}.",
            readings=tuple(drift_reading(video) for video in clear),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.hold", severity=Severity.NOTE, source=ADVICE["suggest.hold"].source)
class Hold(Rule):
    """Leg load of a week, or the top set of a lift, has jumped: as the rules on load find it."""

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """The week's jump before that of a lift."""
        return _because_of(self, WeekRise().evaluate(history) or SingleLiftJump().evaluate(history))


@rule(key="suggest.space_hard_days", severity=Severity.NOTE, source=ADVICE["suggest.space_hard_days"].source)
class SpaceHardDays(Rule):
    """Hard leg sessions are close together, or follow each other without a lighter one."""

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Two that are close before several in a row."""
        return _because_of(self, HardSessionSpacing().evaluate(history) or HardInARow().evaluate(history))


@rule(key="suggest.lighter_week", severity=Severity.NOTE, source=ADVICE["suggest.lighter_week"].source)
class LighterWeek(Rule):
    """Six loaded weeks without a lighter one, which is at most 60 % of the mean of the four before it."""

    weeks: int = adjustable(LOADED_WEEKS, minimum=4, maximum=12, unit="weeks")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Count finished weeks since the last lighter one; the last of them has to be last week."""
        finished = [week for week in history.weeks(WEEKS_IN_SIGHT) if week.finished]
        found = deload([week.leg_load_kg for week in finished])
        if found.loaded_weeks < self.weeks or not finished[-1].leg_load_kg:
            return None
        lighter = [week for week, is_lighter in zip(finished, found.lighter, strict=True) if is_lighter]
        since = [week for week in finished if not lighter or week.monday > lighter[-1].monday]
        return self.finding(
            about=lighter[-1].monday.isoformat() if lighter else ALL_ALONG,
            sentence=f"{counted(found.loaded_weeks, 'loaded week').capitalize()} without a lighter one.",
            readings=tuple(Reading("leg load of the week", week.leg_load_kg, "kg", week.monday) for week in since),
            reason=ADVICE[self.key].reason,
        )


def _because_of(suggestion: Rule, found: Finding | None) -> Finding | None:
    """The suggestion that goes with what another rule found, resting on the same readings and numbers."""
    if found is None:
        return None
    made = suggestion.finding(
        about=found.about, sentence=found.sentence, readings=found.readings, reason=ADVICE[suggestion.key].reason
    )
    return replace(made, thresholds=found.thresholds)
