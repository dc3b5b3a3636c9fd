"""Who may see and do what: the organisation's wall, the role's, and the athlete's own consent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from athletes.access import ALLOWED, STAFF, Action, coaching_staff_of, require, require_for
from athletes.models import Athlete, Consent, ConsentKind, Membership, Role, SquadAthlete, SquadStaff
from athletes.selectors.athletes import athlete_to_log_for
from coachhub.core.ids import new_id
from sessions.models import TrainingSession
from tests.world import World, log, make_athlete, squats

EVERYBODY = ("owner", "coach", "assistant", "clinician", "maya", "samira")


def names(athletes: object) -> set[str]:
    return {athlete.first_name for athlete in athletes}  # type: ignore[attr-defined]  # a queryset of athletes


def withdraw(world: World, kind: ConsentKind) -> None:
    """Maya takes this consent back."""
    Consent.objects.filter(athlete=world.maya.athlete, kind=kind).update(withdrawn_at=timezone.now())


# -- deeds --------------------------------------------------------------------------------------------

DEEDS = {
    Action.LOG: {"owner", "coach", "athlete"},
    Action.ACT_ON_ALERT: {"owner", "coach", "assistant"},
    Action.COMMENT: {"owner", "coach", "assistant", "clinician"},
    Action.CORRECT: {"owner", "coach", "assistant"},
    Action.CONFIRM: {"owner", "coach", "assistant", "athlete"},
    Action.CHECK_OFF: {"owner", "coach", "assistant", "athlete"},
    Action.ADVISE: {"owner", "coach", "assistant"},
    Action.TUNE: {"owner", "coach"},
    Action.INVITE: {"owner", "coach"},
    Action.MANAGE: {"owner"},
}


def test_every_action_is_decided_for_every_role() -> None:
    assert set(DEEDS) == set(Action) == set(ALLOWED)
    assert STAFF | {"athlete"} == set(Role.values)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("action", Action)
def test_which_role_does_what(scoped: World, role: str, action: Action) -> None:
    actor = scoped.everybody[role].actor
    assert actor.may(action) == (actor.role in DEEDS[action])
    if actor.may(action):
        require(actor, action)
    else:
        with pytest.raises(PermissionDenied, match=actor.role):
            require(actor, action)


@pytest.mark.parametrize("action", Action)
def test_a_read_only_key_does_nothing(scoped: World, action: Action) -> None:
    assert not replace(scoped.owner.actor, read_only=True).may(action)


def test_athletes_do_things_for_themselves_only_and_staff_for_others(scoped: World) -> None:
    maya, samira = scoped.maya.athlete.pk, scoped.samira.athlete.pk
    require_for(scoped.maya.actor, Action.LOG, maya)
    require_for(scoped.coach.actor, Action.LOG, samira)
    with pytest.raises(PermissionDenied, match="themselves"):
        require_for(scoped.maya.actor, Action.LOG, samira)
    with pytest.raises(PermissionDenied):
        require_for(scoped.clinician.actor, Action.LOG, maya)


# -- rows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("owner", {"Maya", "Samira"}),
        ("coach", {"Maya", "Samira"}),
        ("assistant", {"Maya"}),
        ("clinician", {"Maya", "Samira"}),
        ("maya", {"Maya"}),
        ("samira", {"Samira"}),
    ],
)
def test_who_sees_whom(scoped: World, role: str, seen: set[str]) -> None:
    actor = scoped.everybody[role].actor
    assert names(Athlete.objects.visible_to(actor)) == seen
    assert names(Athlete.objects.readable_by(actor)) == seen


def test_without_sharing_a_coach_sees_the_name_and_no_more(scoped: World) -> None:
    log(scoped.maya, squats())
    withdraw(scoped, ConsentKind.SHARE_COACH)
    for role in ("owner", "coach", "assistant"):
        actor = scoped.everybody[role].actor
        assert "Maya" in names(Athlete.objects.visible_to(actor))
        assert "Maya" not in names(Athlete.objects.readable_by(actor))
        assert not TrainingSession.objects.visible_to(actor).exists()
    assert TrainingSession.objects.visible_to(scoped.maya.actor).exists()
    assert TrainingSession.objects.visible_to(scoped.clinician.actor).exists()


def test_without_sharing_a_clinician_does_not_even_see_the_name(scoped: World) -> None:
    withdraw(scoped, ConsentKind.SHARE_CLINICIAN)
    assert names(Athlete.objects.visible_to(scoped.clinician.actor)) == {"Samira"}


def test_a_clinician_may_be_limited_to_squads_too(scoped: World) -> None:
    SquadStaff.objects.create(
        organisation=scoped.organisation, squad=scoped.football, membership=scoped.clinician.membership
    )
    assert names(Athlete.objects.visible_to(scoped.clinician.actor)) == {"Samira"}


def test_an_athlete_of_two_squads_is_seen_once(scoped: World) -> None:
    for squad in (scoped.powerlifting, scoped.football):
        SquadStaff.objects.get_or_create(
            organisation=scoped.organisation, squad=squad, membership=scoped.assistant.membership
        )
    SquadAthlete.objects.create(organisation=scoped.organisation, squad=scoped.football, athlete=scoped.maya.athlete)
    assert list(Athlete.objects.readable_by(scoped.assistant.actor).filter(name__startswith="Maya")) == [
        scoped.maya.athlete
    ]


def test_a_consent_given_again_counts_once(scoped: World) -> None:
    withdraw(scoped, ConsentKind.SHARE_COACH)
    Consent.objects.create(
        organisation=scoped.organisation, athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH, text="Yes"
    )
    assert Athlete.objects.readable_by(scoped.coach.actor).filter(pk=scoped.maya.athlete.pk).count() == 1


def test_an_athlete_account_without_an_athlete_sees_nobody(scoped: World) -> None:
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(membership=None)
    actor = scoped.maya.actor
    assert actor.athlete_id is None
    assert not Athlete.objects.visible_to(actor).exists()
    assert not TrainingSession.objects.visible_to(actor).exists()


def test_a_squad_that_limits_somebody_cannot_just_vanish(scoped: World) -> None:
    """Without their last squad they would see everybody."""
    SquadAthlete.objects.filter(squad=scoped.powerlifting).delete()
    with pytest.raises(RestrictedError):
        scoped.powerlifting.delete()
    scoped.organisation.delete()  # the whole organisation may
    assert not Membership.objects.exists()


def test_who_coaches_an_athlete_is_the_same_seen_from_both_ends(scoped: World) -> None:
    unshared = make_athlete(scoped.organisation, "Unshared", squad=scoped.powerlifting, consents=[ConsentKind.LOG])
    staff = [scoped.owner, scoped.coach, scoped.assistant]
    for athlete in (scoped.maya.athlete, scoped.samira.athlete, unshared.athlete):
        from_above = {
            one.membership for one in staff if Athlete.objects.readable_by(one.actor).filter(pk=athlete.pk).exists()
        }
        assert set(coaching_staff_of(athlete)) == from_above


# -- whose log ----------------------------------------------------------------------------------------


def test_into_whose_log_somebody_writes(scoped: World, outside: World) -> None:
    maya = scoped.maya.athlete
    assert athlete_to_log_for(scoped.maya.actor, None) == maya
    assert athlete_to_log_for(scoped.maya.actor, maya.pk) == maya
    assert athlete_to_log_for(scoped.coach.actor, maya.pk) == maya
    for actor, asked in (
        (scoped.maya.actor, scoped.samira.athlete.pk),
        (scoped.coach.actor, outside.maya.athlete.pk),
        (scoped.coach.actor, new_id()),
        (scoped.coach.actor, None),
    ):
        with pytest.raises(ValidationError) as refused:
            athlete_to_log_for(actor, asked)
        assert list(refused.value.message_dict) == ["athlete"]
    withdraw(scoped, ConsentKind.SHARE_COACH)
    with pytest.raises(ValidationError):
        athlete_to_log_for(scoped.coach.actor, maya.pk)


# -- what the database itself holds -------------------------------------------------------------------


def test_a_row_never_points_into_another_organisation(scoped: World, outside: World) -> None:
    def across() -> None:
        with transaction.atomic():
            SquadAthlete.objects.create(
                organisation=scoped.organisation, squad=scoped.football, athlete=outside.maya.athlete
            )
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="same_org"):
        across()
