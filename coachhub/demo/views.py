"""Signing in to the demo by a click. Only the demo organisation's people, never in production."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from athletes.models import Membership
from coachhub.core.scope import every_organisation

ON_THE_PAGE = ("Elena Brandt", "Maya Lindqvist")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def demo_people(request: HttpRequest) -> dict[str, Any]:
    """For the sign-in page: whom one can sign in as, evaluated only where it is shown."""
    return {"demo_people": _people}


def _people() -> list[Membership]:
    if settings.CONFIG.production:
        return []
    with every_organisation():
        mine = _members().filter(user__name__in=ON_THE_PAGE)
        return sorted(mine.select_related("user", "organisation"), key=lambda one: ON_THE_PAGE.index(one.user.name))


def _members() -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__is_demo=True, ended_at=None, user__is_active=True)


@require_POST
def sign_in(request: HttpRequest, membership_id: UUID) -> HttpResponseBase:
    """Become one of the demo's people; 404 for anybody else."""
    if settings.CONFIG.production:
        raise Http404
    with every_organisation():
        membership = _members().select_related("user").filter(pk=membership_id).first()
    if membership is None:
        raise Http404
    login(request, membership.user, backend=BACKEND)
    return redirect("home")
