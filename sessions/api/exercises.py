"""`exercises/`: what can be trained."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin

from athletes.access import Actor
from athletes.api.base import MemberRows
from coachhub.core.api.pagination import Pages
from sessions.models import Exercise
from sessions.selectors.exercises import catalogue


class ExerciseSerializer(serializers.ModelSerializer[Exercise]):
    """An exercise or variation; `key` is what sessions name it by. Without `video_task` it is not filmed."""

    class Meta:
        """What a client needs to offer it."""

        model = Exercise
        fields = ["key", "name", "movement", "loads_legs", "video_task"]


class AsOffered(Pages):
    """In the order in which they are offered."""

    ordering = ("position", "id")


class ExerciseViewSet(ListModelMixin, MemberRows[Exercise]):
    """The catalogue: everybody's exercises and the organisation's own."""

    model = Exercise
    serializer_class = ExerciseSerializer
    pagination_class = AsOffered

    def rows(self, actor: Actor) -> QuerySet[Exercise]:
        """The whole catalogue."""
        return catalogue(actor.organisation_id)
