"""Where else the person could act."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from athletes.access import actor_of
from athletes.models import Organisation
from athletes.selectors.organisations import organisations_of

register = template.Library()


@register.simple_tag
def organisations(request: HttpRequest) -> list[Organisation]:
    """The person's other organisations."""
    actor = actor_of(request)
    if actor is None:
        return []
    return [one for one in organisations_of(actor.user_id) if one.pk != actor.organisation_id]
