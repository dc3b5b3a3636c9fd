"""Whose phone rings, and when: the ladder, people who are away, and quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alerts.models import Alert, Delivery, Endpoint, LadderStep, quiet_ends
from alerts.models.ladder import USUAL
from alerts.services import transitions
from alerts.services.ladder import ladder_of, staff_for
from alerts.services.ladder_setting import Whose, drop_ladder, ladder_now, set_ladder
from alerts.services.preferences import preferences_of, set_preferences
from alerts.services.reminders import remind_due
from alerts.tasks import deliver
from athletes.models import Absence, Membership, Role, Squad, SquadAthlete, SquadStaff
from athletes.services.absences import go_away
from tests.alerts.acting import hurts, only_alert, tick, told
from tests.alerts.mail_server import MailServer
from tests.world import Person, World, make_member

NAMES = {"Coach of Northside": "coach", "Assistant of Northside": "assistant", "Owner of Northside": "owner"}


def rung(alert: Alert | None = None) -> list[str]:
    """Whose phone rang so far, in order."""
    return [NAMES.get(name, name) for name in told(alert or only_alert())]


def minutes_pass(minutes: float) -> None:
    """The alert has been open for so long, and what is due by then is told."""
    Alert.objects.update(open_since=timezone.now() - timedelta(minutes=minutes), remind_at=timezone.now())
    for delivery in Delivery.objects.filter(channel="email", state="queued"):
        Delivery.objects.filter(pk=delivery.pk).update(state="sent", sent_at=timezone.now())
    remind_due()


def away(world: World, who: Person, stand_in: Person, *, days: int = 7) -> Absence:
    today = timezone.localdate()
    return go_away(
        actor=who.actor,
        membership=who.membership,
        first=today,
        last=today + timedelta(days=days),
        stand_in=stand_in.membership,
    )


def steps(person: Person) -> list[tuple[int, list[str]]]:
    found = ladder_of(person.athlete, staff_for(person.athlete))
    return [(int(one.after.total_seconds() // 60), [named(who) for who in one.people]) for one in found]


def named(person: Membership) -> str:
    return NAMES.get(person.user.name, person.user.name)


class TestLadder:
    """Coach, then assistant, then owner."""

    def test_as_it_is_without_a_setting(self, scoped: World) -> None:
        assert steps(scoped.maya) == [(0, ["coach"]), (15, ["assistant"]), (30, ["owner"])]

    def test_without_a_coach_the_next_is_told_at_once(self, scoped: World) -> None:
        scoped.coach.membership.ended_at = timezone.now()
        scoped.coach.membership.save()
        assert steps(scoped.maya) == [(0, ["assistant"]), (15, ["owner"])]

    def test_it_climbs_while_nobody_answers(self, scoped: World) -> None:
        tick(scoped.maya)
        assert rung() == ["coach"]
        minutes_pass(16)
        assert rung() == ["coach", "coach", "assistant"]
        minutes_pass(31)
        assert rung()[3:] == ["coach", "assistant", "owner"]

    def test_the_next_step_comes_when_it_is_due_although_the_reminder_is_later(self, scoped: World) -> None:
        set_ladder(actor=scoped.owner.actor, squad=None, minutes={Role.COACH: 0, Role.OWNER: 3})
        tick(scoped.maya)
        remind_at = only_alert().remind_at
        assert remind_at is not None
        assert timedelta(minutes=2) < remind_at - timezone.now() <= timedelta(minutes=3)

    def test_it_ends_when_somebody_acknowledges(self, scoped: World) -> None:
        tick(scoped.maya)
        transitions.acknowledge(actor=scoped.assistant.actor, alert=only_alert())
        Alert.objects.update(open_since=timezone.now() - timedelta(hours=1))
        remind_due()
        assert only_alert().remind_at is None
        assert rung() == ["coach"]

    def test_it_begins_anew_when_the_alert_is_opened_again(self, scoped: World) -> None:
        tick(scoped.maya)
        minutes_pass(31)
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        transitions.reopen(actor=scoped.coach.actor, alert=only_alert())
        assert timezone.now() - only_alert().open_since < timedelta(minutes=1)
        assert only_alert().remind_at is not None

    def test_tier_a_does_not_wait_for_its_turn(self, scoped: World) -> None:
        tick(scoped.maya, "numb_cold")
        assert rung() == ["coach", "assistant", "owner"]

    def test_what_is_to_be_looked_at_rings_the_first_alone(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        assert rung() == ["coach"]

    def test_in_the_app_everybody_has_it_from_the_beginning(self, scoped: World) -> None:
        tick(scoped.maya)
        assert len(told(only_alert(), "app")) == 3

    def test_a_squad_s_own(self, scoped: World) -> None:
        set_ladder(actor=scoped.owner.actor, squad=scoped.powerlifting, minutes={Role.ASSISTANT: 0, Role.COACH: 5})
        assert steps(scoped.maya) == [(0, ["assistant"]), (5, ["coach"])]
        assert steps(scoped.samira) == [(0, ["coach"]), (30, ["owner"])]

    def test_in_two_squads_the_faster_counts(self, scoped: World) -> None:
        set_ladder(actor=scoped.owner.actor, squad=scoped.powerlifting, minutes={Role.COACH: 10, Role.OWNER: 60})
        SquadAthlete.objects.create(
            organisation=scoped.organisation, squad=scoped.football, athlete=scoped.maya.athlete
        )
        assert steps(scoped.maya) == [(0, ["coach"]), (15, ["assistant"]), (30, ["owner"])]

    def test_roles_that_nobody_has_here_leave_nobody_untold(self, scoped: World) -> None:
        SquadStaff.objects.filter(membership=scoped.assistant.membership).update(squad=scoped.football)
        set_ladder(actor=scoped.owner.actor, squad=scoped.powerlifting, minutes={Role.ASSISTANT: 0})
        assert steps(scoped.maya) == [(0, ["owner", "coach"])]

    def test_back_to_the_usual(self, scoped: World) -> None:
        set_ladder(actor=scoped.owner.actor, squad=None, minutes={Role.OWNER: 0})
        drop_ladder(actor=scoped.owner.actor, squad=None)
        assert (ladder_now(None).whose, dict(ladder_now(None).minutes)) == (Whose.DEFAULT, dict(USUAL))
        assert steps(scoped.samira) == [(0, ["coach"]), (30, ["owner"])]

    @pytest.mark.parametrize(
        ("minutes", "field"),
        [({}, "__all__"), ({Role.COACH: None}, "__all__"), ({Role.COACH: 1441}, "coach"), ({Role.OWNER: -1}, "owner")],
    )
    def test_what_is_refused_changes_nothing(self, scoped: World, minutes: dict[Role, int | None], field: str) -> None:
        set_ladder(actor=scoped.owner.actor, squad=None, minutes={Role.OWNER: 0})
        with pytest.raises(ValidationError) as refused:
            set_ladder(actor=scoped.owner.actor, squad=None, minutes=minutes)
        assert field == "__all__" or field in refused.value.message_dict
        assert ladder_now(None).minutes == {Role.COACH: None, Role.ASSISTANT: None, Role.OWNER: 0}

    @pytest.mark.parametrize("who", ["coach", "assistant", "clinician", "maya"])
    def test_owners_alone_set_it(self, scoped: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            set_ladder(actor=scoped.everybody[who].actor, squad=None, minutes={Role.COACH: 0})
        assert not LadderStep.objects.exists()

    def test_a_squad_that_goes_takes_its_ladder_along(self, scoped: World) -> None:
        squad = Squad.objects.create(organisation=scoped.organisation, name="Judo")
        set_ladder(actor=scoped.owner.actor, squad=squad, minutes={Role.OWNER: 0})
        squad.delete()
        assert not LadderStep.objects.exists()


class TestAway:
    """Who is away is not rung; their stand-in is."""

    def test_the_stand_in_is_told_instead(self, scoped: World) -> None:
        away(scoped, scoped.coach, scoped.owner)
        assert steps(scoped.maya) == [(0, ["owner"]), (15, ["assistant"]), (30, ["owner"])]

    def test_one_who_does_not_see_the_athlete_sees_them_meanwhile(self, scoped: World) -> None:
        helper = make_member(scoped.organisation, Role.ASSISTANT, "Helper of Football")
        SquadStaff.objects.create(organisation=scoped.organisation, squad=scoped.football, membership=helper.membership)
        assert helper.membership not in staff_for(scoped.maya.athlete)
        absence = away(scoped, scoped.assistant, helper)
        assert helper.membership in staff_for(scoped.maya.athlete)
        assert steps(scoped.maya)[1] == (15, ["Helper of Football"])
        Absence.objects.filter(pk=absence.pk).update(
            begins_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1)
        )
        assert helper.membership not in staff_for(scoped.maya.athlete)

    def test_a_stand_in_who_is_away_has_one_too(self, scoped: World) -> None:
        away(scoped, scoped.coach, scoped.assistant)
        away(scoped, scoped.assistant, scoped.owner)
        assert steps(scoped.maya)[0] == (0, ["owner"])

    def test_in_turn_by_people_of_other_squads(self, scoped: World) -> None:
        helpers = [make_member(scoped.organisation, Role.ASSISTANT, name) for name in ("First", "Second")]
        for one in helpers:
            limit = {"squad": scoped.football, "membership": one.membership}
            SquadStaff.objects.create(organisation=scoped.organisation, **limit)
        away(scoped, scoped.assistant, helpers[0])
        away(scoped, helpers[0], helpers[1])
        assert steps(scoped.maya)[1] == (15, ["Second"])

    def test_when_all_are_away_in_a_circle_they_are_told_all_the_same(self, scoped: World) -> None:
        away(scoped, scoped.coach, scoped.assistant)
        away(scoped, scoped.assistant, scoped.owner)
        away(scoped, scoped.owner, scoped.coach)
        assert steps(scoped.maya) == [(0, ["owner", "coach", "assistant"])]

    def test_what_was_theirs_goes_to_the_stand_in(self, scoped: World) -> None:
        tick(scoped.maya)
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        away(scoped, scoped.coach, scoped.owner)
        tick(scoped.maya)
        assert rung() == ["coach", "owner"]


class TestQuietHours:
    """They hold what rings a phone, never an evaluation, never red flags of tier A and B."""

    @pytest.mark.parametrize(
        ("clock", "begins", "ends", "expected"),
        [
            ("23:00", "22:00", "06:30", "2026-03-11 06:30"),
            ("05:00", "22:00", "06:30", "2026-03-10 06:30"),
            ("22:00", "22:00", "06:30", "2026-03-11 06:30"),
            ("06:30", "22:00", "06:30", None),
            ("12:00", "22:00", "06:30", None),
            ("12:30", "12:00", "14:00", "2026-03-10 14:00"),
            ("14:00", "12:00", "14:00", None),
            ("11:59", "12:00", "14:00", None),
        ],
    )
    def test_when_they_end(self, clock: str, begins: str, ends: str, expected: str | None) -> None:
        local = datetime.combine(date(2026, 3, 10), time.fromisoformat(clock), tzinfo=UTC)
        found = quiet_ends(local, time.fromisoformat(begins), time.fromisoformat(ends))
        assert (found and f"{found:%Y-%m-%d %H:%M}") == expected

    @pytest.mark.parametrize(
        ("now", "ends"),
        [
            ("2026-10-24T23:10+00:00", "2026-10-25T00:30+00:00"),  # 01:10 of summer: until 02:30 of summer
            ("2026-10-25T00:10+00:00", "2026-10-25T00:30+00:00"),  # 02:10, the first time
            ("2026-10-25T01:10+00:00", "2026-10-25T01:30+00:00"),  # 02:10, the second time
            ("2026-10-25T00:40+00:00", None),  # 02:40, the first time
            ("2026-03-29T00:50+00:00", "2026-03-29T01:30+00:00"),  # 02:30 is no time of that night: 03:30 of summer
        ],
    )
    def test_in_a_night_that_changes_the_clock(self, now: str, ends: str | None) -> None:
        local = datetime.fromisoformat(now).astimezone(ZoneInfo("Europe/Berlin"))
        found = quiet_ends(local, time(22), time(2, 30))
        assert (found.astimezone(UTC).isoformat(timespec="minutes") if found else None) == ends
        assert found is None or found > local

    def test_without_any(self) -> None:
        assert quiet_ends(datetime(2026, 3, 10, 3, tzinfo=UTC), None, None) is None

    def quiet_now(self, person: Person) -> datetime:
        """Quiet hours around the present moment; when they end."""
        now = timezone.now().astimezone(ZoneInfo(person.membership.organisation.time_zone)).replace(microsecond=0)
        begins, ends = now - timedelta(hours=1), now + timedelta(hours=2)
        set_preferences(actor=person.actor, quiet_from=begins.time(), quiet_until=ends.time(), digest_at=None)
        return ends

    def mail(self) -> Delivery:
        return Delivery.objects.filter(channel="email").latest("id")

    def test_a_look_waits_until_they_end(self, scoped: World) -> None:
        ends = self.quiet_now(scoped.coach)
        hurts(scoped.maya, 8)
        assert only_alert().state == "open"
        assert abs(self.mail().due_at - ends) < timedelta(seconds=2)
        assert self.mail().state == "queued"

    def test_a_red_flag_of_tier_c_waits(self, scoped: World) -> None:
        self.quiet_now(scoped.coach)
        tick(scoped.maya, "swollen")
        assert only_alert().tier == "C"
        assert self.mail().due_at > timezone.now() + timedelta(hours=1)

    @pytest.mark.parametrize(("sign", "tier"), [("numb_cold", "A"), ("stuck", "B")])
    def test_one_of_tier_a_or_b_does_not(self, scoped: World, sign: str, tier: str) -> None:
        self.quiet_now(scoped.coach)
        tick(scoped.maya, sign)
        assert only_alert().tier == tier
        assert all(one.due_at <= timezone.now() for one in Delivery.objects.all())

    def test_one_that_was_written_before_they_began(self, scoped: World, mail_server: MailServer) -> None:
        """It was to go out at 21:55, and something kept it until 22:40."""
        hurts(scoped.maya, 8)
        ends = self.quiet_now(scoped.coach)
        deliver(str(self.mail().pk))
        row = self.mail()
        assert not mail_server.messages
        assert (row.state, row.attempts, row.error) == ("waiting", 0, "It comes when the quiet hours end.")
        assert abs(row.due_at - ends) < timedelta(seconds=2)
        set_preferences(actor=scoped.coach.actor, quiet_from=None, quiet_until=None, digest_at=None)
        Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        deliver(str(row.pk))
        assert self.mail().state == "sent"

    @pytest.mark.parametrize("sign", ["numb_cold", "stuck"])
    def test_but_no_red_flag_of_tier_a_or_b(self, scoped: World, mail_server: MailServer, sign: str) -> None:
        tick(scoped.maya, sign)
        self.quiet_now(scoped.coach)
        mine = Delivery.objects.get(channel="email", recipient=scoped.coach.membership)
        deliver(str(mine.pk))
        assert len(mail_server.messages) == 1

    @pytest.mark.parametrize(("whose", "tried"), [("coach", 0), (None, 1)])
    def test_a_room_of_everybody_s_has_none(self, scoped: World, whose: str | None, tried: int) -> None:
        """One's own room waits; the organisation's is tried, here in vain, for its address is missing."""
        owner = scoped.everybody[whose].membership if whose else None
        Endpoint.objects.create(organisation=scoped.organisation, channel="chat", owner=owner, label="Room")
        hurts(scoped.maya, 8)
        self.quiet_now(scoped.coach)
        room = Delivery.objects.get(channel="chat")
        deliver(str(room.pk))
        room.refresh_from_db()
        assert room.attempts == tried

    def test_nobody_else_s(self, scoped: World) -> None:
        self.quiet_now(scoped.owner)
        hurts(scoped.maya, 8)
        assert self.mail().due_at <= timezone.now()

    def test_in_the_app_it_is_there_at_once(self, scoped: World) -> None:
        self.quiet_now(scoped.coach)
        hurts(scoped.maya, 8)
        assert {one.state for one in Delivery.objects.filter(channel="app")} == {"sent"}

    @pytest.mark.parametrize(
        ("begins", "ends", "field"),
        [(time(22), None, "quiet_until"), (None, time(6), "quiet_from"), (time(6), time(6), "quiet_until")],
    )
    def test_what_is_refused(self, scoped: World, begins: time | None, ends: time | None, field: str) -> None:
        with pytest.raises(ValidationError) as refused:
            set_preferences(actor=scoped.coach.actor, quiet_from=begins, quiet_until=ends, digest_at=None)
        assert field in refused.value.message_dict
        assert preferences_of(scoped.coach.actor).pk is None

    @pytest.mark.parametrize("who", ["clinician", "maya"])
    def test_who_is_told_nothing_has_none(self, scoped: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            set_preferences(actor=scoped.everybody[who].actor, quiet_from=None, quiet_until=None, digest_at=None)
