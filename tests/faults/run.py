"""Red flags are submitted while everything around them breaks; what arrived is counted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
import requests

from coachhub.core.ids import new_id
from tests.faults.faulting import UNFINISHED, Faulting
from tests.faults.hook_trap import HookTrap
from tests.faults.mail_trap import MailTrap
from tests.faults.own_stack import OwnStack

SENDERS = 6
EACH_S = 0.4  # in how many seconds the next answer is sent
LEAST_S = 45.0  # and how long answers keep coming at least
GIVEN_UP_AFTER_S = 240.0
SETTLED_WITHIN_S = 300.0
RIVALS = 50
SIGNS = ("stuck", "numb_cold", "swollen", "sharp")


@dataclass(frozen=True, slots=True)
class Told:
    """What a run came to. Everything but the counts of `faults`, `attempts` and `repeats` has one right answer."""

    submissions: int
    stored: int
    alerts_open: int
    events_told_twice: int
    mails_missing: int
    mails_twice_under_other_ids: int
    calls_missing: int
    calls_twice_under_other_ids: int
    calls_unsigned: int
    in_the_app_missing: int
    unfinished: int
    given_up: int
    rivals: int
    acknowledged_by: int
    refused_politely: int
    acknowledgements_written: int
    attempts: int
    repeats: int
    faults: dict[str, int]
    took_s: float

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost, and nothing counts twice."""
        everything = self.stored == self.alerts_open == self.submissions
        nothing = (
            self.events_told_twice
            + self.mails_missing
            + self.mails_twice_under_other_ids
            + self.calls_missing
            + self.calls_twice_under_other_ids
            + self.calls_unsigned
            + self.in_the_app_missing
            + self.unfinished
            + self.given_up
        )
        once = self.acknowledged_by == self.acknowledgements_written == 1
        return everything and nothing == 0 and once and self.refused_politely == self.rivals - 1


def run(submissions: int, seed: int, *, least_s: float = LEAST_S, rivals: int = RIVALS) -> Told:
    """A service of its own, so many red flags, faults by the seed."""
    began = time.monotonic()
    mail, hook = MailTrap(), HookTrap()
    mail.start()
    stack = OwnStack(
        EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
        COACHHUB_LEASE_S="4",
        COACHHUB_SWEEP_S="1",
        COACHHUB_WEBHOOK_PRIVATE="true",
    )
    try:
        stack.start()
        people = stack.run("tests.faults.crowd", "athletes", str(submissions), hook.url)
        hook.secret = people["webhook_secret"]
        faulting = Faulting(stack, (mail, hook), seed)
        attempts = _submit_under(faulting, stack, list(people["athletes"].values()), least_s)
        faulting.heal()
        _settle(stack)
        return _told(stack, (mail, hook), people, faulting, attempts, rivals, began)
    finally:
        stack.stop()
        mail.stop()
        hook.stop()


def _submit_under(faulting: Faulting, stack: OwnStack, keys: Sequence[str], least_s: float) -> int:
    """Everybody's phone sends until it has an answer, while things break; how often they tried in all."""
    pause_s = max(least_s, EACH_S * len(keys)) * SENDERS / len(keys)
    with ThreadPoolExecutor(SENDERS) as phones:
        sent = [phones.submit(_send, stack, number, key, pause_s) for number, key in enumerate(keys)]
        # Here, not in a thread of its own: what a thread has started, the kernel ends together with the thread.
        faulting.go_on(until=lambda: all(one.done() for one in sent))
        return sum(one.result() for one in sent)


def _send(stack: OwnStack, number: int, key: str, pause_s: float) -> int:
    """One athlete's answer, as a phone sends it: the same again until it was taken."""
    time.sleep(pause_s)
    answer: dict[str, Any] = {
        "id": str(new_id()),
        "answered_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "ticked": [SIGNS[number % len(SIGNS)]],
        "none_of_these": False,
        "side": "left",
    }
    ends = time.monotonic() + GIVEN_UP_AFTER_S
    for attempt in range(1, 10_000):
        try:
            sent = requests.post(f"{stack.url}/api/v1/check-ins/", json=answer, headers=_bearer(key), timeout=20)
        except requests.RequestException:
            pass
        else:
            if sent.status_code in (200, 201):
                return attempt
            assert sent.status_code >= 500, sent.text
        assert time.monotonic() < ends, "An answer was not taken in time."
        time.sleep(0.3)
    raise AssertionError("unreachable")


def _settle(stack: OwnStack) -> None:
    """Let time pass for what waits until nothing is unfinished, or until it takes too long."""
    ends = time.monotonic() + SETTLED_WITHIN_S
    while time.monotonic() < ends and _unfinished(stack):
        stack.rows("UPDATE alerts_endpoint SET retry_at = NULL WHERE retry_at IS NOT NULL RETURNING 1")
        stack.rows("DELETE FROM core_cache WHERE cache_key LIKE '%%mail-server-away%%' RETURNING 1")
        stack.rows("UPDATE alerts_delivery SET due_at = now() WHERE state = 'waiting' RETURNING 1")
        time.sleep(2)


def _unfinished(stack: OwnStack) -> int:
    try:
        return stack.count(f"SELECT count(*) FROM alerts_delivery WHERE state IN {UNFINISHED}")  # noqa: S608  ours
    except psycopg.Error:
        return -1


def _told(
    stack: OwnStack,
    traps: tuple[MailTrap, HookTrap],
    people: dict[str, Any],
    faulting: Faulting,
    attempts: int,
    rivals: int,
    began: float,
) -> Told:
    mail, hook = traps
    mails = [_of_id(one) for _, one in mail.taken()]
    calls = hook.taken
    mails_expected, calls_expected = _expected(stack, "email"), _expected(stack, "webhook")
    shown = _alerts_of(stack, people["coach"])
    answers = _acknowledge_at_once(stack, shown, rivals)
    count = stack.count
    return Told(
        submissions=len(people["athletes"]),
        stored=count("SELECT count(*) FROM training_checkin"),
        alerts_open=count("SELECT count(*) FROM alerts_alert WHERE rule = 'red_flag' AND state <> 'resolved'"),
        events_told_twice=count(
            "SELECT count(*) FROM (SELECT about FROM alerts_alerttransition WHERE about <> '' GROUP BY about"
            " HAVING count(*) > 1) AS twice"
        ),
        mails_missing=len(mails_expected - set(mails)),
        mails_twice_under_other_ids=len(set(mails) - mails_expected),
        calls_missing=len(calls_expected - set(calls)),
        calls_twice_under_other_ids=len(set(calls) - calls_expected),
        calls_unsigned=hook.unsigned,
        in_the_app_missing=len(set(people["athletes"]) - shown.keys()),
        unfinished=_unfinished(stack),
        given_up=count("SELECT count(*) FROM alerts_delivery WHERE state = 'dead'"),
        rivals=rivals,
        acknowledged_by=answers.count(200),
        refused_politely=answers.count(409),
        acknowledgements_written=count("SELECT count(*) FROM alerts_alerttransition WHERE kind = 'acknowledged'"),
        attempts=attempts,
        repeats=len(mails) - len(set(mails)) + len(calls) - len(set(calls)),
        faults=dict(sorted(faulting.done.items())),
        took_s=round(time.monotonic() - began, 1),
    )


def _expected(stack: OwnStack, channel: str) -> set[str]:
    """The ids of the messages that had to arrive: one about each alert."""
    rows = stack.rows(
        "SELECT d.id::text AS id, t.alert_id FROM alerts_delivery d"
        " JOIN alerts_alerttransition t ON t.id = d.transition_id WHERE d.channel = %s AND t.kind = 'opened'",
        channel,
    )
    assert len(rows) >= len({row["alert_id"] for row in rows})
    return {row["id"] for row in rows}


def _of_id(message_id: str) -> str:
    """The delivery's id in a Message-ID."""
    return message_id.partition("@")[0].removeprefix("<delivery.")


def _alerts_of(stack: OwnStack, key: str) -> dict[str, str]:
    """The alerts that the coach's app lists, by athlete."""
    found: dict[str, str] = {}
    url: str | None = f"{stack.url}/api/v1/alerts/"
    while url:
        page = requests.get(url, headers=_bearer(key), timeout=30).json()
        found |= {one["athlete"]["id"]: one["id"] for one in page["results"]}
        url = page["next"]
    return found


def _acknowledge_at_once(stack: OwnStack, alerts: dict[str, str], rivals: int) -> list[int]:
    """So many people acknowledge one alert in the same second; the statuses they get."""
    keys = stack.run("tests.faults.crowd", "assistants", str(rivals))["assistants"]
    one = next(iter(alerts.values()))

    def act(key: str) -> int:
        url = f"{stack.url}/api/v1/alerts/{one}/acknowledge/"
        return requests.post(url, headers=_bearer(key), timeout=60).status_code

    with ThreadPoolExecutor(rivals) as people:
        return list(people.map(act, keys))


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def as_json(told: Told) -> dict[str, Any]:
    """The counts, and whether they are right."""
    return {"right": told.is_right, **asdict(told)}
