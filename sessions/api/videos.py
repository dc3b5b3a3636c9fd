"""`videos/`: videos, how far their measurement is, and the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from coachhub.core.api.errors import Conflict
from coachhub.core.api.pagination import NewestFirst
from sessions.api.report_schema import REPORT
from sessions.knee_tracking import Task
from sessions.models import AnalysisState, ConfirmedSet, KneeAnalysis, Verdict, Video
from sessions.selectors.baseline import confirmation_of
from sessions.selectors.files import file_links
from sessions.selectors.videos import answered_analyses, answered_analysis, latest_analysis, videos_of
from sessions.services.baseline import NotGoodError, confirm, take_back
from sessions.services.videos import AlreadyWaitingError, delete_video, measure_again

TASKS = [(task.value, task.value) for task in Task]


class IntervalSerializer(serializers.Serializer[Any]):
    """A measured value with its 90 % interval."""

    value = serializers.FloatField(source="worst_dkasr")
    low = serializers.FloatField(source="worst_dkasr_low")
    high = serializers.FloatField(source="worst_dkasr_high")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a video was refused: what was seen and what to change."""

    code = serializers.CharField()
    message = serializers.CharField()
    advice = serializers.CharField()
    also = serializers.ListField(child=serializers.CharField())


class AnalysisSerializer(serializers.Serializer[Any]):
    """How far the measurement is, and its answer in short; whole in `analysis/`."""

    task = serializers.ChoiceField(choices=TASKS)
    state = serializers.ChoiceField(choices=AnalysisState.choices)
    stage = serializers.CharField(help_text="What is being done while it runs")
    percent = serializers.IntegerField(min_value=0, max_value=100)
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_blank=True, help_text="Empty: no answer yet")
    certain = serializers.BooleanField(allow_null=True)
    dkasr = serializers.SerializerMethodField(
        help_text="Worst change of the knee–ankle separation ratio in the set, negative = inward; no unit"
    )
    reason = ReasonSerializer(allow_null=True, help_text="Of refused videos")
    engine_version = serializers.CharField(allow_blank=True)
    corrected = serializers.SerializerMethodField(
        help_text="Whether a coach corrected it; verdict, certain and dkasr are then those of the corrected report"
    )

    @extend_schema_field(serializers.BooleanField())
    def get_corrected(self, analysis: Any) -> bool:
        """The annotation of `videos_of`."""
        return bool(analysis.corrected)

    @extend_schema_field(IntervalSerializer(allow_null=True))
    def get_dkasr(self, analysis: Any) -> dict[str, Any] | None:
        """The number that the verdict rests on; null where none was measured."""
        return None if analysis.worst_dkasr is None else dict(IntervalSerializer(analysis).data)


class MeasurementSerializer(serializers.ModelSerializer[KneeAnalysis]):
    """One answer, as it was given."""

    from_track = serializers.SerializerMethodField(
        help_text="Whether another version of the engine measured what was kept, without looking at the video"
    )
    report = serializers.SerializerMethodField()

    class Meta:
        """Where it comes from, and the report."""

        model = KneeAnalysis
        fields = ["id", "task", "state", "engine_version", "from_track", "finished_at", "report"]
        read_only_fields = fields

    def get_from_track(self, analysis: KneeAnalysis) -> bool:
        """Whether a kept pose track was measured."""
        return analysis.track_of_id is not None

    @extend_schema_field(REPORT)
    def get_report(self, analysis: KneeAnalysis) -> dict[str, Any] | None:
        """As the engine wrote it."""
        report: dict[str, Any] | None = analysis.report
        return report


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video as it was sent, and its measurement."""

    set = serializers.UUIDField(source="training_set_id", allow_null=True)
    analysis = serializers.SerializerMethodField()

    class Meta:
        """All but where it is stored."""

        model = Video
        fields = ["id", "athlete", "set", "filename", "size_bytes", "received_at", "kept_until", "analysis"]
        read_only_fields = fields

    @extend_schema_field(AnalysisSerializer)
    def get_analysis(self, video: Video) -> dict[str, Any]:
        """The measurement asked for last."""
        return dict(AnalysisSerializer(latest_analysis(video)).data)


class ConfirmedSerializer(serializers.ModelSerializer[ConfirmedSet]):
    """That a set was confirmed as good: later sets of the athlete are compared with it."""

    by = serializers.CharField(source="by.user.name", allow_null=True, default=None, help_text="Who said so")

    class Meta:
        """Who, in which role, and when."""

        model = ConfirmedSet
        fields = ["by", "role", "at"]
        read_only_fields = fields


class VideoWithLinksSerializer(VideoSerializer):
    """A video with links to its files."""

    baseline = serializers.SerializerMethodField(help_text="Null: not confirmed as a good set")
    links = serializers.SerializerMethodField(
        help_text="Addresses by kind: web, overlay, curve, still_good, still_worst; of one's own, original. For an hour"
    )

    class Meta(VideoSerializer.Meta):
        """With links."""

        fields = [*VideoSerializer.Meta.fields, "baseline", "links"]
        read_only_fields = fields

    @extend_schema_field(ConfirmedSerializer(allow_null=True))
    def get_baseline(self, video: Video) -> dict[str, Any] | None:
        """Whether it is one of the athlete's confirmed sets."""
        found = confirmation_of(video)
        return dict(ConfirmedSerializer(found).data) if found else None

    def get_links(self, video: Video) -> dict[str, str]:
        """Absolute addresses of the files there are."""
        links = file_links(latest_analysis(video), self.context["actor"])
        return {kind: self.context["request"].build_absolute_uri(path) for kind, path in links.items()}


class MeasureAgainSerializer(serializers.Serializer[Any]):
    """How to measure it."""

    task = serializers.ChoiceField(choices=TASKS, required=False, help_text="Left out: as before")


class VideoFilter(filters.FilterSet):
    """By athlete."""

    athlete = filters.UUIDFilter(field_name="athlete")


class VideoViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Video]):
    """Videos. They come in by resumable upload (tus 1.0) at `/uploads/`."""

    model = Video
    serializer_class = VideoSerializer
    pagination_class = NewestFirst
    filterset_class = VideoFilter

    def rows(self, actor: Actor) -> QuerySet[Video]:
        """Visible videos."""
        return videos_of(actor)

    @extend_schema(responses=VideoWithLinksSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One video, with links to its files."""
        return Response(VideoWithLinksSerializer(self.get_object(), context=self.get_serializer_context()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Erase the video and everything made from it."""
        delete_video(actor=self.actor, video=self.get_object())
        return Response(status=204)

    @extend_schema(
        responses={200: REPORT},
        parameters=[
            OpenApiParameter("of", str, enum=["machine"], description="`machine`: without a coach's corrections")
        ],
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def analysis(self, request: Request, pk: UUID) -> Response:
        """The report that counts of the newest measurement with an answer, a coach's corrections in it; else 404."""
        found = answered_analysis(self.actor, self.get_object())
        if found is None:
            raise NotFound("This video is not measured yet.")
        return Response(found.report if request.query_params.get("of") == "machine" else found.report_that_counts)

    @extend_schema(responses=MeasurementSerializer(many=True))
    @action(detail=True, filterset_class=None)
    def analyses(self, request: Request, pk: UUID) -> Response:
        """All measurements with an answer, newest first, with their reports: the first counts, the others are earlier.

        More than one where it was measured again, as another task or by another version of the engine.
        """
        pages = NewestFirst()
        page = pages.paginate_queryset(answered_analyses(self.actor, self.get_object()), request, self)
        return pages.get_paginated_response(MeasurementSerializer(page or [], many=True).data)

    @extend_schema(request=None, responses={201: ConfirmedSerializer})
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def baseline(self, request: Request, pk: UUID) -> Response:
        """Confirm that this set is good: later ones are compared with it. Twice changes nothing; 409 says why not.

        By a coach, or by the athlete of their own. Answers already given stay as they are.
        """
        video = self.get_object()
        try:
            confirm(actor=self.actor, video=video)
        except NotGoodError as error:
            raise Conflict(str(error)) from error
        return Response(ConfirmedSerializer(confirmation_of(video)).data, status=201)

    @extend_schema(responses={204: None})
    @baseline.mapping.delete
    def not_baseline(self, request: Request, pk: UUID) -> Response:
        """Take the confirmation back. Without one nothing changes."""
        take_back(actor=self.actor, video=self.get_object())
        return Response(status=204)

    @extend_schema(request=MeasureAgainSerializer, responses={202: VideoSerializer})
    @action(detail=True, methods=["post"], url_path="measure-again", pagination_class=None, filterset_class=None)
    def measure_again(self, request: Request, pk: UUID) -> Response:
        """Ask for another measurement; 409 while one is under way."""
        video = self.get_object()
        asked = MeasureAgainSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            measure_again(actor=self.actor, video=video, task=asked.validated_data.get("task", ""))
        except AlreadyWaitingError as error:
            raise Conflict("This video is being measured already.") from error
        return Response(self.get_serializer(self.get_object()).data, status=202)
