"""Real processes are killed at the worst moment; nothing is lost, and nothing is done twice."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from tusclient.client import TusClient

from coachhub.core.ids import new_id
from sessions.knee_tracking import ENGINE_VERSION
from tests.clips import three_reps
from tests.kept import OLD
from tests.stack import Stack, eventually

pytestmark = pytest.mark.xdist_group("stack")


@pytest.fixture(scope="module")
def people(stack: Stack) -> dict[str, Any]:
    return stack.people("Faults")


def test_a_killed_worker_s_analysis_is_taken_up_again_and_ends_once(stack: Stack, people: dict[str, Any]) -> None:
    video = _upload(stack, people["keys"]["maya"], three_reps(stack.data))
    eventually(lambda: _analysis(stack, video)["percent"] > 20, within_s=60)
    measuring = [one for one in stack.children("worker-video") if "sessions.knee_tracking" in " ".join(one.cmdline())]
    assert len(measuring) == 1

    stack.kill_part("worker-video")
    eventually(lambda: not measuring[0].is_running() or measuring[0].status() == psutil.STATUS_ZOMBIE)
    left = _analysis(stack, video)
    assert (left["state"], left["attempts"]) == ("running", 1)  # nobody was left to write anything

    stack.start_part("worker-video")
    done = eventually(lambda: _finished(stack, video), within_s=120)
    assert (done["state"], done["attempts"]) == ("done", 2)
    assert done["lease"] is None
    assert len(done["report"]["reps"]) == 3
    assert len(stack.rows("SELECT 1 FROM training_kneeanalysis WHERE video_id = %s", video)) == 1


def test_a_red_flag_ticked_while_the_broker_is_away_is_kept_and_delivered_once(
    stack: Stack, people: dict[str, Any]
) -> None:
    stack.kill_part("broker")
    answer: dict[str, Any] = {
        "id": str(new_id()),
        "answered_at": _now(),
        "ticked": ["stuck"],
        "none_of_these": False,
        "side": "left",
    }
    began = time.monotonic()
    sent = requests.post(
        f"{stack.url}/api/v1/check-ins/", json=answer, headers=_bearer(people["keys"]["samira"]), timeout=30
    )
    took_s = time.monotonic() - began
    assert sent.status_code == 201
    assert took_s < 10  # the broker's absence is no reason to keep an athlete waiting
    alert = stack.rows("SELECT id, state FROM alerts_alert WHERE rule = 'red_flag' ORDER BY id DESC LIMIT 1")[0]
    assert alert["state"] == "open"
    assert {one["state"] for one in _deliveries(stack, alert["id"])} <= {"queued", "waiting", "sent"}
    assert "sent" not in {one["state"] for one in _deliveries(stack, alert["id"]) if one["channel"] == "email"}

    stack.start_part("broker")
    eventually(lambda: {one["state"] for one in _deliveries(stack, alert["id"])} == {"sent"}, within_s=90)
    for who, count in {"coach": 1, "owner": 0}.items():  # the owner's turn comes when nobody answers
        address = people["emails"][who]
        assert len([one for one in stack.mails() if f"To: {address}" in one and "Samira Haddad" in one]) == count
    again = requests.post(
        f"{stack.url}/api/v1/check-ins/", json=answer, headers=_bearer(people["keys"]["samira"]), timeout=30
    )
    assert again.status_code == 200  # the phone sends until it has an answer: nothing changes
    assert len(stack.rows("SELECT 1 FROM training_checkin WHERE id = %s", answer["id"])) == 1


def test_measuring_again_and_correcting_killed_at_one_line_after_the_other(stack: Stack) -> None:
    told = stack.run("tests.faults.killed", "Killed")
    killed = -signal.SIGKILL
    for ends in (told["remeasured"], told["corrected"]):
        assert ends[-1] == 0
        assert len(ends) > 5
        assert set(ends[:-1]) == {killed}

    rows = stack.rows(
        "SELECT video_id::text AS video, files, engine_version FROM training_kneeanalysis"
        " WHERE video_id = ANY(%s::uuid[]) ORDER BY id",
        [*told["again"], told["corrected_video"]],
    )
    for video in told["again"]:
        assert [row["engine_version"] for row in rows if row["video"] == video] == [OLD, ENGINE_VERSION]
    (corrected,) = [row for row in rows if row["video"] == told["corrected_video"]]
    assert {"corrected_curve", "corrected_overlay"} <= set(corrected["files"])
    assert len(stack.rows("SELECT 1 FROM training_correction WHERE analysis_id IS NOT NULL")) == 1

    named = {name for row in rows for name in row["files"].values()}
    made = {name for name in _stored(told["folder"]) if name.endswith((".curve.json", ".overlay.json"))}
    assert {name for name in named if name.endswith(".json")} <= made
    orphans = made - named
    assert len(orphans) > 2  # else no kill came between a file and its row
    noted = stack.rows("SELECT name, since > now() AS waits FROM core_filetoerase")
    assert orphans <= {one["name"] for one in noted if one["waits"]}
    stack.rows("UPDATE core_filetoerase SET since = now() - interval '1 second' RETURNING 1")
    eventually(lambda: not stack.rows("SELECT 1 FROM core_filetoerase"))
    assert {name for name in _stored(told["folder"]) if name.endswith(".json")} & orphans == set()
    assert named & _stored(told["folder"]) == named


def _stored(folder: str) -> set[str]:
    return {str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()}


def test_a_file_that_is_no_video_is_refused_and_the_worker_lives_on(stack: Stack, people: dict[str, Any]) -> None:
    before = stack.parts["worker-video"].pid("worker-video")
    text = stack.data / "holiday.mp4"
    text.write_text("This is not a video.")
    video = _upload(stack, people["keys"]["maya"], text)
    refused = eventually(lambda: _finished(stack, video), within_s=60)
    assert refused["state"] == "rejected"
    assert refused["report"]["reason"]["code"] == "not_a_video"
    assert refused["report"]["reason"]["advice"]
    assert stack.parts["worker-video"].pid("worker-video") == before
    assert psutil.pid_exists(before)


def _upload(stack: Stack, key: str, path: Path) -> str:
    client = TusClient(f"{stack.url}/uploads/", headers=_bearer(key))
    uploader = client.uploader(str(path), metadata={"filename": path.name, "task": "squat"}, chunk_size=400_000)
    uploader.upload()
    address: Any = uploader.url  # tuspy’s own types say that it stays None
    return str(address.rstrip("/").rsplit("/", 1)[-1])


def _analysis(stack: Stack, video: str) -> dict[str, Any]:
    return stack.rows("SELECT * FROM training_kneeanalysis WHERE video_id = %s", video)[0]


def _finished(stack: Stack, video: str) -> dict[str, Any] | None:
    row = _analysis(stack, video)
    return row if row["state"] in {"done", "rejected", "failed"} else None


def _deliveries(stack: Stack, alert: object) -> list[dict[str, Any]]:
    return stack.rows(
        "SELECT d.* FROM alerts_delivery d JOIN alerts_alerttransition t ON t.id = d.transition_id"
        " WHERE t.alert_id = %s AND t.kind = 'opened'",
        alert,
    )


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
