"""Suggestions about what goes around the lifts: the ramp, filming, and what the ankle screen shows."""

from sessions.progression.findings import Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord, TrackingVerdict
from sessions.progression.ramps import first_work_kg, has_ramp
from sessions.progression.suggestions.library import ADVICE
from sessions.progression.suggestions.noticed import LOOKED_AT, heels_row, offered
from sessions.progression.suggestions.runs import ALL_ALONG, about_sessions, is_recent, newest_run
from sessions.progression.wording import number

SCREEN_DAYS = 56
"""Default: an older ankle screen says nothing about now."""
FILM_DAYS = 28
"""Default: in so many days there were enough sessions to film."""
FILMED = {"squat", "lunge", "single_leg", "jump"}
"""Movements that are filmed for knee tracking."""


@rule(key="suggest.ramp", severity=Severity.NOTE, source=ADVICE["suggest.ramp"].source)
class Ramp(Rule):
    """No ramp to the work weight was logged before the first leg lift, several leg sessions in a row."""

    sessions: int = adjustable(2, minimum=1, maximum=5, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Sessions whose ramp cannot be judged count neither way."""
        run = newest_run(reversed(history.sessions), _lacks_ramp)
        if len(run) < self.sessions or not is_recent(run[-1], history):
            return None
        last = "the last leg session" if len(run) == 1 else f"the last {number(len(run))} leg sessions"
        return self.finding(
            about=about_sessions(run, history, _lacks_ramp),
            sentence=f"No ramp to the work weight was logged in {last}.",
            readings=tuple(
                Reading(f"{one.leg_lifts[0].name}, first work set", first_work_kg(one), "kg", one.started_at)
                for one in run
            ),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.film_front", severity=Severity.NOTE, source=ADVICE["suggest.film_front"].source)
class FilmFront(Rule):
    """Leg sessions are logged, and no video of any has ever told how the knees track."""

    sessions: int = adjustable(3, minimum=1, maximum=10, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Count the leg sessions of the last four weeks that have something to film."""
        if any(video.verdict is not TrackingVerdict.CANNOT_TELL for video in history.tracking):
            return None
        done = [s for s in history.newest_first(FILM_DAYS) if any(lift.movement in FILMED for lift in s.leg_lifts)]
        if len(done) < self.sessions:
            return None
        return self.finding(
            about=ALL_ALONG,
            sentence="No video from the front yet shows how the knees track.",
            readings=(Reading("leg sessions in four weeks", len(done), "sessions", history.today),),
            reason=ADVICE[self.key].reason,
        )


@rule(key="suggest.mobility", severity=Severity.NOTE, source=ADVICE["suggest.mobility"].source)
class Mobility(Rule):
    """The heels lifted, or the athlete fell back, in the newest deep squat filmed from the side."""

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """A screen that could not tell counts neither way."""
        return _of_screen(self, history)


@rule(key="suggest.heel_raise", severity=Severity.NOTE, source=ADVICE["suggest.heel_raise"].source)
class HeelRaise(Rule):
    """The same sign as for mobility work, which this adjustment does not replace; or the athlete noticed it squatting.

    Noticed in the newest squats, or in several of the last.
    """

    times: int = adjustable(2, minimum=1, maximum=LOOKED_AT, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """What was measured before what was noticed; a screen that could not tell counts neither way."""
        found = _of_screen(self, history)
        if found is not None:
            return found
        row = heels_row(history)
        return offered(self, row) if row and row.is_telling(self.times) else None


def ankle_sign(video: TrackingRecord) -> bool | None:
    """Whether heels lifted or the athlete fell back; None for no screen, or one that could not tell."""
    signs = (video.heels_lift, video.fell_back)
    if any(signs):
        return True
    return False if signs == (False, False) else None


def _of_screen(suggestion: Rule, history: AthleteHistory) -> Finding | None:
    run = newest_run(reversed(history.tracking), ankle_sign)
    if not run or (history.at - run[-1].filmed_at).days >= SCREEN_DAYS:
        return None
    lifted = "The heels lifted" if run[-1].heels_lift else "Balance went back"
    return suggestion.finding(
        about=run[0].analysis_id,
        sentence=f"{lifted} in the deep squat filmed from the side.",
        readings=tuple(Reading("ankle screen, heels lifted or fell back", 1, "yes", one.filmed_at) for one in run),
        reason=ADVICE[suggestion.key].reason,
    )


def _lacks_ramp(session: SessionRecord) -> bool | None:
    ramp = has_ramp(session)
    return None if ramp is None else not ramp
