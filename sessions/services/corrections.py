"""Correcting a measurement, and taking it back: the machine's report stays, a corrected one stands beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from athletes.access import Action, Actor, require
from athletes.services.locking import lock_athlete
from coachhub.core.erasure import erase_files, files_to_be_named, named
from coachhub.core.ids import new_id
from coachhub.core.live import Message, tell
from sessions.correction_words import say_correction
from sessions.knee_tracking import Report, from_json, to_json
from sessions.knee_tracking import corrections as pure
from sessions.knee_tracking.corrections import CorrectionError
from sessions.knee_tracking.report import plain
from sessions.models import AnalysisState, Correction, KneeAnalysis, Video
from sessions.report_words import reads
from sessions.selectors.corrections import corrections_of, revision, standing, value_of
from sessions.selectors.files import CORRECTED
from sessions.services.correction_entries import CorrectionEntry, meant
from sessions.services.measure import columns_of
from sessions.services.refresh import refresh_athlete
from sessions.services.work import local_copy

if TYPE_CHECKING:
    from sessions.knee_tracking.corrected import Corrected


class NotCorrectableError(Exception):
    """There is nothing to correct, or not any more; the text is one sentence for people."""


class MeanwhileError(Exception):
    """Somebody else corrected it since the page was read; nothing was changed."""

    def __init__(self, who: str) -> None:
        super().__init__(f"{who} corrected this in the meantime: look again, yours was not taken.")


def correct(*, actor: Actor, video: Video, entry: CorrectionEntry, seen: int) -> Correction:
    """Add a correction and measure again with it; `seen` is the revision that the actor was looking at.

    Raises PermissionDenied, NotCorrectableError, MeanwhileError, and ValidationError at the field that is wrong.
    """
    require(actor, Action.CORRECT)
    names = _new_names(video)
    with files_to_be_named(names.values()), transaction.atomic():
        analysis, rows = _held(video, seen)
        made = meant(entry, from_json(analysis.report_that_counts or {}))
        before = [value_of(row) for row in standing(rows)]
        try:
            _measure_again(analysis, [*before, made], names)
        except CorrectionError as error:
            if error.number == len(before):
                raise ValidationError({error.field: error.sentence}) from error
            raise ValidationError(
                {
                    pure.MAIN_FIELD[
                        type(made)
                    ]: f"“{say_correction(before[error.number])}” would not fit any more: undo it first."
                }
            ) from error
        row = Correction.objects.create(
            organisation_id=analysis.organisation_id,
            analysis=analysis,
            athlete_id=analysis.athlete_id,
            kind=entry.kind,
            payload=plain(made),
            by_id=actor.membership_id,
        )
        _tell_athlete(analysis)
        refresh_athlete(analysis.athlete)
    return row


def undo(*, actor: Actor, correction: Correction, seen: int | None = None) -> None:
    """Take a correction back; without any left the machine's report counts again. Taken back twice changes nothing.

    Raises PermissionDenied, NotCorrectableError, MeanwhileError, and ValidationError if a later one rests on it.
    """
    require(actor, Action.CORRECT)
    names = _new_names(correction.analysis.video)
    with files_to_be_named(names.values()), transaction.atomic():
        analysis, rows = _held(correction.analysis.video, seen)
        row = next((one for one in rows if one.pk == correction.pk), None)
        if row is None:
            raise NotCorrectableError("This video has been measured anew since then.")
        if row.undone_at is not None:
            return
        left = [value_of(one) for one in standing(rows) if one.pk != row.pk]
        try:
            _measure_again(analysis, left, names)
        except CorrectionError as error:
            raise ValidationError(
                f"“{say_correction(left[error.number])}” would not fit without it: undo that first."
            ) from error
        Correction.objects.filter(pk=row.pk).update(undone_at=Now(), undone_by=actor.membership_id)
        _tell_athlete(analysis)
        refresh_athlete(analysis.athlete)


def _held(video: Video, seen: int | None) -> tuple[KneeAnalysis, list[Correction]]:
    """The measurement that counts, with its corrections; others who correct it wait until the transaction ends."""
    lock_athlete(video.athlete)
    analysis = KneeAnalysis.objects.filter(video=video).select_related("athlete", "video").order_by("-id").first()
    if analysis is None or analysis.state != AnalysisState.DONE:
        raise NotCorrectableError("Only a measured video can be corrected.")
    if "track" not in analysis.files:
        raise NotCorrectableError("What was seen in this video was not kept: measure it again first.")
    rows = corrections_of(analysis)
    if seen is not None and seen != revision(rows):
        raise MeanwhileError(_last_hand(rows))
    return analysis, rows


def _tell_athlete(before: KneeAnalysis) -> None:
    """An athlete who had seen the answer finds it among the new ones again, once, if it is another one now.

    Corrected back to the machine's before they have looked, it is what they saw, and nothing is new.
    """
    now, video = KneeAnalysis.objects.get(pk=before.pk), before.video
    if reads(now.report_that_counts) == reads(before.report_that_counts):
        return
    if video.seen_at is not None:
        Video.objects.filter(pk=video.pk).update(seen_at=None, corrected_at=Now())
    elif video.corrected_at is not None and reads(now.report_that_counts) == reads(now.report):
        Video.objects.filter(pk=video.pk).update(seen_at=Now(), corrected_at=None)
    data = {"video": str(now.video_id), "state": now.state, "stage": "", "percent": 100}
    tell(Message(str(now.organisation_id), "analysis", str(now.athlete_id), data))


def _last_hand(rows: Sequence[Correction]) -> str:
    deeds = [(row.at, row.by) for row in rows] + [(row.undone_at, row.undone_by) for row in rows if row.undone_at]
    by = max(deeds, key=lambda deed: deed[0])[1] if deeds else None
    return by.user.name if by else "Somebody"


def _new_names(video: Video) -> dict[str, str]:
    """New names in the storage for what may be made, by kind."""
    folder = f"analyses/{video.organisation_id}/corrected"
    return {kind: f"{folder}/{new_id()}.{kind}.json" for kind in ("curve", "overlay")}


def _measure_again(analysis: KneeAnalysis, corrections: Sequence[pure.Correction], names: dict[str, str]) -> None:
    """Write what counts with these corrections, and new files by these names of their kinds."""
    machine = analysis.report or {}
    files = {kind: name for kind, name in analysis.files.items() if not kind.startswith(CORRECTED)}
    report = None
    if corrections:
        corrected = _corrected(files["track"], from_json(machine), corrections)
        report = to_json(corrected.report)
        files[CORRECTED + "curve"] = _keep(names["curve"], corrected.curve)
        if corrected.overlay is not None:
            files[CORRECTED + "overlay"] = _keep(names["overlay"], corrected.overlay)
    KneeAnalysis.objects.filter(pk=analysis.pk).update(
        corrected_report=report, files=files, **columns_of(report or machine)
    )
    named(set(names.values()) & set(files.values()))
    erase_files(set(analysis.files.values()) - set(files.values()))


def _corrected(track: str, machine: Report, corrections: Sequence[pure.Correction]) -> Corrected:
    # What measures takes a second to load, which processes that correct nothing need not wait for.
    from sessions.knee_tracking.corrected import correct as measured
    from sessions.knee_tracking.track import PoseTrack

    with local_copy(track) as path:
        return measured(PoseTrack.load(path), machine, corrections)


def _keep(name: str, document: dict[str, Any] | None) -> str:
    if document is None:
        return ""
    text = json.dumps(document, allow_nan=False, separators=(",", ":"))
    saved: str = default_storage.save(name, ContentFile(text.encode()))
    return saved
