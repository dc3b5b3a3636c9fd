"""What the training app does when something happens below it."""

from athletes.models import ConsentKind
from athletes.services.consents import ConsentWithdrawn
from coachhub.core.events import subscribe
from sessions.events import HistoryChanged
from sessions.models import Video
from sessions.services.check_points import follow_check_points
from sessions.services.erase import erase_log, erase_suggestions_from_video, erase_videos
from sessions.services.uploads import discard_uploads_of


@subscribe(ConsentWithdrawn)
def erase_what_rested_on_it(event: ConsentWithdrawn) -> None:
    """Withdrawing stops and erases."""
    if event.kind == ConsentKind.VIDEO:
        discard_uploads_of(event.athlete)
        erase_videos(Video.objects.filter(athlete=event.athlete))
        erase_suggestions_from_video(event.athlete)
    elif event.kind == ConsentKind.LOG:
        erase_log(event.athlete)


@subscribe(HistoryChanged)
def answer_check_points(event: HistoryChanged) -> None:
    """A late or corrected entry changes what a check point says; a new one may answer it before the sweep does."""
    follow_check_points(event.histories, only_time=event.only_time)
