"""What the training app looks for again and again."""

from __future__ import annotations

from coachhub.core.leases import due
from coachhub.core.nudge import nudge_again
from coachhub.core.scope import every_organisation
from coachhub.core.sweeps import hourly, swept, swept_slowly
from sessions.models import KneeAnalysis
from sessions.services import uploads
from sessions.services.check_points import answer_due
from sessions.services.erase import erase_expired
from sessions.services.work import clear_work
from sessions.tasks import analyse_video


@swept
def waiting_analyses() -> None:
    """Nudge for measurements that wait, and for those of a worker that died."""
    with every_organisation():
        waiting = list(due(KneeAnalysis).order_by("due_at").values_list("pk", flat=True)[:50])
    nudge_again(analyse_video, map(str, waiting))


@swept_slowly
def stranded_uploads() -> None:
    """Finish uploads that are complete but whose process died."""
    with every_organisation():
        uploads.finish_stranded()


@hourly
def old_work() -> None:
    """Remove what killed workers left."""
    clear_work()


@hourly
def old_uploads() -> None:
    """Discard uploads that nobody resumed."""
    with every_organisation():
        uploads.discard_expired()


@hourly
def old_videos() -> None:
    """Erase videos whose time is over."""
    with every_organisation():
        erase_expired()


@hourly
def due_check_points() -> None:
    """Say of changes made two, four and six weeks ago whether they helped."""
    with every_organisation():
        answer_due()
