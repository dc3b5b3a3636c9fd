"""What was done since yesterday: alerts resolved, videos measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from alerts.selectors import inbox
from athletes.access import Actor
from coachhub.core import saying
from coachhub.dashboard.selectors.videos import REASON, video_title
from coachhub.dashboard.words import verdict_css, verdict_glyph, verdict_word
from sessions.models import REPORTS, AnalysisState, KneeAnalysis, Verdict

MOST = 12
UNDO_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One thing that is settled, and who settled it: you, a name, or "by itself"."""

    athlete: str
    href: str
    glyph: str
    css: str
    sentence: str
    at: datetime
    by: str
    undo: UUID | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The newest of it, and how many there are in all."""

    rows: tuple[DoneRow, ...]
    count: int

    @property
    def just(self) -> bool:
        """Whether something can still be taken back."""
        return any(row.undo for row in self.rows)


def done_since_yesterday(actor: Actor) -> Done:
    """Everything since yesterday 00:00 of the reader's clock, the newest first, twelve at most. Three queries.

    That another engine measured old videos again is nothing that was done with an athlete.
    """
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    rows = [_alert_row(one) for one in inbox.done_since(actor, since)]
    measured = KneeAnalysis.objects.visible_to(actor).filter(
        state__in=[AnalysisState.DONE, AnalysisState.REJECTED], finished_at__gte=since, track_of=None
    )
    related = measured.select_related("athlete", "video__training_set__lift__exercise").defer(*REPORTS)
    rows += [_video_row(actor, one) for one in related.annotate(said=REASON).order_by("-finished_at")[: MOST * 4]]
    rows.sort(key=lambda row: row.at, reverse=True)
    return Done(tuple(rows[:MOST]), len(rows))


def _alert_row(resolved: inbox.Done) -> DoneRow:
    note = f" “{resolved.note}”" if resolved.note else ""
    just_now = resolved.who == "you" and resolved.at > timezone.now() - UNDO_FOR
    return DoneRow(
        athlete=resolved.alert.athlete.name,
        href=reverse("alert", args=[resolved.alert.pk]),
        glyph="done",
        css="is-done",
        sentence=f"{resolved.alert.sentence} Resolved.{note}",
        at=resolved.at,
        by=resolved.who or "by itself",
        undo=resolved.alert.pk if just_now else None,
    )


def _video_row(actor: Actor, analysis: KneeAnalysis) -> DoneRow:
    verdict = analysis.verdict or Verdict.CANNOT_TELL
    title = video_title(analysis.video.training_set, analysis.task, actor.unit)
    said = getattr(analysis, "said", None)
    word = verdict_word(verdict, certain=analysis.certain)
    if analysis.worst_dkasr is not None:
        word = f"{word}, {saying.signed(analysis.worst_dkasr)}"
    return DoneRow(
        athlete=analysis.athlete.name,
        href=reverse("video", args=[analysis.video_id]),
        glyph=verdict_glyph(verdict),
        css=verdict_css(verdict, certain=analysis.certain),
        sentence=f"{title}: {word.lower()}. {said or ''}".strip(),
        at=analysis.finished_at or analysis.queued_at,
        by="by itself",
    )
