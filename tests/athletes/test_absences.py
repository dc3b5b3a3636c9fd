"""Going away and coming back: who may say it, which days, and what the stand-in sees meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from athletes.access import coaching_staff_of
from athletes.models import Absence, Athlete, Membership, Role, Squad, SquadStaff
from athletes.services.absences import come_back, go_away
from tests.world import Person, World, make_member

BERLIN = ZoneInfo("Europe/Berlin")


def today() -> date:
    return timezone.now().astimezone(BERLIN).date()


def leave(who: Person, stand_in: Person, *, by: Person | None = None, first: int = 0, last: int = 6) -> Absence:
    return go_away(
        actor=(by or who).actor,
        membership=who.membership,
        first=today() + timedelta(days=first),
        last=today() + timedelta(days=last),
        stand_in=stand_in.membership,
    )


def seen_by(person: Person) -> set[str]:
    return {one.name for one in Athlete.objects.readable_by(person.actor)}


def test_from_the_first_midnight_to_the_last_of_the_organisation_s_clock(scoped: World) -> None:
    absence = leave(scoped.coach, scoped.owner)
    assert absence.begins_at == datetime.combine(today(), time(0), tzinfo=BERLIN)
    assert absence.ends_at == datetime.combine(today() + timedelta(days=7), time(0), tzinfo=BERLIN)


def test_an_owner_says_it_of_somebody_who_is_ill(scoped: World) -> None:
    assert leave(scoped.coach, scoped.assistant, by=scoped.owner).membership == scoped.coach.membership


@pytest.mark.parametrize("who", ["assistant", "clinician", "maya"])
def test_nobody_else_does(scoped: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        leave(scoped.coach, scoped.owner, by=scoped.everybody[who])
    assert not Absence.objects.exists()


def test_clinicians_and_athletes_are_told_nothing_so_they_are_not_away(scoped: World) -> None:
    for who in (scoped.clinician, scoped.maya):
        with pytest.raises(PermissionDenied):
            leave(who, scoped.owner)


@pytest.mark.parametrize("who", ["coach", "clinician", "maya"])
def test_who_cannot_stand_in(scoped: World, who: str) -> None:
    with pytest.raises(ValidationError) as refused:
        leave(scoped.coach, scoped.everybody[who])
    assert "stand_in" in refused.value.message_dict


def test_nor_somebody_who_has_left(scoped: World) -> None:
    scoped.assistant.membership.ended_at = timezone.now()
    scoped.assistant.membership.save()
    with pytest.raises(ValidationError):
        leave(scoped.coach, scoped.assistant)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(3, 2, "last"), (-9, -1, "last"), (0, 400, "last"), (3000, 3001, "last")],
)
def test_days_that_make_no_sense(scoped: World, first: int, last: int, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        leave(scoped.coach, scoped.owner, first=first, last=last)
    assert field in refused.value.message_dict


@pytest.mark.parametrize("first", [date.min, date(2026, 1, 1), date.max])
def test_the_ends_of_the_calendar(scoped: World, first: date) -> None:
    coach = scoped.coach
    for last in (first, date.max):
        with pytest.raises(ValidationError):
            go_away(
                actor=coach.actor,
                membership=coach.membership,
                first=first,
                last=last,
                stand_in=scoped.owner.membership,
            )


def test_twice_at_the_same_time(scoped: World) -> None:
    leave(scoped.coach, scoped.owner)
    with pytest.raises(ValidationError) as refused:
        leave(scoped.coach, scoped.assistant, first=6, last=9)
    assert "first" in refused.value.message_dict
    leave(scoped.coach, scoped.assistant, first=7, last=9)


def limited(world: World) -> Person:
    """An assistant of football."""
    helper = make_member(world.organisation, Role.ASSISTANT, "Helper")
    SquadStaff.objects.create(organisation=world.organisation, squad=world.football, membership=helper.membership)
    return helper


def test_the_stand_in_sees_what_the_absent_one_sees(scoped: World) -> None:
    helper = limited(scoped)
    assert seen_by(helper) == {"Samira Haddad"}
    leave(scoped.assistant, helper)
    assert seen_by(helper) == {"Maya Lindqvist", "Samira Haddad"}


def test_of_somebody_who_sees_all_they_see_all(scoped: World) -> None:
    helper = limited(scoped)
    leave(scoped.coach, helper)
    assert helper.actor.squad_ids is None


@pytest.mark.parametrize(("first", "last", "running"), [(1, 3, False), (-5, 0, True)])
def test_only_while_it_lasts(scoped: World, first: int, last: int, running: bool) -> None:
    helper = limited(scoped)
    leave(scoped.assistant, helper, first=first, last=last)
    assert (len(seen_by(helper)) == 2) is running


def test_not_after_it(scoped: World) -> None:
    helper = limited(scoped)
    leave(scoped.assistant, helper)
    Absence.objects.update(begins_at=timezone.now() - timedelta(days=9), ends_at=timezone.now())
    assert seen_by(helper) == {"Samira Haddad"}


@pytest.mark.parametrize("who", ["maya", "samira"])
def test_seen_from_the_athlete_it_is_the_same(scoped: World, who: str) -> None:
    helper = limited(scoped)
    leave(scoped.assistant, helper)
    athlete = scoped.everybody[who].athlete
    people = {one.membership.pk: one for one in (*scoped.everybody.values(), helper)}
    reading = {
        key
        for key, one in people.items()
        if one.membership.role in {"owner", "coach", "assistant"} and athlete.name in seen_by(one)
    }
    assert {one.pk for one in coaching_staff_of(athlete)} == reading


class TestInTurn:
    """Away, the stand-in of a stand-in: each limited to a squad of their own."""

    @pytest.fixture
    def last(self, scoped: World) -> Person:
        """The assistant of powerlifting is away, so is their stand-in of football; this one takes both places."""
        between, last = limited(scoped), make_member(scoped.organisation, Role.ASSISTANT, "Last")
        judo = Squad.objects.create(organisation=scoped.organisation, name="Judo")
        SquadStaff.objects.create(organisation=scoped.organisation, squad=judo, membership=last.membership)
        leave(scoped.assistant, between)
        leave(between, last)
        return last

    def test_they_see_what_all_before_them_see(self, scoped: World, last: Person) -> None:
        assert seen_by(last) == {"Maya Lindqvist", "Samira Haddad"}

    def test_and_are_of_the_staff_seen_from_each_athlete(self, scoped: World, last: Person) -> None:
        for athlete in (scoped.maya.athlete, scoped.samira.athlete):
            assert last.membership in coaching_staff_of(athlete)

    def test_of_who_is_away_before_one_who_is_there_they_see_nothing(self, scoped: World, last: Person) -> None:
        Absence.objects.filter(stand_in=last.membership).update(
            begins_at=timezone.now() - timedelta(days=9), ends_at=timezone.now()
        )
        assert seen_by(last) == set()
        assert last.membership not in coaching_staff_of(scoped.maya.athlete)

    def test_a_circle_ends(self, scoped: World, last: Person) -> None:
        leave(last, scoped.assistant)
        assert seen_by(last) == seen_by(scoped.assistant) == {"Maya Lindqvist", "Samira Haddad"}
        assert last.membership in coaching_staff_of(scoped.maya.athlete)

    def test_for_somebody_who_has_left_nobody_stands_in(self, scoped: World, last: Person) -> None:
        Membership.objects.filter(pk=scoped.assistant.membership.pk).update(ended_at=timezone.now())
        assert seen_by(last) == {"Samira Haddad"}
        assert last.membership not in coaching_staff_of(scoped.maya.athlete)


def test_coming_back_early_ends_it_at_once(scoped: World) -> None:
    helper = limited(scoped)
    absence = leave(scoped.assistant, helper)
    come_back(actor=scoped.assistant.actor, absence=absence)
    assert seen_by(helper) == {"Samira Haddad"}
    assert Absence.objects.get().ends_at <= timezone.now()


def test_one_that_has_not_begun_goes(scoped: World) -> None:
    absence = leave(scoped.coach, scoped.owner, first=3)
    come_back(actor=scoped.owner.actor, absence=absence)
    assert not Absence.objects.exists()


def test_somebody_else_s_is_not_ended(scoped: World) -> None:
    absence = leave(scoped.coach, scoped.owner)
    with pytest.raises(PermissionDenied):
        come_back(actor=scoped.assistant.actor, absence=absence)


def test_of_another_organisation_nobody_stands_in(scoped: World, outside: World) -> None:
    row = Absence(
        organisation=scoped.organisation,
        membership=scoped.coach.membership,
        stand_in=outside.owner.membership,
        begins_at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=1),
    )

    def written() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            row.save()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError):
        written()
