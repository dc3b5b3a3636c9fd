"""The web server as it really runs, as a process of its own, on the test's own database and files."""

from __future__ import annotations

import os
import sys
from urllib.request import urlopen

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from coachhub.serving.supervisor import Child, Supervisor
from tests.calling import key_of
from tests.stack import free_port
from tests.world import Person

STALL_S = 2


class Web:
    """One web server. Rows that tests commit are seen by it."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._supervisor = Supervisor()
        own = os.environ["DATABASE_URL"].replace("/coachhub?", f"/{connection.settings_dict['NAME']}?")
        env = {"DATABASE_URL": own, "PORT": str(port), "HOST": "127.0.0.1", "COACHHUB_STALL_S": str(STALL_S)}
        argv = [sys.executable, "-m", "coachhub.serving", "web"]
        self._supervisor.start(Child(name="web", argv=argv, env=env, ready=self._answers), within_s=60)

    def stop(self) -> None:
        """End the process."""
        self._supervisor.stop()

    def program(self, person: Person) -> requests.Session:
        """Calls with a key of this person's."""
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {key_of(person)}"
        return session

    def browser(self, person: Person) -> requests.Session:
        """Calls with a session cookie of this person's, and a CSRF cookie whose token is sent along."""
        session = requests.Session()
        session.cookies["sessionid"] = cookie_of(person)
        session.cookies["csrftoken"] = session.headers["X-CSRFToken"] = "t" * 32
        return session

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def cookie_of(person: Person) -> str:
    """The session cookie of a browser in which this person is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
