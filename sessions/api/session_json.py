"""A training session as JSON, in both directions: lifts, each with its sets, and the pain answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from athletes.models import Unit
from coachhub.core.api.fields import number, several, whole
from coachhub.core.ids import new_id
from sessions.models import Lift, Moment, PainReading, Place, Side, TrainingSession, TrainingSet
from sessions.models.session import MOST_LIFTS, MOST_LOAD, MOST_REPS, MOST_SETS, NOTICED
from sessions.progression.noticed import Noticed
from sessions.selectors.exercises import catalogue
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry

LONGEST_NOTE = 2000


class PainSerializer(serializers.Serializer[Any]):
    """One pain answer. null or left out: not asked, which is not 0."""

    value = whole("Pain is 0 to 10, 0 = none.", low=0, high=10)
    side = serializers.ChoiceField(choices=Side.choices, allow_blank=True, default="")
    place = serializers.ChoiceField(choices=Place.choices, allow_blank=True, default="")

    def __init__(self, *args: Any, moment: Moment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._moment = moment

    def get_attribute(self, instance: Any) -> PainReading | None:
        """The stored answer for this moment, of a session or of a lift."""
        of_lift = instance.pk if isinstance(instance, Lift) else None
        readings = instance.pain_readings.all()
        return next((one for one in readings if one.moment == self._moment and one.lift_id == of_lift), None)


class SetSerializer(serializers.ModelSerializer[TrainingSet]):
    """One set. `load` is what was typed, in `unit`: 0 is the body alone, null not said."""

    id = serializers.UUIDField(default=new_id)
    reps = whole(f"Reps are 1 to {MOST_REPS}.", low=1, high=MOST_REPS)
    load = number(
        f"A load is 0 to {MOST_LOAD}, with at most three decimal places.",
        low=0,
        high=MOST_LOAD,
        places=3,
        allow_null=True,
        default=None,
    )
    unit = serializers.ChoiceField(choices=Unit.choices, default=Unit.KG)
    load_kg = number("", low=0, high=MOST_LOAD, places=11, read_only=True, allow_null=True)
    rpe = number("RPE is 1 to 10, in halves.", low=1, high=10, places=1, allow_null=True, default=None)
    warm_up = serializers.BooleanField(default=False)

    class Meta:
        """In the order in which an athlete says it."""

        model = TrainingSet
        fields = ["id", "reps", "load", "unit", "load_kg", "rpe", "warm_up"]

    def validate_rpe(self, rpe: Any) -> Any:
        """Halves only."""
        if rpe is not None and rpe % 1 not in {0, type(rpe)("0.5")}:
            raise serializers.ValidationError("RPE is 1 to 10, in halves.")
        return rpe


class NoticedField(serializers.MultipleChoiceField):
    """What was ticked, each once, in the order in which it is asked."""

    def to_representation(self, value: Any) -> list[str]:  # type: ignore[override]  # a set has no order
        """As it is stored."""
        return list(value)


class LiftSerializer(serializers.ModelSerializer[Lift]):
    """One exercise of a session, with its sets in order."""

    id = serializers.UUIDField(default=new_id)
    exercise = serializers.CharField(source="exercise.key", max_length=60, help_text="A key of `exercises/`")
    name = serializers.CharField(source="exercise.name", read_only=True)
    heel_raise = serializers.BooleanField(default=False)
    noticed = NoticedField(
        choices=NOTICED,
        default=set,
        error_messages={"invalid_choice": "“{input}” is nothing that can be noticed."},
        help_text="What the athlete ticked. What is left out was not noted, which is no “no”",
    )
    pain_worst = PainSerializer(moment=Moment.WORST, allow_null=True, default=None)
    sets = several(SetSerializer, f"An exercise has at most {MOST_SETS} sets.", most=MOST_SETS)

    class Meta:
        """In the order in which an athlete says it."""

        model = Lift
        fields = ["id", "exercise", "name", "heel_raise", "noticed", "pain_worst", "sets"]


class SessionSerializer(serializers.ModelSerializer[TrainingSession]):
    """A whole session. Ids may be made by the sender (UUIDv7); what is sent twice is stored once."""

    id = serializers.UUIDField(default=new_id)
    athlete = serializers.UUIDField(
        source="athlete_id", required=False, help_text="For staff: whose session. Athletes log their own"
    )
    minutes = whole("Minutes are 1 to 600.", low=1, high=600, allow_null=True, default=None)
    session_rpe = whole("Session RPE is 0 to 10.", low=0, high=10, allow_null=True, default=None)
    sleep_hours = number("Sleep is 0 to 24 hours, in tenths.", low=0, high=24, places=1, allow_null=True, default=None)
    soreness = whole("Soreness is 0 to 10, 0 = none.", low=0, high=10, allow_null=True, default=None)
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")
    pain_before = PainSerializer(moment=Moment.BEFORE, allow_null=True, default=None)
    pain_after = PainSerializer(moment=Moment.AFTER, allow_null=True, default=None)
    pain_next_morning = PainSerializer(
        moment=Moment.NEXT_MORNING, allow_null=True, default=None, help_text="null or left out: stays as it is"
    )
    lifts = several(LiftSerializer, f"A session has at most {MOST_LIFTS} exercises.", most=MOST_LIFTS, default=list)

    class Meta:
        """`day` is the athlete's own calendar day."""

        model = TrainingSession
        fields = [
            "id",
            "athlete",
            "started_at",
            "day",
            "minutes",
            "session_rpe",
            "sleep_hours",
            "soreness",
            "note",
            "pain_before",
            "pain_after",
            "pain_next_morning",
            "lifts",
            "created_at",
        ]
        read_only_fields = ["day", "created_at"]

    def validate_lifts(self, lifts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Every exercise is one of the catalogue."""
        known = set(catalogue(self.context["actor"].organisation_id).values_list("key", flat=True))
        errors = [
            {} if lift["exercise"]["key"] in known else {"exercise": ["There is no exercise with this key."]}
            for lift in lifts
        ]
        if any(errors):
            raise serializers.ValidationError(errors)
        return lifts

    def entry(self, session_id: UUID | None = None) -> SessionEntry:
        """What was sent, as the service takes it."""
        given = {name: value for name, value in self.validated_data.items() if name != "athlete_id"}
        given["id"] = session_id or given["id"]
        given["lifts"] = tuple(_lift(lift) for lift in given["lifts"])
        for name in ("pain_before", "pain_after", "pain_next_morning"):
            given[name] = _pain(given[name])
        return SessionEntry(**given)


def _pain(given: dict[str, Any] | None) -> PainEntry | None:
    return None if given is None else PainEntry(**given)


def _lift(given: dict[str, Any]) -> LiftEntry:
    return LiftEntry(
        id=given["id"],
        exercise=given["exercise"]["key"],
        heel_raise=given["heel_raise"],
        noticed=frozenset(map(Noticed, given["noticed"])),
        pain_worst=_pain(given["pain_worst"]),
        sets=tuple(SetEntry(**one) for one in given["sets"]),
    )
