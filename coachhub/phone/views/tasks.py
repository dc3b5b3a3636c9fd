"""The athlete's tasks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from athletes.access import Actor
from coachhub.phone.access import athlete_page
from sessions.models import Suggestion
from sessions.services.suggestions import NotOfferedError, mark_done


@require_POST
@athlete_page
def task_done(request: HttpRequest, actor: Actor, suggestion_id: UUID) -> HttpResponse:
    """Done today; posted with `undo`, not done after all."""
    mine = Suggestion.objects.visible_to(actor).select_related("athlete")
    task = get_object_or_404(mine, pk=suggestion_id)
    day = timezone.now().astimezone(task.athlete.zone).date()
    try:
        mark_done(actor=actor, suggestion=task, day=day, done="undo" not in request.POST)
    except NotOfferedError as refused:
        messages.info(request, str(refused))
    return redirect(f"{reverse('me')}#tasks")
