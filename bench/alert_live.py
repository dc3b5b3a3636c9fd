"""From an answer's HTTP request to the event in open dashboards and to the mail server, as people would have it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from bench.figures import Json
from coachhub.core.ids import new_id
from tests.faults.hook_trap import HookTrap
from tests.faults.mail_trap import MailTrap
from tests.faults.own_stack import OwnStack

DASHBOARDS = 200
A_SECOND = 20
SECONDS = 60
SETTLE_S = 30.0
READ_BYTES = 65536


def live(dashboards: int = DASHBOARDS, a_second: int = A_SECOND, seconds: int = SECONDS) -> Json:
    """Milliseconds to each dashboard and to the mail server: median, 99th percentile, worst; and what never came."""
    mail, hook = MailTrap(), HookTrap()
    mail.start()
    stack = OwnStack(EMAIL_URL=f"smtp://127.0.0.1:{mail.port}", COACHHUB_WEBHOOK_PRIVATE="true")
    try:
        stack.start()
        people = stack.run("tests.faults.crowd", "athletes", str(a_second * seconds), hook.url)
        hook.secret = people["webhook_secret"]
        run = _Run(stack, people["coach_session"])
        asyncio.run(run.go(list(people["athletes"].values()), dashboards, a_second))
        return run.told(mail, dashboards)
    finally:
        stack.stop()
        mail.stop()
        hook.stop()


class _Run:
    """The dashboards, the phones, and when what happened."""

    def __init__(self, stack: OwnStack, cookie: str) -> None:
        self._stack, self._cookie = stack, cookie
        self._asked: dict[str, float] = {}
        self._answered: list[float] = []
        self._greeted = 0
        self._shown: dict[str, list[float]] = {}

    async def go(self, keys: list[str], dashboards: int, a_second: int) -> None:
        """Open the dashboards, send the answers at their pace, and wait for what is still on its way."""
        listening = [asyncio.create_task(self._dashboard()) for _ in range(dashboards)]
        async with asyncio.timeout(60):
            while self._greeted < dashboards:
                await asyncio.sleep(0.1)
        await asyncio.sleep(2)
        began = time.monotonic()
        sending = []
        for number, key in enumerate(keys):
            await asyncio.sleep(max(0.0, began + number / a_second - time.monotonic()))
            sending.append(asyncio.create_task(self._answer(key)))
        await asyncio.gather(*sending)
        await asyncio.sleep(SETTLE_S)
        for one in listening:
            one.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    async def _dashboard(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._stack.port)
        writer.write(f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={self._cookie}\r\n\r\n".encode())
        begun = b""
        while came := await reader.read(READ_BYTES):
            now = time.monotonic()
            *lines, begun = (begun + came).split(b"\n")
            self._greeted += lines.count(b"event: hello")
            for line in lines:
                if b'"opened"' in line:
                    alert = json.loads(line.removeprefix(b"data:"))["alert"]
                    self._shown.setdefault(alert, []).append(now)

    async def _answer(self, key: str) -> None:
        answer = {"id": str(new_id()), "answered_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        body = json.dumps(answer | {"ticked": ["stuck"], "none_of_these": False, "side": "left"})
        head = f"POST /api/v1/check-ins/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self._asked[answer["id"]] = began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", self._stack.port)
        writer.write((head + body).encode())
        status = await reader.readline()
        assert b" 201 " in status, status
        self._answered.append(time.monotonic() - began)
        await reader.read()
        writer.close()

    def told(self, mail: MailTrap, dashboards: int) -> Json:
        """The figures."""
        rows = self._stack.rows(
            "SELECT t.alert_id::text AS alert, t.about, d.id::text AS delivery FROM alerts_alerttransition t"
            " JOIN alerts_delivery d ON d.transition_id = t.id AND d.channel = 'email' WHERE t.kind = 'opened'"
        )
        by_delivery = {key.partition("@")[0].removeprefix("<delivery."): at for key, at in mail.at.items()}
        screens = [at - self._asked[row["about"]] for row in rows for at in self._shown.get(row["alert"], [])]
        mails = [by_delivery[r["delivery"]] - self._asked[r["about"]] for r in rows if r["delivery"] in by_delivery]
        return {
            "answers": len(self._asked),
            "dashboards": dashboards,
            "answer_ms": _figures(self._answered),
            "in_a_dashboard_ms": _figures(screens),
            "at_the_mail_server_ms": _figures(mails),
            "events_missing": len(self._asked) * dashboards - len(screens),
            "mails_missing": len(rows) - len(mails),
        }


def _figures(seconds: list[float]) -> dict[str, Any]:
    ordered = sorted(seconds)
    if not ordered:
        return {"p50": None, "p99": None, "worst": None}
    at = {"p50": ordered[len(ordered) // 2], "p99": ordered[int(len(ordered) * 0.99)], "worst": ordered[-1]}
    return {name: round(1000 * value) for name, value in at.items()}
