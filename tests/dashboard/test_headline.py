"""Today's title is the answer: whom to talk to first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from coachhub.core.ids import new_id
from coachhub.dashboard.selectors.headline import Headline, headline
from coachhub.dashboard.selectors.paused import StillPaused
from coachhub.dashboard.selectors.sparks import Spark
from coachhub.dashboard.selectors.today import AlertLine, Row, Triage

NOW = timezone.now()
PLAIN = Row(
    athlete_id=new_id(),
    name="Maya Lindqvist",
    first_name="Maya",
    phone="",
    squads="Powerlifting",
    is_stop=False,
    alerts=(AlertLine(new_id(), "Pain crept up.", is_open=True),),
    detail="",
    happened_at=NOW - timedelta(minutes=9, seconds=5),
    who="Nobody is on it",
    said="",
    paused="",
    nobody=True,
    unanswered=False,
    told_again=None,
    snoozed_until=None,
    until_session=False,
    spark=Spark(SafeString(), ""),
    just="",
    may_act=True,
    may_comment=True,
)


def stop(name: str, *, held: bool = False) -> Row:
    return replace(PLAIN, name=name, is_stop=True, nobody=not held, unanswered=not held)


def look(name: str, *, held: bool = False) -> Row:
    return replace(PLAIN, name=name, nobody=not held)


def of(*rows: Row, snoozed: int = 0, paused: tuple[str, ...] = (), athletes: int = 12) -> Headline:
    stops, looks = (tuple(row for row in rows if row.is_stop is is_stop) for is_stop in (True, False))
    triage = Triage(stops, looks, frozenset(new_id() for _ in range(snoozed)))
    still = [StillPaused(new_id(), name, "squats", NOW) for name in paused]
    return headline(triage, paused=still, athletes=athletes, now=NOW)


def test_a_red_flag_that_nobody_is_on_comes_first() -> None:
    made = of(stop("Henrik Sund", held=True), stop("Maya Lindqvist"), look("Dario Conti"))
    assert made.title == "Talk to Maya Lindqvist first."
    assert made.lead == (
        "A warning sign was ticked 9 minutes ago and nobody is on it yet. "
        "After that, one more to stop and one to look at; nine athletes need nothing."
    )


def test_the_only_one() -> None:
    made = of(stop("Maya Lindqvist"), athletes=2)
    assert made.lead.endswith("nobody is on it yet. One athlete needs nothing.")


def test_without_a_red_flag_the_first_to_look_at() -> None:
    made = of(look("Dario Conti"), look("Samira Haddad"), look("Viktor Hale", held=True))
    assert made.title == "Look at Dario Conti first."
    assert made.lead == "Two to look at today, no red flag. One already with somebody; nine athletes need nothing."


def test_red_flags_that_somebody_is_on_are_said_to_be_in_hand() -> None:
    made = of(stop("Henrik Sund", held=True), look("Dario Conti"))
    assert made.title == "Look at Dario Conti first."
    assert "every red flag has somebody on it" in made.lead


def test_something_to_look_at_about_somebody_with_an_answered_red_flag() -> None:
    both = replace(stop("Henrik Sund", held=True), nobody=True)
    assert of(both).title == "Look at Henrik Sund first."


def test_everything_in_hand() -> None:
    made = of(stop("Henrik Sund", held=True), look("Dario Conti", held=True))
    assert made.title == "Nothing new for you."
    assert made.lead == "Two athletes have somebody on it. Ten athletes need nothing."
    assert not made.calm


def test_nobody_at_all() -> None:
    made = of()
    assert (made.title, made.calm) == ("Nobody needs you right now.", True)


def test_nothing_but_pauses_is_not_calm() -> None:
    made = of(paused=("Henrik Sund", "Maya Lindqvist"))
    assert (made.title, made.calm) == ("Nothing new for you.", False)
    assert made.lead == "Still paused: squats of Henrik Sund, squats of Maya Lindqvist. Ten athletes need nothing."


def test_three_pauses_are_named() -> None:
    assert of(paused=tuple("ABCDE")).lead.startswith(
        "Still paused: squats of A, squats of B, squats of C and two more."
    )


def test_paused_athletes_are_not_said_to_need_nothing() -> None:
    assert of(look("Dario Conti"), paused=("Henrik Sund",)).lead.endswith(
        "Ten athletes need nothing, one still paused."
    )


def test_snoozed_athletes_are_not_said_to_need_nothing() -> None:
    assert of(look("Dario Conti"), snoozed=2).lead.endswith("Nine athletes need nothing, two snoozed.")


def test_nothing_is_said_of_a_rest_that_there_is_not() -> None:
    assert of(look("Dario Conti"), athletes=1).lead == "One to look at today, no red flag."
