"""Exercises that stay paused though no alert is open any more: Today goes on saying so."""

from __future__ import annotations

from coachhub.dashboard.selectors.paused import still_paused
from coachhub.dashboard.selectors.today import triage
from sessions.models import Movement, Pause
from sessions.services.check_ins import mark_checked
from tests.alerts.acting import answers, tick
from tests.dashboard.made import scope
from tests.dashboard.test_today import TODAY, do, red_flag
from tests.phone.pages import get, text_of
from tests.world import Person, World


def paused_for(person: Person) -> list[str]:
    with scope(person):
        return [one.name for one in still_paused(person.actor, besides=triage(person.actor).athletes)]


def test_a_pause_outlives_its_alert(world: World) -> None:
    alert = red_flag(world.maya, "stuck")
    do(world.owner, "acknowledge", alert)
    do(world.owner, "resolve", alert, note="Seen by a physiotherapist.")
    text = text_of(get(world.coach, TODAY))
    assert "Still paused: squats of Maya Lindqvist." in text
    assert "Nobody needs you" not in text
    assert "Squats, until the athlete or a coach marks it as checked." in text
    with scope(world.coach):
        mark_checked(actor=world.coach.actor, pause=Pause.objects.get())
    assert "Nobody needs you right now." in text_of(get(world.coach, TODAY))


def test_who_has_a_row_or_is_snoozed_is_not_listed_again(world: World) -> None:
    alert = red_flag(world.maya, "stuck")
    assert paused_for(world.coach) == []
    do(world.owner, "acknowledge", alert)
    do(world.owner, "snooze", alert, until="4h")
    assert paused_for(world.coach) == []


def test_pauses_of_one_athlete_make_one_line(world: World) -> None:
    tick(world.maya, "stuck")
    tick(world.maya, entry=answers("stuck", movement=Movement.LUNGE))
    with scope(world.coach):
        (one,) = still_paused(world.coach.actor, besides=())
    assert (one.name, one.what) == ("Maya Lindqvist", "squats and lunges")


def test_a_pause_is_for_who_may_read_the_log(world: World, outside: World) -> None:
    tick(world.maya, "stuck")
    for person in (outside.owner, outside.coach):
        with scope(person):
            assert still_paused(person.actor, besides=()) == ()
