"""The warning questions, answered: stored once, told in the same transaction, and what has to pause is paused."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from athletes.models import Consent, ConsentKind
from coachhub.core import events
from coachhub.core.events import Event, subscribe
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.emergency import BY_COUNTRY, EUROPE, numbers_for
from sessions.events import CheckInSubmitted, PauseChecked
from sessions.models import CheckIn, Movement, Pause
from sessions.progression.warning_questions import ADVICE, QUESTIONS, Tier, most_urgent
from sessions.services.check_ins import mark_checked, submit_check_in, take_back_check
from sessions.services.entries import CheckInEntry
from sessions.services.log import IdInUseError
from tests.world import Person, World


def answers(*ticked: str, **values: Any) -> CheckInEntry:
    usual: dict[str, Any] = {"id": new_id(), "answered_at": timezone.now(), "none_of_these": not ticked}
    return CheckInEntry(ticked=ticked, **usual | values)


def submit(person: Person, entry: CheckInEntry) -> tuple[CheckIn, bool]:
    return submit_check_in(actor=person.actor, athlete=person.athlete, entry=entry)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What was announced; nobody else hears it."""
    found: list[Event] = []
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    subscribe(CheckInSubmitted)(found.append)
    subscribe(PauseChecked)(found.append)
    return found


def test_answers_are_stored_and_announced_once(scoped: World, heard: list[Event]) -> None:
    entry = answers("stuck", side="right", movement="squat", shown_at=timezone.now())
    check_in, is_new = submit(scoped.maya, entry)
    again, is_new_again = submit(scoped.maya, entry)
    assert (is_new, is_new_again, again) == (True, False, check_in)
    assert heard == [CheckInSubmitted(check_in)]
    assert (check_in.ticked, check_in.side, check_in.movement) == (["stuck"], "right", "squat")


def test_none_of_these_is_announced_too_and_pauses_nothing(scoped: World, heard: list[Event]) -> None:
    check_in, _ = submit(scoped.maya, answers())
    assert heard == [CheckInSubmitted(check_in)]
    assert not Pause.objects.exists()


def test_answers_that_cannot_be_told_are_not_stored(scoped: World, heard: list[Event]) -> None:
    """Stored and never told would be worse than refused: the phone sends again."""

    @subscribe(CheckInSubmitted)
    def fail(event: CheckInSubmitted) -> None:
        raise RuntimeError("the floor above")

    with pytest.raises(RuntimeError):
        submit(scoped.maya, answers("stuck"))
    assert not CheckIn.objects.exists()
    assert not Pause.objects.exists()


def test_the_same_answers_sent_eight_times_at_once_are_told_once(shared: World, heard: list[Event]) -> None:
    entry = answers("stuck", movement="squat")

    def send(_: int) -> bool:
        try:
            with organisation_scope(shared.organisation.pk):
                return submit(shared.maya, entry)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [False] * 7 + [True]
    with organisation_scope(shared.organisation.pk):
        assert (CheckIn.objects.count(), Pause.objects.count(), len(heard)) == (1, 1, 1)


def test_two_red_flags_at_once_pause_the_movement_once(shared: World) -> None:
    def send(key: str) -> None:
        try:
            with organisation_scope(shared.organisation.pk):
                submit(shared.maya, answers(key, movement="squat"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, ["stuck", "swollen", "gives_way", "sharp"]))
    with organisation_scope(shared.organisation.pk):
        assert (CheckIn.objects.count(), Pause.objects.count()) == (4, 1)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (answers("flying"), "ticked"),
        (answers(none_of_these=False), "ticked"),
        (answers("stuck", none_of_these=True), "ticked"),
        (answers("stuck", movement="swimming"), "movement"),
        (answers("stuck", side="middle"), "side"),
    ],
)
def test_what_is_no_answer_is_refused_by_field(scoped: World, entry: CheckInEntry, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        submit(scoped.maya, entry)
    assert list(refused.value.message_dict) == [field]
    assert not CheckIn.objects.exists()


def test_other_answers_under_a_used_id_are_refused(scoped: World) -> None:
    entry = answers()
    submit(scoped.maya, entry)
    with pytest.raises(IdInUseError):
        submit(scoped.maya, replace(answers("stuck"), id=entry.id))
    with pytest.raises(IdInUseError):
        submit(scoped.samira, entry)


def test_a_clock_that_is_ahead_is_put_right(scoped: World) -> None:
    check_in, _ = submit(scoped.maya, answers("stuck", answered_at=timezone.now() + timedelta(days=1)))
    assert check_in.answered_at <= timezone.now()
    late, _ = submit(scoped.maya, answers("stuck", answered_at=timezone.now() - timedelta(days=2)))
    assert timezone.now() - late.answered_at > timedelta(days=1)


@pytest.mark.parametrize(("days", "kept"), [(6.9, True), (7.1, False), (20_000, False)])
def test_a_clock_that_is_far_behind_is_put_right_and_the_answer_told(scoped: World, days: float, kept: bool) -> None:
    before, said = timezone.now(), timezone.now() - timedelta(days=days)
    check_in, is_new = submit(scoped.maya, answers("stuck", answered_at=said))
    assert is_new
    assert check_in.answered_at == said if kept else check_in.answered_at >= before
    assert Pause.objects.exists()


def test_nobody_answers_for_another_athlete_nor_without_consent(scoped: World) -> None:
    with pytest.raises(PermissionDenied):
        submit_check_in(actor=scoped.maya.actor, athlete=scoped.samira.athlete, entry=answers("stuck"))
    Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.LOG).delete()
    with pytest.raises(ValidationError, match="consent"):
        submit(scoped.maya, answers("stuck"))


# -- pauses -------------------------------------------------------------------------------------------


def paused(scoped: World, **values: Any) -> Pause:
    submit(scoped.maya, answers("stuck", **values))
    return Pause.objects.get()


def test_a_pause_ends_once_and_says_who_ended_it(scoped: World, heard: list[Event]) -> None:
    pause = paused(scoped)
    assert mark_checked(actor=scoped.coach.actor, pause=pause)
    assert not mark_checked(actor=scoped.maya.actor, pause=pause)
    assert (pause.checked_by, [type(event) for event in heard]) == (
        scoped.coach.user,
        [CheckInSubmitted, PauseChecked],
    )


@pytest.mark.parametrize("role", ["clinician", "samira"])
def test_who_does_not_end_a_pause(scoped: World, role: str) -> None:
    with pytest.raises(PermissionDenied):
        mark_checked(actor=scoped.everybody[role].actor, pause=paused(scoped))


def test_a_slip_of_the_finger_is_taken_back_by_the_same_person_soon(scoped: World) -> None:
    pause = paused(scoped)
    mark_checked(actor=scoped.coach.actor, pause=pause)
    assert not take_back_check(actor=scoped.owner.actor, pause=pause)
    assert take_back_check(actor=scoped.coach.actor, pause=pause)
    assert Pause.objects.get().checked_at is None
    mark_checked(actor=scoped.coach.actor, pause=pause)
    hour_ago = timezone.now() - timedelta(hours=1)
    Pause.objects.update(since=hour_ago, checked_at=hour_ago + timedelta(minutes=1))
    assert not take_back_check(actor=scoped.coach.actor, pause=pause)


def test_taking_back_never_pauses_twice(scoped: World) -> None:
    pause = paused(scoped)
    mark_checked(actor=scoped.coach.actor, pause=pause)
    submit(scoped.maya, answers("swollen"))
    assert not take_back_check(actor=scoped.coach.actor, pause=pause)
    assert Pause.objects.filter(checked_at=None).count() == 1


# -- the questions themselves -------------------------------------------------------------------------


def test_every_question_has_a_key_a_tier_and_a_source_of_its_own() -> None:
    assert len({question.key for question in QUESTIONS}) == len({question.text for question in QUESTIONS}) == 14
    assert all(question.source and question.tier in ADVICE for question in QUESTIONS)


@pytest.mark.parametrize(
    ("keys", "tier"),
    [
        (["swollen"], Tier.C),
        (["swollen", "stuck"], Tier.B),
        (["sharp", "calf", "numb_cold"], Tier.A),
    ],
)
def test_the_most_urgent_of_what_is_ticked_counts(keys: list[str], tier: Tier) -> None:
    assert most_urgent(keys) == most_urgent(reversed(keys)) == tier


def test_nothing_ticked_has_no_urgency() -> None:
    with pytest.raises(ValueError, match="empty"):
        most_urgent([])
    with pytest.raises(KeyError):
        most_urgent(["flying"])


@pytest.mark.parametrize("country", [*BY_COUNTRY, "XX", "gb"])
def test_every_country_has_a_number_to_call(country: str) -> None:
    assert numbers_for(country).emergency.replace(" ", "").isdigit()


def test_a_country_not_listed_gets_the_number_that_works_nearly_everywhere() -> None:
    assert numbers_for("XX") == EUROPE
    assert numbers_for("gb") == BY_COUNTRY["GB"]


def test_every_movement_can_be_paused(scoped: World) -> None:
    for movement in Movement.values:
        submit(scoped.maya, answers("swollen", movement=movement))
    assert Pause.objects.count() == len(Movement.values)
