"""Writes the demo organisation, through the same services that everybody's rows come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

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
from athletes.selectors.actors import acting
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from coachhub.demo.log import sessions_of
from coachhub.demo.stories import STORIES, WEEKS, Story
from sessions import demo_clips
from sessions.models import TrainingSet
from sessions.services.check_ins import submit_check_in
from sessions.services.entries import CheckInEntry
from sessions.services.log import import_sessions
from sessions.services.refresh import look_again
from sessions.services.suggestions import pick
from sessions.services.videos import add_video, store_file

NAME = "Northside Strength"
ZONE = "Europe/London"
DOMAIN = "demo.invalid"  # reserved: no mail can ever reach anybody
CLIPS = {"clean": demo_clips.IN_LINE, "drift": demo_clips.DRIFT, "side": demo_clips.SIDE_VIEW}
TRIES_SINCE = timedelta(days=30)
TICKED_AGO = timedelta(minutes=9)


@dataclass(frozen=True, slots=True)
class Staff:
    """One of the demo's coaches; `squads` limits what they see."""

    name: str
    role: Role
    squads: tuple[str, ...] = ()


STAFF = (
    Staff("Elena Brandt", Role.OWNER),
    Staff("Jonas Weber", Role.COACH),
    Staff("Amara Osei", Role.ASSISTANT, ("Football U21",)),
    Staff("Lena Vogt", Role.CLINICIAN),
)


@transaction.atomic
def load_demo(now: datetime | None = None) -> bool:
    """Write the demo organisation; False, and nothing done, when there is one already."""
    now = now or timezone.now()
    if Organisation.objects.filter(is_demo=True).exists():
        return False
    organisation = Organisation.objects.create(name=NAME, time_zone=ZONE, country="GB", is_demo=True)
    with organisation_scope(organisation.pk):
        squads = {
            name: Squad.objects.create(organisation=organisation, name=name)
            for name in sorted({story.squad for story in STORIES})
        }
        for one in STAFF:
            _add_staff(organisation, one, squads, now - timedelta(weeks=WEEKS))
        for number, story in enumerate(STORIES):
            since = now - timedelta(weeks=story.weeks, days=1)
            member = _member(organisation, story.name, Role.ATHLETE, since, story.unit)
            athlete = _add_athlete(member, squads[story.squad], phone=f"+44 7700 900{100 + number}")  # kept for fiction
            _write_history(member, athlete, story, now)
    return True


def _member(organisation: Organisation, name: str, role: Role, since: datetime, unit: str = "kg") -> Membership:
    """An account without a password: the demo's people are signed in by a click."""
    email = f"{name.lower().replace(' ', '.')}@{DOMAIN}"
    user = User.objects.create_user(email, name=name, unit=unit)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return Membership.objects.create(organisation=organisation, user=user, role=role, created_at=since)


def _add_staff(organisation: Organisation, one: Staff, squads: dict[str, Squad], since: datetime) -> None:
    membership = _member(organisation, one.name, one.role, since)
    for name in one.squads:
        SquadStaff.objects.create(organisation=organisation, squad=squads[name], membership=membership)


def _add_athlete(member: Membership, squad: Squad, *, phone: str) -> Athlete:
    organisation = member.organisation
    athlete = Athlete.objects.create(
        organisation=organisation,
        membership=member,
        name=member.user.name,
        phone=phone,
        time_zone=organisation.time_zone,
        joined_at=member.created_at,
    )
    SquadAthlete.objects.create(organisation=organisation, squad=squad, athlete=athlete)
    for kind in ConsentKind:
        Consent.objects.create(organisation=organisation, athlete=athlete, kind=kind, text=kind.label)
    return athlete


def _write_history(member: Membership, athlete: Athlete, story: Story, now: datetime) -> None:
    actor = acting(member)
    import_sessions(actor=actor, athlete=athlete, entries=sessions_of(story, now, ZoneInfo(ZONE)))
    if story.tries:
        coach = Membership.objects.get(role=Role.OWNER)
        pick(actor=acting(coach), athlete=athlete, key=story.tries, at=now - TRIES_SINCE)
    look_again([athlete])  # as every morning does: that is when a silence is told
    last = athlete.sessions.latest("started_at")
    if story.clip:
        _film(athlete, story, CLIPS[story.clip])
    if story.ticked:
        submit_check_in(
            actor=actor,
            athlete=athlete,
            entry=CheckInEntry(
                id=new_id(),
                answered_at=now - TICKED_AGO,
                shown_at=now - TICKED_AGO,
                ticked=(story.ticked,),
                side="right",
                movement="squat",
                session_id=last.pk,
            ),
        )


def _film(athlete: Athlete, story: Story, clip: Path) -> None:
    """A video of the heaviest set of the last session, as if just sent: the workers measure it like any other."""
    work = TrainingSet.objects.filter(lift__session__athlete=athlete, warm_up=False)
    filmed = work.filter(lift__exercise__key=story.filmed_as).order_by("-lift__session__started_at", "-load")[0]
    video_id = new_id()
    add_video(
        video_id=video_id,
        athlete=athlete,
        set_id=filmed.pk,
        file=store_file(athlete.organisation_id, video_id, clip.name, clip),
        filename=clip.name,
        size_bytes=clip.stat().st_size,
        task="squat",
    )
