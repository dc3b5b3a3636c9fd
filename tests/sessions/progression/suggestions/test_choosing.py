"""At most two, the most urgent first, none beside a red flag, none twice for the same reason."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.findings import REGISTRY, Severity
from sessions.progression.history import AthleteHistory, TrackingVerdict
from sessions.progression.suggestions import ADVICE, Decided, suggestions
from sessions.progression.suggestions.choosing import MOST, RULES
from sessions.progression.suggestions.library import RANK
from tests.sessions.progression.building import day, history, lift, moment, session, video, work
from tests.sessions.progression.strategies import TODAY, histories, quick
from tests.sessions.progression.suggestions.strategies import TELLING, found_by_all, said_of
from tests.sessions.progression.test_rules import check_wording

MUCH = history(
    day(6),
    [session(day(d), lift(work(100)), pain_worst=4, session_rpe=9) for d in (0, 2, 4, 6)],
    [video(day(d), TrackingVerdict.SOME_DRIFT) for d in (1, 3, 5)],
)


def keys(
    known: AthleteHistory, decided: Iterable[Decided] = (), *, red_flag: bool = False, most: int = MOST
) -> list[str]:
    found = suggestions(known, red_flag_open=red_flag, decided=decided, most=most)
    return [one.rule.removeprefix("suggest.") for one in found]


def about(key: str, known: AthleteHistory = MUCH) -> str:
    found = REGISTRY[f"suggest.{key}"].evaluate(known)
    assert found is not None
    return found.about


def answered(key: str, *, running: bool = False, said: str | None = None) -> Decided:
    return Decided(f"suggest.{key}", about(key) if said is None else said, is_running=running)


def test_two_of_different_families_the_most_urgent_first() -> None:
    assert keys(MUCH) == ["reduce_load", "change_dont_stop"]
    assert keys(MUCH, most=9) == ["reduce_load", "change_dont_stop", "knees_over_toes", "ramp", "glutes_hamstrings"]


def test_none_beside_a_red_flag() -> None:
    assert keys(MUCH, red_flag=True) == []


def test_a_dismissed_one_makes_room_for_the_next_of_its_family() -> None:
    assert keys(MUCH, [answered("reduce_load")]) == ["space_hard_days", "change_dont_stop"]


def test_an_accepted_one_is_not_offered_while_it_runs_whatever_sets_it_off() -> None:
    assert "reduce_load" not in keys(MUCH, [answered("reduce_load", running=True, said="something else")], most=9)


def test_a_new_trigger_brings_a_dismissed_one_back() -> None:
    assert keys(MUCH, [answered("reduce_load", said="an earlier session")]) == ["reduce_load", "change_dont_stop"]


def test_a_trigger_that_goes_on_is_not_a_new_one() -> None:
    dismissed = [answered("reduce_load"), answered("change_dont_stop")]
    later = AthleteHistory(
        MUCH.at.replace(day=MUCH.at.day + 2),
        day(8),
        (*MUCH.sessions, session(day(8), lift(work(100)), pain_worst=5)),
        MUCH.tracking,
    )
    assert not {"reduce_load", "change_dont_stop"} & set(keys(later, dismissed, most=9))


def test_nothing_known_nothing_offered() -> None:
    assert keys(history(day(0))) == []


@pytest.mark.parametrize("key", sorted(TELLING))
def test_each_rule_offers_when_it_has_something_to_say(key: str) -> None:
    """Beside those of its family that are more urgent, once these run."""
    others = [Decided(one, "", is_running=True) for one in TELLING if one != key]
    assert [one.rule for one in suggestions(TELLING[key], red_flag_open=False, decided=others)] == [key]


def test_what_is_said_is_one_plain_sentence_in_allowed_words() -> None:
    assert len(found_by_all()) == len(RULES)
    for one in found_by_all():
        check_wording(one)
        assert one.severity is Severity.NOTE


@quick
@given(histories)
def test_of_any_history_it_is_said_with_readings_and_reason(known: AthleteHistory) -> None:
    for one in said_of(known):
        check_wording(one)
        assert one.readings
        assert all(reading.unit for reading in one.readings)
        assert one.about
        assert len(one.about) <= 60
        assert one.reason == ADVICE[one.rule].reason


@quick
@given(histories, st.integers(0, 3))
def test_any_history_gets_at_most_two_of_different_families_in_order(known: AthleteHistory, decided: int) -> None:
    first = suggestions(known, red_flag_open=False)
    assert len(first) <= MOST
    assert len({ADVICE[one.rule].family for one in first}) == len(first)
    for _ in range(decided):  # whatever is dismissed does not come back
        dismissed = [Decided(one.rule, one.about, is_running=False) for one in first]
        again = suggestions(known, red_flag_open=False, decided=dismissed)
        assert not {(one.rule, one.about) for one in again} & {(one.key, one.about) for one in dismissed}
    assert [RANK[one.rule] for one in first] == sorted(RANK[one.rule] for one in first)


@quick
@given(histories, st.randoms(use_true_random=False))
def test_late_entries_give_the_same_offers_as_entries_in_order(known: AthleteHistory, random: Random) -> None:
    sessions = list(known.sessions)
    random.shuffle(sessions)
    late = AthleteHistory(known.at, known.today, tuple(sessions), known.tracking)
    assert suggestions(late, red_flag_open=False) == suggestions(known, red_flag_open=False)


@quick
@given(histories, st.integers(1, 40))
def test_a_replay_of_a_past_day_offers_what_was_offered_then(whole: AthleteHistory, days_back: int) -> None:
    today = TODAY - timedelta(days=days_back)
    at = moment(today, "23:00")
    written = [one for one in whole.sessions if one.day <= today]
    then = AthleteHistory.up_to(at, today, written, (one for one in whole.tracking if one.filmed_at <= at))
    replayed = AthleteHistory.up_to(at, today, whole.sessions, whole.tracking)
    assert suggestions(replayed, red_flag_open=False) == suggestions(then, red_flag_open=False)
