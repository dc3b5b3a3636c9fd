"""Knee tracking over time as JSON. Every change is of the knee–ankle separation ratio: no unit, negative = inward."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sessions.knee_tracking import Task, Verdict
from sessions.knee_tracking.over_time import Against, Change, Difference, Reach, Why
from sessions.knee_tracking.report import Trend


def _choices(kind: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class RangeSerializer(serializers.Serializer[Any]):
    """A value with its 90 % interval."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class FilmedSetSerializer(serializers.Serializer[Any]):
    """One filmed set."""

    video = serializers.UUIDField(source="video_id")
    day = serializers.DateField(help_text="In the athlete's own calendar")
    set_number = serializers.IntegerField(allow_null=True)
    warm_up = serializers.BooleanField()
    load_kg = serializers.FloatField(allow_null=True, help_text="kg; 0: the body alone; null: not said")
    verdict = serializers.ChoiceField(choices=_choices(Verdict))
    certain = serializers.BooleanField()
    change = RangeSerializer(allow_null=True, help_text="Against the foot line; null: not measured")
    depth_pct = serializers.FloatField(allow_null=True, help_text="Median of the reps, % of leg length")
    yaw_deg = serializers.FloatField(allow_null=True, help_text="Degrees")
    confirmed = serializers.BooleanField(help_text="Whether a coach or the athlete said that it was a good set")


class LeftOutSerializer(serializers.Serializer[Any]):
    """Why earlier sets are not compared with."""

    reason = serializers.ChoiceField(choices=_choices(Difference))
    sets = serializers.IntegerField()


class ChangeSerializer(serializers.Serializer[Any]):
    """The newest measured set against earlier ones of comparable load, depth and view."""

    newest = serializers.UUIDField(source="newest.video_id", help_text="Video of the newest measured set")
    days = serializers.ListField(child=serializers.DateField(), help_text="Of what it is compared with")
    confirmed = serializers.BooleanField(help_text="Whether somebody confirmed that those sets were good")
    reference = serializers.FloatField(allow_null=True, help_text="Median change of what it is compared with")
    difference = RangeSerializer(allow_null=True, help_text="Newest less reference")
    mdc = serializers.FloatField(help_text="Minimum detectable change: a smaller difference is within the error")
    state = serializers.ChoiceField(choices=_choices(Against))
    left_out = serializers.SerializerMethodField()

    @extend_schema_field(LeftOutSerializer(many=True))
    def get_left_out(self, change: Change) -> list[dict[str, Any]]:
        """How many earlier sets were left out, and for what."""
        return [{"reason": reason.value, "sets": count} for reason, count in change.why]


class CeilingSerializer(serializers.Serializer[Any]):
    """The clean-load ceiling: it lies between `value_kg` and `high_kg`. Only loads that were lifted."""

    reach = serializers.ChoiceField(choices=_choices(Reach))
    value_kg = serializers.FloatField(allow_null=True, help_text="Heaviest load in line with none drifting up to it")
    high_kg = serializers.FloatField(allow_null=True, help_text="Where the unclear band ends")
    certain = serializers.BooleanField()
    heaviest_in_line_kg = serializers.FloatField(allow_null=True)
    lightest_drifting_kg = serializers.FloatField(allow_null=True)
    why = serializers.ChoiceField(choices=_choices(Why), allow_null=True)


class LoadEffectSerializer(serializers.Serializer[Any]):
    """Tracking against load."""

    since = serializers.DateField()
    sets = serializers.IntegerField(source="count", help_text="With load and verdict")
    lightest_kg = serializers.FloatField(allow_null=True)
    heaviest_kg = serializers.FloatField(allow_null=True)
    slope = RangeSerializer(allow_null=True, help_text="Change of the ratio per 10 % of the heaviest load")
    trend = serializers.ChoiceField(choices=_choices(Trend))
    why = serializers.ChoiceField(choices=_choices(Why), allow_null=True, help_text="Why it cannot be told")
    ceiling = CeilingSerializer()


class SetToSetSerializer(serializers.Serializer[Any]):
    """The newest day on which several work sets of one lift were filmed."""

    day = serializers.DateField()
    sets = serializers.IntegerField(source="count", help_text="Compared: at the same load, within 5 %")
    left_out = serializers.IntegerField(help_text="Filmed work sets of other loads, or not measured")
    slope = RangeSerializer(allow_null=True, help_text="Change of the ratio per set")
    fall = serializers.FloatField(allow_null=True, help_text="Change of the ratio over all these sets")
    trend = serializers.ChoiceField(choices=_choices(Trend))
    why = serializers.ChoiceField(choices=_choices(Why), allow_null=True, help_text="Why it cannot be told")


class OverTimeSerializer(serializers.Serializer[Any]):
    """One exercise, measured as one task."""

    exercise = serializers.CharField(allow_blank=True, help_text="Its key; empty: the videos belong to no logged set")
    name = serializers.CharField(allow_blank=True)
    task = serializers.ChoiceField(choices=_choices(Task))
    baseline = ChangeSerializer(allow_null=True)
    last_time = ChangeSerializer(allow_null=True)
    load = LoadEffectSerializer()
    set_to_set = SetToSetSerializer(allow_null=True)
    sets = FilmedSetSerializer(many=True, help_text="Oldest first")


class PrecisionSerializer(serializers.Serializer[Any]):
    """What changes are judged with: from pairs of videos of one day once there are enough, a default until then."""

    sem = serializers.FloatField(help_text="Standard error of measurement of one set's change")
    sem_low = serializers.FloatField(allow_null=True, help_text="Of its 90 % interval; null for the default")
    sem_high = serializers.FloatField(allow_null=True)
    mdc = serializers.FloatField(help_text="2.77 × sem")
    is_default = serializers.BooleanField()
    athletes = serializers.IntegerField(help_text="With a pair of videos so far")
    enough = serializers.IntegerField(help_text="So many replace the default")


class TrackingSerializer(serializers.Serializer[Any]):
    """Knee tracking over time: what the videos say together. The exercise filmed last comes first."""

    exercises = OverTimeSerializer(many=True)
    precision = PrecisionSerializer()
