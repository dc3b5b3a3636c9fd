"""The front door: everybody to their own first page."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from athletes.access import actor_of


def home(request: HttpRequest) -> HttpResponseBase:
    """Athletes to their Today, staff to theirs, who has no organisation to founding one, strangers to sign in."""
    actor = actor_of(request)
    if actor is not None:
        return redirect("today" if actor.is_staff else "me")
    return redirect("start" if request.user.is_authenticated else "account_login")
