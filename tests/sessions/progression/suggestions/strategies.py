"""A history for every rule of suggestions to speak about, and what each says of any history."""

from dataclasses import replace

from sessions.progression.findings import REGISTRY, Finding
from sessions.progression.history import AthleteHistory, TrackingVerdict
from sessions.progression.noticed import Noticed
from sessions.progression.suggestions.choosing import RULES
from tests.sessions.progression.building import day, history, lift, session, squats, three_a_week, video, weekly, work

PRESS = lift(work(120), exercise="leg_press", movement="press", pain=1)
DRIFTS = [video(day(d), TrackingVerdict.CLEAR_DRIFT) for d in (-9, -5, -1)]
TELLING: dict[str, AthleteHistory] = {
    "suggest.reduce_load": history(day(0), [session(day(0), squats(80), pain_worst=4)]),
    "suggest.hold": history(day(3), weekly(1000, 1000, 1000, 1000, 1380)),
    "suggest.space_hard_days": history(day(1), [session(day(d), squats(90), session_rpe=9) for d in (0, 1)]),
    "suggest.lighter_week": history(day(7), weekly(*[1000] * 12)),
    "suggest.partial_range": history(day(0), [session(day(0), lift(work(80), noticed={Noticed.BOTTOM}))]),
    "suggest.box_squat": history(
        day(2), [session(day(d), lift(work(80), noticed={Noticed.DEPTH, Noticed.FEET})) for d in (0, 2)]
    ),
    "suggest.leg_press": history(day(2), [session(day(d), lift(work(80), pain=5), PRESS) for d in (0, 2)]),
    "suggest.goblet_squat": history(day(0), [session(day(d), squats(80)) for d in (-30, 0)]),
    "suggest.change_dont_stop": history(day(2), [session(day(d), squats(80), pain_worst=5) for d in (0, 2)]),
    "suggest.rebuild": history(
        day(8), [session(day(2 * i), squats(80), pain_worst=pain) for i, pain in enumerate((5, 5, 1, 1, 2))]
    ),
    "suggest.knees_over_toes": history(day(0), (), DRIFTS),
    "suggest.foot_pressure": history(day(0), [session(day(0), lift(work(80), noticed={Noticed.FEET}))]),
    "suggest.slow_lowering": history(day(0), (), [replace(DRIFTS[0], lowering_s=0.6)]),
    "suggest.hip_work": history(day(0), (), DRIFTS),
    "suggest.mobility": history(day(0), (), [replace(DRIFTS[0], heels_lift=True)]),
    "suggest.heel_raise": history(day(0), (), [replace(DRIFTS[0], fell_back=True)]),
    "suggest.ramp": history(day(2), [session(day(d), lift(work(100))) for d in (0, 2)]),
    "suggest.film_front": history(day(0), three_a_week(1)),
    "suggest.glutes_hamstrings": history(day(0), three_a_week(2)),
    "suggest.keep_going": history(day(0), three_a_week(2, pain_worst=2)),
}


def said_of(known: AthleteHistory) -> list[Finding]:
    """What the rules of suggestions say, all of them."""
    return [found for rule in RULES if (found := REGISTRY[rule.key].evaluate(known)) is not None]


def found_by_all() -> list[Finding]:
    """What each rule says of the history that was made for it."""
    return [found for key, known in TELLING.items() if (found := REGISTRY[key].evaluate(known)) is not None]
