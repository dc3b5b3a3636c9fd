"""What alerts do when something happens on the floors below."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from alerts import subscribers
from alerts.models import Alert, AlertState, AlertTransition, Delivery, MorningCheck
from alerts.rules import red_flags
from alerts.rules.evidence import Evidence, of_answers
from alerts.services import transitions
from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.core.events import announce
from sessions.events import AnalysisFinished
from sessions.models import AthleteSnapshot, CheckIn, Pause
from sessions.progression.history import AthleteHistory
from sessions.services.check_ins import mark_checked
from tests.alerts.acting import a_morning, answers, hurts, measured, only_alert, story, tick
from tests.world import World, log, squats


class TestWarningSigns:
    """A ticked answer is told whatever happens beside it."""

    def test_none_of_these_is_no_red_flag(self, scoped: World) -> None:
        tick(scoped.maya, entry=answers())
        assert not Alert.objects.exists()

    @pytest.mark.parametrize("broken", ["history_of", "of_answers", "the database"])
    def test_although_its_evidence_cannot_be_gathered(
        self, scoped: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
    ) -> None:
        log(scoped.maya, squats(pain=2))

        def fail(*_: Any) -> None:
            if broken == "the database":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            raise ValueError("a reading that cannot be")

        def with_a_log(check_in: CheckIn, history: AthleteHistory) -> Evidence:
            if history.sessions:
                fail()
            return of_answers(check_in, history)

        if broken == "of_answers":
            monkeypatch.setattr(red_flags, "of_answers", with_a_log)
        else:
            monkeypatch.setattr(subscribers, "history_of", fail)
        check_in = tick(scoped.maya, "stuck")
        alert = only_alert()
        assert (alert.tier, alert.evidence["about"]) == ("B", str(check_in.pk))
        assert [one["key"] for one in alert.evidence["ticked"]] == ["stuck"]
        assert alert.evidence["pain"] == {"before": None, "worst": None}
        assert Pause.objects.exists()
        assert "evidence_not_gathered" in caplog.text


class TestPauses:
    """That somebody marked the exercise as checked belongs to the red flag's story."""

    def test_by_the_coach(self, scoped: World) -> None:
        tick(scoped.maya)
        mark_checked(actor=scoped.coach.actor, pause=Pause.objects.get())
        said = only_alert().transitions.last()
        assert said is not None
        assert (said.kind, said.by, said.note) == (
            "commented",
            scoped.coach.membership,
            "Marked as checked: squats.",
        )

    def test_by_the_athlete(self, scoped: World) -> None:
        tick(scoped.maya, entry=answers("stuck", movement=""))
        mark_checked(actor=scoped.maya.actor, pause=Pause.objects.get())
        said = only_alert().transitions.last()
        assert said is not None
        assert (said.by, said.note) == (scoped.maya.membership, "Marked as checked: all leg work.")

    def test_it_settles_nothing(self, scoped: World) -> None:
        """Whether the athlete trains again is one thing, whether somebody has seen to it another."""
        tick(scoped.maya)
        mark_checked(actor=scoped.maya.actor, pause=Pause.objects.get())
        assert only_alert().state == AlertState.OPEN
        assert only_alert().remind_at is not None

    def test_after_the_alert_was_resolved_there_is_nothing_to_add(self, scoped: World) -> None:
        tick(scoped.maya)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert(), note="Seen.")
        mark_checked(actor=scoped.coach.actor, pause=Pause.objects.get())
        assert story(only_alert()) == ["opened", "resolved"]

    def test_twice_is_said_once(self, scoped: World) -> None:
        tick(scoped.maya)
        pause = Pause.objects.get()
        mark_checked(actor=scoped.coach.actor, pause=pause)
        mark_checked(actor=scoped.owner.actor, pause=pause)
        assert story(only_alert()) == ["opened", "commented"]


class TestVideos:
    """A measured video changes the history; a refused one is no alert."""

    def test_two_videos_with_drift_are_found_through_the_history(self, scoped: World) -> None:
        for days_ago in (3, 0):
            analysis = measured(scoped.maya, verdict="clear_drift", days_ago=days_ago)
        a_morning(scoped.maya)
        with transaction.atomic():
            announce(AnalysisFinished(analysis=analysis))
        assert story(only_alert()) == ["opened"]
        assert only_alert().sentence == "Knees drifted clearly in on two videos in a row."


class TestConsents:
    """Withdrawing erases, and stops what was on its way."""

    @pytest.fixture
    def told(self, scoped: World) -> World:
        """Maya has a red flag whose evidence holds a video, an alert about her pain and one about her videos."""
        for days_ago in (3, 1):
            measured(scoped.maya, verdict="some_drift", days_ago=days_ago)
        a_morning(scoped.maya)
        hurts(scoped.maya, 8)
        tick(scoped.maya)
        assert {alert.rule for alert in Alert.objects.all()} == {"red_flag", "pain.during_high", "tracking.drift"}
        tick(scoped.samira)
        return scoped

    def keep(self, world: World, *kinds: ConsentKind) -> None:
        set_consents(actor=world.maya.actor, athlete=world.maya.athlete, given=kinds)

    def test_without_a_log_there_are_no_alerts(self, told: World) -> None:
        self.keep(told, ConsentKind.VIDEO, ConsentKind.SHARE_COACH)
        assert [alert.athlete for alert in Alert.objects.all()] == [told.samira.athlete]
        assert {row.transition.alert.athlete_id for row in Delivery.objects.all()} == {told.samira.athlete.pk}
        assert AthleteSnapshot.objects.get(athlete=told.maya.athlete).attention == "in_line"

    def test_without_videos_nothing_measured_is_left(self, told: World) -> None:
        self.keep(told, ConsentKind.LOG, ConsentKind.SHARE_COACH)
        mine = Alert.objects.filter(athlete=told.maya.athlete)
        assert {alert.rule for alert in mine} == {"red_flag", "pain.during_high"}
        events = AlertTransition.objects.filter(alert__in=mine)
        kept = [*mine.values_list("evidence", flat=True), *events.values_list("evidence", flat=True)]
        assert kept
        assert not [evidence for evidence in kept if "video" in (evidence or {})]

    def test_the_rest_of_the_evidence_stays(self, told: World) -> None:
        before: dict[str, Any] = Alert.objects.get(rule="red_flag", athlete=told.maya.athlete).evidence
        self.keep(told, ConsentKind.LOG, ConsentKind.SHARE_COACH)
        after = Alert.objects.get(rule="red_flag", athlete=told.maya.athlete).evidence
        assert after == {key: value for key, value in before.items() if key != "video"}
        assert before["video"] is not None

    def test_nobody_else_s_evidence_is_touched(self, told: World) -> None:
        self.keep(told, ConsentKind.LOG, ConsentKind.SHARE_COACH)
        assert "video" in Alert.objects.get(athlete=told.samira.athlete).evidence

    def test_after_it_the_database_guards_what_happened_again(self, told: World) -> None:
        self.keep(told, ConsentKind.LOG, ConsentKind.SHARE_COACH)
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            AlertTransition.objects.update(note="something else")

    def test_not_sharing_hides_them_and_keeps_them_for_the_athlete(self, told: World) -> None:
        self.keep(told, ConsentKind.LOG, ConsentKind.VIDEO)
        assert not Alert.objects.visible_to(told.coach.actor).filter(athlete=told.maya.athlete)
        assert Alert.objects.visible_to(told.maya.actor).count() == 3


def test_a_log_that_was_erased_and_begun_anew_is_watched_again(scoped: World) -> None:
    log(scoped.maya, squats())
    MorningCheck.objects.all().delete()
    log(scoped.maya, squats())
    assert MorningCheck.objects.count() == 1
