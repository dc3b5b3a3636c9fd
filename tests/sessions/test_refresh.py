"""What is kept ready per day and athlete: the same whatever order entries came in, and told to open pages and rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coachhub.core import events
from coachhub.core.events import subscribe
from coachhub.core.scope import organisation_scope
from sessions.events import HistoryChanged
from sessions.models import ATTENTION_RANK, AthleteSnapshot, Attention, TrainingSession
from sessions.services.log import delete_session
from sessions.services.refresh import refresh_athlete, set_attention
from tests.films import a_refusal, a_report, answer, film
from tests.rolled import leg_loads, rolled
from tests.world import World, log, squats


def kept_ready() -> tuple[list[Any], dict[str, Any]]:
    """All roll-ups and the snapshot of the one athlete, without when they were written."""
    rows = [(day, [replace(one, id="") for one in sessions]) for day, sessions in rolled().items()]
    snapshot = AthleteSnapshot.objects.values().get()
    return rows, {name: value for name, value in snapshot.items() if name not in {"id", "updated_at"}}


def test_the_order_in_which_entries_came_in_makes_no_difference(scoped: World) -> None:
    now = timezone.now()
    days = [30, 2, 14, 0, 7, 21, 9]
    entries = {day: squats(at=now - timedelta(days=day), load=60 + day, pain=day % 4, rpe=9) for day in days}
    outcomes = []
    for order in (days, sorted(days), sorted(days, reverse=True)):
        for day in order:
            log(scoped.maya, entries[day])
        outcomes.append(kept_ready())
        for session in TrainingSession.objects.all():
            delete_session(actor=scoped.maya.actor, session=session)
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len(outcomes[0][0]) == 7


def test_working_everything_out_anew_changes_nothing(scoped: World) -> None:
    for day in (1, 5, 40, 120, 200):
        log(scoped.maya, squats(days_ago=day, load=70 + day % 9, pain=day % 5, rpe=8))
    before = kept_ready()
    with transaction.atomic():
        refresh_athlete(scoped.maya.athlete, all_days=True)
    assert kept_ready() == before
    assert len(before[0]) == 5


def test_a_day_adds_up_its_sessions(scoped: World) -> None:
    noon = (timezone.now() - timedelta(days=1)).replace(hour=12)
    log(scoped.maya, squats(at=noon, load=80, sets=2, reps=5, pain=2))
    log(scoped.maya, squats(at=noon - timedelta(hours=3), load=50, sets=1, reps=10, pain=4))
    log(scoped.maya, squats(at=noon - timedelta(hours=4), exercise="bench_press", load=100, sets=1, reps=5))
    (sessions,) = rolled().values()
    assert [one.worst_pain for one in sessions] == [None, 4, 2]
    assert leg_loads() == [1300]


def test_what_is_unknown_stays_unknown(scoped: World) -> None:
    """A set whose load was not said makes the day's load unknown, not smaller; no pain answer is no pain row."""
    entry = squats(sets=2)
    first, second = entry.lifts[0].sets
    log(scoped.maya, replace(entry, lifts=(replace(entry.lifts[0], sets=(first, replace(second, load=None))),)))
    ((session,),) = rolled().values()
    assert (leg_loads(), session.worst_pain) == ([None], None)
    snapshot = AthleteSnapshot.objects.get()
    assert (snapshot.leg_load_week_kg, snapshot.pain_series) == (None, [None])


def test_days_older_than_the_window_are_rolled_up_too(scoped: World) -> None:
    log(scoped.maya, squats(days_ago=0))
    old = log(scoped.maya, squats(days_ago=300, load=60, sets=1, reps=10, pain=3))
    (session,) = rolled()[old.day]
    assert (session.leg_volume.whole_kg, session.worst_pain) == (600, 3)
    assert AthleteSnapshot.objects.get().sessions_logged == 1


def test_a_session_just_before_midnight_belongs_to_its_day(scoped: World) -> None:
    """In Berlin, where the athlete lives; also when the day lies beyond the window."""
    today = timezone.localdate(timezone=scoped.maya.athlete.zone)
    for day in (today - timedelta(days=30), today - timedelta(days=300)):
        log(scoped.maya, squats(at=datetime.combine(day, time.max, tzinfo=scoped.maya.athlete.zone)))
        assert len(rolled()[day]) == 1


def test_the_last_sent_video_is_shown(scoped: World) -> None:
    log(scoped.maya, squats())
    answer(film(scoped.maya), a_report(dkasr=-0.15))
    shown = AthleteSnapshot.objects.get()
    assert (shown.tracking_verdict, shown.tracking_certain, shown.tracking_dkasr) == ("some_drift", True, -0.15)
    refused = film(scoped.maya)
    answer(refused, a_refusal())
    shown = AthleteSnapshot.objects.get()
    assert (shown.tracking_verdict, shown.tracking_certain, shown.tracking_dkasr) == ("cannot_tell", None, None)
    assert shown.tracking_at == refused.received_at


def test_whoever_listens_gets_the_history_and_open_pages_a_word(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[HistoryChanged] = []
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    subscribe(HistoryChanged)(heard.append)
    log(scoped.maya, squats(pain=3))
    assert [[(one, known.sessions[-1].worst_pain) for one, known in event.histories.items()] for event in heard] == [
        [(scoped.maya.athlete, 3)]
    ]


def test_outside_a_transaction_nothing_is_worked_out(shared: World) -> None:
    with organisation_scope(shared.organisation.pk), pytest.raises(transaction.TransactionManagementError):
        refresh_athlete(shared.maya.athlete)


@pytest.mark.parametrize("length", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_history(
    scoped: World, length: int, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))  # what the floors above ask is theirs to count
    for day in range(length):
        log(scoped.maya, squats(days_ago=day, pain=1))
    athlete, today = scoped.maya.athlete, timezone.localdate(timezone=scoped.maya.athlete.zone)
    with transaction.atomic(), django_assert_num_queries(7):
        # lock · roll-up · history: exercises, days, videos · snapshot · tell
        refresh_athlete(athlete, days={today})


# -- attention ----------------------------------------------------------------------------------------


def test_attention_is_noted_beside_the_columns_and_outlives_the_next_session(scoped: World) -> None:
    log(scoped.maya, squats(pain=3))
    set_attention(athlete=scoped.maya.athlete, attention=Attention.LOOK, sentence="Pain rose.")
    shown = AthleteSnapshot.objects.get()
    assert (shown.attention, shown.rank, shown.sentence, shown.pain_series) == ("look", 1, "Pain rose.", [3])


def test_an_athlete_who_has_logged_nothing_gets_attention_too(scoped: World) -> None:
    set_attention(athlete=scoped.maya.athlete, attention=Attention.STOP, sentence="Ticked.")
    assert AthleteSnapshot.objects.get().attention == "stop"


def test_the_most_urgent_sorts_first() -> None:
    assert sorted(Attention, key=lambda one: ATTENTION_RANK[one]) == [
        Attention.STOP,
        Attention.LOOK,
        Attention.CANNOT_TELL,
        Attention.IN_LINE,
    ]
