"""The one door of the coach's pages: staff come in, others are sent where they belong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from athletes.access import Actor, actor_of

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
StaffPage = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]


def for_staff(view: StaffPage[P]) -> Page[P]:
    """Call the view with the acting member of staff.

    Strangers are sent to sign in, people without an organisation to found one; athletes and programs get 403,
    at a row's address 404: an API key opens the API only. Browsers keep no copy for whoever comes after.
    """

    @never_cache
    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor is None:
            return _elsewhere(request)
        if not actor.is_staff or getattr(request, "by_key", False):
            if kwargs:  # the address of a row: whom it is not for is not told that it exists
                raise Http404
            raise PermissionDenied("These pages are for coaches and clinicians.")
        return view(request, actor, *args, **kwargs)

    return door


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of an open page asks, rather than the browser for a page."""
    return bool(getattr(request, "htmx", False))


def _elsewhere(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("start")
    if is_htmx(request):
        return HttpResponseClientRedirect(resolve_url("account_login"))
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(reverse("home"))
