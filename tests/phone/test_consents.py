"""The separate consents: none is on by itself, each means one thing, and taking one back says first what it erases."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.urls import reverse

from athletes.models import Athlete, Consent, ConsentKind
from athletes.services.consents import in_force
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn, TrainingSession, Video
from tests.phone.made import answer, film
from tests.phone.pages import browser_of, get, html_of, post, text_of
from tests.world import Person, World, log, make_athlete, squats

LOG, VIDEO, COACH, CLINICIAN = ConsentKind.LOG, ConsentKind.VIDEO, ConsentKind.SHARE_COACH, ConsentKind.SHARE_CLINICIAN
PAGE = "consents"


def given(person: Person) -> set[ConsentKind]:
    """The consents in force."""
    with organisation_scope(person.membership.organisation_id):
        return set(in_force(person.athlete))


def choose(person: Person, kinds: Iterable[str], sure: Iterable[str] = ()) -> str:
    """Send the form; what the answer says, or where it leads."""
    response = post(person, reverse(PAGE), {"given": list(kinds), "sure": list(sure)})
    return str(response.url) if response.status_code == 302 else text_of(response)


@pytest.fixture
def newcomer(world: World) -> Person:
    """Somebody who has just joined."""
    return make_athlete(world.organisation, "Noor Said", consents=())


class TestGiving:
    """The first time."""

    def test_nothing_is_switched_on_before(self, newcomer: Person) -> None:
        page = html_of(get(newcomer, reverse(PAGE)))
        assert page.count('role="switch"') == len(ConsentKind)
        assert not re.search(r'role="switch"[^>]* checked', page)
        assert "Nothing is on before you switch it on." in page

    def test_each_says_what_it_means_in_a_sentence(self, newcomer: Person) -> None:
        page = html_of(get(newcomer, reverse(PAGE)))
        for kind in ConsentKind:
            assert kind.label in page
            assert f'aria-describedby="meaning-{kind}"' in page
            assert len(re.findall(rf'id="meaning-{kind}">[^<]{{20,}}<', page)) == 1

    def test_exactly_what_was_switched_on_is_given(self, newcomer: Person) -> None:
        assert choose(newcomer, [LOG, COACH]) == reverse("me")
        assert given(newcomer) == {LOG, COACH}

    def test_the_sentence_that_was_agreed_to_is_kept_with_who_and_when(self, newcomer: Person) -> None:
        choose(newcomer, [VIDEO])
        with organisation_scope(newcomer.membership.organisation_id):
            consent = Consent.objects.get(athlete=newcomer.athlete)
        assert consent.text == VIDEO.label
        assert consent.given_by_id == newcomer.user.pk
        assert consent.given_at is not None

    def test_agreeing_to_nothing_is_possible(self, newcomer: Person) -> None:
        assert choose(newcomer, []) == reverse("me")
        assert given(newcomer) == set()

    def test_what_is_in_force_is_shown_as_on(self, newcomer: Person) -> None:
        choose(newcomer, [LOG])
        page = html_of(get(newcomer, reverse(PAGE)))
        assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["log"]

    def test_an_unknown_consent_is_refused(self, newcomer: Person) -> None:
        response = post(newcomer, reverse(PAGE), {"given": ["everything"]})
        assert response.status_code == 400
        assert given(newcomer) == set()


class TestTakingBack:
    """Withdrawing stops and erases, and says so first."""

    def test_before_the_log_is_erased_it_says_exactly_what_goes(self, world: World) -> None:
        log(world.maya, squats(pain=2, before=1))
        log(world.maya, squats(days_ago=2))
        answer(world.maya)
        said = choose(world.maya, [VIDEO, COACH, CLINICIAN])
        assert "This erases 2 sessions, 2 pain answers and 1 answer to the warning questions." in said
        assert "What is erased cannot be brought back." in said
        assert LOG in given(world.maya)

    def test_confirmed_it_is_erased(self, world: World) -> None:
        log(world.maya, squats(pain=2))
        answer(world.maya)
        film(world.maya)
        assert choose(world.maya, [VIDEO, COACH, CLINICIAN], sure=[LOG]) == reverse("mine")
        assert given(world.maya) == {VIDEO, COACH, CLINICIAN}
        with organisation_scope(world.organisation.pk):
            assert not TrainingSession.objects.filter(athlete=world.maya.athlete).exists()
            assert not CheckIn.objects.filter(athlete=world.maya.athlete).exists()
            assert Video.objects.filter(athlete=world.maya.athlete).count() == 1

    def test_videos_are_a_consent_of_their_own(self, world: World) -> None:
        log(world.maya, squats())
        film(world.maya)
        said = choose(world.maya, [LOG, COACH, CLINICIAN])
        assert "This erases 1 video, with every picture and measurement made from them." in said
        choose(world.maya, [LOG, COACH, CLINICIAN], sure=[VIDEO])
        with organisation_scope(world.organisation.pk):
            assert not Video.objects.exists()
            assert TrainingSession.objects.count() == 1

    def test_taking_back_the_sharing_erases_nothing(self, world: World) -> None:
        session = log(world.maya, squats())
        said = choose(world.maya, [LOG, VIDEO, CLINICIAN])
        assert "Your coaches no longer see anything you logged, and are not told of warning signs." in said
        assert "Nothing is erased." in said
        assert "cannot be brought back" not in said
        choose(world.maya, [LOG, VIDEO, CLINICIAN], sure=[COACH])
        with organisation_scope(world.organisation.pk):
            assert TrainingSession.objects.filter(pk=session.pk).exists()
            assert not Athlete.objects.readable_by(world.coach.actor).filter(pk=world.maya.athlete.pk).exists()

    def test_the_page_that_asks_keeps_what_else_was_chosen(self, world: World) -> None:
        response = post(world.maya, reverse(PAGE), {"given": [COACH]})
        page = html_of(response)
        assert re.findall(r'name="given" value="(\w+)"', page) == ["share_coach"]
        assert set(re.findall(r'name="sure" value="(\w+)"', page)) == {LOG, VIDEO, CLINICIAN}
        assert 'href="/me/consents/"' in page  # the way back without changing anything

    def test_being_sure_of_one_is_not_being_sure_of_another(self, world: World) -> None:
        log(world.maya, squats())
        said = choose(world.maya, [COACH], sure=[VIDEO, CLINICIAN])
        assert "This erases 1 session" in said
        assert given(world.maya) == set(ConsentKind)

    def test_given_again_it_is_a_consent_anew(self, world: World) -> None:
        choose(world.maya, [LOG, COACH, CLINICIAN], sure=[VIDEO])
        choose(world.maya, [LOG, VIDEO, COACH, CLINICIAN])
        with organisation_scope(world.organisation.pk):
            rows = Consent.objects.filter(athlete=world.maya.athlete, kind=VIDEO)
            assert sorted(row.withdrawn_at is None for row in rows) == [False, True]

    def test_nobody_decides_for_another(self, world: World) -> None:
        browser_of(world.samira).post(reverse(PAGE), {"given": []})
        assert given(world.maya) == set(ConsentKind)
