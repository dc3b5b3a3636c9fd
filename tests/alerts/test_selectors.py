"""What pages read: the inbox, what was done, and one alert's story."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import MOST_URGENT_FIRST, UNRESOLVED, Alert, AlertState, Severity, Tier
from alerts.rules.causes import urgency
from alerts.selectors.inbox import SNOOZED, alert_for, alerts_of, done_since, open_alerts
from alerts.selectors.timeline import timeline
from alerts.services import transitions
from athletes.models import Consent, ConsentKind
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from tests.alerts.acting import hurts, only_alert, tick
from tests.world import World, make_athlete


class TestInbox:
    """Most urgent first, and nobody else's."""

    def test_the_most_urgent_first(self, scoped: World) -> None:
        people = [make_athlete(scoped.organisation, name) for name in ("Look", "C", "B", "A", "B taken")]
        hurts(people[0], 8)
        for person, sign in zip(people[1:], ("swollen", "stuck", "numb_cold", "gives_way"), strict=True):
            tick(person, sign)
        transitions.acknowledge(actor=scoped.coach.actor, alert=Alert.objects.get(athlete__name="B taken"))
        names = [alert.athlete.name for alert in open_alerts(scoped.coach.actor)]
        assert names == ["A", "B", "C", "B taken", "Look"]

    def test_the_order_is_that_of_urgency(self, scoped: World) -> None:
        """The database sorts by the letters of states and tiers; what is more urgent is said in rules/causes.py."""
        ways = [(Severity.LOOK, ""), *((Severity.STOP, tier) for tier in (*Tier, ""))]
        for i, (severity, tier) in enumerate(ways):
            for j, state in enumerate(UNRESOLVED):
                made = {"rule": f"{i}{j}", "severity": severity, "tier": tier, "state": state, "sentence": "-"}
                Alert.objects.create(
                    organisation=scoped.organisation,
                    athlete=scoped.maya.athlete,
                    evidence={},
                    happened_at=timezone.now(),
                    **made,
                )
        found = [(one.severity, one.state, one.tier) for one in Alert.objects.order_by(*MOST_URGENT_FIRST)]
        named = [one for one in found if one[0] == Severity.LOOK or one[2]]

        def by_urgency(one: tuple[str, str, str]) -> tuple[int, int, int]:
            severity, tier = urgency(one[0], one[2])
            return severity, UNRESOLVED.index(AlertState(one[1])), tier

        assert named == sorted(named, key=by_urgency)
        assert len({by_urgency(one) for one in found}) == len(found) == 10

    def test_of_two_alike_the_newer_first(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        hurts(scoped.samira, 8)
        assert [alert.athlete.first_name for alert in open_alerts(scoped.coach.actor)] == ["Samira", "Maya"]

    def test_resolved_ones_are_not_in_it(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
        assert not open_alerts(scoped.coach.actor)

    def test_snoozed_ones_are_and_can_be_left_out(self, scoped: World, in_an_hour: datetime) -> None:
        hurts(scoped.maya, 8)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=in_an_hour)
        assert open_alerts(scoped.coach.actor).count() == 1
        assert not open_alerts(scoped.coach.actor).exclude(SNOOZED)
        Alert.objects.update(snoozed_until=timezone.now() - timedelta(seconds=1))
        assert open_alerts(scoped.coach.actor).exclude(SNOOZED).count() == 1

    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("owner", {"Maya", "Samira"}),
            ("coach", {"Maya", "Samira"}),
            ("assistant", {"Maya"}),
            ("clinician", {"Maya", "Samira"}),
            ("maya", {"Maya"}),
            ("samira", {"Samira"}),
        ],
    )
    def test_who_sees_whose(self, scoped: World, who: str, sees: set[str]) -> None:
        hurts(scoped.maya, 8)
        hurts(scoped.samira, 8)
        assert {alert.athlete.first_name for alert in open_alerts(scoped.everybody[who].actor)} == sees

    def test_without_the_athlete_s_consent_coaches_see_nothing(self, scoped: World) -> None:
        tick(scoped.maya)
        Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
        assert not alerts_of(scoped.coach.actor)
        assert alerts_of(scoped.maya.actor).count() == 1
        assert alerts_of(scoped.clinician.actor).count() == 1

    def test_it_costs_one_query_however_many_there_are(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(12):
            tick(make_athlete(scoped.organisation, f"Athlete {number}"))
        actor = scoped.coach.actor
        transitions.acknowledge(actor=actor, alert=Alert.objects.all()[0])
        with django_assert_num_queries(1):
            shown = [(one.athlete.name, one.assigned_to and one.assigned_to.user.name) for one in open_alerts(actor)]
        assert len(shown) == 12


class TestOneAlert:
    """By its id, if the actor may see it."""

    def test_whoever_may_see_it_gets_it(self, scoped: World) -> None:
        tick(scoped.maya)
        found = alert_for(scoped.assistant.actor, only_alert().pk)
        assert found == only_alert()

    def test_nobody_else_does(self, scoped: World, outside: World) -> None:
        tick(scoped.samira)
        assert alert_for(scoped.assistant.actor, only_alert().pk) is None
        assert alert_for(scoped.maya.actor, only_alert().pk) is None
        alert_id = only_alert().pk
        with organisation_scope(outside.organisation.pk):
            assert alert_for(outside.owner.actor, alert_id) is None

    def test_there_is_none_of_that_id(self, scoped: World) -> None:
        assert alert_for(scoped.coach.actor, new_id()) is None


class TestDone:
    """What was settled, by whom, and what was said."""

    def test_who_resolved_it_and_what_was_said(self, scoped: World) -> None:
        tick(scoped.maya)
        transitions.resolve(actor=scoped.owner.actor, alert=only_alert(), note="Slept badly, fine since.")
        (done,) = done_since(scoped.coach.actor, timezone.now() - timedelta(days=1))
        assert (done.alert, done.who, done.note) == (only_alert(), "Owner of Northside", "Slept badly, fine since.")
        assert done.at == only_alert().transitions.last().at  # type: ignore[union-attr]

    def test_one_s_own_is_you(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
        assert done_since(scoped.coach.actor, timezone.now() - timedelta(days=1))[0].who == "you"

    def test_by_itself_is_nobody(self, scoped: World) -> None:
        session = hurts(scoped.maya, 8)
        hurts(scoped.maya, 1, session_id=session.pk)
        assert done_since(scoped.coach.actor, timezone.now() - timedelta(days=1))[0].who == ""

    def test_after_it_was_reopened_the_last_time_counts(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert(), note="first")
        transitions.reopen(actor=scoped.coach.actor, alert=only_alert())
        assert not done_since(scoped.coach.actor, timezone.now() - timedelta(days=1))
        transitions.resolve(actor=scoped.owner.actor, alert=only_alert(), note="second")
        assert [one.note for one in done_since(scoped.coach.actor, timezone.now() - timedelta(days=1))] == ["second"]

    def test_only_since_then_and_the_last_first(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for person in (scoped.maya, scoped.samira):
            hurts(person, 8)
        for alert in Alert.objects.order_by("id"):
            transitions.resolve(actor=scoped.coach.actor, alert=alert)
        actor = scoped.coach.actor
        with django_assert_num_queries(2):
            done = done_since(actor, timezone.now() - timedelta(days=1))
        assert [one.alert.athlete.first_name for one in done] == ["Samira", "Maya"]
        assert done_since(actor, timezone.now()) == ()

    def test_nobody_else_s(self, scoped: World) -> None:
        hurts(scoped.samira, 8)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
        assert done_since(scoped.assistant.actor, timezone.now() - timedelta(days=1)) == ()


class TestTimeline:
    """What was done, in order."""

    @pytest.fixture
    def alert(self, scoped: World) -> Alert:
        tick(scoped.maya)
        alert = only_alert()
        transitions.assign(actor=scoped.owner.actor, alert=alert, to=scoped.coach.membership)
        transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
        transitions.comment(actor=scoped.clinician.actor, alert=alert, note="Send her to me.")
        transitions.resolve(actor=scoped.coach.actor, alert=alert, note="Seen on Friday.")
        return only_alert()

    def test_who_did_what_and_said_what(self, scoped: World, alert: Alert) -> None:
        steps = timeline(alert, scoped.coach.actor)
        assert [(step.who, step.what, step.note) for step in steps] == [
            ("", "opened", alert.sentence),
            ("Owner of Northside", "assigned to Coach of Northside", ""),
            ("you", "acknowledged", ""),
            ("Clinician of Northside", "commented", "Send her to me."),
            ("you", "resolved", "Seen on Friday."),
        ]

    def test_what_staff_say_to_each_other_is_not_the_athlete_s_to_read(self, scoped: World, alert: Alert) -> None:
        steps = timeline(alert, scoped.maya.actor)
        assert [step.what for step in steps] == [step.what for step in timeline(alert, scoped.coach.actor)]
        assert [step.note for step in steps] == [alert.sentence, "", "", "", ""]

    def test_reminders_are_counted_elsewhere(self, scoped: World, in_an_hour: datetime) -> None:
        hurts(scoped.maya, 8)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=in_an_hour)
        steps = timeline(only_alert(), scoped.coach.actor)
        assert steps[-1].what == f"snoozed until {timezone.localtime(in_an_hour):%-d %b %Y, %H:%M}"

    def test_it_costs_one_query(
        self, scoped: World, alert: Alert, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        actor = scoped.coach.actor
        with django_assert_num_queries(1):
            timeline(alert, actor)
