"""Whom the phone pages are for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from athletes.access import Actor, actor_of
from athletes.models import Athlete

P = ParamSpec("P")


def athlete_page(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page about oneself: call the view with the acting athlete.

    Strangers sign in first, people without an organisation found one; staff and programs get 403,
    at a row's address 404.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor is None:
            return redirect("start") if request.user.is_authenticated else sign_in_first(request)
        if actor.athlete_id is None or getattr(request, "by_key", False):
            if kwargs:  # the address of a row: whom it is not for is not told that it exists
                raise Http404
            raise PermissionDenied("These pages are for athletes.")
        return view(request, actor, *args, **kwargs)

    return guarded


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back here afterwards where that makes sense."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(resolve_url("account_login"))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("home"))


def own(actor: Actor) -> Athlete:
    """The athlete that the actor is."""
    return Athlete.objects.visible_to(actor).get()
