"""Everybody who may knock at a door, and a row of Maya's behind each."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.utils import timezone

from alerts.channels.email.unsubscribe import unsubscribe_path
from alerts.channels.webhook import signing
from alerts.models import Alert, Channel, Endpoint
from alerts.services.own_rules import compose_rule
from athletes.models import Role, SquadStaff, User
from athletes.services import invitations
from athletes.services.absences import go_away
from athletes.services.api_keys import create_key
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from coachhub.core.sealed import seal
from sessions.models import Pause
from sessions.selectors.files import file_links
from sessions.services.check_ins import submit_check_in
from sessions.services.correction_entries import CorrectionEntry
from sessions.services.corrections import correct
from sessions.services.entries import CheckInEntry
from sessions.services.suggestions import pick
from sessions.services.uploads import create_upload
from tests.alerts.composing import SHORT_NIGHT
from tests.films import TRACKS, a_measured_report, answer, film
from tests.world import World, log, make_member, make_user, make_world, squats

# `near` is an assistant of Maya's squad, `far` one of another squad.
OURS = ("stranger", "nobody", "maya", "samira", "coach", "near", "far", "clinician", "owner")
OUTSIDERS = ("outside owner", "outside coach", "outside assistant", "outside clinician", "outside maya")
A_TRACK = TRACKS / "dev05_fatigue_8reps.npz"
# As whom an outsider is received where no row is asked for: as what they are at home.
AT_HOME = dict(zip(OUTSIDERS, ("owner", "coach", "near", "clinician", "maya"), strict=True))


@dataclass(frozen=True)
class Scene:
    """Two organisations, and in the first one something of everything that belongs to Maya."""

    world: World
    clients: Mapping[str, Client]
    ids: Mapping[str, Any]

    def knock(
        self, who: str, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> int:
        """The status that this person gets. What it changed, in the database and in the cookies, is undone."""
        client = self.clients[who]
        cookies = copy.deepcopy(client.cookies)
        with _undone():
            answered = client.generic(method, path, *_encoded(body, path), headers=headers)
        client.cookies = cookies
        return answered.status_code


def _encoded(body: Any, path: str) -> tuple[str, str]:
    if path.startswith("/api/"):
        return json.dumps(body), "application/json"
    return urlencode(body or {}, doseq=True), "application/x-www-form-urlencoded"


@contextmanager
def scene() -> Iterator[Scene]:
    """The scene, for as long as the block lasts; then the database is as it was."""
    with _undone():
        yield _make_scene()


@contextmanager
def _undone() -> Iterator[None]:
    """What the block does to the database is undone. Like a test case's own, so that durable blocks may run inside."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # which Django keeps to itself
    with block:
        yield
        transaction.set_rollback(True)


def _make_scene() -> Scene:
    world, outside = make_world(), make_world("Southside")
    far = make_member(world.organisation, Role.ASSISTANT, "Assistant elsewhere")
    with organisation_scope(world.organisation.pk):
        SquadStaff.objects.create(organisation=world.organisation, squad=world.football, membership=far.membership)
    people = world.everybody | {"near": world.assistant, "far": far}
    clients = {"stranger": _browser(None), "nobody": _browser(make_user("Nobody Yet"))}
    clients |= {who: _browser(people[who].user) for who in OURS if who in people}
    clients |= {who: _browser(outside.everybody[who.removeprefix("outside ")].user) for who in OUTSIDERS}
    return Scene(world, clients, _rows(world))


def _browser(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def _rows(world: World) -> dict[str, Any]:
    """The ids behind the doors, by what they are ids of."""
    maya, coach = world.maya, world.coach
    session = log(maya, squats(pain=3))
    with organisation_scope(world.organisation.pk):
        webhook = Endpoint.objects.create(
            organisation=world.organisation,
            channel=Channel.WEBHOOK,
            label="Club system",
            address="http://127.0.0.1/never-called",  # private: nothing is sent there
            sealed=seal(signing.fresh()),
            event_types=["alert.opened"],
        )
        room = Endpoint.objects.create(
            organisation=world.organisation,
            channel=Channel.CHAT,
            owner=coach.membership,
            label="Phone",
            address="ntfy at 127.0.0.1",
            sealed=seal({"address": "ntfy://127.0.0.1/never-called"}),  # private: nothing is sent there
        )
        suggestion = pick(actor=coach.actor, athlete=maya.athlete, key="suggest.ramp")
        entry = CheckInEntry(new_id(), timezone.now(), ticked=("stuck",), side="right", movement="squat")
        check_in, _ = submit_check_in(actor=maya.actor, athlete=maya.athlete, entry=entry)
        video = film(maya, set_id=session.lifts.get().sets.all()[0].pk)
        files = {"web": b"web", "overlay": b"{}", "curve": b"{}", "track": A_TRACK.read_bytes()}
        analysis = answer(video, a_measured_report(), **files)
        merging = CorrectionEntry(kind="merge", rep=1, other=2)
        correction = correct(actor=coach.actor, video=video, entry=merging, seen=0)
        upload = create_upload(actor=maya.actor, athlete=maya.athlete, length=5, task="squat")
        invitation = invitations.invite(actor=world.owner.actor, squad_id=world.powerlifting.pk)
        key, _ = create_key(actor=coach.actor, name="importer", read_only=False)
        soon = timezone.localdate() + timedelta(days=30)
        absence = go_away(
            actor=coach.actor, membership=coach.membership, first=soon, last=soon, stand_in=world.owner.membership
        )
        own_rule = compose_rule(actor=coach.actor, name="Short night", condition=SHORT_NIGHT, squad=world.powerlifting)
        return {
            "own": own_rule.pk,
            "absence": absence.pk,
            "athlete": maya.athlete.pk,
            "session": session.pk,
            "check_in": check_in.pk,
            "pause": Pause.objects.get().pk,
            "video": video.pk,
            "correction": correction.pk,
            "suggestion": suggestion.pk,
            "alert": Alert.objects.get(severity="stop").pk,
            "upload": upload.pk,
            "invitation": invitation.pk,
            "squad": world.powerlifting.pk,
            "membership": world.assistant.membership.pk,
            "key": key.pk,
            "endpoint": webhook.pk,
            "webhook": webhook.pk,
            "channel": room.pk,
            "delivery": webhook.deliveries.earliest("pk").pk,
            "unsubscribe_link": _end(unsubscribe_path(coach.membership)),
            "coachs_link": _end(file_links(analysis, coach.actor)["web"]),
            "join_link": _end(invitations.link(invitation)),
        }


def _end(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


def metadata(athlete: Any) -> str:
    """Upload-Metadata of an upload for this athlete."""
    return f"athlete {base64.b64encode(str(athlete).encode()).decode()}"
