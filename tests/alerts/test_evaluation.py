"""Alerts follow the log: what is found, corrected, erased, sent late, or over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert, AlertState
from alerts.services import transitions
from alerts.services.evaluation import CORRECTED, LOGGED_AGAIN, evaluate_athletes
from alerts.services.events import JUDGED_FOR
from sessions.models import AthleteSnapshot, TrainingSession
from sessions.selectors.history import history_of
from sessions.services.entries import SessionEntry
from sessions.services.log import delete_session
from sessions.services.rollups import roll_up
from tests.alerts.acting import (
    a_morning,
    evaluate,
    hurts,
    measured,
    morning_after,
    only_alert,
    story,
    tick,
    told,
    weeks_of_training,
)
from tests.films import a_refusal, a_report, answer, film
from tests.world import Person, World, log, squats


def look_anew(person: Person) -> None:
    """Look at the log again, without anything having changed."""
    evaluate(person.athlete, history_of(person.athlete))


def take_back(person: Person, session: TrainingSession) -> None:
    delete_session(actor=person.actor, session=session)


def test_pain_above_five_while_training_is_a_look(scoped: World) -> None:
    hurts(scoped.maya, 6)
    alert = only_alert()
    assert (alert.rule, alert.severity, alert.tier) == ("pain.during_high", "look", "")
    assert told(alert) == ["Coach of Northside"]
    assert len(told(alert, "app")) == 3


def test_five_is_not(scoped: World) -> None:
    hurts(scoped.maya, 5)
    assert not Alert.objects.exists()


def test_looking_again_changes_nothing(scoped: World) -> None:
    hurts(scoped.maya, 6)
    for _ in range(3):
        look_anew(scoped.maya)
    assert story(only_alert()) == ["opened"]


def test_a_calm_session_afterwards_does_not_end_it(scoped: World) -> None:
    """Somebody should have seen it: only people, or a correction, settle what happened."""
    hurts(scoped.maya, 7, days_ago=2)
    hurts(scoped.maya, 1)
    assert only_alert().state == AlertState.OPEN


def test_a_corrected_entry_resolves_it_by_itself(scoped: World) -> None:
    session = hurts(scoped.maya, 8)
    hurts(scoped.maya, 3, session_id=session.pk)
    alert = only_alert()
    assert alert.state == AlertState.RESOLVED
    closing = alert.transitions.last()
    assert closing is not None
    assert (closing.kind, closing.by, closing.note) == ("resolved", None, CORRECTED)
    assert alert.closed_at is not None


def test_a_deleted_entry_resolves_it_too(scoped: World) -> None:
    take_back(scoped.maya, hurts(scoped.maya, 8))
    assert (only_alert().state, only_alert().transitions.last().note) == ("resolved", CORRECTED)  # type: ignore[union-attr]


def test_corrected_back_it_is_the_same_alert_again_and_told(scoped: World) -> None:
    session = hurts(scoped.maya, 8)
    hurts(scoped.maya, 3, session_id=session.pk)
    before = len(told(only_alert()))
    hurts(scoped.maya, 7, session_id=session.pk)
    alert = only_alert()
    assert story(alert) == ["opened", "resolved", "reopened"]
    assert (alert.state, alert.closed_at) == (AlertState.OPEN, None)
    assert alert.sentence == "Pain reached 7 of 10 while training."
    assert len(told(alert)) == 2 * before


def test_corrected_to_another_number_that_still_counts_it_stays_one_event(scoped: World) -> None:
    session = hurts(scoped.maya, 8)
    hurts(scoped.maya, 7, session_id=session.pk)
    assert story(only_alert()) == ["opened"]


def test_what_somebody_resolved_stays_resolved_while_the_finding_lasts(scoped: World) -> None:
    hurts(scoped.maya, 8)
    transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
    look_anew(scoped.maya)
    hurts(scoped.maya, 2)
    assert only_alert().state == AlertState.RESOLVED


def test_the_next_painful_session_after_that_is_a_new_alert(scoped: World) -> None:
    hurts(scoped.maya, 8, days_ago=2)
    transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
    hurts(scoped.maya, 6)
    assert Alert.objects.filter(state="open").get().repeats == 0


def test_a_second_painful_session_is_a_repeat(scoped: World) -> None:
    hurts(scoped.maya, 6, days_ago=2)
    hurts(scoped.maya, 8)
    alert = only_alert()
    assert story(alert) == ["opened", "repeated"]
    assert alert.sentence == "Pain reached 8 of 10 while training."


def test_with_the_newest_of_two_corrected_it_speaks_of_the_one_before(scoped: World) -> None:
    hurts(scoped.maya, 6, days_ago=2)
    second = hurts(scoped.maya, 8)
    hurts(scoped.maya, 2, session_id=second.pk)
    alert = only_alert()
    assert alert.state == AlertState.OPEN
    assert alert.sentence == "Pain reached 6 of 10 while training."
    assert alert.evidence["readings"][0]["value"] == 6


class TestEventsThatAreGone:
    """Of several events of an alert one is corrected away: what it says is of those that stand, and so is the count."""

    @pytest.fixture
    def both(self, scoped: World) -> tuple[TrainingSession, TrainingSession]:
        """Two painful sessions, told as one alert that happened again."""
        return hurts(scoped.maya, 6, days_ago=2), hurts(scoped.maya, 8)

    def said(self) -> tuple[str, str, int]:
        alert = only_alert()
        return alert.state, alert.sentence.removesuffix(" while training."), alert.repeats

    def worst(self) -> list[int]:
        return [point["worst"] for point in only_alert().evidence["pain_series"]]

    def test_the_older_deleted(self, scoped: World, both: tuple[TrainingSession, TrainingSession]) -> None:
        take_back(scoped.maya, both[0])
        assert self.said() == ("open", "Pain reached 8 of 10", 0)
        assert self.worst() == [8]
        assert story(only_alert()) == ["opened", "repeated"]  # what was told was told

    def test_the_older_corrected_and_corrected_back(
        self, scoped: World, both: tuple[TrainingSession, TrainingSession]
    ) -> None:
        told_before = len(told(only_alert()))
        hurts(scoped.maya, 2, days_ago=2, session_id=both[0].pk)
        assert (self.said(), self.worst()) == (("open", "Pain reached 8 of 10", 0), [2, 8])
        hurts(scoped.maya, 9, days_ago=2, session_id=both[0].pk)
        assert (self.said(), self.worst()) == (("open", "Pain reached 8 of 10", 1), [9, 8])
        assert len(told(only_alert())) == told_before

    def test_the_newer_corrected_and_corrected_back(
        self, scoped: World, both: tuple[TrainingSession, TrainingSession]
    ) -> None:
        hurts(scoped.maya, 2, session_id=both[1].pk)
        assert self.said() == ("open", "Pain reached 6 of 10", 0)
        hurts(scoped.maya, 7, session_id=both[1].pk)
        assert self.said() == ("open", "Pain reached 7 of 10", 1)

    def test_two_of_one_day(self, scoped: World) -> None:
        noon = datetime.combine(timezone.now().date() - timedelta(days=1), time(12), tzinfo=UTC)
        first = log(scoped.maya, squats(at=noon - timedelta(hours=2), pain=6))
        log(scoped.maya, squats(at=noon, pain=8))
        take_back(scoped.maya, first)
        assert self.said() == ("open", "Pain reached 8 of 10", 0)

    def test_two_that_a_phone_sends_late_do_not_hide_each_other(self, scoped: World) -> None:
        """When each was found the other was known, or was soon: the rule speaks of the newest only."""
        first, _ = hurts(scoped.maya, 7, days_ago=4), hurts(scoped.maya, 8, days_ago=3)
        third = hurts(scoped.maya, 9, days_ago=1)
        take_back(scoped.maya, third)
        assert self.said() == ("open", "Pain reached 8 of 10", 1)
        take_back(scoped.maya, first)
        assert self.said() == ("open", "Pain reached 8 of 10", 0)

    def test_after_all_were_gone_what_returns_is_counted_anew(
        self, scoped: World, both: tuple[TrainingSession, TrainingSession]
    ) -> None:
        hurts(scoped.maya, 1, session_id=both[1].pk)
        hurts(scoped.maya, 1, days_ago=2, session_id=both[0].pk)
        assert self.said()[0] == "resolved"
        hurts(scoped.maya, 8, days_ago=2, session_id=both[0].pk)
        assert self.said() == ("open", "Pain reached 8 of 10", 0)

    def test_a_late_entry_that_changes_none_of_them_changes_nothing(
        self, scoped: World, both: tuple[TrainingSession, TrainingSession]
    ) -> None:
        before = Alert.objects.values().get()
        hurts(scoped.maya, 1, days_ago=1)
        assert Alert.objects.values().get() == before

    def test_what_is_too_old_to_be_judged_still_counts(
        self, scoped: World, both: tuple[TrainingSession, TrainingSession]
    ) -> None:
        both[0].pain_readings.update(value=1)
        roll_up(scoped.maya.athlete)
        later = history_of(scoped.maya.athlete, at=timezone.now() + JUDGED_FOR + timedelta(hours=1))
        evaluate(scoped.maya.athlete, later)
        assert self.said()[2] == 1

    def test_an_older_video_measured_otherwise(self, scoped: World) -> None:
        first, *_ = (measured(scoped.maya, verdict="some_drift", days_ago=days) for days in (5, 3))
        a_morning(scoped.maya)
        measured(scoped.maya, verdict="some_drift", days_ago=1)
        a_morning(scoped.maya)
        assert self.said() == ("open", "Knees drifted in on three videos in a row.", 1)
        type(first).objects.filter(pk=first.pk).update(verdict="in_line")
        look_anew(scoped.maya)
        assert self.said() == ("open", "Knees drifted in on two videos in a row.", 0)


def test_long_after_it_was_told_a_corrected_value_is_what_the_alert_says(scoped: World) -> None:
    """The finding's own week has passed: it is judged as of the day on which it was found."""
    session = hurts(scoped.maya, 7, days_ago=1)
    session.pain_readings.update(value=9)
    roll_up(scoped.maya.athlete)
    later = history_of(scoped.maya.athlete, at=timezone.now() + timedelta(days=12))
    evaluate(scoped.maya.athlete, later)
    assert only_alert().sentence == "Pain reached 7 of 10 while training."  # another day was entered
    evaluate_athletes({scoped.maya.athlete: later}, days=[session.day])
    assert only_alert().sentence == "Pain reached 9 of 10 while training."


def test_with_both_gone_it_is_resolved(scoped: World) -> None:
    first, second = hurts(scoped.maya, 6, days_ago=2), hurts(scoped.maya, 8)
    take_back(scoped.maya, second)
    take_back(scoped.maya, first)
    assert only_alert().state == AlertState.RESOLVED


def test_an_entry_sent_late_is_told_when_it_arrives(scoped: World) -> None:
    hurts(scoped.maya, 1)
    hurts(scoped.maya, 8, days_ago=3)
    assert only_alert().sentence == "Pain reached 8 of 10 while training."


def test_an_older_entry_sent_late_does_not_take_the_place_of_the_newer(scoped: World) -> None:
    hurts(scoped.maya, 8, days_ago=1)
    hurts(scoped.maya, 6, days_ago=3)
    alert = only_alert()
    assert alert.sentence == "Pain reached 8 of 10 while training."
    assert alert.state == AlertState.OPEN


def test_an_entry_too_old_to_matter_raises_nothing(scoped: World) -> None:
    hurts(scoped.maya, 9, days_ago=20)
    assert not Alert.objects.exists()


def test_pain_worse_the_morning_after_is_a_look(scoped: World) -> None:
    morning_after(scoped.maya, before=1, after=3, days_ago=2)
    assert only_alert().sentence == "Pain 2 points worse the morning after."


def test_twice_in_a_row_is_one_alert_that_says_so(scoped: World) -> None:
    morning_after(scoped.maya, before=1, after=3, days_ago=4)
    morning_after(scoped.maya, before=1, after=3, days_ago=2)
    alert = only_alert()
    assert alert.sentence == "Pain 2 points worse the morning after, twice in a row."
    assert alert.repeats == 1


def test_a_missing_morning_is_not_a_calm_one(scoped: World) -> None:
    """Not logged is not zero: no rise is found, and none is denied."""
    log(scoped.maya, squats(days_ago=2, before=4))
    assert not Alert.objects.exists()


def test_drift_on_two_videos_in_a_row_is_a_look(scoped: World) -> None:
    measured(scoped.maya, verdict="some_drift", days_ago=3)
    a_morning(scoped.maya)
    assert not Alert.objects.exists()
    measured(scoped.maya, verdict="some_drift", days_ago=1)
    a_morning(scoped.maya)
    assert only_alert().rule == "tracking.drift"


def test_a_video_that_cannot_be_measured_is_no_alert_but_said(scoped: World) -> None:
    measured(scoped.maya, verdict="cannot_tell")
    a_morning(scoped.maya)
    assert not Alert.objects.exists()
    snapshot = AthleteSnapshot.objects.get(athlete=scoped.maya.athlete)
    assert snapshot.attention == "cannot_tell"
    assert snapshot.sentence == "Last video: cannot tell. This was filmed from the side."


def test_a_better_video_afterwards_is_in_line_again(scoped: World) -> None:
    measured(scoped.maya, verdict="cannot_tell", days_ago=2)
    measured(scoped.maya, verdict="in_line", days_ago=1, dkasr=0.01)
    a_morning(scoped.maya)
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "in_line"


def test_a_video_of_long_ago_says_nothing_about_now(scoped: World) -> None:
    measured(scoped.maya, verdict="cannot_tell", days_ago=29)
    a_morning(scoped.maya)
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "in_line"


def test_attention_is_the_most_urgent_of_all(scoped: World) -> None:
    measured(scoped.maya, verdict="cannot_tell")
    hurts(scoped.maya, 8)
    snapshot = AthleteSnapshot.objects.get(athlete=scoped.maya.athlete)
    assert (snapshot.attention, snapshot.sentence) == ("look", "Pain reached 8 of 10 while training.")
    tick(scoped.maya)
    snapshot.refresh_from_db()
    assert (snapshot.attention, snapshot.rank) == ("stop", 0)


def test_attention_goes_down_as_alerts_are_settled(scoped: World) -> None:
    hurts(scoped.maya, 8)
    tick(scoped.maya)
    red, look = Alert.objects.get(severity="stop"), Alert.objects.get(severity="look")
    transitions.resolve(actor=scoped.coach.actor, alert=red, note="Seen on Friday.")
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "look"
    transitions.resolve(actor=scoped.coach.actor, alert=look)
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "in_line"


class TestSilence:
    """Nobody slips through by being silent."""

    @pytest.fixture
    def silent(self, scoped: World) -> World:
        """Maya logged about three sessions a week, and nothing for twelve days."""
        weeks_of_training(scoped.maya, until=12)
        a_morning(scoped.maya)
        return scoped

    def test_clearly_longer_than_usual_is_a_look(self, silent: World) -> None:
        assert only_alert().sentence == "Silent for twelve days; usually three sessions a week."

    def test_each_further_morning_is_the_same_silence(self, silent: World) -> None:
        a_morning(silent.maya)
        assert story(only_alert()) == ["opened"]

    def test_whoever_sends_old_sessions_is_not_silent_at_that_moment(self, scoped: World) -> None:
        weeks_of_training(scoped.maya, until=12)
        assert not Alert.objects.exists()

    def test_it_is_over_when_something_is_logged(self, silent: World) -> None:
        log(silent.maya, squats())
        alert = only_alert()
        assert alert.state == AlertState.RESOLVED
        assert alert.transitions.last().note == LOGGED_AGAIN  # type: ignore[union-attr]

    def test_when_that_is_deleted_again_the_silence_goes_on(self, silent: World) -> None:
        take_back(silent.maya, log(silent.maya, squats()))
        a_morning(silent.maya)
        assert story(only_alert()) == ["opened", "resolved", "reopened"]

    def test_an_old_session_sent_now_is_a_sign_of_life_for_a_day(self, silent: World) -> None:
        log(silent.maya, squats(days_ago=11))
        assert only_alert().state == AlertState.RESOLVED
        a_morning(silent.maya)
        again = Alert.objects.get(state="open")
        assert again.sentence == "Silent for eleven days; usually three sessions a week."

    def test_with_its_last_session_deleted_it_is_another_silence(self, silent: World) -> None:
        last = silent.maya.athlete.sessions.latest("started_at")
        take_back(silent.maya, last)
        assert only_alert().state == AlertState.RESOLVED
        a_morning(silent.maya)
        assert "Silent for 14 days" in Alert.objects.get(state="open").sentence

    def test_one_that_lasts_for_months_is_not_forgotten(self, silent: World) -> None:
        """After sixteen weeks the history is empty: that is no sign of life."""
        later = timezone.now() + timedelta(days=130)
        empty = history_of(silent.maya.athlete, at=later)
        assert not empty.sessions
        evaluate(silent.maya.athlete, empty, only_time=True)
        assert only_alert().state == AlertState.OPEN


def test_a_finding_whose_window_has_passed_is_not_called_corrected(scoped: World) -> None:
    """Pain of nine days ago is no finding any more, but it did happen."""
    hurts(scoped.maya, 8, days_ago=1)
    later = history_of(scoped.maya.athlete, at=timezone.now() + timedelta(days=9))
    evaluate(scoped.maya.athlete, later)
    assert only_alert().state == AlertState.OPEN


def test_a_correction_is_found_after_the_window_has_passed(scoped: World) -> None:
    session = hurts(scoped.maya, 8, days_ago=1)
    Alert.objects.update(evidence=only_alert().evidence)
    later = timezone.now() + timedelta(days=9)
    session.pain_readings.update(value=2)
    roll_up(scoped.maya.athlete)
    evaluate(scoped.maya.athlete, history_of(scoped.maya.athlete, at=later))
    assert only_alert().state == AlertState.RESOLVED


def test_what_is_long_past_is_left_to_people(scoped: World) -> None:
    session = hurts(scoped.maya, 8)
    session.pain_readings.update(value=2)
    roll_up(scoped.maya.athlete)
    later = timezone.now() + JUDGED_FOR + timedelta(days=1)
    evaluate(scoped.maya.athlete, history_of(scoped.maya.athlete, at=later))
    assert only_alert().state == AlertState.OPEN


def test_a_rise_of_pain_is_still_one_when_it_is_not_told_any_more(scoped: World) -> None:
    """Two weeks later the rule is silent about it; the alert is still there, since nothing of it was corrected."""
    for days_ago in range(61, 35, -4):
        hurts(scoped.maya, 0, days_ago=days_ago)
    for days_ago in range(15, 0, -2):
        hurts(scoped.maya, 4, days_ago=days_ago)
    alert = Alert.objects.get(rule="pain.trend")
    for days in (2, 8, 20):
        later = history_of(scoped.maya.athlete, at=timezone.now() + timedelta(days=days))
        evaluate(scoped.maya.athlete, later)
        alert.refresh_from_db()
        assert alert.state == AlertState.OPEN, f"after {days} days"


def this_monday(world: World) -> datetime:
    """Noon of the Monday of the athlete's running week, so that no clock moves a session into another week."""
    today = timezone.now().astimezone(world.maya.athlete.zone)
    return datetime.combine(today.date() - timedelta(days=today.weekday()), time(12), tzinfo=today.tzinfo)


def test_a_strong_rise_of_leg_load_is_a_look_and_gone_with_its_correction(scoped: World) -> None:
    monday = this_monday(scoped)
    for weeks in range(5, 0, -1):
        for day in (0, 2, 4):
            log(scoped.maya, squats(at=monday - timedelta(weeks=weeks) + timedelta(days=day)))
    assert not Alert.objects.exists()
    extra = log(scoped.maya, squats(at=monday - timedelta(days=1), sets=6))
    assert only_alert().rule == "load.week_change"
    take_back(scoped.maya, extra)
    assert only_alert().state == AlertState.RESOLVED


def test_a_strong_rise_corrected_to_a_small_one_is_no_alert_any_more(scoped: World) -> None:
    monday = this_monday(scoped)
    for weeks in range(5, 0, -1):
        for day in (0, 2, 4):
            log(scoped.maya, squats(at=monday - timedelta(weeks=weeks) + timedelta(days=day)))
    extra = squats(at=monday - timedelta(days=1), sets=6)
    log(scoped.maya, extra)
    assert only_alert().state == AlertState.OPEN
    less = squats(at=extra.started_at, sets=2)
    log(scoped.maya, SessionEntry(id=extra.id, started_at=extra.started_at, lifts=less.lifts))
    assert (only_alert().state, only_alert().transitions.last().note) == ("resolved", CORRECTED)  # type: ignore[union-attr]


def test_a_corrected_value_is_what_the_alert_says_from_then_on(scoped: World) -> None:
    """Its event stays as it was told."""
    session = hurts(scoped.maya, 9)
    hurts(scoped.maya, 7, session_id=session.pk)
    alert = only_alert()
    assert (alert.sentence, alert.repeats) == ("Pain reached 7 of 10 while training.", 0)
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).sentence == alert.sentence
    assert story(alert) == ["opened"]
    assert alert.transitions.get().note == "Pain reached 9 of 10 while training."


def test_a_silence_that_grows_says_how_long_it_is_now(scoped: World) -> None:
    weeks_of_training(scoped.maya, until=12)
    a_morning(scoped.maya)
    assert "twelve days" in only_alert().sentence
    a_morning(scoped.maya, at=timezone.now() + timedelta(days=2))
    assert "14 days" in only_alert().sentence
    assert story(only_alert()) == ["opened"]


def test_after_its_alert_was_resolved_a_finding_that_lasts_does_not_hide_what_videos_say(scoped: World) -> None:
    hurts(scoped.maya, 8)
    transitions.resolve(actor=scoped.coach.actor, alert=only_alert())
    answer(film(scoped.maya), a_refusal())
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "cannot_tell"
    answer(film(scoped.maya), a_report())
    assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "in_line"
