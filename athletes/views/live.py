"""The stream of server-sent events that open pages listen to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

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

    async def hears(self, messages: Sequence[Message]) -> list[Message]:
        """Those that are for this member. A message about nobody in particular is for staff.

        One query at most: a morning tells of every athlete of the house, also to those who look after a few.
        """
        ours = [one for one in messages if one.organisation == self._organisation]
        others = {one.athlete for one in ours if one.athlete is not None} - self._readable
        if others and self._actor.is_staff:
            await sync_to_async(self._ask_about, thread_sensitive=False)(others)
        return [one for one in ours if self._is_for_me(one.athlete)]

    def _is_for_me(self, athlete: str | None) -> bool:
        return self._actor.is_staff if athlete is None else athlete in self._readable

    def _ask_about(self, athletes: Collection[str]) -> None:
        with organisation_scope(self._actor.organisation_id):
            found = Athlete.objects.readable_by(self._actor).filter(pk__in=athletes).values_list("pk", flat=True)
            self._readable.update(map(str, found))
        let_go_of_database()


@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """`hello`, then an event for whatever changes that the asking member may see; 401 for strangers."""
    actor = actor_of(request)
    if actor is None:
        return HttpResponse("Sign in to listen.\n", status=401, content_type="text/plain")
    ear = await sync_to_async(Ear)(actor)
    return stream(ear.hears)
