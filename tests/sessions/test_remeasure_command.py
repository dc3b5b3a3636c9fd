"""`manage.py remeasure`: a line for each video, a table, one JSON document, and which videos are meant."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation
from sessions.knee_tracking import ENGINE_VERSION, Verdict
from sessions.management.commands import remeasure as command
from sessions.models import KneeAnalysis, Video
from sessions.services.remeasure import AlreadyMeasuringError
from tests.films import a_refusal
from tests.kept import DRIFTING, NO_REP, OLD, kept, read_as
from tests.world import World


def run(*words: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("remeasure", *words, stdout=out)
    return out.getvalue()


def document(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json"))
    return found


def table(said: str) -> dict[str, int]:
    """The summary's rows by their words."""
    return {words: int(count) for count, words in re.findall(r"^ +(\d+)  (.+)$", said, re.MULTILINE)}


def videos_in(said: dict[str, Any]) -> list[UUID]:
    return [UUID(one["video"]) for one in said["analyses"]]


def rows() -> int:
    with every_organisation():
        return KneeAnalysis.objects.count()


@pytest.fixture
def of_every_kind(world: World) -> dict[str, KneeAnalysis]:
    """One analysis for each thing that can become of it."""
    return {
        "unchanged": kept(world.maya),
        "within": kept(world.maya, report=read_as(DRIFTING, shift=0.03)),
        "beyond": kept(world.samira, report=read_as(DRIFTING, shift=-0.2)),
        "verdict": kept(world.samira, report=read_as(DRIFTING, shift=0.3, verdict=Verdict.IN_LINE)),
        "refused": kept(world.maya, NO_REP, report=read_as(DRIFTING)),
        "no_track": kept(world.maya, report=a_refusal(), files={"track": b""}),
        "other_format": kept(world.maya, files={"track": b"something else"}),
    }


def test_a_line_for_each_video(of_every_kind: dict[str, KneeAnalysis]) -> None:
    lines = {UUID(line.split()[1]): line for line in run().splitlines() if "  " in line and "-" in line.split()[0]}

    def line(kind: str) -> str:
        one = of_every_kind[kind]
        begins = f"{one.athlete_id} {one.video_id} {OLD}  "
        found = lines[one.video_id]
        assert found.startswith(begins)
        return found.removeprefix(begins)

    assert line("unchanged") == "clear drift → clear drift  ratio 0.000  offset 0.00 %"
    assert line("within") == "clear drift → clear drift  ratio −0.030  offset 0.00 %"
    assert line("beyond") == "clear drift → clear drift  ratio +0.200  offset 0.00 %"
    assert line("verdict") == "in line → clear drift  ratio −0.300  offset 0.00 %"
    assert line("refused") == "clear drift → cannot tell  ratio –  offset –  done → rejected"
    assert line("no_track") == "not measured again: the track is gone"
    assert line("other_format") == "not measured again: the track is of another format"


def test_and_a_table_of_how_many(of_every_kind: dict[str, KneeAnalysis]) -> None:
    said = run()
    assert f"Engine {ENGINE_VERSION}, nothing was changed:" in said
    assert table(said) == {
        "unchanged": 1,
        "numbers moved within the likely range": 1,
        "numbers moved beyond it, same words": 1,
        "verdict changed": 2,
        "not measured again: the track is gone": 1,
        "not measured again: the track is of another format": 1,
        "in all": 7,
    }


def test_it_changes_nothing_by_itself(of_every_kind: dict[str, KneeAnalysis]) -> None:
    run()
    document()
    assert rows() == len(of_every_kind)


def test_one_json_document(of_every_kind: dict[str, KneeAnalysis]) -> None:
    said = document()
    assert (said["engine_version"], said["applied"]) == (ENGINE_VERSION, False)
    assert said["summary"] == {
        "unchanged": 1,
        "within": 1,
        "beyond": 1,
        "verdict": 2,
        "no_track": 1,
        "other_format": 1,
        "other_report": 0,
        "corrected": 0,
        "broke": 0,
        "overtaken": 0,
        "all": 7,
    }
    by_video = {UUID(one["video"]): one for one in said["analyses"]}
    one = by_video[of_every_kind["within"].video_id]
    assert (one["change"], one["dkasr_moved"], one["offset_pct_moved"]) == ("within", -0.03, 0.0)
    assert one["now"]["dkasr"]["low"] < one["now"]["dkasr"]["value"] < one["now"]["dkasr"]["high"]
    assert (one["before"]["verdict"], one["engine_version"], one["replaced_by"]) == ("clear_drift", OLD, None)
    gone = by_video[of_every_kind["no_track"].video_id]
    assert (gone["not_measured"], gone["before"], gone["now"], gone["change"]) == (
        "the track is gone",
        None,
        None,
        None,
    )


def test_without_anything_to_do_it_says_so(world: World) -> None:
    assert table(run())["in all"] == 0
    assert document()["analyses"] == []


def test_applying_writes_what_was_shown_and_then_there_is_nothing_left(
    of_every_kind: dict[str, KneeAnalysis],
) -> None:
    before = document()
    said = document("--apply")
    assert said["applied"] is True
    assert said["summary"] == before["summary"]
    written = {one["replaced_by"] for one in said["analyses"]} - {None}
    assert len(written) == 5
    with every_organisation():
        new = KneeAnalysis.objects.exclude(track_of=None)
        assert {str(one.pk) for one in new} == written
        assert {one.engine_version for one in new} == {ENGINE_VERSION}
    again = run("--apply")
    assert "replaced:" in again
    assert table(again)["in all"] == 2  # those without a readable track
    assert rows() == 12


def test_what_this_version_measured_is_left_alone(world: World) -> None:
    kept(world.maya, version=ENGINE_VERSION)
    assert document()["analyses"] == []
    assert document("--all")["summary"]["unchanged"] == 1


def test_all_is_to_look_at(world: World) -> None:
    kept(world.maya, version=ENGINE_VERSION)
    with pytest.raises(CommandError, match="--all is to look at"):
        run("--all", "--apply")
    assert rows() == 1


def test_one_organisation(world: World, outside: World) -> None:
    ours, theirs = kept(world.maya), kept(outside.maya)
    assert sorted(videos_in(document())) == sorted([ours.video_id, theirs.video_id])
    assert videos_in(document("--organisation", str(outside.organisation.pk), "--apply")) == [theirs.video_id]
    with every_organisation():
        assert {one.organisation_id for one in KneeAnalysis.objects.exclude(track_of=None)} == {outside.organisation.pk}
    assert videos_in(document()) == [ours.video_id]


def test_an_organisation_that_there_is_not(world: World) -> None:
    with pytest.raises(CommandError, match="There is no organisation"):
        run("--organisation", str(new_id()))


def test_since_a_day(world: World) -> None:
    old, new = kept(world.maya), kept(world.maya)
    long_ago = timezone.now() - timedelta(days=40)
    with every_organisation():
        Video.objects.filter(pk=old.video_id).update(received_at=long_ago)
    assert videos_in(document("--since", f"{long_ago.date() + timedelta(days=1)}")) == [new.video_id]
    assert videos_in(document("--since", f"{long_ago.date()}")) == [old.video_id, new.video_id]


def test_one_task(world: World) -> None:
    kept(world.maya)
    lunge = kept(world.maya)
    with every_organisation():
        KneeAnalysis.objects.filter(pk=lunge.pk).update(task="lunge")
    said = document("--task", "lunge")
    assert videos_in(said) == [lunge.video_id]
    assert said["analyses"][0]["task"] == "lunge"


def test_a_limit_over_all_organisations(world: World, outside: World) -> None:
    for person in (world.maya, outside.maya, world.samira):
        kept(person)
    assert document("--limit", "2", "--apply")["summary"]["all"] == 2
    assert document("--limit", "2", "--apply")["summary"]["all"] == 1
    assert rows() == 6


def test_what_cannot_be_measured_does_not_use_the_limit_up(world: World) -> None:
    for files in ({"track": b""}, {"track": b"something else"}, {}, {}):
        kept(world.maya, files=files)
    first = document("--limit", "1", "--apply")["summary"]
    assert (first["no_track"], first["other_format"], first["unchanged"]) == (1, 1, 1)
    assert document("--limit", "1", "--apply")["summary"]["unchanged"] == 1
    assert document("--limit", "1", "--apply")["summary"]["unchanged"] == 0


@pytest.mark.parametrize(
    "words", [("--limit", "0"), ("--since", "yesterday"), ("--task", "handstand"), ("--organisation", "ours")]
)
def test_words_that_say_nothing(world: World, words: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        run(*words)


def test_while_another_one_applies(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken() -> None:
        raise AlreadyMeasuringError

    kept(world.maya)
    monkeypatch.setattr(command, "alone", taken)
    with pytest.raises(CommandError, match="Another remeasure --apply is at work"):
        run("--apply")
    assert document()["summary"]["unchanged"] == 1
    assert rows() == 1
