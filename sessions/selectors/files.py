"""Links to a video's files: signed, for one member, good for an hour, and checked again when they are followed.

The original is for the athlete alone: it has sound, and all that the phone wrote. Others get the copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.core import signing
from django.urls import reverse

from athletes.access import Actor
from sessions.models import KneeAnalysis

SALT = "video-file"
GOOD_FOR_S = 3600
ORIGINAL = "original"
CORRECTED = "corrected_"  # before a kind: with a coach's corrections, shown instead; an empty name hides the kind
KINDS = (ORIGINAL, "web", "overlay", "curve", "still_good", "still_worst")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the default storage; `download_as` is the name to save it under, empty for what pages show."""

    name: str
    download_as: str = ""


def file_links(analysis: KneeAnalysis, actor: Actor) -> dict[str, str]:
    """Addresses of the files there are, by kind (KINDS), for this member only. No query if the video is at hand."""
    return {kind: _link(analysis, kind, actor) for kind in KINDS if _name(analysis, kind, actor)}


def file_behind(token: str, actor: Actor) -> StoredFile | None:
    """The file a link leads to; None when it is forged, has run out, or is not this member's to see (any more)."""
    try:
        analysis_id, kind, membership_id = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return None
    if membership_id != actor.membership_id.hex:
        return None
    visible = KneeAnalysis.objects.visible_to(actor).select_related("video")
    analysis = visible.filter(pk=UUID(analysis_id)).first()
    name = _name(analysis, kind, actor) if analysis else ""
    if not (analysis and name):
        return None
    return StoredFile(name, _download_name(analysis) if kind == ORIGINAL else "")


def _link(analysis: KneeAnalysis, kind: str, actor: Actor) -> str:
    token = signing.dumps([analysis.pk.hex, kind, actor.membership_id.hex], salt=SALT)
    return reverse("file", args=[token])


def _name(analysis: KneeAnalysis, kind: str, actor: Actor) -> str:
    """The file's name in the storage; empty when there is none of this kind for this member."""
    if kind == ORIGINAL:
        return analysis.video.file if actor.athlete_id == analysis.athlete_id else ""
    name: str = analysis.files.get(CORRECTED + kind, analysis.files.get(kind, ""))
    return name


def _download_name(analysis: KneeAnalysis) -> str:
    """The name that the phone gave it; without one, the day it came."""
    stem = Path(analysis.video.filename).stem or f"{analysis.video.received_at:%Y-%m-%d}"
    return stem + Path(analysis.video.file).suffix
