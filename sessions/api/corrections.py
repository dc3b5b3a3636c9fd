"""`videos/{id}/corrections/`: what a coach corrected in a measurement, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.api.base import MemberRows
from coachhub.core.api.errors import Conflict
from sessions.correction_words import say_correction
from sessions.knee_tracking import Task, Verdict
from sessions.knee_tracking.report import Side
from sessions.models import Correction, CorrectionKind, KneeAnalysis, Video
from sessions.selectors.corrections import corrections_of, revision, value_of
from sessions.selectors.videos import latest_analysis
from sessions.services.correction_entries import CorrectionEntry
from sessions.services.corrections import MeanwhileError, NotCorrectableError, correct, undo


class CorrectionEntrySerializer(serializers.Serializer[Any]):
    """A correction. Reps by their numbers in the report that counts; of the other fields each kind takes its own."""

    seen = serializers.IntegerField(
        min_value=0, help_text="The `revision` that was looked at; if it is another one by now, the answer is 409"
    )
    kind = serializers.ChoiceField(
        choices=CorrectionKind.choices,
        help_text="drop: rep. merge: rep, other (the next one). split: rep, at_s. task: task. leg: rep, leg. "
        "joint: at_s, joint, x, y",
    )
    rep = serializers.IntegerField(required=False, help_text="From 1")
    other = serializers.IntegerField(required=False, help_text="The rep after `rep`")
    at_s = serializers.FloatField(required=False, help_text="s from the first frame")
    task = serializers.ChoiceField(choices=[(one.value, one.value) for one in Task], required=False)
    leg = serializers.ChoiceField(choices=[(one.value, one.value) for one in Side], required=False)
    joint = serializers.CharField(required=False, max_length=20, help_text="As in overlay.json: left_knee, …")
    x = serializers.FloatField(required=False, help_text="Share of the upright picture's width, from the left")
    y = serializers.FloatField(required=False, help_text="Share of its height, from the top")


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    """One correction, as it is kept: reps by their times in s."""

    by = serializers.CharField(source="by.user.name", allow_null=True, default=None, help_text="Who made it")
    undone_by = serializers.CharField(source="undone_by.user.name", allow_null=True, default=None)
    said = serializers.SerializerMethodField(help_text="In words")

    class Meta:
        """All of it."""

        model = Correction
        fields = ["id", "kind", "payload", "said", "by", "at", "undone_by", "undone_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_said(self, row: Correction) -> str:
        """What it says."""
        return say_correction(value_of(row))


class ShortReportSerializer(serializers.Serializer[Any]):
    """A report in short; whole in `analysis/`."""

    task = serializers.ChoiceField(choices=[(one.value, one.value) for one in Task])
    reps = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=[(one.value, one.value) for one in Verdict])
    certain = serializers.BooleanField()


class CorrectionsSerializer(serializers.Serializer[Any]):
    """The corrections of the newest measurement in order, and what it says without and with them."""

    revision = serializers.IntegerField(help_text="Send it as `seen` with the next change")
    machine = ShortReportSerializer(allow_null=True, help_text="Null before there is an answer")
    corrected = ShortReportSerializer(allow_null=True, help_text="Null without corrections")
    corrections = CorrectionSerializer(many=True)


class UndoSerializer(serializers.Serializer[Any]):
    """What was looked at when a correction is taken back."""

    seen = serializers.IntegerField(required=False, min_value=0, help_text="As when correcting; left out: whatever")


class CorrectionViewSet(MemberRows[Video]):
    """Corrections of a video's measurement. The machine's report stays; the corrected one counts."""

    model = Video
    serializer_class = CorrectionsSerializer
    pagination_class = None

    def rows(self, actor: Any) -> Any:
        """Visible videos."""
        return Video.objects.visible_to(actor).prefetch_related("analyses")

    @extend_schema(responses=CorrectionsSerializer)
    def list(self, request: Request, pk: UUID) -> Response:
        """The corrections, also those taken back."""
        return Response(self._said(latest_analysis(self.get_object())))

    @extend_schema(request=CorrectionEntrySerializer, responses={201: CorrectionsSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        """Correct the measurement; 409 if somebody did meanwhile, or while there is nothing to correct."""
        video = self.get_object()
        entered = CorrectionEntrySerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values = dict(entered.validated_data)
        seen = values.pop("seen")
        try:
            row = correct(actor=self.actor, video=video, entry=CorrectionEntry(**values), seen=seen)
        except (MeanwhileError, NotCorrectableError) as error:
            raise Conflict(str(error)) from error
        return Response(self._said(KneeAnalysis.objects.get(pk=row.analysis_id)), status=201)

    @extend_schema(parameters=[UndoSerializer], responses={204: None})
    def destroy(self, request: Request, pk: UUID, correction_id: UUID) -> Response:
        """Take a correction back; it stays in the list. Twice changes nothing; 400 if a later one rests on it."""
        related = Correction.objects.visible_to(self.actor).select_related("analysis__video__athlete")
        row = get_object_or_404(related, pk=correction_id, analysis__video=self.get_object())
        asked = UndoSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        try:
            undo(actor=self.actor, correction=row, seen=asked.validated_data.get("seen"))
        except (MeanwhileError, NotCorrectableError) as error:
            raise Conflict(str(error)) from error
        return Response(status=204)

    def _said(self, analysis: KneeAnalysis) -> dict[str, Any]:
        rows = corrections_of(analysis)
        whole = {"machine": analysis.report, "corrected": analysis.corrected_report}
        said: dict[str, Any] = {name: _short(report) if report else None for name, report in whole.items()}
        said |= {"revision": revision(rows), "corrections": rows}
        return dict(CorrectionsSerializer(said).data)


def _short(report: dict[str, Any]) -> dict[str, Any]:
    return {"task": report["task"], "reps": len(report["reps"]), **report["summary"]}
