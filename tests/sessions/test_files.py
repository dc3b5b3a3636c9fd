"""Files of videos: only by a link signed for the one who follows it, and only while they may see the athlete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import requests
import time_machine
from asgiref.sync import async_to_sync
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from athletes.models import Consent, Membership
from coachhub.core.files import make_bucket, send_file
from coachhub.core.scope import organisation_scope
from sessions.models import KneeAnalysis
from sessions.selectors.files import SALT, file_behind, file_links
from tests.films import BYTES, answer, film
from tests.stack import eventually
from tests.web import Web
from tests.world import Person, World, make_world

FILES = {"web": b"web copy", "overlay": b"{}", "curve": b"[]", "still_good": b"good", "still_worst": b"worst"}


def measured(person: Person, filename: str = "squat.mp4") -> KneeAnalysis:
    return answer(film(person, filename=filename), **FILES, track=b"not for browsers")


def links_for(person: Person, analysis: KneeAnalysis) -> dict[str, str]:
    with organisation_scope(person.membership.organisation_id):
        return file_links(analysis, person.actor)


def follow(web: Web, person: Person | None, path: str, **headers: str) -> requests.Response:
    session = web.browser(person) if person else requests.Session()
    return session.get(web.url + path, headers=headers)


def token(path: str) -> str:
    return path.strip("/").split("/")[-1]


# -- what a link gives --------------------------------------------------------------------------------


def test_there_is_a_link_for_each_file_there_is(scoped: World) -> None:
    waiting, done = film(scoped.maya), measured(scoped.maya)
    assert set(links_for(scoped.maya, waiting.analyses.get())) == {"original"}
    assert set(links_for(scoped.maya, done)) == {"original", *FILES}


@pytest.mark.parametrize("kind", FILES)
def test_a_link_leads_to_the_files_bytes(shared: World, web: Web, kind: str) -> None:
    link = links_for(shared.coach, measured(shared.maya))[kind]
    got = follow(web, shared.coach, link)
    assert (got.status_code, got.content) == (200, FILES[kind])
    assert "Content-Disposition" not in got.headers
    assert got.headers["Cache-Control"] == "private, max-age=3600"
    assert got.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("filename", "saved_as"),
    [
        ("squat.mp4", 'attachment; filename="squat.mp4"'),
        ('my "best" set.mov', 'attachment; filename="my \\"best\\" set.mov"'),
        ("Kniebeuge übung.mp4", f"attachment; filename*=utf-8''{quote('Kniebeuge übung.mp4')}"),
        ("a\r\nSet-Cookie: x.mp4", f"attachment; filename*=utf-8''{quote('a')}%0D%0A{quote('Set-Cookie: x.mp4')}"),
    ],
)
def test_the_original_is_saved_under_the_name_the_phone_gave_it(
    shared: World, web: Web, filename: str, saved_as: str
) -> None:
    got = follow(web, shared.maya, links_for(shared.maya, measured(shared.maya, filename))["original"])
    assert (got.content, got.headers["Content-Disposition"]) == (BYTES, saved_as)


def test_an_original_without_a_name_is_saved_under_its_day(scoped: World) -> None:
    found = file_behind(token(links_for(scoped.maya, measured(scoped.maya, ""))["original"]), scoped.maya.actor)
    assert found
    assert found.download_as == f"{timezone.now():%Y-%m-%d}.bin"


# -- byte ranges --------------------------------------------------------------------------------------

SIZE = len(BYTES)


@pytest.mark.parametrize(
    ("wanted", "status", "first", "last"),
    [
        ("bytes=0-", 206, 0, SIZE - 1),
        ("bytes=100-199", 206, 100, 199),
        ("bytes=100-999999999", 206, 100, SIZE - 1),
        ("bytes=-50", 206, SIZE - 50, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 206, 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", 206, SIZE - 1, SIZE - 1),
        ("bytes=0-1,5-6", 200, 0, SIZE - 1),
        ("frames=1-2", 200, 0, SIZE - 1),
        ("bytes=-", 200, 0, SIZE - 1),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(
    shared: World, web: Web, wanted: str, status: int, first: int, last: int
) -> None:
    got = follow(web, shared.maya, links_for(shared.maya, measured(shared.maya))["original"], Range=wanted)
    assert (got.status_code, got.content) == (status, BYTES[first : last + 1])
    assert got.headers["Accept-Ranges"] == "bytes"
    assert got.headers["Content-Length"] == str(last - first + 1)
    assert got.headers.get("Content-Range") == (f"bytes {first}-{last}/{SIZE}" if status == 206 else None)


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=-0", "bytes=9-3"])
def test_bytes_that_are_not_there_are_refused(shared: World, web: Web, wanted: str) -> None:
    got = follow(web, shared.maya, links_for(shared.maya, measured(shared.maya))["original"], Range=wanted)
    assert (got.status_code, got.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-"}])
def test_an_empty_file_is_empty(shared: World, web: Web, headers: dict[str, str]) -> None:
    analysis = answer(film(shared.maya), web=b"")
    got = follow(web, shared.maya, links_for(shared.maya, analysis)["web"], **headers)
    assert (got.status_code, got.content) == (200, b"")


def test_a_head_request_tells_the_size_and_sends_nothing(shared: World, web: Web) -> None:
    link = links_for(shared.maya, measured(shared.maya))["original"]
    got = web.browser(shared.maya).head(web.url + link)
    assert (got.status_code, got.headers["Content-Length"], got.content) == (200, str(SIZE), b"")


def test_nothing_is_posted_to_a_file(shared: World, web: Web) -> None:
    link = links_for(shared.maya, measured(shared.maya))["original"]
    assert web.browser(shared.maya).post(web.url + link).status_code == 405


def test_players_that_pause_hold_no_database_connection(shared: World, web: Web) -> None:
    video = film(shared.maya)
    default_storage.delete(video.file)
    with default_storage.open(video.file, "wb") as big:
        big.write(bytes(30_000_000))
    link = links_for(shared.maya, answer(video))["original"]
    follow(web, shared.maya, link)
    before = connections_of_web()
    players = [web.browser(shared.maya).get(web.url + link, stream=True) for _ in range(12)]
    try:
        assert all(next(player.iter_content(1000)) for player in players)
        eventually(lambda: connections_of_web() < before + len(players) / 2)
    finally:
        for player in players:
            player.close()


def connections_of_web() -> int:
    """Open connections to the test's database that are not this test's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        count: int = cursor.fetchone()[0]
        return count


# -- who ----------------------------------------------------------------------------------------------


def test_a_link_works_for_nobody_but_the_one_it_was_made_for(shared: World, web: Web) -> None:
    outside = make_world("Southside")
    link = links_for(shared.coach, measured(shared.maya))["web"]
    others = [shared.owner, shared.assistant, shared.clinician, shared.maya, shared.samira, outside.owner, None]
    for person in others:
        assert follow(web, person, link).status_code == 404
    assert follow(web, shared.coach, link).status_code == 200


def test_a_key_of_the_same_member_may_follow_the_link(shared: World, web: Web) -> None:
    link = links_for(shared.coach, measured(shared.maya))["web"]
    assert web.program(shared.coach).get(web.url + link).status_code == 200


def test_the_original_is_for_the_athlete_alone(scoped: World) -> None:
    """Phones write place and device into it, and it has sound: others get the copy without them, as was promised."""
    analysis = measured(scoped.maya)
    for person in (scoped.owner, scoped.coach, scoped.assistant, scoped.clinician):
        assert set(links_for(person, analysis)) == set(FILES)
        made = signing.dumps([analysis.pk.hex, "original", person.membership.pk.hex], salt=SALT)
        assert file_behind(made, person.actor) is None
    assert file_behind(token(links_for(scoped.maya, analysis)["original"]), scoped.maya.actor)


def test_a_link_ends_when_the_athlete_stops_sharing(scoped: World) -> None:
    link = token(links_for(scoped.coach, measured(scoped.maya))["web"])
    assert file_behind(link, scoped.coach.actor)
    Consent.objects.filter(athlete=scoped.maya.athlete, kind="share_coach").update(withdrawn_at=timezone.now())
    assert file_behind(link, scoped.coach.actor) is None


def test_a_link_ends_with_the_membership(shared: World, web: Web) -> None:
    link = links_for(shared.coach, measured(shared.maya))["web"]
    with organisation_scope(shared.organisation.pk):
        Membership.objects.filter(pk=shared.coach.membership.pk).update(ended_at=timezone.now())
    assert follow(web, shared.coach, link).status_code == 404


def test_a_link_ends_with_the_video(shared: World, web: Web) -> None:
    analysis = measured(shared.maya)
    link = links_for(shared.maya, analysis)["web"]
    default_storage.delete(analysis.files["web"])
    assert follow(web, shared.maya, link).status_code == 404
    with organisation_scope(shared.organisation.pk):
        analysis.video.delete()
    assert follow(web, shared.maya, link).status_code == 404


def test_a_link_is_good_for_an_hour(scoped: World) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False) as clock:
        link = token(links_for(scoped.maya, measured(scoped.maya))["web"])
        actor = scoped.maya.actor
        clock.shift(timedelta(minutes=59))
        assert file_behind(link, actor)
        clock.shift(timedelta(minutes=2))
        assert file_behind(link, actor) is None


def test_a_forged_link_leads_nowhere(scoped: World) -> None:
    analysis, actor = measured(scoped.maya), scoped.maya.actor
    good = token(links_for(scoped.maya, analysis)["web"])
    mine = actor.membership_id.hex
    forged = [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.split(":", 1)[1],
        signing.dumps([analysis.pk.hex, "web", mine], salt="invitation"),
        signing.dumps([analysis.pk.hex, "web", mine], salt=SALT, key="another secret"),
        "nonsense",
    ]
    assert file_behind(good, actor)
    assert [file_behind(one, actor) for one in forged] == [None] * len(forged)


def test_the_pose_track_has_no_link(scoped: World) -> None:
    analysis = measured(scoped.maya)
    assert "track" in analysis.files
    assert "track" not in file_links(analysis, scoped.maya.actor)


# -- object storage -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("object_storage")
class TestObjectStorage:
    """Videos are sent from there, for five minutes and under their name; what scripts read goes through here."""

    def test_a_video_is_a_short_lived_address_of_the_storage(self, scoped: World) -> None:
        video = film(scoped.maya)
        request = RequestFactory().get("/")
        got = async_to_sync(send_file)(request, video.file, download_as="mine.mp4")
        assert got.status_code == 302
        for wanted, content in (("bytes=5-9", BYTES[5:10]), ("", BYTES)):
            fetched = requests.get(got["Location"], headers={"Range": wanted} if wanted else {}, timeout=10)
            assert fetched.content == content
            assert fetched.headers["Content-Disposition"] == 'attachment; filename="mine.mp4"'
        unsigned = got["Location"].split("?")[0]
        assert "Signature=" in got["Location"]
        assert unsigned.endswith(video.file)

    def test_what_scripts_read_comes_from_here(self, scoped: World) -> None:
        analysis = measured(scoped.maya)
        request = RequestFactory().get("/")
        got = async_to_sync(send_file)(request, analysis.files["overlay"])
        assert (got.status_code, got.content) == (200, b"{}")  # type: ignore[attr-defined]  # a plain response
        default_storage.delete(analysis.files["overlay"])
        with pytest.raises(Http404):
            async_to_sync(send_file)(request, analysis.files["overlay"])

    def test_its_bucket_is_made_once(self, settings: Settings) -> None:
        default = settings.STORAGES["default"]
        options = default["OPTIONS"] | {"bucket_name": "another"}
        settings.STORAGES = settings.STORAGES | {"default": default | {"OPTIONS": options}}
        make_bucket()
        make_bucket()
        stored = default_storage.save("a.txt", ContentFile(b"there"))
        assert default_storage.open(stored).read() == b"there"
