"""Who is told: exactly the coaching staff who may read the athlete's log."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alerts.models import Delivery
from alerts.services import transitions
from alerts.services.ladder import staff_for
from athletes.models import Athlete, Consent, ConsentKind, Role, SquadAthlete, SquadStaff
from athletes.services.consents import set_consents
from tests.alerts.acting import only_alert, tick, told
from tests.world import Person, World, make_athlete, make_member


def names(person: Person) -> set[str]:
    return {one.user.name.split()[0] for one in staff_for(person.athlete)}


def test_owner_coaches_and_the_squad_s_assistants(scoped: World) -> None:
    assert names(scoped.maya) == {"Owner", "Coach", "Assistant"}
    assert names(scoped.samira) == {"Owner", "Coach"}


@pytest.mark.parametrize("who", ["maya", "samira"])
def test_it_is_the_access_layer_seen_from_the_athlete(scoped: World, who: str) -> None:
    """Whoever is told may read it, and who may act on it is told: the two can never drift apart."""
    athlete = scoped.everybody[who].athlete
    may_read = {
        name
        for name, person in scoped.everybody.items()
        if person.actor.role in {"owner", "coach", "assistant"}
        and Athlete.objects.readable_by(person.actor).filter(pk=athlete.pk).exists()
    }
    told_of = {one.pk for one in staff_for(athlete)}
    assert told_of == {scoped.everybody[name].membership.pk for name in may_read}


def test_nobody_without_the_athlete_s_consent_to_share(scoped: World) -> None:
    private = make_athlete(scoped.organisation, "Kenji Mori", consents=[ConsentKind.LOG])
    assert names(private) == set()


def test_nobody_after_the_consent_was_withdrawn(scoped: World) -> None:
    set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
    assert names(scoped.maya) == set()


def test_a_consent_given_again_counts(scoped: World) -> None:
    set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
    set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=list(ConsentKind))
    assert names(scoped.maya) == {"Owner", "Coach", "Assistant"}


def test_nobody_who_has_left(scoped: World) -> None:
    scoped.coach.membership.ended_at = timezone.now()
    scoped.coach.membership.save()
    assert names(scoped.maya) == {"Owner", "Assistant"}


def test_nobody_whose_account_was_closed(scoped: World) -> None:
    scoped.owner.user.is_active = False
    scoped.owner.user.save()
    assert names(scoped.maya) == {"Coach", "Assistant"}


def test_no_clinician(scoped: World) -> None:
    """Clinicians read what was shared with them; being woken is not their part."""
    assert "Clinician" not in names(scoped.maya)


def test_nobody_of_another_organisation(scoped: World, outside: World) -> None:
    told_of = {one.organisation_id for one in staff_for(scoped.maya.athlete)}
    assert told_of == {scoped.organisation.pk}


def test_an_athlete_of_two_squads_has_the_assistants_of_both(scoped: World) -> None:
    other = make_member(scoped.organisation, Role.ASSISTANT, "Helper of Football")
    SquadStaff.objects.create(organisation=scoped.organisation, squad=scoped.football, membership=other.membership)
    SquadAthlete.objects.create(organisation=scoped.organisation, squad=scoped.football, athlete=scoped.maya.athlete)
    assert names(scoped.maya) == {"Owner", "Coach", "Assistant", "Helper"}


def test_each_of_them_finds_it_in_the_app_and_the_first_of_the_ladder_gets_a_mail(scoped: World) -> None:
    tick(scoped.maya)
    assert told(only_alert(), "app") == ["Owner of Northside", "Coach of Northside", "Assistant of Northside"]
    assert told(only_alert()) == ["Coach of Northside"]


def test_with_nobody_to_tell_the_alert_is_there_all_the_same(scoped: World) -> None:
    Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
    tick(scoped.maya)
    assert only_alert().state == "open"
    assert not Delivery.objects.exists()


def test_whoever_did_something_is_not_told_of_it(scoped: World) -> None:
    tick(scoped.maya)
    before = told(only_alert(), "app")
    transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
    transitions.comment(actor=scoped.coach.actor, alert=only_alert(), note="Called her.")
    assert told(only_alert(), "app") == before
