"""What the training app does when something happens below it."""

from athletes.models import ConsentKind
from athletes.services.consents import ConsentWithdrawn
from coachhub.core.events import subscribe
from sessions.models import Video
from sessions.services.erase import erase_log, erase_videos
from sessions.services.uploads import discard_uploads_of


@subscribe(ConsentWithdrawn)
def erase_what_rested_on_it(event: ConsentWithdrawn) -> None:
    """Withdrawing stops and erases."""
    if event.kind == ConsentKind.VIDEO:
        discard_uploads_of(event.athlete)
        erase_videos(Video.objects.filter(athlete=event.athlete))
    elif event.kind == ConsentKind.LOG:
        erase_log(event.athlete)
