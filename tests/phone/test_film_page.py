"""Filming a set: what the video is of, the guide, and the limits."""

from __future__ import annotations

import re

from django.urls import reverse

from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from coachhub.phone.selectors.film import TASK_WORDS, recent_sets
from sessions.knee_tracking import Task
from sessions.models import TrainingSession, TrainingSet
from tests.phone.made import film
from tests.phone.pages import get, html_of, text_of
from tests.world import Person, World, log, make_athlete, squats


def page_of(person: Person, query: str = "") -> str:
    """The film page's source, with ordinary spaces."""
    return html_of(get(person, reverse("film") + query))


def sets_of(world: World, session: TrainingSession) -> list[TrainingSet]:
    """The session's sets, in order."""
    with organisation_scope(world.organisation.pk):
        return list(TrainingSet.objects.filter(lift__session=session).order_by("position"))


def labels(page: str) -> list[str]:
    """What can be chosen."""
    return re.findall(r"<option [^>]*>([^<]+)</option>", page)


class TestSubject:
    """What the video is of."""

    def test_a_set_from_the_log_is_taken_as_it_is(self, world: World) -> None:
        chosen = sets_of(world, log(world.maya, squats(load=87.5)))[2]
        page = page_of(world.maya, f"?set={chosen.pk}")
        assert "Back squat, set 3: 5 × 87.5 kg, today" in page
        assert f'data-subject value="squat" data-set="{chosen.pk}"' in page
        assert "<select" not in page

    def test_a_set_that_is_only_on_the_phone_so_far_is_known_by_its_exercise(self, world: World) -> None:
        unsent = new_id()
        page = page_of(world.maya, f"?set={unsent}&exercise=split_squat")
        assert f'data-subject value="split_squat" data-set="{unsent}"' in page

    def test_anothers_set_is_not_mine(self, world: World) -> None:
        chosen = sets_of(world, log(world.samira, squats()))[0]
        assert "<select" in page_of(world.maya, f"?set={chosen.pk}")

    def test_a_set_that_cannot_be_measured_is_not_taken(self, world: World) -> None:
        chosen = sets_of(world, log(world.maya, squats(exercise="leg_press")))[0]
        assert "<select" in page_of(world.maya, f"?set={chosen.pk}")
        assert "<select" in page_of(world.maya, f"?set={new_id()}&exercise=leg_press")

    def test_without_a_set_the_recent_ones_are_offered_newest_session_first(self, world: World) -> None:
        log(world.maya, squats(days_ago=2, load=60, sets=1))
        log(world.maya, squats(load=80, sets=2))
        found = labels(page_of(world.maya))
        assert found[:2] == ["Back squat, set 1: 5 × 80 kg, today", "Back squat, set 2: 5 × 80 kg, today"]
        assert found[2].startswith("Back squat, set 1: 5 × 60 kg, ")

    def test_old_sets_warm_ups_filmed_sets_and_what_is_not_filmed_are_not_offered(self, world: World) -> None:
        log(world.maya, squats(days_ago=4, sets=1))
        log(world.maya, squats(exercise="bench_press", sets=1))
        filmed = sets_of(world, log(world.maya, squats(sets=1)))[0]
        film(world.maya, set_id=filmed.pk)
        warm_up = sets_of(world, log(world.maya, squats(sets=1)))[0]
        with organisation_scope(world.organisation.pk):
            TrainingSet.objects.filter(pk=warm_up.pk).update(warm_up=True)
            assert recent_sets(world.maya.actor) == []

    def test_a_work_set_is_numbered_as_the_log_numbers_it(self, world: World) -> None:
        first, *_ = sets_of(world, log(world.maya, squats(sets=3)))
        with organisation_scope(world.organisation.pk):
            TrainingSet.objects.filter(pk=first.pk).update(warm_up=True)
        assert [label.split(":")[0] for label in labels(page_of(world.maya))[:2]] == [
            "Back squat, set 1",
            "Back squat, set 2",
        ]

    def test_everything_that_can_be_measured_can_be_filmed_without_a_set(self, world: World) -> None:
        page = page_of(world.maya)
        assert set(TASK_WORDS) == set(Task)
        assert set(re.findall(r'<option value="(\w+)" data-set="">', page)) == set(Task)

    def test_a_set_without_a_load_says_its_reps(self, world: World) -> None:
        log(world.maya, squats(load=0, sets=1, reps=12, exercise="bodyweight_squat"))
        assert "Body-weight squat, set 1: 12 reps, today" in labels(page_of(world.maya))


class TestGuide:
    """The drawn frame says how to film."""

    def test_it_is_drawn_and_said(self, world: World) -> None:
        page = get(world.maya, reverse("film"))
        assert "Three metres away, at knee height, head and feet in the frame." in text_of(page)
        assert 'role="img" aria-label="A lifter from the front in a frame' in html_of(page)

    def test_camera_and_gallery_are_both_there(self, world: World) -> None:
        page = page_of(world.maya)
        assert page.count('type="file" accept="video/*"') == 2
        assert page.count('capture="environment"') == 1

    def test_the_largest_size_is_known_before_sending(self, world: World) -> None:
        assert '{"max_bytes": 524288000}' in page_of(world.maya)

    def test_without_the_consent_nothing_can_be_sent(self, world: World) -> None:
        nobody = make_athlete(world.organisation, "Noor Said", consents=())
        page = get(nobody, reverse("film"))
        assert "Filming needs your agreement." in text_of(page)
        assert "data-file" not in html_of(page)
