"""From a ticked warning question to the sentence and the frozen evidence that a coach reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Severity, Tier
from alerts.rules.causes import Cause
from alerts.rules.evidence import signs
from alerts.rules.red_flags import red_flag
from coachhub.core.ids import new_id
from sessions.models import CheckIn
from sessions.progression.warning_questions import ADVICE, BY_KEY, QUESTIONS
from sessions.selectors.history import history_of
from tests.alerts.acting import measured
from tests.world import Person, World, log, squats


def raised(person: Person, *ticked: str, side: str = "right", movement: str = "squat") -> Cause:
    """What follows from these answers, without storing them."""
    check_in = CheckIn(
        pk=new_id(),
        organisation_id=person.membership.organisation_id,
        athlete=person.athlete,
        ticked=list(ticked),
        none_of_these=not ticked,
        side=side,
        movement=movement,
        answered_at=timezone.now(),
    )
    return red_flag(check_in, history_of(person.athlete))


def test_the_sentence_says_what_was_ticked_where_and_in_which_knee(scoped: World) -> None:
    cause = raised(scoped.maya, "stuck")
    assert cause.sentence == (
        "Ticked “my knee locked: it is stuck, I cannot fully straighten or bend it” in squats, right knee."
    )
    assert cause.detail == "To be looked at today or tomorrow by urgent care, a doctor or a physiotherapist."
    assert (cause.severity, cause.tier) == (Severity.STOP, Tier.B)


def test_without_side_and_movement_the_sentence_leaves_them_out(scoped: World) -> None:
    assert raised(scoped.maya, "swollen", side="", movement="").sentence == (
        "Ticked “it has swollen, after training or otherwise”."
    )


def test_the_word_i_keeps_its_capital(scoped: World) -> None:
    assert "“I cannot put weight on it" in raised(scoped.maya, "no_weight").sentence


@pytest.mark.parametrize(
    ("ticked", "more"),
    [
        (("sharp",), "”"),
        (("sharp", "swollen"), "” and one more"),
        (("sharp", "swollen", "catches"), "” and two more"),
    ],
)
def test_several_ticks_are_counted(scoped: World, ticked: tuple[str, ...], more: str) -> None:
    assert f"{more} in squats" in raised(scoped.maya, *ticked).sentence


def test_the_most_urgent_tick_speaks_and_sets_the_tier(scoped: World) -> None:
    cause = raised(scoped.maya, "swollen", "gives_way", "numb_cold")
    assert cause.sentence.startswith("Ticked “foot or leg is numb, cold, pale or weak” and two more")
    assert cause.tier == Tier.A
    assert cause.detail == ADVICE[BY_KEY["numb_cold"].tier].for_coach


def test_every_question_has_a_sentence_that_fits(scoped: World) -> None:
    for question in QUESTIONS:
        cause = raised(scoped.maya, question.key, side="both", movement="single_leg")
        assert len(cause.sentence) <= 300
        assert question.text[1:] in cause.sentence
        assert cause.tier is not None
        assert cause.tier.value == question.tier.value


def test_all_questions_at_once_fit_too(scoped: World) -> None:
    cause = raised(scoped.maya, *BY_KEY, side="both", movement="single_leg")
    assert len(cause.sentence) <= 300
    assert signs(cause.evidence) == frozenset(BY_KEY)


def test_what_was_ticked_is_frozen_with_its_words_and_source(scoped: World) -> None:
    evidence = raised(scoped.maya, "stuck").evidence
    assert evidence["ticked"] == [
        {
            "key": "stuck",
            "text": "My knee locked: it is stuck, I cannot fully straighten or bend it",
            "tier": "B",
            "source": "NHS pathway",
        }
    ]
    assert evidence["asked"] == len(QUESTIONS)


def test_what_the_log_said_is_frozen_with_it(scoped: World) -> None:
    for days_ago in (5, 3, 1):
        log(scoped.maya, squats(days_ago=days_ago, pain=1))
    log(scoped.maya, squats(load=105, sets=4, reps=3, rpe=8, before=2, pain=6))
    evidence = raised(scoped.maya, "stuck").evidence
    assert evidence["lifts"] == [{"name": "Back squat", "sets": 4, "reps": 3, "load_kg": 105.0, "rpe": 8.0}]
    assert evidence["pain"] == {"before": 2, "worst": 6}
    assert [point["worst"] for point in evidence["pain_series"]] == [1, 1, 1, 6]


def test_a_session_of_another_day_is_not_what_was_being_done(scoped: World) -> None:
    log(scoped.maya, squats(days_ago=2, pain=3))
    evidence = raised(scoped.maya, "stuck").evidence
    assert evidence["lifts"] == []
    assert evidence["pain"] == {"before": None, "worst": None}


def test_only_lifts_of_the_pattern_that_was_asked_about(scoped: World) -> None:
    log(scoped.maya, squats())
    assert raised(scoped.maya, "stuck", movement="lunge").evidence["lifts"] == []
    assert len(raised(scoped.maya, "stuck", movement="").evidence["lifts"]) == 1


def test_the_session_that_the_answers_name_counts_whatever_its_day(scoped: World) -> None:
    session = log(scoped.maya, squats(days_ago=2, load=90))
    check_in = CheckIn(
        pk=new_id(), athlete=scoped.maya.athlete, session=session, ticked=["stuck"], answered_at=timezone.now()
    )
    cause = red_flag(check_in, history_of(scoped.maya.athlete))
    assert cause.evidence["lifts"][0]["load_kg"] == 90.0


def test_nothing_logged_is_not_known_rather_than_zero(scoped: World) -> None:
    evidence = raised(scoped.maya, "stuck").evidence
    assert evidence["leg_load"] is None
    assert evidence["video"] is None
    assert evidence["pain_series"] == []


def test_pounds_are_frozen_as_kilograms(scoped: World) -> None:
    """One unit in the evidence; the reader's own when it is read."""
    log(scoped.maya, squats(load=100))
    assert raised(scoped.maya, "stuck").evidence["lifts"][0]["load_kg"] == pytest.approx(100)


def test_the_last_video_is_frozen_with_its_range(scoped: World) -> None:
    measured(scoped.maya, verdict="in_line", days_ago=3, dkasr=0.01)
    measured(scoped.maya, verdict="some_drift", days_ago=1, dkasr=-0.12)
    video = raised(scoped.maya, "stuck").evidence["video"]
    assert (video["verdict"], video["dkasr"]) == ("some_drift", -0.12)
    assert (video["low"], video["high"]) == (pytest.approx(-0.16), pytest.approx(-0.08))


def test_the_event_is_the_check_in_and_happened_when_it_was_answered(scoped: World) -> None:
    moment = timezone.now() - timedelta(hours=3)
    check_in = CheckIn(pk=new_id(), athlete=scoped.maya.athlete, ticked=["stuck"], answered_at=moment)
    cause = red_flag(check_in, history_of(scoped.maya.athlete))
    assert cause.about == str(check_in.pk) == cause.evidence["about"]
    assert cause.happened_at == moment


def test_tier_a_is_more_urgent_than_b_than_c(scoped: World) -> None:
    a, b, c = (raised(scoped.maya, key).urgency for key in ("numb_cold", "stuck", "swollen"))
    assert a < b < c
