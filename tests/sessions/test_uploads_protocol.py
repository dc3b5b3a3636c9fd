"""tus 1.0 at /uploads/, word by word, against the real server: what a client may rely on, and what it is refused."""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from athletes.models import Consent
from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.models import KneeAnalysis, Upload, Video
from sessions.services import uploads
from tests.browser.cutting_proxy import CuttingProxy
from tests.stack import eventually
from tests.web import STALL_S, Web
from tests.world import Person, World, log, make_world, squats

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = bytes(range(256)) * 4096  # a megabyte
WHOLE = len(BYTES)
HALF = WHOLE // 2
ON_ITS_WAY = 2 * 64 * 1024  # what uvicorn holds of a body that nobody has read yet


def told(**values: Any) -> dict[str, str]:
    """Upload-Metadata as clients write it."""
    pairs = (f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in values.items())
    return {"Upload-Metadata": ",".join(pairs)}


class Client:
    """A client that speaks the protocol by hand."""

    def __init__(self, web: Web, session: requests.Session) -> None:
        self.url = web.url
        self.session = session
        self.session.headers.update(TUS)

    def create(self, length: Any = WHOLE, **values: Any) -> requests.Response:
        headers = {"Upload-Length": str(length)} | told(**{"filename": "squat.mp4", "task": "squat"} | values)
        return self.session.post(f"{self.url}/uploads/", headers=headers)

    def begin(self, length: int = WHOLE, **values: Any) -> str:
        """The path of a new upload."""
        answer = self.create(length, **values)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    def offset(self, path: str) -> int:
        answer = self.session.head(self.url + path)
        assert answer.status_code == 204, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def patch(self, path: str, offset: Any, content: bytes, **headers: str) -> requests.Response:
        own = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        return self.session.patch(self.url + path, data=content, headers=own | headers)


@pytest.fixture
def maya(shared: World, web: Web) -> Client:
    """Maya's phone, signed in."""
    return Client(web, web.browser(shared.maya))


def stored(world: World) -> Video:
    """The one video that is here now."""
    with organisation_scope(world.organisation.pk):
        return Video.objects.get()


def content_of(video: Video) -> bytes:
    with default_storage.open(video.file) as file:
        return bytes(file.read())


def upload_at(path: str) -> Upload:
    with every_organisation():
        return Upload.objects.get(pk=path.strip("/").split("/")[-1])


def part_of(path: str) -> Path:
    """Where an unfinished upload's bytes lie."""
    return Path(settings.CONFIG.data) / "uploads" / upload_at(path).pk.hex


# -- the whole way ------------------------------------------------------------------------------------


def test_a_video_arrives_in_pieces_and_waits_to_be_measured(shared: World, maya: Client) -> None:
    with organisation_scope(shared.organisation.pk):
        set_id = log(shared.maya, squats()).lifts.get().sets.all()[0].pk
    path = maya.begin(set=set_id, task="split_squat", filename="Übung 1.MOV")
    assert urlsplit(path).netloc == ""
    first = maya.patch(path, 0, BYTES[:HALF])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(HALF))
    assert maya.offset(path) == HALF
    last = maya.patch(path, HALF, BYTES[HALF:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(BYTES)))

    video = stored(shared)
    assert str(video.pk) == path.strip("/").split("/")[-1]
    assert content_of(video) == BYTES
    assert (video.training_set_id, video.filename, video.size_bytes) == (set_id, "Übung 1.MOV", len(BYTES))
    assert video.file.endswith(".mov")
    with organisation_scope(shared.organisation.pk):
        analysis = KneeAnalysis.objects.get()
    assert (analysis.state, analysis.task, analysis.video_id) == ("queued", "split_squat", video.pk)
    assert timedelta(days=89) < video.kept_until - timezone.now() < timedelta(days=91)  # type: ignore[operator]  # is set


def test_the_real_client_uploads_and_resumes(shared: World, web: Web, maya: Client, tmp_path: Path) -> None:
    """tuspy, cut off after the first piece, started anew with nothing but the upload's address."""
    source = tmp_path / "squat.mp4"
    source.write_bytes(BYTES)
    client = TusClient(
        f"{web.url}/uploads/", headers={"Authorization": web.program(shared.maya).headers["Authorization"]}
    )
    first = client.uploader(str(source), chunk_size=HALF // 2, metadata={"filename": "squat.mp4", "task": "squat"})
    first.upload_chunk()  # type: ignore[no-untyped-call]  # tuspy says that it is typed and leaves this one out
    assert first.offset == HALF // 2
    second = client.uploader(str(source), chunk_size=HALF // 2, url=first.url)
    assert second.offset == HALF // 2
    second.upload()
    assert content_of(stored(shared)) == BYTES


def test_the_real_client_hears_a_refusal(shared: World, web: Web, tmp_path: Path) -> None:
    source = tmp_path / "squat.mp4"
    source.write_bytes(BYTES)
    client = TusClient(
        f"{web.url}/uploads/", headers={"Authorization": web.program(shared.clinician).headers["Authorization"]}
    )
    with pytest.raises(TusCommunicationError) as refused:
        client.uploader(str(source), metadata={"task": "squat"}).upload()
    assert refused.value.status_code == 403


def test_staff_upload_for_an_athlete_of_theirs(shared: World, web: Web) -> None:
    coach = Client(web, web.program(shared.coach))
    path = coach.begin(athlete=shared.samira.athlete.pk)
    coach.patch(path, 0, BYTES)
    assert stored(shared).athlete_id == shared.samira.athlete.pk
    assert coach.create().text == "Say for which athlete.\n"


def test_the_server_says_what_it_can_do_to_anybody(web: Web) -> None:
    answer = requests.options(f"{web.url}/uploads/", timeout=10)
    assert answer.status_code == 204
    assert {
        name: answer.headers[name] for name in ("Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size")
    } == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,expiration,termination",
        "Tus-Max-Size": str(uploads.max_bytes()),
    }


def test_an_upload_says_until_when_it_can_be_resumed(maya: Client) -> None:
    answer = maya.create()
    assert answer.headers["Upload-Expires"].endswith("GMT")
    head = maya.session.head(maya.url + answer.headers["Location"])
    assert (head.headers["Upload-Expires"], head.headers["Upload-Length"], head.headers["Cache-Control"]) == (
        answer.headers["Upload-Expires"],
        str(len(BYTES)),
        "no-store",
    )


def test_a_client_that_can_only_post_says_what_it_means(maya: Client) -> None:
    path = maya.begin()
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"} | {
        "Content-Type": "application/offset+octet-stream"
    }
    assert maya.session.post(maya.url + path, data=BYTES[:HALF], headers=headers).status_code == 204
    assert maya.offset(path) == HALF


# -- lost signals -------------------------------------------------------------------------------------


def raw_patch(client: Client, path: str, announced: int, content: bytes) -> socket.socket:
    """A PATCH that announces more than it sends, over a connection that is then left alone."""
    where = urlsplit(client.url)
    line = socket.create_connection((str(where.hostname), int(where.port or 0)))
    cookies = "; ".join(f"{name}={value}" for name, value in client.session.cookies.items())
    head = (
        f"PATCH {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {client.session.headers['X-CSRFToken']}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {announced}\r\n\r\n"
    )
    line.sendall(head.encode() + content)
    return line


def test_a_cut_connection_keeps_what_had_arrived(shared: World, maya: Client) -> None:
    """All but what was still on its way through the server."""
    path = maya.begin()
    raw_patch(maya, path, len(BYTES), BYTES[:HALF]).close()
    arrived = eventually(lambda: maya.offset(path))
    assert HALF - ON_ITS_WAY <= arrived <= HALF
    assert maya.patch(path, arrived, BYTES[arrived:]).status_code == 204
    assert content_of(stored(shared)) == BYTES


def test_the_real_client_goes_on_after_a_cut(shared: World, web: Web, tmp_path: Path) -> None:
    source = tmp_path / "squat.mp4"
    source.write_bytes(BYTES)
    key = {"Authorization": web.program(shared.maya).headers["Authorization"]}
    with CuttingProxy(int(web.url.rsplit(":", 1)[1])) as proxy:
        client = TusClient(f"{proxy.url}/uploads/", headers=key)
        uploader = client.uploader(str(source), chunk_size=HALF, metadata={"task": "squat"}, retries=5, retry_delay=1)
        proxy.cut_after(HALF + HALF // 2)
        uploader.upload()
        assert proxy.cuts == 1
    assert content_of(stored(shared)) == BYTES


def test_a_phone_that_fell_silent_does_not_block_its_own_return(shared: World, maya: Client) -> None:
    """No goodbye reaches the server when a signal is lost: the old connection looks open."""
    path = maya.begin()
    silent = raw_patch(maya, path, len(BYTES), BYTES[:HALF])
    try:
        eventually(lambda: part_of(path).exists() and part_of(path).stat().st_size >= HALF // 2)
        assert maya.patch(path, 0, BYTES).status_code == 423
        eventually(lambda: maya.offset(path) == HALF, within_s=STALL_S + 10)
        assert maya.patch(path, HALF, BYTES[HALF:]).status_code == 204
    finally:
        silent.close()
    assert content_of(stored(shared)) == BYTES


def test_two_connections_at_once_never_mix_their_bytes(shared: World, maya: Client) -> None:
    path = maya.begin()
    answers: list[int] = []

    def send() -> None:
        cookies = maya.session.cookies
        answers.append(
            requests.patch(maya.url + path, data=BYTES, headers=headers, cookies=cookies, timeout=60).status_code
        )

    headers = {**maya.session.headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    assert content_of(stored(shared)) == BYTES


def test_a_repeat_of_a_patch_whose_answer_was_lost_adds_nothing(shared: World, maya: Client) -> None:
    path = maya.begin()
    maya.patch(path, 0, BYTES[:HALF])
    assert maya.patch(path, 0, BYTES[:HALF]).status_code == 409
    maya.patch(path, HALF, BYTES[HALF:])
    assert maya.patch(path, HALF, BYTES[HALF:]).status_code == 409
    assert maya.offset(path) == len(BYTES)
    assert maya.patch(path, len(BYTES), b"").status_code == 204
    assert content_of(stored(shared)) == BYTES


def test_bytes_that_a_kill_left_behind_the_offset_are_cut_off(shared: World, maya: Client) -> None:
    path = maya.begin()
    maya.patch(path, 0, BYTES[:HALF])
    with part_of(path).open("ab") as part:
        part.write(b"written, but not yet in the row")
    maya.patch(path, HALF, BYTES[HALF:])
    assert content_of(stored(shared)) == BYTES


def test_an_upload_whose_bytes_were_lost_begins_anew(maya: Client) -> None:
    path = maya.begin()
    maya.patch(path, 0, BYTES[:HALF])
    part_of(path).unlink()
    assert maya.session.head(maya.url + path).status_code == 410
    assert maya.patch(path, HALF, BYTES[HALF:]).status_code == 410


def test_an_empty_file_is_a_video_too_and_is_refused_later_with_a_reason(shared: World, maya: Client) -> None:
    path = maya.begin(0)
    assert maya.offset(path) == 0
    assert stored(shared).size_bytes == 0


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "status"),
    [("", 400), ("-1", 400), ("many", 400), ("1e6", 400), ("9" * 5000, 400), ("٣", 400), (str(10**12), 413)],
)
def test_a_length_that_cannot_be(maya: Client, length: str, status: int) -> None:
    assert maya.session.post(f"{maya.url}/uploads/", headers={"Upload-Length": length.encode()}).status_code == status


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"task": "handstand"}, "Unknown task: handstand."),
        ({"set": "x"}, "Upload-Metadata: set is not an id."),
        ({"set": new_id()}, "The set of this video is not known here yet."),
        ({"filename": "a\0b"}, "Upload-Metadata: filename cannot be read."),
    ],
)
def test_a_video_that_cannot_be_placed_is_refused(maya: Client, values: dict[str, Any], sentence: str) -> None:
    answer = maya.create(**values)
    assert (answer.status_code, answer.text) == (400, sentence + "\n")


def test_metadata_that_is_none_is_refused(maya: Client) -> None:
    headers = {"Upload-Length": "5", "Upload-Metadata": "filename ***"}
    assert maya.session.post(f"{maya.url}/uploads/", headers=headers).status_code == 400


def test_a_set_of_somebody_else_is_not_known(shared: World, maya: Client) -> None:
    outside = make_world("Southside")
    for person in (shared.samira, outside.maya):
        with organisation_scope(person.membership.organisation_id):
            set_id = log(person, squats()).lifts.get().sets.all()[0].pk
        assert maya.create(set=set_id).text == "The set of this video is not known here yet.\n"


def test_a_client_of_another_version_is_told_ours(maya: Client) -> None:
    for answer in (
        maya.session.post(f"{maya.url}/uploads/", headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"}),
        maya.session.head(maya.url + maya.begin(), headers={"Tus-Resumable": "0.2.2"}),
    ):
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_bytes_have_to_come_as_bytes_in_order_and_no_more_than_announced(maya: Client) -> None:
    path = maya.begin()
    assert maya.patch(path, 0, b"x", **{"Content-Type": "text/plain"}).status_code == 415
    assert maya.patch(path, 5, b"x").status_code == 409
    assert maya.patch(path, "soon", b"x").status_code == 400
    assert maya.patch(path, 0, BYTES + b"x").status_code == 413
    assert maya.offset(path) == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_not_allowed(maya: Client, method: str) -> None:
    answer = maya.session.request(method, f"{maya.url}/uploads/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")


def test_without_consent_nothing_is_taken(shared: World, maya: Client) -> None:
    with organisation_scope(shared.organisation.pk):
        Consent.objects.filter(athlete=shared.maya.athlete, kind="video").delete()
    answer = maya.create()
    assert (answer.status_code, "consent" in answer.text) == (400, True)


def test_an_upload_whose_time_is_over_is_gone(shared: World, maya: Client) -> None:
    path = maya.begin()
    maya.patch(path, 0, BYTES[:HALF])
    with organisation_scope(shared.organisation.pk):
        Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert maya.session.head(maya.url + path).status_code == 410
    assert maya.patch(path, HALF, BYTES[HALF:]).status_code == 410


def test_an_upload_is_forgotten_on_request_and_a_video_is_not(shared: World, maya: Client) -> None:
    path = maya.begin()
    maya.patch(path, 0, BYTES[:HALF])
    part = part_of(path)
    assert maya.session.delete(maya.url + path).status_code == 204
    assert not part.exists()
    assert maya.session.head(maya.url + path).status_code == 404
    whole = maya.begin()
    maya.patch(whole, 0, BYTES)
    assert maya.session.delete(maya.url + whole).status_code == 403
    assert content_of(stored(shared)) == BYTES


# -- who ----------------------------------------------------------------------------------------------


def test_strangers_are_sent_away(web: Web, maya: Client) -> None:
    stranger = Client(web, requests.Session())
    assert stranger.create().status_code == 401
    assert stranger.session.head(web.url + maya.begin()).status_code == 401


def outsiders(world: World) -> Iterator[Person]:
    """Who must not find Maya's upload."""
    outside = make_world("Southside")
    yield from (world.samira, outside.owner, outside.maya)


def test_nobody_finds_anothers_upload(shared: World, web: Web, maya: Client) -> None:
    path = maya.begin()
    for person in outsiders(shared):
        client = Client(web, web.program(person))
        assert client.session.head(web.url + path).status_code == 404
        assert client.patch(path, 0, BYTES).status_code == 404
        assert client.session.delete(web.url + path).status_code == 404
    assert maya.offset(path) == 0


def test_who_may_only_look_does_not_add(shared: World, web: Web, maya: Client) -> None:
    path = maya.begin()
    for person in (shared.assistant, shared.clinician):
        client = Client(web, web.program(person))
        assert client.create(athlete=shared.maya.athlete.pk).status_code == 403
        assert client.patch(path, 0, BYTES).status_code == 403


def test_a_browser_session_needs_its_csrf_token(maya: Client) -> None:
    path = maya.begin()
    del maya.session.headers["X-CSRFToken"]
    assert maya.create().status_code == 403
    assert maya.patch(path, 0, BYTES).status_code == 403
    assert maya.session.delete(maya.url + path).status_code == 403


def test_a_page_elsewhere_cannot_smuggle_a_method_into_a_get(maya: Client) -> None:
    """A GET needs no CSRF token, so it must never become anything else."""
    path = maya.begin()
    answer = maya.session.get(maya.url + path, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 405
    assert maya.offset(path) == 0


def test_slow_senders_do_not_keep_pages_from_being_served(shared: World, maya: Client) -> None:
    """Uploads have threads of their own: more silent phones than page threads, and a page still answers at once."""
    silent = [raw_patch(maya, maya.begin(), len(BYTES), b"x") for _ in range(20)]
    try:
        began = time.monotonic()
        line = HTTPConnection(urlsplit(maya.url).netloc, timeout=STALL_S)
        line.request("GET", "/api/v1/me/")
        assert line.getresponse().status == 401
        assert time.monotonic() - began < STALL_S
    finally:
        for one in silent:
            one.close()
