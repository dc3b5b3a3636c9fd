"""Several people decide in the same second; a sweep and an entry meet at the same check point."""

from __future__ import annotations

from datetime import timedelta

from coachhub.core.scope import every_organisation, organisation_scope
from sessions.models import CheckPoint, Decision, Suggestion
from sessions.services.check_points import answer_due
from sessions.services.suggestions import NotOfferedError, decide, pick
from tests.suggesting import BY_HAND, HURTS, hurt, offered, picked
from tests.threads import at_once
from tests.world import World, log, squats


def test_of_four_who_decide_at_once_one_does(shared: World) -> None:
    hurt(shared.maya)
    about, actors = offered(shared.maya)[HURTS], [shared.coach.actor, shared.owner.actor] * 2
    athlete = shared.maya.athlete

    def say(number: int) -> Suggestion:
        with organisation_scope(shared.organisation.pk):
            decision = (Decision.ACCEPTED, Decision.DISMISSED)[number % 2]
            return decide(actor=actors[number], athlete=athlete, key=HURTS, about=about, decision=decision)

    results = at_once(*(lambda number=number: say(number) for number in range(4)))
    assert sorted(type(one).__name__ for one in results) == ["NotOfferedError"] * 3 + ["Suggestion"]
    assert all(isinstance(one, NotOfferedError | Suggestion) for one in results)
    with organisation_scope(shared.organisation.pk):
        assert Suggestion.objects.count() == 1


def test_picked_at_once_it_is_one_task(shared: World) -> None:
    athlete, actor = shared.maya.athlete, shared.coach.actor

    def give() -> Suggestion:
        with organisation_scope(shared.organisation.pk):
            return pick(actor=actor, athlete=athlete, key=BY_HAND)

    results = at_once(*[give] * 4)
    assert len({one.pk for one in results}) == 1
    with organisation_scope(shared.organisation.pk):
        assert CheckPoint.objects.count() == 3


def test_two_sweeps_and_an_entry_at_once_answer_once(shared: World) -> None:
    row = picked(shared.coach, shared.maya, ago=timedelta(days=15))

    def sweep() -> None:
        with every_organisation():
            answer_due()

    results = at_once(sweep, sweep, lambda: log(shared.maya, squats(pain=2)))
    assert results[:2] == [None, None]
    assert not isinstance(results[2], Exception)
    with organisation_scope(shared.organisation.pk):
        assert [one.answer for one in row.check_points.all()] == ["cannot_tell", "", ""]
        events = CheckPoint.pgh_event_model._base_manager.filter(week=2)  # type: ignore[attr-defined]  # by tracked()
        assert events.count() == 1
