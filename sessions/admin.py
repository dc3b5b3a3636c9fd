"""For operators: what athletes logged, and where their videos are. To look at; only own exercises may be changed."""

from __future__ import annotations

from django.contrib import admin

from coachhub.core.operators import KeepAll, LookOnly, Page, Rows
from sessions.models import (
    AthleteSnapshot,
    CheckIn,
    CheckPoint,
    ConfirmedSet,
    Correction,
    DayDone,
    Exercise,
    KneeAnalysis,
    Lift,
    PainReading,
    Pause,
    Suggestion,
    TrainingSession,
    TrainingSet,
    Upload,
    Video,
)

OF_AN_ATHLETE = ["athlete", "organisation"]
BY_ATHLETE = ["athlete__name", "organisation__name"]


@admin.register(Exercise)
class ExerciseAdmin(KeepAll, Page):
    """The catalogue. Everybody's part of it is written anew by the migrations."""

    list_display = ["name", "key", "movement", "loads_legs", "video_task", "organisation", "position"]
    list_filter = ["movement", "loads_legs"]
    list_select_related = ["organisation"]
    search_fields = ["name", "key"]
    autocomplete_fields = ["organisation"]


class LiftRows(LookOnly, Rows):
    """The exercises of a session."""

    model = Lift
    fields = ["position", "exercise", "heel_raise", "noticed"]
    extra = 0
    show_change_link = True


class PainRows(LookOnly, Rows):
    """The pain answers of a session."""

    model = PainReading
    fields = ["moment", "value", "side", "place", "said_at"]
    extra = 0


@admin.register(TrainingSession)
class TrainingSessionAdmin(LookOnly, Page):
    """Training sessions."""

    list_display = ["athlete", "organisation", "day", "started_at", "minutes", "session_rpe", "created_at"]
    list_select_related = OF_AN_ATHLETE
    search_fields = BY_ATHLETE
    date_hierarchy = "started_at"
    inlines = [LiftRows, PainRows]


class SetRows(LookOnly, Rows):
    """The sets of a lift."""

    model = TrainingSet
    fields = ["position", "warm_up", "reps", "load", "unit", "rpe"]
    extra = 0


@admin.register(Lift)
class LiftAdmin(LookOnly, Page):
    """One exercise of a session, with its sets."""

    list_display = ["exercise", "session", "organisation", "position"]
    list_select_related = ["exercise", "session", "organisation"]
    search_fields = ["exercise__name", "session__athlete__name"]
    inlines = [SetRows]


@admin.register(CheckIn)
class CheckInAdmin(LookOnly, Page):
    """The warning questions as answered."""

    list_display = ["athlete", "organisation", "ticked", "none_of_these", "answered_at", "created_at"]
    list_filter = ["none_of_these"]
    list_select_related = OF_AN_ATHLETE
    search_fields = BY_ATHLETE


@admin.register(Pause)
class PauseAdmin(LookOnly, Page):
    """What waits until somebody has looked."""

    list_display = ["athlete", "organisation", "movement", "since", "checked_at", "checked_by"]
    list_select_related = [*OF_AN_ATHLETE, "checked_by"]
    search_fields = BY_ATHLETE


@admin.register(Upload)
class UploadAdmin(LookOnly, Page):
    """Videos on their way."""

    list_display = ["athlete", "organisation", "filename", "offset", "length", "created_at", "finished_at"]
    list_select_related = OF_AN_ATHLETE
    search_fields = [*BY_ATHLETE, "filename"]


class AnalysisRows(LookOnly, Rows):
    """The measurements of a video."""

    model = KneeAnalysis
    fields = ["task", "state", "verdict", "engine_version", "attempts", "queued_at", "finished_at", "error"]
    extra = 0
    show_change_link = True


class ConfirmedRows(LookOnly, Rows):
    """Who confirmed it as a good set, and took that back."""

    model = ConfirmedSet
    fields = ["by", "role", "at", "withdrawn_by", "withdrawn_at"]
    extra = 0


@admin.register(Video)
class VideoAdmin(LookOnly, Page):
    """Videos that are here."""

    list_display = ["athlete", "organisation", "filename", "size_bytes", "received_at", "kept_until"]
    list_select_related = OF_AN_ATHLETE
    search_fields = [*BY_ATHLETE, "filename"]
    inlines = [AnalysisRows, ConfirmedRows]


class CorrectionRows(LookOnly, Rows):
    """What coaches corrected in a measurement."""

    model = Correction
    fields = ["kind", "payload", "by", "at", "undone_by", "undone_at"]
    extra = 0


@admin.register(KneeAnalysis)
class KneeAnalysisAdmin(LookOnly, Page):
    """Measurements: where each is, and what its last attempt came to."""

    list_display = ["id", "athlete", "task", "state", "stage", "percent", "attempts", "due_at", "finished_at", "error"]
    list_filter = ["state", "verdict", "task", "engine_version"]
    list_select_related = ["athlete"]
    search_fields = BY_ATHLETE
    inlines = [CorrectionRows]


class CheckPointRows(LookOnly, Rows):
    """Whether it has helped."""

    model = CheckPoint
    fields = ["week", "due_at", "answer", "sentence", "answered_at"]
    extra = 0


class DayRows(LookOnly, Rows):
    """The days on which the athlete did it."""

    model = DayDone
    fields = ["day"]
    extra = 0


@admin.register(Suggestion)
class SuggestionAdmin(LookOnly, Page):
    """What was decided about suggestions, and the tasks they became."""

    list_display = ["key", "athlete", "organisation", "decision", "sentence", "at", "ended_at"]
    list_filter = ["decision", "key"]
    list_select_related = OF_AN_ATHLETE
    search_fields = BY_ATHLETE
    inlines = [CheckPointRows, DayRows]


@admin.register(AthleteSnapshot)
class AthleteSnapshotAdmin(LookOnly, Page):
    """What is kept ready of each athlete."""

    list_display = ["athlete", "organisation", "attention", "sentence", "last_session_at", "updated_at"]
    list_filter = ["attention"]
    list_select_related = OF_AN_ATHLETE
    search_fields = BY_ATHLETE
