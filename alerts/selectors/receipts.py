"""Who was told of an alert, by which channel, and when it arrived: in order, as it was and is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.models import Alert, AlertState, AlertTransition, Channel, Delivery, DeliveryState, Tier, TransitionKind
from alerts.rules.red_flags import KEY
from alerts.services.ladder import ladder_of, staff_for
from alerts.wording import reminder_pause
from athletes.access import Actor
from athletes.models import Membership
from coachhub.core.saying import plural
from sessions.models import CheckIn
from sessions.progression.wording import times

ADDRESSEES = ("recipient__user", "endpoint__owner__user")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One row of "Who was told". `icon` is one of the sprite's; `is_next` is still to come."""

    at: datetime
    icon: str
    say: str
    note: str = ""
    is_next: bool = False


def receipts(alert: Alert, reader: Actor | None = None) -> tuple[Receipt, ...]:
    """Everything in order, with what is to come at the end; `reader` is called "you". Eleven queries.

    Of many reminders the last is shown, with their number.
    """
    steps = AlertTransition.objects.filter(alert=alert).defer("evidence")
    reminders = steps.filter(kind=TransitionKind.REMINDED)
    last, count = reminders.last(), reminders.count()
    shown = sorted([*steps.exclude(kind=TransitionKind.REMINDED), *([last] if last else [])], key=lambda one: one.pk)
    deliveries = Delivery.objects.filter(transition__in=shown).select_related(*ADDRESSEES)
    answers = {str(one.pk): one for one in CheckIn.objects.filter(pk__in=_check_ins(alert, shown))}
    rows: list[Receipt] = []
    for step in shown:
        rows += _beginning(alert, step, answers.get(step.about), count)
        rows += _by_channel([one for one in deliveries if one.transition_id == step.pk], reader)
    return (*rows, *_to_come(alert, reader))


def _check_ins(alert: Alert, steps: Iterable[AlertTransition]) -> list[str]:
    return [step.about for step in steps if step.about] if alert.rule == KEY else []


def _beginning(alert: Alert, step: AlertTransition, answer: CheckIn | None, reminders: int) -> Iterator[Receipt]:
    """What led to a step, before anybody was told of it."""
    if answer is not None:
        if answer.shown_at:
            note = "before anything was sent" if answer.shown_at < answer.created_at else ""
            yield Receipt(answer.shown_at, "device", f"Stop page shown on {alert.athlete.first_name}’s phone", note)
        yield Receipt(answer.created_at, "screen", "Reached CoachHub", _how_late(answer))
    elif step.kind == TransitionKind.OPENED:
        yield Receipt(step.at, "screen", "Noticed in the log")
    elif step.kind == TransitionKind.REMINDED:
        again = f"Told again, {times(reminders)} by now" if reminders > 1 else "Told again"
        yield Receipt(step.at, "again", again, step.note)


def _how_late(answer: CheckIn) -> str:
    late = answer.created_at - answer.answered_at
    if late < timedelta(seconds=2):
        return "at once"
    if late < timedelta(minutes=1):
        return f"{plural(late.seconds, 'second')} after it was answered"
    if late < timedelta(hours=1):
        return f"{plural(late.seconds // 60, 'minute')} after it was answered"
    return f"{plural(int(late.total_seconds()) // 3600, 'hour')} after it was answered"


def _by_channel(deliveries: Sequence[Delivery], reader: Actor | None) -> Iterator[Receipt]:
    """What an organisation's programs and rooms are called is the staff's business, as are their answers."""
    athlete = _is_athlete(reader)
    for key, channel in CHANNELS.items():
        mine = [one for one in deliveries if one.channel == key and not (athlete and one.person is None)]
        if mine:
            people = _people(mine, reader)
            at = min(one.sent_at or one.due_at for one in mine)
            yield Receipt(at, channel.icon, channel.says.format(people=people), "; ".join(_notes(key, mine, reader)))


def _notes(channel: Channel, deliveries: Sequence[Delivery], reader: Actor | None) -> Iterator[str]:
    """How it stands: seen, taken, on its way, waiting or given up. Names only where not all stand alike.

    What the mail server said names addresses of the staff: an athlete is not told it.
    """
    is_athlete = _is_athlete(reader)
    all_alike = len({_standing(one) for one in deliveries}) == 1
    for standing in ("seen", *DeliveryState.values):
        those = [one for one in deliveries if _standing(one) == standing]
        if not those:
            continue
        whose = "" if all_alike else f"{_people(those, reader)}: "
        first = those[0]
        if standing == "seen":
            yield from (f"on {_whose_screen(one, reader)} {_clock(one.seen_at)}" for one in those)
        elif standing == DeliveryState.SENT and channel == Channel.APP:
            yield f"{whose}not seen yet"
        elif standing == DeliveryState.SENT:
            yield f"{whose}{CHANNELS[channel].taken} {_clock(max(one.sent_at for one in those if one.sent_at))}"
        elif standing == DeliveryState.WAITING:
            yield f"{whose}tried again at {_clock(first.due_at)}{'' if is_athlete else f'. {first.error}'}"
        elif standing == DeliveryState.DEAD:
            yield f"{whose}{'not delivered' if is_athlete else first.error}"
        else:
            yield f"{whose}on its way"


def _standing(delivery: Delivery) -> str:
    return "seen" if delivery.seen_at else delivery.state


def _to_come(alert: Alert, reader: Actor | None) -> Iterator[Receipt]:
    if alert.remind_at is None:
        return
    staff = staff_for(alert.athlete)
    if not staff:
        say = f"Nobody can be told: no coach may see {alert.athlete.first_name}’s log"
        yield Receipt(alert.remind_at, "again", say, "looked at again then", is_next=True)
        return
    note = f"then every {reminder_pause()}, by all channels"
    yield Receipt(alert.remind_at, "again", "Told again unless somebody acknowledges", note, is_next=True)
    if alert.tier != Tier.A:  # else all of them know already
        yield from _steps_to_come(alert, staff, reader)


def _steps_to_come(alert: Alert, staff: Sequence[Membership], reader: Actor | None) -> Iterator[Receipt]:
    """Whose turn comes when nobody acknowledges."""
    for step in ladder_of(alert.athlete, staff):
        at = alert.open_since + step.after
        if at > timezone.now():
            people = _named("you" if _is(one, reader) else one.user.name for one in step.people)
            yield Receipt(at, "again", f"Then also outside the app: {people}", is_next=True)


def _people(deliveries: Iterable[Delivery], reader: Actor | None) -> str:
    return _named(_name(one, reader) for one in deliveries)


def _named(names: Iterable[str]) -> str:
    """you and Jonas Weber; the reader first."""
    named = sorted(set(names), key=lambda name: (name != "you", name))
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _name(delivery: Delivery, reader: Actor | None) -> str:
    if _is_reader(delivery, reader):
        return "you"
    return delivery.person.user.name if delivery.person is not None else f"“{delivery.place.label}”"


def _whose_screen(delivery: Delivery, reader: Actor | None) -> str:
    return "your screen" if _is_reader(delivery, reader) else f"{delivery.reader.user.name}’s screen"


def _is_reader(delivery: Delivery, reader: Actor | None) -> bool:
    person = delivery.person
    return reader is not None and person is not None and person.pk == reader.membership_id


def _is_athlete(reader: Actor | None) -> bool:
    return reader is not None and not reader.is_staff


def _is(person: Membership, reader: Actor | None) -> bool:
    return reader is not None and person.pk == reader.membership_id


def _clock(moment: datetime | None) -> str:
    """The time of day, with the day when it is not today's."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M:%S}" if local.date() == timezone.localdate() else f"{local:%-d %b %H:%M}"


TIME_ENOUGH = timedelta(minutes=5)
"""Default. After so long without anybody reached the athlete is asked to tell somebody themselves."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the athlete's stop page says about who knows.

    `at`: when the first person was reached, None while nobody was; `people`: who was, in that order. `nobody`: there
    is nobody who could be told. `unreached`: there is, but they are not reached although there was time enough.
    `on_it`: who acknowledged, empty while nobody has.
    """

    at: datetime | None = None
    people: tuple[str, ...] = ()
    nobody: bool = False
    unreached: bool = False
    on_it: str = ""


def told(check_in: CheckIn) -> Told:
    """Who knows of these answers. Reached is who saw it in the app, or to whom a message was taken on its way."""
    events = AlertTransition.objects.filter(about=str(check_in.pk), alert__rule=KEY)
    event = events.select_related("alert__assigned_to__user").first()
    if event is None:
        return Told(nobody=not staff_for(check_in.athlete))
    reached: dict[str, datetime] = {}
    told_by = Delivery.objects.filter(transition__alert=event.alert).exclude(channel=Channel.WEBHOOK)
    for one in told_by.select_related(*ADDRESSEES):
        moment = one.seen_at or (one.sent_at if one.channel != Channel.APP else None)
        if one.person is not None and moment is not None and moment >= event.at:
            name = one.person.user.name
            reached[name] = min(moment, reached.get(name, moment))
    people = sorted(reached, key=lambda name: reached[name])
    nobody = not people and not staff_for(check_in.athlete)
    taken = event.alert.assigned_to if event.alert.state == AlertState.ACKNOWLEDGED else None
    return Told(
        at=min(reached.values(), default=None),
        people=tuple(people),
        nobody=nobody,
        unreached=not people and not nobody and timezone.now() - event.at > TIME_ENOUGH,
        on_it=taken.user.name if taken else "",
    )
