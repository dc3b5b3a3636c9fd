"""Rules on leg load: jumps of a week or of a lift, and hard sessions without room between them."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from sessions.progression.findings import RECENT_DAYS, Finding, Reading, Rule, Severity, adjustable, rule
from sessions.progression.hard_sessions import DAYS_BEFORE, is_hard
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.jumps import DAYS_BEFORE as JUMP_DAYS
from sessions.progression.jumps import JUMP, TopSet, single_lift_jump
from sessions.progression.rules.lifts import Sized, largest_of_newest
from sessions.progression.spacing import (
    HOURS,
    HOURS_AFTER_PAIN,
    IN_A_ROW,
    Effort,
    Gap,
    hard_in_a_row,
    hard_session_spacing,
)
from sessions.progression.weeks import NOTE_RISE, STRONG_RISE, Rise
from sessions.progression.wording import counted, number, percent


@rule(
    key="load.week_change",
    severity=Severity.NOTE,
    source="Nielsen 2014, on novice runners; for lifters our default",
)
class WeekRise(Rule):
    """Leg load of a week is above the week before, and above the mean of the four weeks before it.

    Both, because neither a return from a lighter week nor one more step of a steady rise is a jump. A strong rise is
    one to look at.
    """

    note: float = adjustable(100 * NOTE_RISE, minimum=5.0, maximum=50.0, unit="%")
    strong: float = adjustable(100 * STRONG_RISE, minimum=10.0, maximum=100.0, unit="%")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Judge the running week once it has passed the one before, until then the last finished week."""
        on_last, on_usual = history.leg_load_against
        if on_last is None or on_usual is None:
            return None
        smaller = min(on_usual, on_last, key=attrgetter("change"))
        level = smaller.level(note=self.note / 100, strong=self.strong / 100)
        if level is Rise.NONE:
            return None
        weeks = history.judged_weeks()
        against = 1 if smaller is on_last else sum(week.leg_load_kg is not None for week in weeks[:-1])
        return self.finding(
            about=weeks[-1].monday.isoformat(),
            sentence=_week_sentence(smaller.change, finished=weeks[-1].finished, weeks_before=against),
            readings=tuple(Reading("leg load of the week", week.leg_load_kg, "kg", week.monday) for week in weeks),
            severity=Severity.LOOK if level is Rise.STRONG else Severity.NOTE,
        )


@rule(
    key="load.single_lift_jump",
    severity=Severity.NOTE,
    source="ACSM progression of 2 to 10 %; the limit is our default",
)
class SingleLiftJump(Rule):
    """A leg lift's top set is above the best of the 28 days before."""

    above: float = adjustable(100 * JUMP, minimum=2.0, maximum=50.0, unit="%")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the newest session of the last week with a jump; of several lifts at the largest."""
        return largest_of_newest(history, self._judge)

    def _judge(self, lift: LiftRecord, session: SessionRecord, history: AthleteHistory) -> Sized | None:
        prior = [
            TopSet(earlier.day.toordinal(), same.top_kg)
            for earlier in history.before(session.day, JUMP_DAYS)
            for same in earlier.leg_lifts
            if same.exercise == lift.exercise
        ]
        jump = single_lift_jump(prior, TopSet(session.day.toordinal(), lift.top_kg), above=self.above / 100)
        if jump.change is None or jump.best is None or not jump.note:
            return None
        return jump.change, self.finding(
            about=session.id,
            sentence=f"{lift.name}: top set {percent(jump.change)} above the best of the four weeks before.",
            readings=(
                Reading(f"{lift.name}, best top set before", jump.best.kg, "kg", date.fromordinal(jump.best.day)),
                Reading(f"{lift.name}, top set", lift.top_kg, "kg", session.started_at),
            ),
        )


@rule(
    key="load.hard_session_spacing",
    severity=Severity.NOTE,
    source="our default; after loading, tendon turnover is raised for 24 to 72 h (Magnusson 2010)",
)
class HardSessionSpacing(Rule):
    """Two hard leg sessions are closer than `hours`, or `hours_after_pain` if pain in the first reached 4."""

    hours: float = adjustable(float(HOURS), minimum=24.0, maximum=96.0, unit="h")
    hours_after_pain: float = adjustable(float(HOURS_AFTER_PAIN), minimum=48.0, maximum=120.0, unit="h")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Look at the newest pair whose second session was in the last week."""
        days = RECENT_DAYS + int(max(self.hours, self.hours_after_pain) // 24) + 1
        hard = [s for s in history.newest_first(days) if s.leg_lifts and is_hard(s, history)]
        efforts = {Effort(s.started_at, hard=True, pain_during=s.worst_pain): s for s in hard}
        gaps = hard_session_spacing(list(efforts), hours=self.hours, hours_after_pain=self.hours_after_pain)
        for gap in reversed(gaps):
            later = efforts[gap.later]
            if gap.note and (history.today - later.day).days < RECENT_DAYS:
                return self._finding(gap, efforts[gap.earlier], later)
        return None

    def _finding(self, gap: Gap, earlier: SessionRecord, later: SessionRecord) -> Finding:
        apart = f"{counted(int(gap.hours), 'hour')} apart" if gap.hours >= 1 else "less than an hour apart"
        pain = gap.earlier.pain_during
        after_pain = gap.limit_h == self.hours_after_pain and gap.hours >= self.hours
        tail = f", the first with pain {pain} of 10" if after_pain else ""
        return self.finding(
            about=later.id,
            sentence=f"Two hard leg sessions {apart}{tail}.",
            readings=(
                *_hard_readings((earlier, later)),
                Reading("worst pain in the first", pain, "of 10", earlier.started_at),
                Reading("time between their starts", gap.hours, "h", later.started_at),
            ),
        )


@rule(key="load.hard_in_a_row", severity=Severity.NOTE)
class HardInARow(Rule):
    """The last leg sessions were all hard ones, without a lighter one between."""

    sessions: int = adjustable(IN_A_ROW, minimum=2, maximum=6, unit="sessions")

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Count back from the last leg session, at most four weeks, if that session was in the last week."""
        legs = [s for s in history.newest_first(DAYS_BEFORE) if s.leg_lifts][::-1]
        row = hard_in_a_row([is_hard(s, history) for s in legs], at_least=self.sessions)
        if not row.note or (history.today - legs[-1].day).days >= RECENT_DAYS:
            return None
        return self.finding(
            about=legs[-1].id,
            sentence=f"{number(row.in_a_row).capitalize()} hard leg sessions in a row.",
            readings=_hard_readings(legs[-row.in_a_row :]),
        )


def _week_sentence(change: float, *, finished: bool, weeks_before: int) -> str:
    week = "last week was" if finished else "this week is"
    if weeks_before == 1:
        base = "the week before" if finished else "last week"
    else:
        base = f"the {number(weeks_before)} weeks before it" if finished else f"the last {number(weeks_before)} weeks"
    return f"Leg load {week} {percent(change)} above {base}."


def _hard_readings(sessions: Iterable[SessionRecord]) -> tuple[Reading, ...]:
    return tuple(Reading("hard leg session, volume load", s.leg_volume.whole_kg, "kg", s.started_at) for s in sessions)
