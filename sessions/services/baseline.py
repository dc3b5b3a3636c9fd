"""Confirming that a filmed set was good, and taking that back: the athlete's own baseline.

Answers already given stay as they are; sets measured from then on are compared with it, and `manage.py remeasure --all`
says what it would change in earlier ones.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from athletes.access import Action, Actor, require_for
from athletes.services.locking import lock_athlete
from sessions.knee_tracking import from_json
from sessions.knee_tracking.own_sets import why_not_good
from sessions.models import ConfirmedSet, KneeAnalysis, Video
from sessions.selectors.videos import ANSWERED


class NotGoodError(Exception):
    """The set cannot be what others are compared with; the text is one sentence for people."""


def confirm(*, actor: Actor, video: Video) -> ConfirmedSet:
    """Confirm the set in this video as good. Twice changes nothing. Raises PermissionDenied and NotGoodError."""
    require_for(actor, Action.CONFIRM, video.athlete_id)
    with transaction.atomic():
        lock_athlete(video.athlete)
        analysis = KneeAnalysis.objects.filter(video=video, state__in=ANSWERED).order_by("-id").first()
        if analysis is None:
            raise NotGoodError("Only a measured set can be compared with.")
        if hindrance := why_not_good(from_json(analysis.report_that_counts or {})):
            raise NotGoodError(hindrance)
        standing = ConfirmedSet.objects.filter(video=video, withdrawn_at=None).first()
        return standing or ConfirmedSet.objects.create(
            organisation_id=video.organisation_id,
            video=video,
            analysis=analysis,
            athlete_id=video.athlete_id,
            by_id=actor.membership_id,
            role=actor.role,
        )


@transaction.atomic
def take_back(*, actor: Actor, video: Video) -> None:
    """The set is no longer compared with. Without a confirmation nothing changes. Raises PermissionDenied."""
    require_for(actor, Action.CONFIRM, video.athlete_id)
    standing = ConfirmedSet.objects.filter(video=video, withdrawn_at=None)
    standing.update(withdrawn_at=Now(), withdrawn_by=actor.membership_id)
