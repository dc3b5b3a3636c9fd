"""The doors of the service: the table in doors.txt, the addresses behind it, and what is sent there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from coachhub.core.ids import new_id
from tests.contract.people import AT_HOME, OURS, OUTSIDERS, Scene, metadata

TABLE = Path(__file__).with_name("doors.txt")


@dataclass(frozen=True)
class Door:
    """One line of the table."""

    method: str
    name: str
    sent: str
    expected: dict[str, int]

    @property
    def is_about_a_row(self) -> bool:
        """Whether its address names a row."""
        return self.name != NOTHING and bool(_parts(self.name))

    def __str__(self) -> str:
        return f"{self.method} {self.name}" + (f":{self.sent}" if self.sent else "")


def doors() -> list[Door]:
    """The table, read."""
    return [_door(line.split()) for line in TABLE.read_text().splitlines() if not line.startswith("#")]


def _door(words: list[str]) -> Door:
    method, (name, _, sent) = words[0], words[1].partition(":")
    ours, theirs = " ".join(words[2:]).split(" | ")
    expected = dict(zip(OURS, map(int, ours.split()), strict=True))
    if theirs == "=":
        expected |= {who: expected[home] for who, home in AT_HOME.items()}
    else:
        expected |= dict(zip(OUTSIDERS, map(int, theirs.split()), strict=True))
    return Door(method, name, sent, expected)


# -- what lies behind an address ----------------------------------------------------------------------

# Which row an address's parts name, where the part's own name does not say it.
ROWS = {
    ("file", "token"): "coachs_link",
    ("join", "token"): "join_link",
    ("unsubscribe", "token"): "unsubscribe_link",
    ("athlete_earlier", "before"): "session",
    ("demo_sign_in", "membership_id"): "membership",
    **{(f"own_rule{deed}", "rule_id"): "own" for deed in ("", "_switch", "_delete", "_backtest")},
}
NOTHING = "api-nothing-here"  # the answer to every other address below /api/
PLAIN = {"rule": "log.silent", "kind": "sessions", "uidb36": "1", "key": "not-a-key"}


def address(name: str, scene: Scene) -> str:
    """The address of a door, with our rows' ids in it."""
    if name == NOTHING:
        return "/api/v1/nothing/"
    return reverse(name, kwargs={part: _value(name, part, scene) for part in _parts(name)})


def _value(name: str, part: str, scene: Scene) -> Any:
    if (name, part) in ROWS:
        return scene.ids[ROWS[name, part]]
    if part == "pk":
        resource = name.removeprefix("api-").replace("check-in", "check_in").split("-")[0]
        return scene.ids.get(resource, 1)
    return scene.ids[part.removesuffix("_id")] if part.endswith("_id") else PLAIN[part]


def _parts(name: str) -> list[str]:
    (_, parts), *_ = get_resolver().reverse_dict.getlist(name)[0][0]
    return list(parts)


def names() -> list[str]:
    """The name of every address outside the admin, which has its own test."""
    return list(dict.fromkeys(one.name or f"nameless {one.pattern}" for one in _walk(get_resolver().url_patterns)))


def _walk(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        elif one.namespace != "admin":
            yield from _walk(one.url_patterns)


# -- what is sent -------------------------------------------------------------------------------------


def _for_maya(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"athlete": str(scene.ids["athlete"])} | values


def _away(scene: Scene) -> dict[str, Any]:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    return {"first": day, "last": day, "stand_in": str(scene.ids["membership"])}


def _session(scene: Scene) -> dict[str, Any]:
    return {"athlete": str(scene.ids["athlete"]), "started_at": timezone.now().isoformat()}


def _answers(scene: Scene) -> dict[str, Any]:
    return _session(scene) | {"id": str(new_id()), "answered_at": timezone.now().isoformat(), "none_of_these": True}


SENT: dict[tuple[str, str], Callable[[Scene], Any]] = {
    ("api-session-list", ""): _session,
    ("api-session-detail", ""): _session,
    ("api-session-next-morning", ""): lambda scene: {"value": 2},
    ("api-check-in-list", ""): _answers,
    ("api-video-measure-again", ""): lambda scene: {},
    ("api-video-corrections", ""): lambda scene: {"kind": "drop", "rep": 1, "seen": 1},
    ("correct", ""): lambda scene: {"kind": "drop", "rep": 1, "seen": 1},
    ("api-invitation-list", ""): lambda scene: {},
    ("api-alert-assign", ""): lambda scene: {"to": None},
    ("api-alert-comment", ""): lambda scene: {"note": "Called."},
    ("api-alert-resolve", ""): lambda scene: {"note": "Seen by a physiotherapist."},
    ("api-alert-mark", ""): lambda scene: {"useful": True},
    ("api-alert-snooze", ""): lambda scene: {"until": None},
    ("api-rule-detail", ""): lambda scene: {"numbers": {"days": 9}},
    ("api-own-rule-list", ""): lambda scene: {
        "name": "Sleep",
        "reading": "sleep",
        "window": "last",
        "comparison": "at_most",
        "amount": 5,
    },
    ("api-own-rule-detail", ""): lambda scene: {"name": "Another name"},
    ("api-webhook-list", ""): lambda scene: {"name": "Club system", "url": "https://93.184.215.14/hook"},
    ("api-webhook-detail", ""): lambda scene: {"name": "Another name"},
    ("api-absence-list", ""): _away,
    ("api-ladder", ""): lambda scene: {"coach": 0, "assistant": 10, "owner": None},
    ("api-squad-ladder", ""): lambda scene: {"coach": 5, "assistant": 0, "owner": 10},
    ("api-preferences", ""): lambda scene: {"digest_at": "06:30"},
    ("api-channel-list", ""): lambda scene: {"address": "ntfys://a-topic-of-ours"},
    ("api-webhook-replay", ""): lambda scene: {"delivery": str(scene.ids["delivery"])},
    ("settings_endpoint", "test"): lambda scene: {"deed": "test"},
    ("api-suggestion-list", ""): _for_maya(key="suggest.goblet_squat", decision="accepted"),
    ("api-suggestion-done", ""): lambda scene: {"day": timezone.localdate().isoformat()},
    ("suggest", "pick"): lambda scene: {"deed": "pick", "key": "suggest.goblet_squat"},
    ("alert", "acknowledge"): lambda scene: {"deed": "acknowledge"},
    ("alert", "comment"): lambda scene: {"deed": "comment", "note": "Called."},
    ("rule", ""): lambda scene: {"days": "9", "gaps": "3"},
    ("today", "acknowledge"): lambda scene: {"deed": "acknowledge", "alert": str(scene.ids["alert"])},
}


def sent(door: Door, scene: Scene) -> tuple[Any, dict[str, str]]:
    """Body and headers of a knock at this door."""
    headers = {}
    if door.name in {"uploads", "upload"}:
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Offset": "0"}
        headers |= {"Upload-Metadata": metadata(scene.ids["athlete"])}
    body = SENT.get((door.name, door.sent))
    return (body(scene) if body else None), headers
