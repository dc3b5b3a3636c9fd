"""The stream of server-sent events that open pages listen to."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from athletes.access import Actor, actor_of
from athletes.models import Athlete
from coachhub.core.connections import let_go_of_database
from coachhub.core.live import Message, stream
from coachhub.core.scope import organisation_scope


class Ear:
    """Which messages a member may hear: those of their organisation, about athletes whom they may read.

    Whom they may read is looked up when they connect; for somebody else (who joined since) it is asked again.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._organisation = str(actor.organisation_id)
        self._readable = {str(key) for key in Athlete.objects.readable_by(actor).values_list("pk", flat=True)}

    async def hears(self, message: Message) -> bool:
        """Whether the message is for this member. A message about nobody in particular is for staff."""
        if message.organisation != self._organisation:
            return False
        if message.athlete is None:
            return self._actor.is_staff
        if message.athlete not in self._readable and self._actor.is_staff:
            await sync_to_async(self._ask_about, thread_sensitive=False)(message.athlete)
        return message.athlete in self._readable

    def _ask_about(self, athlete: str) -> None:
        with organisation_scope(self._actor.organisation_id):
            if Athlete.objects.readable_by(self._actor).filter(pk=athlete).exists():
                self._readable.add(athlete)
        let_go_of_database()


@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """`hello`, then an event for whatever changes that the asking member may see; 401 for strangers."""
    actor = actor_of(request)
    if actor is None:
        return HttpResponse("Sign in to listen.\n", status=401, content_type="text/plain")
    ear = await sync_to_async(Ear)(actor)
    return stream(ear.hears)
