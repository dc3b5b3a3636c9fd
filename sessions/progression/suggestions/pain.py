"""Suggestions about pain that is mild: change instead of stopping, rebuild when it has eased, or keep going."""

from statistics import median

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain import AMBER_FROM, RED_ABOVE, SIGNAL
from sessions.progression.suggestions.library import ADVICE
from sessions.progression.suggestions.runs import about_sessions, is_recent, newest_run
from sessions.progression.wording import number

BACK_DAYS = 56
"""Default: how far back pain that has eased since is looked for."""


@rule(key="suggest.change_dont_stop", severity=Severity.NOTE, source=ADVICE["suggest.change_dont_stop"].source)
class ChangeDontStop(Rule):
    """Worst pain is in the band in which training is adjusted, session after session, and never above it."""

    sessions: int = adjustable(2, minimum=2, maximum=5, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Count the answered sessions at the end, the newest of them in the last two weeks."""
        run = newest_run(reversed(history.sessions), _is_amber)
        if len(run) < self.sessions or not is_recent(run[-1], history):
            return None
        pains = [one.worst_pain for one in run if one.worst_pain is not None]
        level = f"{max(pains)}" if min(pains) == max(pains) else f"{min(pains)} to {max(pains)}"
        return self.finding(
            about=about_sessions(run, history, _is_amber),
            sentence=f"Worst pain was {level} of 10 in the last {number(len(run))} sessions.",
            readings=_worst(run),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.rebuild", severity=Severity.NOTE, source=ADVICE["suggest.rebuild"].source)
class Rebuild(Rule):
    """Pain that was in the band of adjusting, twice at least within eight weeks, has eased by two points or more."""

    sessions: int = adjustable(3, minimum=2, maximum=6, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Compare the medians of the calm sessions at the end and of the painful ones before."""
        calm = newest_run(reversed(history.sessions), _is_green)
        if len(calm) < self.sessions or not is_recent(calm[-1], history):
            return None
        before = [s for s in history.before(calm[0].day, BACK_DAYS) if (s.worst_pain or 0) >= AMBER_FROM]
        eased = _median(before) - _median(calm) if len(before) >= 2 else 0.0
        if eased < SIGNAL or (history.today - before[0].day).days > BACK_DAYS:
            return None
        return self.finding(
            about=before[0].id,
            sentence=f"Worst pain, median: {_median(calm):g} of 10 in the last {number(len(calm))} sessions, "
            f"{_median(before):g} before.",
            readings=_worst([*reversed(before), *calm]),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.keep_going", severity=Severity.NOTE, source=ADVICE["suggest.keep_going"].source)
class KeepGoing(Rule):
    """There is some pain, and it has stayed at 3 or lower."""

    sessions: int = adjustable(3, minimum=2, maximum=8, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the last answered sessions; no pain at all needs no suggestion."""
        run = newest_run(reversed(history.sessions), _is_green)
        last = run[-self.sessions :]
        highest = max((one.worst_pain or 0 for one in last), default=0)
        if len(last) < self.sessions or not highest or not is_recent(last[-1], history):
            return None
        return self.finding(
            about=about_sessions(run, history, _is_green),
            sentence=f"Worst pain stayed at {highest} of 10 or lower in the last {number(len(last))} sessions.",
            readings=_worst(last),
            reason=ADVICE[self.key].reason,
        )


def _is_amber(session: SessionRecord) -> bool | None:
    return None if session.worst_pain is None else AMBER_FROM <= session.worst_pain <= RED_ABOVE


def _is_green(session: SessionRecord) -> bool | None:
    return None if session.worst_pain is None else session.worst_pain < AMBER_FROM


def _median(sessions: list[SessionRecord] | tuple[SessionRecord, ...]) -> float:
    return median(one.worst_pain for one in sessions if one.worst_pain is not None)


def _worst(sessions: list[SessionRecord] | tuple[SessionRecord, ...]) -> tuple[Reading, ...]:
    return tuple(Reading("worst pain while training", one.worst_pain, "of 10", one.started_at) for one in sessions)
