"""What the training app looks for again and again."""

from __future__ import annotations

from django.db.models.functions import Now

from coachhub.core.leases import due
from coachhub.core.nudge import nudge
from coachhub.core.scope import every_organisation
from coachhub.core.sweeps import hourly, swept
from sessions.models import KneeAnalysis, Video
from sessions.services import uploads
from sessions.services.erase import erase_videos
from sessions.services.work import clear_work
from sessions.tasks import analyse_video


@swept
def waiting_analyses() -> None:
    """Nudge for measurements that wait, and for those of a worker that died."""
    with every_organisation():
        waiting = list(due(KneeAnalysis).order_by("due_at").values_list("pk", flat=True)[:50])
    for analysis_id in waiting:
        nudge(analyse_video, str(analysis_id))


@swept
def stranded_uploads() -> None:
    """Finish uploads that are complete but whose process died."""
    with every_organisation():
        uploads.finish_stranded()


@hourly
def old_files() -> None:
    """Discard uploads that nobody resumed and what killed workers left, and erase videos whose time is over."""
    clear_work()
    with every_organisation():
        uploads.discard_expired()
        erase_videos(Video.objects.filter(kept_until__lt=Now()))
