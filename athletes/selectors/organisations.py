"""The organisations of one person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from athletes.models import Membership, Organisation
from coachhub.core.scope import every_organisation


def organisations_of(user_id: UUID) -> QuerySet[Organisation]:
    """Every organisation in which the person is a member now, by name. One query."""
    with every_organisation():
        mine = Membership.objects.filter(user=user_id, ended_at=None).values("organisation")
        return Organisation.objects.filter(pk__in=mine).order_by("name")
