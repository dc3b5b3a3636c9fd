"""An athlete's filmed sets, each with its newest finished measurement, for knee tracking over time."""

from __future__ import annotations

from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Func, JSONField, QuerySet
from django.db.models.fields.json import KT, KeyTransform
from django.db.models.functions import Coalesce
from django.utils import timezone

from athletes.models import Athlete, ConsentKind
from sessions.knee_tracking import Task, Verdict
from sessions.knee_tracking.over_time import FilmedSet, OverTime, Precision, over_time, precision_of, retest
from sessions.knee_tracking.report import Interval, build
from sessions.models import AnalysisState, KneeAnalysis
from sessions.selectors.baseline import is_confirmed
from sessions.selectors.videos import ANSWERED

NEWEST_FOR_RETEST = 2_000  # analyses of an organisation that test–retest looks at: default
SET = "video__training_set__"


class _Depths(Func):
    """The depths of a report's reps, % of leg length, as a JSON array."""

    template = "jsonb_path_query_array(%(expressions)s, '$.reps[*].depth_pct')"
    output_field = JSONField()


def tracking_over_time(athlete: Athlete, *, at: datetime | None = None) -> tuple[tuple[OverTime, ...], Precision]:
    """What the athlete's videos say together, as of now, and the precision it is judged with. Two queries."""
    today = (at or timezone.now()).astimezone(athlete.zone).date()
    precision = organisation_precision(athlete.organisation_id)
    return over_time(filmed_sets(athlete), today=today, precision=precision), precision


def filmed_sets(athlete: Athlete, *, since: datetime | None = None, until: datetime | None = None) -> list[FilmedSet]:
    """The athlete's videos with an answer, each with its newest one. One query, whatever their number.

    Those received from `since` up to but not at `until`; without them all.
    """
    bounds = {"video__received_at__gte": since, "video__received_at__lt": until}
    within = {key: moment for key, moment in bounds.items() if moment is not None}
    rows = KneeAnalysis.objects.filter(athlete=athlete, state__in=ANSWERED, **within).order_by("-id")
    return [_filmed_set(row, athlete.zone) for row in _newest_by_video(rows)]


def organisation_precision(organisation_id: UUID) -> Precision:
    """How well pairs of videos agree in this organisation, over athletes who share with their coaches. One query.

    The figure is the same for every reader, and names nobody: until there are enough athletes it is a default.
    """
    rows = KneeAnalysis.objects.filter(
        organisation=organisation_id,
        state__in=ANSWERED,
        video__training_set__load_kg__isnull=False,
        athlete__consents__kind=ConsentKind.SHARE_COACH,
        athlete__consents__withdrawn_at=None,
    ).order_by("-id")[:NEWEST_FOR_RETEST]
    utc = ZoneInfo("UTC")  # every set has a session, and so a day
    return precision_of(retest(_filmed_set(row, utc) for row in _newest_by_video(rows)))


def _newest_by_video(rows: QuerySet[KneeAnalysis]) -> list[dict[str, Any]]:
    """The first row of each video, of analyses newest first."""
    found = rows.values(
        "id",
        "video_id",
        "athlete_id",
        "task",
        "state",
        "verdict",
        "certain",
        "worst_dkasr",
        "worst_dkasr_low",
        "worst_dkasr_high",
        "engine_version",
        "video__received_at",
        SET + "position",
        SET + "warm_up",
        SET + "load_kg",
        SET + "lift_id",
        SET + "lift__session__day",
        SET + "lift__exercise__key",
        SET + "lift__exercise__name",
        depths=_Depths(Coalesce("corrected_report", "report")),
        yaw=KT("report__view__yaw_deg"),
        good=is_confirmed("video"),
        by_line=KeyTransform("dkasr", KeyTransform("line", Coalesce("corrected_report", "report"))),
        pose_model=KT("report__engine__pose_model"),
    )
    newest: dict[UUID, dict[str, Any]] = {}
    for row in found:
        newest.setdefault(row["video_id"], row)
    return list(newest.values())


def _filmed_set(row: dict[str, Any], zone: ZoneInfo) -> FilmedSet:
    load, depths = row[SET + "load_kg"], [one for one in row["depths"] or [] if one is not None]
    is_measured = row["state"] == AnalysisState.DONE
    return FilmedSet(
        analysis_id=str(row["id"]),
        video_id=str(row["video_id"]),
        athlete_id=str(row["athlete_id"]),
        day=row[SET + "lift__session__day"] or row["video__received_at"].astimezone(zone).date(),
        filmed_at=row["video__received_at"],
        task=Task(row["task"]),
        exercise=row[SET + "lift__exercise__key"] or "",
        exercise_name=row[SET + "lift__exercise__name"] or "",
        lift_id=str(row[SET + "lift_id"] or ""),
        set_number=row[SET + "position"],
        warm_up=bool(row[SET + "warm_up"]),
        load_kg=None if load is None else float(load),
        verdict=Verdict(row["verdict"] or Verdict.CANNOT_TELL) if is_measured else Verdict.CANNOT_TELL,
        certain=bool(row["certain"]),
        change=_change(row) if is_measured else None,
        depth_pct=median(depths) if depths else None,
        yaw_deg=None if row["yaw"] is None else float(row["yaw"]),
        confirmed=row["good"],
        engine=f"{row['engine_version']} {row['pose_model'] or ''}".strip(),  # other eyes, other errors
    )


def _change(row: dict[str, Any]) -> Interval | None:
    """Against the foot line, whatever the set was measured against: only then can sets be compared."""
    if row["by_line"]:
        return build(Interval, row["by_line"])
    value, low, high = row["worst_dkasr"], row["worst_dkasr_low"], row["worst_dkasr_high"]
    return None if value is None or low is None or high is None else Interval(value, low, high)
