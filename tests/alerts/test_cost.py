"""What an answer and a logged session cost, and that it does not grow with the history."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from sessions.models import TrainingSession
from sessions.selectors.history import history_of
from sessions.services.check_ins import submit_check_in
from sessions.services.refresh import refresh_athlete
from sessions.services.rollups import roll_up
from tests.alerts.acting import answers, evaluate, hurts, tick, weeks_of_training
from tests.world import World, log, squats

AN_ANSWER, A_LOOK, A_CORRECTION, AN_ENTRY = 30, 7, 13, 21


def cost_of_an_answer(world: World) -> int:
    actor, athlete, entry = world.maya.actor, world.maya.athlete, answers("stuck")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        submit_check_in(actor=actor, athlete=athlete, entry=entry)
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def cost_of_a_look(world: World) -> int:
    athlete = world.maya.athlete
    history = history_of(athlete)
    assert history.sessions
    with CaptureQueriesContext(connection) as queries:
        evaluate(athlete, history)
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def test_an_answer(scoped: World) -> None:
    assert cost_of_an_answer(scoped) <= AN_ANSWER


def test_an_answer_after_a_long_history_of_sessions_and_answers(scoped: World) -> None:
    weeks_of_training(scoped.maya, until=1, weeks=14)
    tick(scoped.maya, "stuck")
    second = cost_of_an_answer(scoped)
    for _ in range(10):
        tick(scoped.maya, "stuck")
    assert cost_of_an_answer(scoped) == second <= AN_ANSWER


def test_a_look_at_a_calm_log(scoped: World) -> None:
    log(scoped.maya, squats(pain=1))
    short = cost_of_a_look(scoped)
    weeks_of_training(scoped.maya, until=1, weeks=14)
    assert cost_of_a_look(scoped) == short <= A_LOOK


@pytest.mark.parametrize("repeats", [1, 6])
def test_a_look_while_an_alert_is_open(scoped: World, repeats: int) -> None:
    for days_ago in reversed(range(repeats)):
        hurts(scoped.maya, 8, days_ago=days_ago)
    assert Alert.objects.get().repeats == repeats - 1
    assert cost_of_a_look(scoped) <= A_LOOK


def corrected(world: World, repeats: int) -> None:
    """Days that hurt, all but the first corrected since: each has to be judged anew."""
    sessions = [hurts(world.maya, 8, days_ago=days_ago).pk for days_ago in reversed(range(repeats))]
    assert Alert.objects.get().repeats == repeats - 1
    for session in TrainingSession.objects.filter(pk__in=sessions[1:]):
        session.pain_readings.update(value=1)
    roll_up(world.maya.athlete)


@pytest.mark.parametrize("repeats", [2, 6])
def test_a_look_at_what_was_corrected_costs_the_same_for_one_and_for_many(scoped: World, repeats: int) -> None:
    corrected(scoped, repeats)
    assert cost_of_a_look(scoped) == A_CORRECTION
    assert Alert.objects.get().evidence["about"] == str(TrainingSession.objects.earliest("started_at").pk)


def cost_of_an_entry(world: World) -> int:
    """All that is worked out anew with an entry of today: roll-up, snapshot, check points, alerts."""
    with CaptureQueriesContext(connection) as queries:
        refresh_athlete(world.maya.athlete, days=[timezone.now().astimezone(world.maya.athlete.zone).date()])
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def test_an_entry_in_a_calm_log(scoped: World) -> None:
    log(scoped.maya, squats(pain=1))
    short = cost_of_an_entry(scoped)
    weeks_of_training(scoped.maya, until=1, weeks=14)
    assert cost_of_an_entry(scoped) == short <= AN_ENTRY


def test_an_entry_while_alerts_are_open(scoped: World) -> None:
    for days_ago in (4, 2, 0):
        hurts(scoped.maya, 8, days_ago=days_ago)
    tick(scoped.maya, "stuck")
    assert cost_of_an_entry(scoped) <= AN_ENTRY
