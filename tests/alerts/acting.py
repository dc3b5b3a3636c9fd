"""What athletes do in these tests, and how their alerts are read back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from alerts.models import Alert, AlertTransition, Delivery
from alerts.services.evaluation import evaluate_athletes
from athletes.models import Athlete
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn, KneeAnalysis, TrainingSession, Video
from sessions.progression.history import AthleteHistory
from sessions.services.check_ins import submit_check_in
from sessions.services.entries import CheckInEntry, PainEntry, SessionEntry
from sessions.services.log import answer_next_morning, import_sessions
from sessions.services.refresh import look_again
from tests.world import Person, log, squats


def answers(*ticked: str, ago: timedelta = timedelta(0), side: str = "right", movement: str = "squat") -> CheckInEntry:
    """The warning questions as a phone sends them; nothing ticked is "none of these"."""
    moment = timezone.now() - ago
    return CheckInEntry(
        id=new_id(),
        answered_at=moment,
        shown_at=moment if ticked else None,
        ticked=ticked,
        none_of_these=not ticked,
        side=side,
        movement=movement,
    )


def tick(person: Person, *ticked: str, entry: CheckInEntry | None = None) -> CheckIn:
    """The athlete answers the warning questions."""
    with organisation_scope(person.membership.organisation_id):
        entry = entry or answers(*(ticked or ("stuck",)))
        return submit_check_in(actor=person.actor, athlete=person.athlete, entry=entry)[0]


def only_alert() -> Alert:
    """The one alert there is."""
    return Alert.objects.select_related("athlete").get()


def story(alert: Alert) -> list[str]:
    """What happened to an alert, in order."""
    return [one.kind for one in AlertTransition.objects.filter(alert=alert)]


def told(alert: Alert, channel: str = "email") -> list[str]:
    """The names of those to whom a message was written on this channel, in the order of writing."""
    rows = Delivery.objects.filter(transition__alert=alert, channel=channel).select_related("recipient__user")
    return [row.reader.user.name for row in rows.order_by("id")]


def hurts(person: Person, pain: int, *, days_ago: float = 0, session_id: UUID | None = None) -> TrainingSession:
    """A session of squats with this worst pain; with the id of an earlier one it corrects that."""
    entry = squats(days_ago=days_ago, pain=pain)
    if session_id is not None:
        entry = SessionEntry(id=session_id, started_at=entry.started_at, lifts=entry.lifts)
    return log(person, entry)


def morning_after(person: Person, *, before: int, after: int, days_ago: float) -> TrainingSession:
    """A session with pain before it, and pain the morning after."""
    session = log(person, squats(days_ago=days_ago, before=before))
    with organisation_scope(person.membership.organisation_id):
        answer_next_morning(actor=person.actor, session=session, pain=PainEntry(after))
    return session


def weeks_of_training(person: Person, *, until: int, weeks: int = 8) -> None:
    """A steady log of three calm sessions a week, the last one `until` days ago at noon."""
    athlete = person.athlete
    today = timezone.now().astimezone(athlete.zone).date()
    days = [today - timedelta(days=until + 7 * week + day) for week in range(weeks) for day in (0, 2, 5)]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=athlete.zone) for day in sorted(days)]
    with organisation_scope(person.membership.organisation_id):
        import_sessions(actor=person.actor, athlete=athlete, entries=[squats(at=noon, pain=1) for noon in noons])


def evaluate(athlete: Athlete, history: AthleteHistory, *, only_time: bool = False) -> None:
    """Let alerts follow this history."""
    evaluate_athletes({athlete: history}, only_time=only_time)


def a_morning(person: Person, at: datetime | None = None) -> None:
    """The log is looked at although nothing was logged."""
    with organisation_scope(person.membership.organisation_id), transaction.atomic():
        look_again([person.athlete], at=at)


def measured(person: Person, *, verdict: str, days_ago: float = 0, dkasr: float = -0.2) -> KneeAnalysis:
    """A video of back squats as the workers leave it when they are done with it."""
    session = log(person, squats(days_ago=days_ago))
    with organisation_scope(person.membership.organisation_id):
        video = Video.objects.create(
            organisation_id=person.membership.organisation_id,
            athlete=person.athlete,
            training_set=session.lifts.get().sets.first(),
            file=f"videos/{new_id()}.mp4",
            size_bytes=1,
            received_at=timezone.now() - timedelta(days=days_ago),
        )
        rejected = verdict == "cannot_tell"
        reason = {"code": "side_view", "message": "This was filmed from the side.", "advice": "", "also": []}
        return KneeAnalysis.objects.create(
            organisation_id=video.organisation_id,
            athlete=person.athlete,
            video=video,
            task="squat",
            state="rejected" if rejected else "done",
            verdict=verdict,
            certain=None if rejected else True,
            worst_dkasr=None if rejected else dkasr,
            worst_dkasr_low=None if rejected else dkasr - 0.04,
            worst_dkasr_high=None if rejected else dkasr + 0.04,
            report={"reason": reason if rejected else None, "summary": {"notes": []}},
            finished_at=timezone.now(),
        )
