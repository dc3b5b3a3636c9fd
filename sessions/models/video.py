"""Videos: on their way, here, and what was measured."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.leases import Leased
from coachhub.core.scope import ScopedManager
from sessions.models.session import TrainingSet


class Upload(OrganisationOwned):
    """A tus upload: `offset` bytes of `length` are on disk. Becomes a Video when all are there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="uploads")
    training_set = models.ForeignKey(
        TrainingSet, on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(max_length=20)
    filename = models.CharField(max_length=255, blank=True)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Never more than was announced."""

        constraints = [
            models.CheckConstraint(condition=Q(length__gte=0), name="upload_length_not_negative"),
            models.CheckConstraint(condition=Q(offset__range=(0, F("length"))), name="upload_offset_within_length"),
        ]

    def __str__(self) -> str:
        return f"{self.filename or self.id}: {self.offset} of {self.length}"


class Video(OrganisationOwned):
    """A video of a set as it was sent. `file` is a name in the default storage; kept until `kept_until`.

    `seen_at` is when the athlete had the answer on the screen; `corrected_at` when a coach's correction last made it
    another one, which they have not seen then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="videos")
    training_set = models.ForeignKey(
        TrainingSet, on_delete=models.SET_NULL, null=True, blank=True, related_name="videos"
    )
    file = models.CharField(max_length=255, unique=True)
    filename = models.CharField(max_length=255, blank=True)
    size_bytes = models.BigIntegerField()
    received_at = models.DateTimeField(db_default=Now())
    kept_until = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["athlete", "-received_at"], name="video_by_athlete")]
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="video_org_id")]

    def __str__(self) -> str:
        return self.filename or str(self.id)


class AnalysisState(models.TextChoices):
    """Legal ways: queued → running → done | rejected | failed; running → queued when it has to be tried again."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "being measured"
    DONE = "done", "measured"
    REJECTED = "rejected", "cannot tell"
    FAILED = "failed", "could not be measured"


class Verdict(models.TextChoices):
    """What knee tracking can say."""

    IN_LINE = "in_line", "In line"
    SOME_DRIFT = "some_drift", "Some drift"
    CLEAR_DRIFT = "clear_drift", "Clear drift"
    CANNOT_TELL = "cannot_tell", "Cannot tell"


REPORTS = ("report", "corrected_report")
"""The large columns, which lists do without."""


class KneeAnalysis(Leased, OrganisationOwned):
    """One measurement of one video. `report` is the document of docs/knee-tracking.md; files lie under `folder`.

    `report` is the machine's and stays so; `corrected_report` is the same with a coach's corrections, null without
    any. `verdict` to `worst_dkasr_high` are of the one that counts: the corrected one, if there is one.

    `files` names them by kind; `stills` says which moments the two still pictures show:
    {"good": {"time_s", "rep"}, "worst": {"time_s", "rep"}}, less what there is none of.

    `track_of` is the measurement whose pose track was measured again by another engine; null: made from the video.
    Both share the files that do not depend on the numbers, and go together, with the video.

    `queued_at` to `finished_at`, `engine_version` and `attempts` say how the result came about; `error` is for
    developers, the report's reason for people.
    """

    WAITING_STATES = (AnalysisState.QUEUED,)
    WORKING_STATE = AnalysisState.RUNNING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="analyses")
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="analyses")
    task = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=AnalysisState.choices, default=AnalysisState.QUEUED)
    stage = models.CharField(max_length=12, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    report = models.JSONField(null=True, blank=True)
    corrected_report = models.JSONField(null=True, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    certain = models.BooleanField(null=True)
    worst_dkasr = models.FloatField(null=True)
    worst_dkasr_low = models.FloatField(null=True)
    worst_dkasr_high = models.FloatField(null=True)
    engine_version = models.CharField(max_length=20, blank=True)
    track_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="again", db_index=False
    )
    folder = models.CharField(max_length=255, blank=True)
    files = models.JSONField(default=dict)
    stills = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """An answer has its report, a running one its lease."""

        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="analysis_due", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["athlete", "-queued_at"], name="analysis_by_athlete"),
            models.Index(fields=["track_of"], name="analysis_by_track", condition=Q(track_of__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AnalysisState.values), name="analysis_state_known"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="analysis_percent_0_100"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "rejected"]) | Q(report__isnull=False, finished_at__isnull=False),
                name="analysis_answer_has_report",
            ),
            models.CheckConstraint(
                condition=Q(corrected_report__isnull=True) | Q(state="done"), name="analysis_corrected_once_done"
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease__isnull=False, lease_until__isnull=False)
                | ~Q(state="running") & Q(lease=None, lease_until=None),
                name="analysis_lease_while_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.state}"

    @property
    def report_that_counts(self) -> dict[str, Any] | None:
        """The corrected report if there is one, else the machine's; None before there is an answer."""
        found: dict[str, Any] | None = self.corrected_report or self.report
        return found
