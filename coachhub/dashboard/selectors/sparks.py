"""The picture beside an alert's sentence, from the evidence frozen with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.utils.safestring import SafeString

from alerts.models import Alert, Severity
from coachhub.core import pictures, saying
from coachhub.core.pictures import Mark, Tracked
from sessions.progression.own_rules import PREFIX
from sessions.progression.rules import load, log, pain, pain_course, tracking

SILENCE_DAYS = 28


@dataclass(frozen=True, slots=True)
class Spark:
    """A small picture and what it shows; both empty where there is nothing to draw."""

    picture: SafeString
    caption: str


def spark_of(alert: Alert, *, logged_days: Collection[date], today: date, unit: str) -> Spark:
    """The picture that shows what the alert's sentence says; `logged_days` are for silence only."""
    if alert.rule == load.WeekRise.key:
        return _load(_readings(alert), unit)
    if alert.rule == log.Silent.key:
        return _silence(logged_days, today)
    if alert.rule == tracking.Drift.key:
        return _tracking(_readings(alert))
    if alert.rule == pain.NextMorningRise.key:
        return _mornings(_readings(alert))
    if alert.rule == pain.PainTrend.key:
        return _trend(pain_values(alert))
    if alert.rule in (pain_course.Persists.key, pain_course.UpOnLessLoad.key):
        return _course(pain_values(alert), _readings(alert), red_flag=alert.severity == Severity.STOP)
    if alert.rule.startswith(PREFIX):
        return Spark(SafeString(""), "")
    return _pain(pain_values(alert), red_flag=alert.severity == Severity.STOP)


def needs_days(alert: Alert) -> bool:
    """Whether the alert's picture is of the days with a log."""
    return bool(alert.rule == log.Silent.key)


def pain_values(alert: Alert) -> list[int | None]:
    """Worst pain of the last sessions as frozen with the alert, oldest first."""
    return [point["worst"] for point in alert.evidence.get("pain_series", [])]


def say_pain(series: Sequence[int | None]) -> str:
    """pain 6 of 10, usually 2."""
    known = [value for value in series if value is not None]
    if not known:
        return ""
    usual = median(known[:-1]) if len(known) > 3 else None
    return f"pain {known[-1]} of 10" + ("" if usual is None else f", usually {usual:g}")


def _readings(alert: Alert) -> list[dict[str, Any]]:
    readings: list[dict[str, Any]] = alert.evidence.get("readings", [])
    return readings


def _pain(series: list[int | None], *, red_flag: bool) -> Spark:
    return Spark(pictures.pain_spark(series, red_flag=red_flag), say_pain(series))


def _trend(series: list[int | None]) -> Spark:
    """The sentence says what is usual: these sessions are the drift itself."""
    return Spark(pictures.pain_spark(series), f"pain, last {saying.plural(len(series), 'session')}")


def _course(series: list[int | None], readings: list[dict[str, Any]], *, red_flag: bool) -> Spark:
    """What is usual is the level before the rise, as the rule found it: all of these sessions may lie after it."""
    last = next((value for value in reversed(series) if value is not None), None)
    said = "" if last is None else f"pain {last} of 10, usually {readings[0]['value']:g}"
    return Spark(pictures.pain_spark(series, red_flag=red_flag), said)


def _load(readings: list[dict[str, Any]], unit: str) -> Spark:
    loads = [one["value"] for one in readings]
    last = loads[-1] if loads else None
    said = "" if last is None else saying.say_volume(last, unit)
    return Spark(pictures.load_bars(loads, said=said), f"leg load, {saying.spelled(len(loads))} weeks")


def _silence(logged_days: Collection[date], today: date) -> Spark:
    days = [today - timedelta(days=ago) in logged_days for ago in reversed(range(SILENCE_DAYS))]
    return Spark(pictures.day_dots(days), "days with a log, four weeks")


def _tracking(readings: list[dict[str, Any]]) -> Spark:
    videos = [Tracked(one["value"], one["low"], one["high"], Mark.LOOK) for one in readings]
    return Spark(pictures.tracking_spark(videos), f"tracking, last {saying.plural(len(videos), 'video')}")


def _mornings(readings: list[dict[str, Any]]) -> Spark:
    """The readings come in pairs: before a session, and the morning after it."""
    values = [one["value"] for one in readings]
    pairs = list(zip(values[::2], values[1::2], strict=False))
    return Spark(pictures.mornings_spark(pairs), "before, and morning after")
