"""What alerts do when something happens below them: within the transaction in which it happens."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils import timezone

from alerts.models import UNRESOLVED, Alert, TransitionKind
from alerts.rules.red_flags import KEY, red_flag
from alerts.services.digests import expect_all_anew
from alerts.services.erase import erase_alerts, erase_measurements
from alerts.services.evaluation import evaluate_athletes
from alerts.services.hastening import tell_in_time
from alerts.services.holders import release_abandoned
from alerts.services.mornings import expect_mornings
from alerts.services.moving import move
from alerts.services.opening import raise_alert
from athletes.events import ClockChanged, StaffChanged
from athletes.models import ConsentKind
from athletes.selectors.actors import actor_by_user
from athletes.services.consents import ConsentWithdrawn
from coachhub.core.events import subscribe
from coachhub.core.scope import organisation_scope
from sessions.events import CheckInSubmitted, HistoryChanged, PauseChecked
from sessions.models import Movement
from sessions.progression.history import AthleteHistory
from sessions.selectors.history import history_of

log = structlog.get_logger(__name__)


@subscribe(CheckInSubmitted)
def tell_of_warning_signs(event: CheckInSubmitted) -> None:
    """A ticked warning question is a red flag.

    What the log says beside it is evidence; where that cannot be gathered, the answers alone are told.
    """
    check_in = event.check_in
    if not check_in.ticked:
        return
    try:
        with transaction.atomic():
            cause = red_flag(check_in, history_of(check_in.athlete))
    except Exception:
        log.exception("evidence_not_gathered", check_in=str(check_in.pk))
        now = timezone.now()
        nothing_known = AthleteHistory.up_to(now, now.astimezone(check_in.athlete.zone).date(), ())
        cause = red_flag(check_in, nothing_known)
    raise_alert(cause)


@subscribe(HistoryChanged)
def follow_the_history(event: HistoryChanged) -> None:
    """Alerts follow what was logged, corrected, erased or measured. A measured video changes the history too."""
    evaluate_athletes(event.histories, only_time=event.only_time, days=event.days)
    if not event.only_time:
        expect_mornings(athlete for athlete, history in event.histories.items() if history.sessions)


@subscribe(PauseChecked)
def note_the_check(event: PauseChecked) -> None:
    """That somebody marked a paused exercise as checked is part of the red flag's story; it resolves nothing."""
    pause = event.pause
    alert = Alert.objects.filter(athlete=pause.athlete, rule=KEY, state__in=UNRESOLVED).first()
    if alert is not None:
        by = actor_by_user(pause.checked_by_id, str(pause.organisation_id)) if pause.checked_by_id else None
        what = Movement(pause.movement).label if pause.movement else "all leg work"
        move(alert, TransitionKind.COMMENTED, by=by, note=f"Marked as checked: {what}.")


@subscribe(StaffChanged)
def open_what_was_left(event: StaffChanged) -> None:
    """A red flag does not stay with somebody who has left, or who lost the squad, nor wait until others hear of it."""
    with organisation_scope(event.organisation_id):
        release_abandoned()
        tell_in_time()


@subscribe(ClockChanged)
def keep_the_hour_of_morning_mails(event: ClockChanged) -> None:
    """They come at the hours that people chose, by the clock that holds now."""
    with organisation_scope(event.organisation_id):
        expect_all_anew()


@subscribe(ConsentWithdrawn)
def erase_what_alerts_hold(event: ConsentWithdrawn) -> None:
    """Withdrawing erases. Without the consent to share, the access layer hides alerts and nobody is told any more."""
    if event.kind == ConsentKind.LOG:
        erase_alerts(event.athlete)
    elif event.kind == ConsentKind.VIDEO:
        erase_measurements(event.athlete)
