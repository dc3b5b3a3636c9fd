"""The people of a test: two organisations, in one somebody of every role, in the other the outsiders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.utils import timezone

from athletes.access import Actor
from athletes.models import (
    Athlete,
    Consent,
    ConsentKind,
    Membership,
    Organisation,
    Role,
    Squad,
    SquadAthlete,
    SquadStaff,
    User,
)
from athletes.selectors.actors import actor_by_user
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import TrainingSession
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry
from sessions.services.log import log_session

PASSWORD = "ninety-kilos-for-five"


@dataclass(frozen=True, slots=True)
class Person:
    """One member, as an account and as an actor."""

    user: User
    membership: Membership

    @property
    def actor(self) -> Actor:
        """The person acting in their organisation, with what they may see right now."""
        found = actor_by_user(self.user.pk, str(self.membership.organisation_id))
        assert found is not None
        return found

    @property
    def athlete(self) -> Athlete:
        """The athlete this person is."""
        with organisation_scope(self.membership.organisation_id):
            return Athlete.objects.get(membership=self.membership)


@dataclass(frozen=True, slots=True)
class World:
    """One organisation: Maya is in the squad that the assistant looks after, Samira is not."""

    organisation: Organisation
    powerlifting: Squad
    football: Squad
    owner: Person
    coach: Person
    assistant: Person
    clinician: Person
    maya: Person
    samira: Person

    @property
    def everybody(self) -> dict[str, Person]:
        """All members by who they are."""
        names = ("owner", "coach", "assistant", "clinician", "maya", "samira")
        return {name: getattr(self, name) for name in names}


def make_world(name: str = "Northside") -> World:
    """An organisation with a person of every role and two athletes who agreed to everything."""
    organisation = Organisation.objects.create(name=name, time_zone="Europe/Berlin", country="GB")
    with organisation_scope(organisation.pk):
        powerlifting = Squad.objects.create(organisation=organisation, name="Powerlifting")
        football = Squad.objects.create(organisation=organisation, name="Football U21")
        staff = {
            role: make_member(organisation, role, f"{role.title()} of {name}")
            for role in (Role.OWNER, Role.COACH, Role.ASSISTANT, Role.CLINICIAN)
        }
        SquadStaff.objects.create(
            organisation=organisation, squad=powerlifting, membership=staff[Role.ASSISTANT].membership
        )
        maya = make_athlete(organisation, "Maya Lindqvist", squad=powerlifting)
        samira = make_athlete(organisation, "Samira Haddad", squad=football)
    return World(
        organisation=organisation,
        powerlifting=powerlifting,
        football=football,
        owner=staff[Role.OWNER],
        coach=staff[Role.COACH],
        assistant=staff[Role.ASSISTANT],
        clinician=staff[Role.CLINICIAN],
        maya=maya,
        samira=samira,
    )


@cache
def hashed(password: str, work_factor: int) -> str:
    """The password as it is stored; a good hash is slow, so everybody in a test run shares one of each work factor."""
    return ScryptPasswordHasher().encode(password, salt="of-every-test-of-a-run", n=work_factor)


def make_user(name: str) -> User:
    """An account whose address is confirmed."""
    slug = name.lower().replace(" ", ".")
    address = f"{slug}.{new_id().hex[-6:]}@example.org"
    user = User.objects.create(email=address, name=name, password=hashed(PASSWORD, ScryptPasswordHasher.work_factor))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_member(organisation: Organisation, role: Role, name: str) -> Person:
    """A member of the organisation."""
    user = make_user(name)
    with organisation_scope(organisation.pk):
        return Person(user, Membership.objects.create(organisation=organisation, user=user, role=role))


def make_athlete(
    organisation: Organisation,
    name: str,
    *,
    squad: Squad | None = None,
    consents: Iterable[ConsentKind] = tuple(ConsentKind),
) -> Person:
    """An athlete with an account, in a squad, who agreed to `consents`."""
    person = make_member(organisation, Role.ATHLETE, name)
    with organisation_scope(organisation.pk):
        athlete = Athlete.objects.create(
            organisation=organisation, membership=person.membership, name=name, time_zone=organisation.time_zone
        )
        if squad:
            SquadAthlete.objects.create(organisation=organisation, squad=squad, athlete=athlete)
        Consent.objects.bulk_create(
            Consent(organisation=organisation, athlete=athlete, kind=kind, text=kind.label, given_by=person.user)
            for kind in consents
        )
    return person


def squats(
    *,
    days_ago: float = 0,
    at: datetime | None = None,
    load: float = 80,
    sets: int = 4,
    reps: int = 5,
    rpe: float | None = 7,
    pain: int | None = None,
    before: int | None = None,
    exercise: str = "back_squat",
) -> SessionEntry:
    """A session of squats as an athlete would log it."""
    return SessionEntry(
        id=new_id(),
        started_at=at or timezone.now() - timedelta(days=days_ago),
        pain_before=None if before is None else PainEntry(before),
        lifts=(
            LiftEntry(
                id=new_id(),
                exercise=exercise,
                sets=tuple(
                    SetEntry(
                        id=new_id(),
                        reps=reps,
                        load=Decimal(str(load)),
                        rpe=None if rpe is None else Decimal(str(rpe)),
                    )
                    for _ in range(sets)
                ),
                pain_worst=None if pain is None else PainEntry(pain, side="right"),
            ),
        ),
    )


def log(person: Person, entry: SessionEntry) -> TrainingSession:
    """Log a session as the athlete."""
    with organisation_scope(person.membership.organisation_id):
        return log_session(actor=person.actor, athlete=person.athlete, entry=entry)[0]
