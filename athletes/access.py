"""Who may see and do what. The only place that decides it.

Two walls. The organisation's: every query is limited to the active organisation (coachhub/core/scope.py).
Within it the role's: `visible_to(actor)` limits rows, `require(actor, action)` limits deeds. What an athlete
logged is readable by staff only while the athlete's consent to that is in force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.http import HttpRequest

if TYPE_CHECKING:
    from athletes.models import Absence, Athlete, Invitation, Membership, Squad  # noqa: F401  named in strings below

OWNER, COACH, ASSISTANT, CLINICIAN, ATHLETE = "owner", "coach", "assistant", "clinician", "athlete"
COACHING = frozenset({OWNER, COACH, ASSISTANT})
STAFF = COACHING | {CLINICIAN}


class Action(StrEnum):
    """What may be done beyond reading."""

    LOG = "log"  # sessions, answers and videos: an athlete's own, or written down by the coach
    ACT_ON_ALERT = "act_on_alert"  # acknowledge, assign, snooze, resolve
    COMMENT = "comment"
    CORRECT = "correct"  # what was measured in a video
    CONFIRM = "confirm"  # that a filmed set was good: the athlete's own, or a coach's word on it
    CHECK_OFF = "check_off"  # mark a paused exercise as checked
    ADVISE = "advise"  # accept, dismiss or pick a suggestion, and end the task that it became
    TUNE = "tune"  # rules of squads and athletes
    INVITE = "invite"
    MANAGE = "manage"  # members, squads, the organisation


ALLOWED: dict[Action, frozenset[str]] = {
    Action.LOG: frozenset({ATHLETE, COACH, OWNER}),
    Action.ACT_ON_ALERT: COACHING,
    Action.COMMENT: STAFF,
    Action.CORRECT: COACHING,
    Action.CONFIRM: COACHING | {ATHLETE},
    Action.CHECK_OFF: COACHING | {ATHLETE},
    Action.ADVISE: COACHING,
    Action.TUNE: frozenset({OWNER, COACH}),
    Action.INVITE: frozenset({OWNER, COACH}),
    Action.MANAGE: frozenset({OWNER}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one organisation.

    `squad_ids` None means all squads; `read_only` is an API key's limit. `time_zone` is an athlete's own, for
    staff the organisation's; `unit` (kg or lb) is the person's. `blur_faces` is the organisation's setting.
    """

    user_id: UUID
    membership_id: UUID
    organisation_id: UUID
    role: str
    name: str
    organisation_name: str
    time_zone: str
    country: str
    unit: str
    squad_ids: frozenset[UUID] | None = None
    athlete_id: UUID | None = None
    blur_faces: bool = False
    read_only: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether this is somebody who looks after athletes."""
        return self.role in STAFF

    def may(self, action: Action) -> bool:
        """Whether the role allows the action at all; on which rows, `visible_to` says."""
        return not self.read_only and self.role in ALLOWED[action]


def require(actor: Actor, action: Action) -> None:
    """Raise PermissionDenied unless the actor may do it."""
    if not actor.may(action):
        raise PermissionDenied(f"Your role here ({actor.role}) does not include this.")


def require_for(actor: Actor, action: Action, athlete_id: UUID) -> None:
    """The same for a deed on one athlete's rows: athletes act for themselves only."""
    require(actor, action)
    if actor.role == ATHLETE and actor.athlete_id != athlete_id:
        raise PermissionDenied("Athletes do this for themselves only.")


def require_coaching(actor: Actor) -> None:
    """For what only those have who are told of alerts: their hours, their absences, the ladder. Reading needs no more.

    Raises PermissionDenied.
    """
    if actor.role not in COACHING:
        raise PermissionDenied("Alerts are told to those who coach.")


def actor_of(request: HttpRequest) -> Actor | None:
    """Who is acting in this request; None for somebody without an organisation. Set by ActorMiddleware."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


class AthleteQuerySet(models.QuerySet["Athlete"]):
    """Athletes, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Athletes whose name and squads the actor may see."""
        if actor.role == ATHLETE:
            return self.filter(pk=actor.athlete_id)
        rows = self
        if actor.squad_ids is not None:
            members = self.model.squads.through._base_manager.filter(squad__in=actor.squad_ids)
            rows = self.filter(pk__in=members.values("athlete"))
        return rows._consenting("share_clinician") if actor.role == CLINICIAN else rows

    def readable_by(self, actor: Actor) -> Self:
        """Athletes whose log, videos and alerts the actor may see: needs their consent, except for themselves."""
        visible = self.visible_to(actor)
        return visible._consenting("share_coach") if actor.role in COACHING else visible

    def _consenting(self, kind: str) -> Self:
        return self.filter(consents__kind=kind, consents__withdrawn_at=None)


class SquadQuerySet(models.QuerySet["Squad"]):
    """Squads, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Athletes see their own squads, staff those they look after."""
        if actor.role == ATHLETE:
            return self.filter(athletes=actor.athlete_id)
        return self if actor.squad_ids is None else self.filter(pk__in=actor.squad_ids)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by who may see (and withdraw) them."""

    def visible_to(self, actor: Actor) -> Self:
        """Owners see all; who may invite athletes sees the invitations of athletes, of their squads."""
        if actor.role == OWNER:
            return self
        if actor.role not in ALLOWED[Action.INVITE]:
            return self.none()
        mine = self.filter(role=ATHLETE)
        return mine if actor.squad_ids is None else mine.filter(squad__in=actor.squad_ids)


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own and those in which one stands in; owners see all."""
        if actor.role == OWNER:
            return self
        return self.filter(models.Q(membership=actor.membership_id) | models.Q(stand_in=actor.membership_id))


R = TypeVar("R", bound=models.Model)


class AthleteDataQuerySet(models.QuerySet[R]):
    """Rows that belong to an athlete (field `athlete`)."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows of the athletes that the actor may read."""
        from athletes.models import Athlete

        if actor.role == ATHLETE:
            return self.filter(athlete=actor.athlete_id)
        return self.filter(athlete__in=Athlete.objects.readable_by(actor))


class OwnedQuerySet(models.QuerySet[R]):
    """Rows that belong to a member (field `owner`), or without one to the organisation."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and for an owner of the organisation also those that are everybody's."""
        mine = models.Q(owner=actor.membership_id)
        return self.filter(mine | models.Q(owner=None) if actor.role == OWNER else mine)


def require_own(actor: Actor, owner_id: UUID | None) -> None:
    """For a deed on such a row: one's own as a member of the staff, the organisation's as who may manage it."""
    if owner_id is None:
        require(actor, Action.MANAGE)
    elif owner_id != actor.membership_id or not actor.is_staff or actor.read_only:
        raise PermissionDenied("This is somebody else’s.")


def coaching_beside(actor: Actor) -> models.QuerySet[Membership]:
    """Everybody who coaches in the actor's organisation, by name; nobody for somebody who does not coach."""
    from athletes.models import Membership

    rows = Membership.objects.filter(role__in=COACHING, ended_at=None, user__is_active=True)
    rows = rows.select_related("user").order_by("user__name", "pk")
    return rows if actor.role in COACHING else rows.none()


def along(pairs: Collection[tuple[UUID, UUID]], start: Iterable[UUID]) -> set[UUID]:
    """Those in `start`, and all whom one gets to from them along the pairs; a circle ends.

    By pairs (absent, stand-in): who stands in for somebody, for their stand-in, and so on.
    """
    found = set(start)
    while more := {end for begin, end in pairs if begin in found} - found:
        found |= more
    return found


def coaching_staff_of(athlete: Athlete) -> models.QuerySet[Membership]:
    """Who of the coaching staff may read this athlete's log: `readable_by`, seen from the athlete.

    One query here, and one when it is read.
    """
    from athletes.models import Membership

    return Membership.objects.filter(pk__in=coaching_staff_ids(athlete))


def coaching_staff_ids(athlete: Athlete) -> frozenset[UUID]:
    """The memberships of `coaching_staff_of`. One query."""
    who: dict[str, Any] = {"organisation": athlete.organisation_id, "athlete": athlete.pk, "coaching": list(COACHING)}
    with connection.cursor() as cursor:
        cursor.execute(_COACHING_STAFF, who)
        return frozenset(member for (member,) in cursor.fetchall())


# Asked for with every red flag and every message about one. In plain SQL, because building it by the ORM takes longer
# than the database does. `seeing`: who is limited to no squad or to one of the athlete's, then in turn who stands in
# for somebody among them.
_COACHING_STAFF = """
WITH RECURSIVE seeing AS (
    SELECT member.id FROM athletes_membership member
    WHERE member.organisation_id = %(organisation)s AND member.role <> 'athlete' AND (
        NOT EXISTS (SELECT FROM athletes_squadstaff limits WHERE limits.membership_id = member.id)
        OR EXISTS (
            SELECT FROM athletes_squadstaff limits JOIN athletes_squadathlete of USING (squad_id)
            WHERE limits.membership_id = member.id AND of.athlete_id = %(athlete)s
        )
    )
    UNION
    SELECT absence.stand_in_id FROM seeing
    JOIN athletes_absence absence ON absence.membership_id = seeing.id
    JOIN athletes_membership absent ON absent.id = absence.membership_id
    WHERE absent.ended_at IS NULL
    AND absence.begins_at <= statement_timestamp() AND absence.ends_at > statement_timestamp()
)
SELECT member.id FROM seeing
JOIN athletes_membership member USING (id)
JOIN athletes_user person ON person.id = member.user_id
WHERE member.organisation_id = %(organisation)s AND member.role = ANY(%(coaching)s)
AND member.ended_at IS NULL AND person.is_active
AND EXISTS (
    SELECT FROM athletes_consent consent
    WHERE consent.athlete_id = %(athlete)s AND consent.kind = 'share_coach' AND consent.withdrawn_at IS NULL
)
"""
