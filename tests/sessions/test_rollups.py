"""Roll-ups: whatever was entered, corrected or taken back in whatever order, they are what the log says."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation
from sessions.models import AthleteSnapshot, DayRollup, Exercise, Lift, PainReading, TrainingSession, TrainingSet
from sessions.progression.history import LiftRecord, SessionRecord, SetRecord
from sessions.progression.noticed import Noticed
from sessions.selectors.history import history_of
from sessions.selectors.records import kinds_of
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry
from sessions.services.log import answer_next_morning, delete_session, import_sessions
from sessions.services.refresh import refresh_athlete
from sessions.services.rollups import FORMAT, rebuild, roll_up, stale_athletes
from tests.rolled import rolled
from tests.world import World, log, squats

MAIN_LIFTS = ("back_squat", "leg_press", "bench_press", "split_squat")


def kept() -> tuple[list[Any], list[Any]]:
    """All that is kept ready, without keys and without when it was written."""
    days = DayRollup.objects.order_by("athlete", "day").values("athlete", "day", "format", "records")
    lines = AthleteSnapshot.objects.order_by("athlete")
    return list(days), [{**one.__dict__, "_state": None, "id": None, "updated_at": None} for one in lines]


def from_the_log(session: TrainingSession) -> SessionRecord:
    """The record made from the rows one by one: slow, and another way than the roll-up's."""
    said = {(one.lift_id, one.moment): one.value for one in PainReading.objects.filter(session=session)}
    return SessionRecord(
        id=str(session.pk),
        started_at=session.started_at,
        day=session.day,
        lifts=tuple(
            LiftRecord(
                *kinds_of(session.organisation_id)[str(lift.exercise_id)],
                sets=tuple(
                    SetRecord(
                        one.reps,
                        None if one.load_kg is None else float(one.load_kg),
                        None if one.rpe is None else float(one.rpe),
                        one.warm_up,
                    )
                    for one in TrainingSet.objects.filter(lift=lift).order_by("position")
                ),
                pain_worst=said.get((lift.pk, "worst")),
                noticed=frozenset(Noticed(one) for one in lift.noticed),
            )
            for lift in Lift.objects.filter(session=session).order_by("position")
        ),
        pain_before=said.get((None, "before")),
        pain_worst=said.get((None, "worst")),
        pain_after=said.get((None, "after")),
        pain_next_morning=said.get((None, "next_morning")),
        session_rpe=session.session_rpe,
        minutes=session.minutes,
    )


def any_entry(chance: random.Random, *, old: bool = False) -> SessionEntry:
    """A session as people log them: in kilograms or pounds, with much or little said, today or long ago."""

    def maybe(value: Any) -> Any:
        return chance.choice([None, value])

    def a_set() -> SetEntry:
        return SetEntry(
            id=new_id(),
            reps=chance.randint(1, 20),
            load=maybe(Decimal(chance.randint(0, 800)) / 4),
            unit=chance.choice(["kg", "lb"]),
            rpe=maybe(Decimal(chance.randint(2, 20)) / 2),
            warm_up=chance.random() < 0.2,
        )

    lifts = tuple(
        LiftEntry(
            id=new_id(),
            exercise=exercise,
            sets=tuple(a_set() for _ in range(chance.randint(0, 4))),
            pain_worst=maybe(PainEntry(chance.randint(0, 10))),
            noticed=frozenset(chance.sample(list(Noticed), chance.choice([0, 0, 1, 3]))),
        )
        for exercise in chance.sample(MAIN_LIFTS, chance.randint(0, 3))
    )
    return SessionEntry(
        id=new_id(),
        started_at=timezone.now() - timedelta(minutes=chance.randint(0, 60 * 24 * (400 if old else 20))),
        lifts=lifts,
        minutes=maybe(chance.randint(1, 120)),
        session_rpe=maybe(chance.randint(0, 10)),
        pain_before=maybe(PainEntry(chance.randint(0, 10))),
        pain_after=maybe(PainEntry(chance.randint(0, 10))),
        pain_next_morning=maybe(PainEntry(chance.randint(0, 10))),
    )


class TestWhatTheyHold:
    """The same as the rows, value by value."""

    @pytest.mark.parametrize("seed", range(4))
    def test_after_random_edits_they_are_what_the_log_says_and_rebuilding_changes_nothing(
        self, scoped: World, seed: int
    ) -> None:
        chance, maya = random.Random(seed), scoped.maya
        for _ in range(25):
            there = list(TrainingSession.objects.order_by("id"))
            one = chance.choice(there) if there else None
            edits: list[Callable[[], object]] = [
                lambda: log(maya, any_entry(chance)),
                lambda: log(maya, any_entry(chance, old=True)),
                lambda: import_sessions(
                    actor=maya.actor, athlete=maya.athlete, entries=[any_entry(chance, old=True) for _ in range(3)]
                ),
            ]
            if one is not None:
                pain = PainEntry(chance.randint(0, 10))
                edits += [
                    lambda one=one: log(maya, replace(any_entry(chance), id=one.pk)),  # type: ignore[misc]
                    lambda one=one: delete_session(actor=maya.actor, session=one),  # type: ignore[misc]
                    lambda one=one, pain=pain: answer_next_morning(actor=maya.actor, session=one, pain=pain),  # type: ignore[misc]
                ]
            chance.choice(edits)()
        by_the_rows: dict[Any, list[SessionRecord]] = {}
        for session in TrainingSession.objects.order_by("day", "started_at", "id"):
            by_the_rows.setdefault(session.day, []).append(from_the_log(session))
        assert by_the_rows
        assert rolled() == by_the_rows
        before = kept()
        assert rebuild(maya.athlete) is False
        assert kept() == before

    def test_a_session_moved_to_another_day_while_it_is_taken_back_or_answered(self, scoped: World) -> None:
        """Whoever comes second has read it as it was."""
        maya = scoped.maya
        for second in ("taken back", "answered"):
            entry = squats(days_ago=3)
            as_it_was = log(maya, entry)
            log(maya, replace(entry, started_at=entry.started_at - timedelta(days=2)))
            if second == "taken back":
                delete_session(actor=maya.actor, session=as_it_was)
                assert rolled() == {}
            else:
                answer_next_morning(actor=maya.actor, session=as_it_was, pain=PainEntry(4))
                assert [one.pain_next_morning for (one,) in rolled().values()] == [4]

    def test_a_session_taken_back_while_it_is_answered_takes_no_answer(self, scoped: World) -> None:
        as_it_was = log(scoped.maya, squats(days_ago=1))
        delete_session(actor=scoped.maya.actor, session=TrainingSession.objects.get())
        with pytest.raises(ValidationError, match="taken back"):
            answer_next_morning(actor=scoped.maya.actor, session=as_it_was, pain=PainEntry(4))

    def test_pounds_are_kept_as_exact_kilograms(self, scoped: World) -> None:
        entry = squats(sets=1)
        lift = replace(entry.lifts[0], sets=(replace(entry.lifts[0].sets[0], load=Decimal("225"), unit="lb"),))
        log(scoped.maya, replace(entry, lifts=(lift,)))
        ((session,),) = rolled().values()
        assert session.lifts[0].sets[0].load_kg == pytest.approx(102.05828325, abs=1e-11)

    def test_moments_keep_their_microseconds(self, scoped: World) -> None:
        moments = [timezone.now().replace(microsecond=part) for part in (0, 5, 120_000, 999_999)]
        for moment in moments:
            log(scoped.maya, squats(at=moment - timedelta(hours=2)))
        found = [one.started_at for sessions in rolled().values() for one in sessions]
        assert found == sorted(moment - timedelta(hours=2) for moment in moments)

    def test_a_session_near_midnight_anywhere_on_earth_is_rolled_up(self, scoped: World) -> None:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"):
            maya = scoped.maya.athlete
            maya.time_zone = zone
            maya.save()
            today = timezone.localdate(timezone=maya.zone)
            for moment in (time(0, 1), time(23, 59)):
                at = datetime.combine(today - timedelta(days=2), moment, tzinfo=maya.zone)
                session = log(scoped.maya, squats(at=at))
                assert str(session.pk) in [one.id for one in rolled()[session.day]]

    def test_an_exercise_renamed_or_moved_counts_as_what_it_is_called_now(self, scoped: World) -> None:
        log(scoped.maya, squats())
        Exercise.objects.filter(key="back_squat").update(name="Low-bar squat", loads_legs=False)
        ((session,),) = rolled().values()
        assert (session.lifts[0].name, session.lifts[0].is_leg) == ("Low-bar squat", False)

    def test_an_own_exercise_is_told_from_everybody_s_of_the_same_key(self, scoped: World) -> None:
        log(scoped.maya, squats(days_ago=1))
        Exercise.objects.create(
            organisation=scoped.organisation, key="back_squat", name="Ours", movement="squat", loads_legs=True
        )
        log(scoped.maya, squats(days_ago=0))
        assert [lift.name for one in history_of(scoped.maya.athlete).sessions for lift in one.lifts] == [
            "Back squat",
            "Ours",
        ]


class TestCost:
    """Only what changed is touched."""

    def test_a_day_is_one_query_and_no_other_day_is_written(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for day in range(1, 30):
            log(scoped.maya, squats(days_ago=day))
        today = log(scoped.maya, squats()).day
        DayRollup.objects.exclude(day=today).update(format=0)
        maya = scoped.maya.athlete
        with django_assert_num_queries(1):
            roll_up(maya, [today])
        assert list(DayRollup.objects.filter(format=FORMAT).values_list("day", flat=True)) == [today]

    def test_a_day_that_was_emptied_is_one_more(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        day = log(scoped.maya, squats()).day
        TrainingSession.objects.all().delete()
        maya = scoped.maya.athlete
        with django_assert_num_queries(2):
            roll_up(maya, [day])
        assert not DayRollup.objects.exists()

    def test_another_athlete_s_days_are_let_be(self, scoped: World) -> None:
        log(scoped.samira, squats())
        DayRollup.objects.update(format=0)
        log(scoped.maya, squats())
        assert sorted(DayRollup.objects.values_list("format", flat=True)) == [0, FORMAT]


class TestTheCommand:
    """`manage.py rebuild_rollups`."""

    def said(self, **options: Any) -> str:
        out = StringIO()
        call_command("rebuild_rollups", stdout=out, **options)
        return out.getvalue().strip()

    def test_it_mends_what_was_spoilt_and_says_how_many(self, shared: World) -> None:
        with every_organisation():
            for person in (shared.maya, shared.samira):
                log(person, squats(pain=4))
            before = kept()
            DayRollup.objects.filter(athlete=shared.maya.athlete).update(records=[])
            AthleteSnapshot.objects.filter(athlete=shared.maya.athlete).update(pain_series=[])
            assert kept() != before
            assert self.said() == "2 athletes rolled up; 1 other than before."
            assert kept() == before
            assert self.said() == "2 athletes rolled up; 0 other than before."

    def test_one_athlete(self, shared: World) -> None:
        with every_organisation():
            log(shared.maya, squats())
            DayRollup.objects.all().delete()
            assert self.said(athlete=str(shared.samira.athlete.pk)) == "1 athlete rolled up; 0 other than before."
            assert self.said(athlete=str(shared.maya.athlete.pk)) == "1 athlete rolled up; 1 other than before."

    def test_only_what_an_older_version_kept(self, shared: World) -> None:
        with every_organisation():
            for person in (shared.maya, shared.samira):
                log(person, squats())
            assert self.said(stale=True) == "0 athletes rolled up; 0 other than before."
            DayRollup.objects.filter(athlete=shared.samira.athlete).update(format=FORMAT - 1, records=[])
            assert self.said(stale=True) == "1 athlete rolled up; 1 other than before."
            assert self.said(stale=True) == "0 athletes rolled up; 0 other than before."

    def test_a_difference_can_be_a_failure(self, shared: World) -> None:
        with every_organisation():
            log(shared.maya, squats())
            assert "0 other" in self.said(check=True)
            DayRollup.objects.update(records=[])
            with pytest.raises(CommandError, match="did not agree"):
                self.said(check=True)
            assert "0 other" in self.said(check=True)

    def test_it_tells_nobody(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is worked out anew has not happened anew."""
        log(scoped.maya, squats(pain=9))
        monkeypatch.setattr("sessions.services.refresh.announce", pytest.fail)
        rebuild(scoped.maya.athlete)

    def test_without_a_day_everything_of_somebody_is_gone(self, scoped: World) -> None:
        log(scoped.maya, squats())
        TrainingSession.objects.all().delete()
        with transaction.atomic():
            refresh_athlete(scoped.maya.athlete, all_days=True)
        assert not DayRollup.objects.exists()
        assert AthleteSnapshot.objects.get().sessions_logged == 0


def test_a_day_of_an_older_format_has_no_word_on_what_was_noticed(scoped: World) -> None:
    """Between the migration and `prepare` there are such days; they can be read, and are rolled up anew then."""
    entry = squats(days_ago=1)
    log(scoped.maya, replace(entry, lifts=(replace(entry.lifts[0], noticed=frozenset({Noticed.FEET})),)))
    row = DayRollup.objects.get()
    del row.records[0]["lifts"][0]["noticed"]
    row.format = FORMAT - 1
    row.save()
    ((before,),) = rolled().values()
    assert before.lifts[0].noticed == frozenset()
    assert list(stale_athletes()) == [scoped.maya.athlete]
    rebuild(scoped.maya.athlete)
    ((after,),) = rolled().values()
    assert after.lifts[0].noticed == {Noticed.FEET}


def test_the_database_holds_no_other_word(scoped: World) -> None:
    log(scoped.maya, squats())
    with pytest.raises(IntegrityError, match="lift_noticed_known"), transaction.atomic():
        Lift.objects.update(noticed=["knees_past_toes"])
