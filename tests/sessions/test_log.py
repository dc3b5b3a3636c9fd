"""Writing down a session: stored once, changed in place, with an honest history, whatever comes at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from athletes.models import Athlete, Consent, ConsentKind
from coachhub.core import events
from coachhub.core.events import subscribe
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.events import HistoryChanged
from sessions.models import AthleteSnapshot, DayRollup, Lift, Moment, PainReading, TrainingSession, TrainingSet
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry
from sessions.services.log import (
    IdInUseError,
    answer_next_morning,
    delete_session,
    import_sessions,
    log_session,
)
from tests.rolled import leg_loads
from tests.world import Person, World, log, squats


def store(person: Person, entry: SessionEntry) -> tuple[TrainingSession, bool]:
    return log_session(actor=person.actor, athlete=person.athlete, entry=entry)


def history(model: type[Any]) -> list[Any]:
    """The old rows that the triggers kept."""
    return list(model.pgh_event_model._base_manager.order_by("pgh_id"))


def with_reps(entry: SessionEntry, *reps: int) -> SessionEntry:
    """The same session with other reps in its first sets."""
    lift = entry.lifts[0]
    sets = tuple(replace(one, reps=count) for one, count in zip(lift.sets, reps, strict=False))
    return replace(entry, lifts=(replace(lift, sets=sets + lift.sets[len(sets) :]),))


# -- one row each, changed in place -------------------------------------------------------------------


def test_a_session_is_stored_with_lifts_and_sets_in_order(scoped: World) -> None:
    entry = squats(sets=3)
    session, is_new = store(scoped.maya, entry)
    assert is_new
    assert [lift.pk for lift in session.lifts.all()] == [lift.id for lift in entry.lifts]
    assert list(TrainingSet.objects.order_by("position").values_list("pk", flat=True)) == [
        one.id for one in entry.lifts[0].sets
    ]


def test_the_same_session_again_writes_no_row_at_all(scoped: World) -> None:
    entry = squats(pain=2, before=1)
    store(scoped.maya, entry)
    assert store(scoped.maya, entry)[1] is False
    for model in (TrainingSession, Lift, TrainingSet, PainReading):
        assert history(model) == []


def test_a_correction_keeps_the_old_row_of_what_changed_and_of_nothing_else(scoped: World) -> None:
    entry = squats(sets=3, reps=5)
    store(scoped.maya, entry)
    store(scoped.maya, with_reps(entry, 5, 8))
    (kept,) = history(TrainingSet)
    assert (kept.pgh_obj_id, kept.pgh_label, kept.reps) == (entry.lifts[0].sets[1].id, "changed", 5)
    assert history(TrainingSession) == history(Lift) == []


def test_sets_may_change_places(scoped: World) -> None:
    entry = squats(sets=3)
    store(scoped.maya, entry)
    turned = replace(entry.lifts[0], sets=entry.lifts[0].sets[::-1])
    store(scoped.maya, replace(entry, lifts=(turned,)))
    stored = TrainingSet.objects.order_by("position").values_list("pk", flat=True)
    assert list(stored) == [one.id for one in turned.sets]


def test_a_set_may_move_to_another_lift_of_the_session(scoped: World) -> None:
    entry = squats(sets=2)
    moved = entry.lifts[0].sets[1]
    second = LiftEntry(id=new_id(), exercise="front_squat", sets=(moved,))
    store(scoped.maya, entry)
    store(scoped.maya, replace(entry, lifts=(replace(entry.lifts[0], sets=entry.lifts[0].sets[:1]), second)))
    assert TrainingSet.objects.get(pk=moved.id).lift_id == second.id


def test_pain_is_said_changed_and_taken_back(scoped: World) -> None:
    entry = squats(pain=4, before=1)
    store(scoped.maya, entry)

    def said() -> dict[str, int]:
        return dict(PainReading.objects.values_list("moment", "value"))

    assert said() == {"before": 1, "worst": 4}
    lift = replace(entry.lifts[0], pain_worst=PainEntry(6, side="left", place="front"))
    store(scoped.maya, replace(entry, lifts=(lift,), pain_before=None, pain_after=PainEntry(3)))
    assert said() == {"worst": 6, "after": 3}
    worst = PainReading.objects.get(moment=Moment.WORST)
    assert (worst.lift_id, worst.side, worst.place) == (lift.id, "left", "front")
    assert [kept.pgh_label for kept in history(PainReading)] == ["deleted", "changed"]


def test_the_morning_after_survives_a_correction_and_an_import_may_bring_it(scoped: World) -> None:
    entry = squats(days_ago=2)
    session, _ = store(scoped.maya, entry)
    answer_next_morning(actor=scoped.maya.actor, session=session, pain=PainEntry(4))
    store(scoped.maya, entry)
    assert PainReading.objects.get().value == 4
    store(scoped.maya, replace(entry, pain_next_morning=PainEntry(5)))
    assert PainReading.objects.get().value == 5


def test_an_exercise_that_nobody_knows_is_refused_whole(scoped: World) -> None:
    with pytest.raises(ValidationError, match="Unknown exercise: teleport"):
        store(scoped.maya, squats(exercise="teleport"))
    assert not TrainingSession.objects.exists()


def test_loads_in_pounds_are_exact_in_kilograms(scoped: World) -> None:
    entry = squats(sets=1)
    pounds = SetEntry(id=new_id(), reps=5, load=Decimal("225.5"), unit="lb")
    store(scoped.maya, replace(entry, lifts=(replace(entry.lifts[0], sets=(pounds,)),)))
    assert TrainingSet.objects.get().load_kg == Decimal("225.5") * Decimal("0.45359237")


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Berlin", "2024-11-13"), ("Europe/London", "2024-11-12"), ("Asia/Tokyo", "2024-11-13")]
)
def test_the_day_is_the_athletes_own(scoped: World, zone: str, day: str) -> None:
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(time_zone=zone)
    session, _ = store(scoped.maya, squats(at=datetime(2024, 11, 12, 23, 30, tzinfo=UTC)))
    assert str(session.day) == day


def test_sent_again_after_moving_to_another_time_zone_it_stays_on_its_day(scoped: World) -> None:
    entry = squats(at=datetime(2024, 11, 12, 22, 30, tzinfo=UTC))
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(time_zone="Europe/London")
    store(scoped.maya, entry)
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(time_zone="Asia/Tokyo")
    session, is_new = store(scoped.maya, replace(entry, note="Felt light."))
    assert (str(session.day), is_new) == ("2024-11-12", False)
    moved, _ = store(scoped.maya, replace(entry, started_at=entry.started_at + timedelta(minutes=1)))
    assert str(moved.day) == "2024-11-13"


# -- what follows from it -----------------------------------------------------------------------------


def test_what_is_kept_ready_follows_every_change(scoped: World) -> None:
    entry = squats(load=80, sets=4, reps=5, pain=2)
    store(scoped.maya, entry)
    assert leg_loads() == [1600]
    assert AthleteSnapshot.objects.get().pain_series == [2]
    store(scoped.maya, with_reps(entry, 10))
    assert leg_loads() == [2000]
    delete_session(actor=scoped.maya.actor, session=TrainingSession.objects.get())
    assert not DayRollup.objects.exists()
    assert AthleteSnapshot.objects.get().pain_series == []


def test_a_session_moved_to_another_day_leaves_the_old_one(scoped: World) -> None:
    entry = squats(days_ago=1)
    store(scoped.maya, entry)
    moved, _ = store(scoped.maya, replace(entry, started_at=entry.started_at - timedelta(days=3)))
    assert [row.day for row in DayRollup.objects.all()] == [moved.day]


def test_a_failure_above_leaves_nothing_behind(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:

    listeners = {**events._subscribers, HistoryChanged: [*events._subscribers[HistoryChanged], _fail]}
    monkeypatch.setattr(events, "_subscribers", listeners)
    with pytest.raises(RuntimeError, match="the floor above"):
        store(scoped.maya, squats())
    assert not TrainingSession.objects.exists()
    assert not DayRollup.objects.exists()


def _fail(event: HistoryChanged) -> None:
    raise RuntimeError("the floor above")


def test_many_sessions_are_imported_at_once_and_all_or_none(scoped: World) -> None:
    entries = [squats(days_ago=days) for days in (40, 3, 10)]
    done = import_sessions(actor=scoped.maya.actor, athlete=scoped.maya.athlete, entries=entries)
    assert (done, DayRollup.objects.count()) == (3, 3)
    more = [squats(days_ago=1), squats(exercise="teleport")]
    with pytest.raises(ValidationError):
        import_sessions(actor=scoped.maya.actor, athlete=scoped.maya.athlete, entries=more)
    assert TrainingSession.objects.count() == 3
    assert import_sessions(actor=scoped.maya.actor, athlete=scoped.maya.athlete, entries=entries) == 0


# -- who, and ids of others ---------------------------------------------------------------------------


def test_athletes_log_for_themselves_only(scoped: World) -> None:
    with pytest.raises(PermissionDenied, match="themselves"):
        log_session(actor=scoped.maya.actor, athlete=scoped.samira.athlete, entry=squats())
    theirs = log(scoped.samira, squats())
    deeds: list[Callable[[], object]] = [
        lambda: delete_session(actor=scoped.maya.actor, session=theirs),
        lambda: answer_next_morning(actor=scoped.maya.actor, session=theirs, pain=PainEntry(1)),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "may"), [("owner", True), ("coach", True), ("assistant", False), ("clinician", False)]
)
def test_which_staff_write_a_session_down(scoped: World, role: str, may: bool) -> None:
    actor = scoped.everybody[role].actor
    if may:
        assert log_session(actor=actor, athlete=scoped.maya.athlete, entry=squats())[1]
    else:
        with pytest.raises(PermissionDenied):
            log_session(actor=actor, athlete=scoped.maya.athlete, entry=squats())


def test_a_read_only_key_writes_nothing(scoped: World) -> None:
    with pytest.raises(PermissionDenied):
        log_session(actor=replace(scoped.maya.actor, read_only=True), athlete=scoped.maya.athlete, entry=squats())


def test_without_consent_nothing_is_kept(scoped: World) -> None:
    session = log(scoped.maya, squats(days_ago=1))
    Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.LOG).update(withdrawn_at=timezone.now())
    for deed in (
        lambda: store(scoped.maya, squats()),
        lambda: answer_next_morning(actor=scoped.maya.actor, session=session, pain=PainEntry(1)),
    ):
        with pytest.raises(ValidationError, match="consent"):
            deed()


def test_ids_of_others_are_in_use_and_stay_theirs(scoped: World, outside: World) -> None:
    theirs = squats(sets=1)
    log(outside.maya, theirs)
    lift, one = theirs.lifts[0], theirs.lifts[0].sets[0]
    mine = squats(sets=1)
    for entry, of in (
        (replace(mine, id=theirs.id), "session"),
        (replace(mine, lifts=(replace(mine.lifts[0], id=lift.id),)), "lift"),
        (replace(mine, lifts=(replace(mine.lifts[0], sets=(replace(one),)),)), "set"),
    ):
        with pytest.raises(IdInUseError) as refused:
            store(scoped.maya, entry)
        assert refused.value.of == of
    assert not TrainingSession.objects.exists()
    with organisation_scope(outside.organisation.pk):
        assert TrainingSet.objects.get().reps == 5


def test_an_id_cannot_be_used_twice_within_a_session(scoped: World) -> None:
    entry = squats(sets=1)
    one = entry.lifts[0].sets[0]
    with pytest.raises(ValidationError, match="same id"):
        store(scoped.maya, replace(entry, lifts=(replace(entry.lifts[0], sets=(one, one)),)))


@pytest.mark.parametrize("offset", [timedelta(hours=2), timedelta(days=-365 * 21)])
def test_moments_that_cannot_be(scoped: World, offset: timedelta) -> None:
    with pytest.raises(ValidationError) as refused:
        store(scoped.maya, squats(at=timezone.now() + offset))
    assert list(refused.value.message_dict) == ["started_at"]


def test_a_phone_half_an_hour_ahead_is_fine(scoped: World) -> None:
    assert store(scoped.maya, squats(at=timezone.now() + timedelta(minutes=30)))[1]


# -- at the same time ---------------------------------------------------------------------------------


def at_once(world: World, deeds: list[Callable[[], Any]]) -> list[Any]:
    """What each came to, done by as many threads at the same time."""

    def do(deed: Callable[[], Any]) -> Any:
        try:
            with organisation_scope(world.organisation.pk):
                return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(do, deed) for deed in deeds]]


def test_the_same_session_sent_eight_times_at_once_is_stored_once(shared: World) -> None:
    """A phone on a bad line sends again before the first answer has come."""
    entry = squats(pain=3)
    found = at_once(shared, [lambda: store(shared.maya, entry)] * 8)
    assert sorted(is_new for _, is_new in found) == [False] * 7 + [True]
    with organisation_scope(shared.organisation.pk):
        assert (TrainingSession.objects.count(), TrainingSet.objects.count(), PainReading.objects.count()) == (1, 4, 1)
        assert len(DayRollup.objects.get().records) == 1


def test_many_sessions_of_one_athlete_at_once_are_all_counted(shared: World) -> None:
    """No deadlock, and no roll-up or snapshot that knows only some of them."""
    now = timezone.now()
    entries = [squats(at=now - timedelta(minutes=number), load=50, sets=1, reps=10) for number in range(8)]
    at_once(shared, [lambda entry=entry: store(shared.maya, entry) for entry in entries])  # type: ignore[misc]
    with organisation_scope(shared.organisation.pk):
        assert sum(len(row.records) for row in DayRollup.objects.all()) == 8
        assert sum(load or 0 for load in leg_loads()) == 4000
        assert AthleteSnapshot.objects.get().sessions_logged == 8


def test_a_correction_and_a_deletion_at_once_leave_one_of_both_outcomes(shared: World) -> None:
    entry = squats()
    session = log(shared.maya, entry)
    at_once(
        shared,
        [
            lambda: store(shared.maya, with_reps(entry, 8)),
            lambda: delete_session(actor=shared.maya.actor, session=session),
        ],
    )
    with organisation_scope(shared.organisation.pk):
        there = TrainingSession.objects.count()
        assert there in {0, 1}
        assert DayRollup.objects.count() == there


def test_events_are_announced_with_the_history_as_it_is_now(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:

    heard: list[HistoryChanged] = []
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    subscribe(HistoryChanged)(heard.append)
    store(scoped.maya, squats(pain=3))
    store(scoped.maya, squats(pain=5))
    first, second = (event.histories[scoped.maya.athlete].sessions for event in heard)
    assert (len(first), len(second), second[-1].worst_pain) == (1, 2, 5)
