"""/live/: what changes reaches open pages when it is committed, and only pages of people who may see the athlete."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.db import connection, transaction
from django.utils import timezone

from athletes.models import Athlete, Consent, SquadStaff
from athletes.views.live import Ear
from coachhub.core.live import CHANNEL, Message, tell
from coachhub.core.scope import organisation_scope
from sessions.services.suggestions import end
from tests.stack import eventually
from tests.suggesting import picked
from tests.web import Web, cookie_of
from tests.world import Person, World, log, make_athlete, make_world, squats

LONG_ENOUGH_S = 0.7  # for an event that must not come


class Page:
    """An open page: the events it has heard."""

    def __init__(self, web: Web, person: Person) -> None:
        self._line = HTTPConnection(urlsplit(web.url).netloc, timeout=30)
        self._line.request("GET", "/live/", headers={"Cookie": f"sessionid={cookie_of(person)}"})
        self._answer = self._line.getresponse()
        assert str(self._answer.headers["Content-Type"]).startswith("text/event-stream")
        self._events: Queue[tuple[str, Any]] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        topic = ""
        try:
            while line := self._answer.readline().decode():
                name, _, value = line.strip().partition(": ")
                if name == "event":
                    topic = value
                elif name == "data":
                    self._events.put((topic, json.loads(value)))
        except (OSError, HTTPException):
            return  # the page was closed

    def next(self) -> tuple[str, Any]:
        """The next event, which has to come soon."""
        return self._events.get(timeout=10)

    def hears_nothing(self) -> bool:
        """Whether a while passes without an event."""
        try:
            self._events.get(timeout=LONG_ENOUGH_S)
        except Empty:
            return True
        return False

    def close(self) -> None:
        """Leave, as a browser does."""
        self._line.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def opened(web: Web, person: Person) -> Iterator[Page]:
    """A page of this person's that has connected."""
    page = Page(web, person)
    try:
        assert page.next() == ("hello", {})
        yield page
    finally:
        page.close()


def say(world: World, person: Person | None = None, topic: str = "alerts", **data: Any) -> None:
    athlete = str(person.athlete.pk) if person else None
    tell(Message(str(world.organisation.pk), topic, athlete, data))


def test_a_logged_session_is_told_to_the_roster(shared: World, web: Web) -> None:
    with opened(web, shared.coach) as page:
        log(shared.maya, squats())
        assert page.next() == ("roster", {})


def test_a_task_is_told_to_its_athlete_and_the_staff_and_to_nobody_else(shared: World, web: Web) -> None:
    with opened(web, shared.maya) as phone, opened(web, shared.coach) as roster, opened(web, shared.samira) as other:
        task = picked(shared.coach, shared.maya)
        assert [phone.next(), phone.next()] == [("tasks", {}), ("roster", {})]
        assert [roster.next(), roster.next()] == [("tasks", {}), ("roster", {})]
        with organisation_scope(shared.organisation.pk):
            assert end(actor=shared.coach.actor, suggestion=task)
            assert phone.next() == ("tasks", {})
            assert not end(actor=shared.coach.actor, suggestion=task)  # it has ended already: nothing to say
        assert phone.next() == ("roster", {})
        assert phone.hears_nothing()
        assert other.hears_nothing()


def test_an_event_carries_what_its_page_needs(shared: World, web: Web) -> None:
    with opened(web, shared.coach) as page:
        say(shared, shared.maya, "analysis", video="v", state="running", stage="pose", percent=40)
        assert page.next() == ("analysis", {"video": "v", "state": "running", "stage": "pose", "percent": 40})


def test_what_happens_together_is_told_in_order_and_the_same_thing_once(shared: World, web: Web) -> None:
    with opened(web, shared.coach) as page:
        with transaction.atomic():
            for number in (1, 2, 1):
                say(shared, shared.maya, number=number)
                say(shared, shared.maya, "roster")
        assert [page.next() for _ in range(3)] == [("alerts", {"number": 1}), ("roster", {}), ("alerts", {"number": 2})]
        assert page.hears_nothing()
        say(shared, shared.maya, number=1)
        assert page.next() == ("alerts", {"number": 1})


def test_a_message_of_another_version_makes_nobody_deaf(shared: World, web: Web) -> None:
    """While an upgrade is under way old and new processes talk."""
    with opened(web, shared.coach) as page:
        with connection.cursor() as cursor:
            for payload in ('{"organisation": "o", "topic": "t", "added_later": 1}', "[]", "?"):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
        say(shared, shared.maya)
        assert page.next() == ("alerts", {})


def test_every_page_is_greeted_however_many_are_open(shared: World, web: Web) -> None:
    """Hello means: from now on nothing is missed, so ask for what you show."""
    with opened(web, shared.coach), opened(web, shared.owner), opened(web, shared.coach) as third:
        say(shared, shared.maya)
        assert third.next() == ("alerts", {})


def test_what_is_rolled_back_was_never_said(shared: World, web: Web) -> None:
    with opened(web, shared.coach) as page:
        with transaction.atomic():
            say(shared, shared.maya, number=1)
            transaction.set_rollback(True)
        with transaction.atomic():
            say(shared, shared.maya, number=2)
            assert page.hears_nothing()
        assert page.next() == ("alerts", {"number": 2})


def test_other_organisations_hear_nothing(shared: World, web: Web) -> None:
    outside = make_world("Southside")
    with opened(web, outside.owner) as owner, opened(web, outside.maya) as athlete:
        say(shared, shared.maya)
        say(shared)
        assert owner.hears_nothing()
        assert athlete.hears_nothing()


def test_athletes_hear_of_themselves_only(shared: World, web: Web) -> None:
    with opened(web, shared.maya) as page:
        say(shared, shared.samira)
        say(shared)
        say(shared, shared.maya, mine=True)
        assert page.next() == ("alerts", {"mine": True})


def test_staff_hear_of_the_athletes_they_may_read(shared: World, web: Web) -> None:
    with organisation_scope(shared.organisation.pk):
        silent = make_athlete(shared.organisation, "Silent", squad=shared.powerlifting, consents=[])
    with opened(web, shared.assistant) as page:
        say(shared, shared.samira)  # of another squad
        say(shared, silent)  # shares nothing
        say(shared)
        say(shared, shared.maya, number=3)
        assert page.next() == ("alerts", {})
        assert page.next() == ("alerts", {"number": 3})


def test_an_athlete_who_joined_since_is_heard_of(shared: World, web: Web) -> None:
    """The coach has the dashboard open while somebody joins and ticks a warning question."""
    with opened(web, shared.coach) as page:
        new = make_athlete(shared.organisation, "New Here")
        say(shared, new)
        assert page.next() == ("alerts", {})


def test_about_many_whom_a_member_may_not_read_it_is_asked_once(shared: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A morning tells of every athlete of the house at once; each page of a coach of few must not ask about each."""
    with organisation_scope(shared.organisation.pk):
        ear = Ear(shared.assistant.actor)
    asked: list[Any] = []
    monkeypatch.setattr(ear, "_ask_about", asked.append)
    house = str(shared.organisation.pk)
    told = [Message(house, "roster", str(number)) for number in range(50)]
    mine = [Message(house, "roster", str(shared.maya.athlete.pk)), Message(house, "alerts")]
    assert asyncio.run(ear.hears([*told, *mine, Message("another", "alerts")])) == mine
    assert asked == [{str(number) for number in range(50)}]


def test_what_a_page_may_hear_is_looked_up_anew_when_it_connects(shared: World, web: Web) -> None:
    with organisation_scope(shared.organisation.pk):
        Consent.objects.filter(athlete=shared.maya.athlete).update(withdrawn_at=timezone.now())
        SquadStaff.objects.create(
            organisation=shared.organisation, squad=shared.football, membership=shared.coach.membership
        )
        Athlete.objects.filter(pk=shared.samira.athlete.pk).update(archived_at=timezone.now())
    with opened(web, shared.coach) as page:
        say(shared, shared.maya)
        say(shared, shared.samira, heard=True)
        assert page.next() == ("alerts", {"heard": True})


def test_strangers_hear_nothing(web: Web, shared: World) -> None:
    for headers in ({}, {"Authorization": "Bearer chk_none"}):
        assert requests.get(f"{web.url}/live/", headers=headers, timeout=10).status_code == 401


def test_open_pages_hold_no_database_connection(shared: World, web: Web) -> None:
    """Thirty pages, one listener: the database has room for many dashboards."""
    before = connections_of_others()  # of the threads that answer pages and uploads
    with ExitStack() as stack:
        pages = [stack.enter_context(opened(web, shared.coach)) for _ in range(30)]
        eventually(lambda: connections_of_others() < before + 20)
        say(shared, shared.maya)
        assert all(page.next() == ("alerts", {}) for page in pages)


def test_a_lost_listener_comes_back_and_greets_its_pages_again(shared: World, web: Web) -> None:
    with opened(web, shared.coach) as page:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        assert page.next() == ("hello", {})
        say(shared, shared.maya)
        assert page.next() == ("alerts", {})


def test_closed_pages_leave_nothing_behind(shared: World, web: Web) -> None:
    for _ in range(3):
        with opened(web, shared.coach):
            pass
    eventually(lambda: listeners() == 0)
    time.sleep(0.1)
    with opened(web, shared.coach) as page:
        say(shared, shared.maya)
        assert page.next() == ("alerts", {})
        assert listeners() == 1


def connections_of_others() -> int:
    return len(queries_of_others())


def listeners() -> int:
    return sum(query.startswith("LISTEN") for query in queries_of_others())


def queries_of_others() -> list[str]:
    """What each other connection to the test's database asked last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [query for (query,) in cursor.fetchall()]
