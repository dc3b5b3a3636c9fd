"""`videos/{id}/baseline/`: confirming a set as good, and taking that back."""

from __future__ import annotations

import pytest

from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import Verdict
from sessions.models import ConfirmedSet, Video
from tests.calling import Api
from tests.films import a_report, answer, film
from tests.world import World, make_world


def a_video(world: World, verdict: Verdict = Verdict.IN_LINE) -> Video:
    video = film(world.maya)
    answer(video, a_report(verdict=verdict))
    return video


def of(video: Video) -> str:
    return f"videos/{video.pk}/baseline/"


@pytest.mark.parametrize("who", ["maya", "coach"])
def test_a_set_is_confirmed_and_that_is_taken_back(world: World, who: str) -> None:
    video, api = a_video(world), Api(world.everybody[who])
    got = api.post(of(video))
    assert got.status_code == 201
    said = got.json()
    assert (said["by"], said["role"]) == (world.everybody[who].user.name, who if who == "coach" else "athlete")
    assert api.get(f"videos/{video.pk}/").json()["baseline"] == said
    assert api.delete(of(video)).status_code == 204
    assert api.get(f"videos/{video.pk}/").json()["baseline"] is None


def test_twice_is_once(world: World) -> None:
    video = a_video(world)
    first = Api(world.maya).post(of(video)).json()
    again = Api(world.coach).post(of(video))
    assert (again.status_code, again.json()) == (201, first)


def test_why_not_is_said_kindly(world: World) -> None:
    got = Api(world.coach).post(of(a_video(world, Verdict.CLEAR_DRIFT)))
    said = "The knees clearly moved in here: choose a set that stayed nearer in line."
    assert (got.status_code, got.json()["error"]["message"]) == (409, said)


def test_nobody_else_gets_in(world: World) -> None:
    video, outside = a_video(world), make_world("Southside")
    for person, status in ((world.clinician, 403), (world.samira, 404), (outside.owner, 404), (outside.maya, 404)):
        assert Api(person).post(of(video)).status_code == status
        assert Api(person).delete(of(video)).status_code == status
    with organisation_scope(world.organisation.pk):
        assert not ConfirmedSet.objects.exists()


def test_over_time_says_which_sets_are_confirmed(world: World) -> None:
    Api(world.maya).post(of(a_video(world)))
    (exercise,) = Api(world.coach).get(f"athletes/{world.maya.athlete.pk}/tracking/").json()["exercises"]
    assert [one["confirmed"] for one in exercise["sets"]] == [True]
