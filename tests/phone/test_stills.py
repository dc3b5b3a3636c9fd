"""The two stills: cut to the person, lines where the joints were seen, the drifting knees marked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coachhub.core.scope import organisation_scope
from coachhub.phone.stills import SHAPE, around, drawing, drifting_knees, pose_at, stills_of
from sessions.knee_tracking.report import Legs, Verdict
from sessions.models import KneeAnalysis
from tests.phone.made import film, leg, rep, report, store
from tests.world import World

JOINTS = ["nose", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_toe"]
STANDING = [[0.5, 0.2], [0.53, 0.5], [0.47, 0.5], [0.54, 0.7], [0.46, 0.7], [0.54, 0.9], [0.46, 0.9], [0.55, 0.92]]
OVERLAY: dict[str, Any] = {"joints": JOINTS, "start_s": 1.0, "hz": 10.0, "frames": [None, STANDING, STANDING]}
NOBODY: frozenset[str] = frozenset()


def test_the_pose_is_that_of_the_moment() -> None:
    pose = pose_at(OVERLAY, 1.1, 1000, 500)
    assert pose["nose"] == (500.0, 100.0)
    assert len(pose) == len(JOINTS)


@pytest.mark.parametrize("time_s", [1.0, 0.5, 9.9])
def test_where_the_skeleton_was_not_seen_there_is_no_pose(time_s: float) -> None:
    assert pose_at(OVERLAY, time_s, 1000, 500) == {}


def test_a_hidden_joint_is_left_out() -> None:
    hidden = {**OVERLAY, "frames": [[None, *STANDING[1:]]]}
    assert "nose" not in pose_at(hidden, 1.0, 1000, 500)


def test_the_cut_holds_the_whole_person_upright() -> None:
    pose = pose_at(OVERLAY, 1.1, 1280, 720)
    cut = around(pose, 1280, 720)
    assert cut.width / cut.height == pytest.approx(SHAPE)
    for x, y in pose.values():
        assert cut.x <= x <= cut.x + cut.width
        assert cut.y <= y <= cut.y + cut.height


def test_the_cut_stays_within_the_picture() -> None:
    at_the_edge = {"nose": (2.0, 5.0), "left_toe": (30.0, 715.0)}
    cut = around(at_the_edge, 1280, 720)
    assert (cut.x, cut.y) == (0.0, 0.0)
    assert cut.height <= 720


def test_a_tall_picture_is_cut_to_its_width() -> None:
    cut = around({}, 720, 1280)
    assert cut.width == pytest.approx(720)
    assert cut.height == pytest.approx(900)


def test_without_a_person_the_middle_is_shown() -> None:
    cut = around({}, 1280, 720)
    assert cut.x + cut.width / 2 == pytest.approx(640)


def test_a_drawing_says_what_it_shows_and_has_its_picture() -> None:
    drawn = drawing("/files/abc/", "Rep 4, bottom: in line", pose_at(OVERLAY, 1.1, 1280, 720), 1280, 720, NOBODY)
    assert 'aria-label="Rep 4, bottom: in line"' in drawn
    assert '<image href="/files/abc/" width="1280" height="720">' in drawn
    assert "style" not in drawn


def test_lines_join_hips_knees_and_ankles() -> None:
    drawn = drawing("/f/", "x", pose_at(OVERLAY, 1.1, 1280, 720), 1280, 720, NOBODY)
    assert drawn.count('class="v-bone"') == 5  # hip to hip, two thighs, two shins
    assert drawn.count('class="v-joint"') == 6
    assert drawn.count('class="v-plumb"') == 2


def test_only_the_drifting_knee_is_marked() -> None:
    drawn = drawing("/f/", "x", pose_at(OVERLAY, 1.1, 1280, 720), 1280, 720, frozenset({"right"}))
    assert drawn.count('class="v-off-j"') == 1
    x = 0.46 * 1280
    assert f'class="v-off-j" cx="{x:.1f}"' in drawn


def test_without_a_pose_the_picture_stands_alone() -> None:
    drawn = drawing("/f/", "x", {}, 1280, 720, frozenset({"right"}))
    assert "<image" in drawn
    assert "<line" not in drawn
    assert "<circle" not in drawn


def test_an_address_is_escaped() -> None:
    assert 'href="/f/&quot;x"' in drawing('/f/"x', "x", {}, 1280, 720, NOBODY)


def test_knees_drift_by_their_own_verdict_or_else_as_a_pair() -> None:
    own = rep(1, Verdict.SOME_DRIFT, legs=Legs(left=leg(Verdict.SOME_DRIFT), right=leg(Verdict.IN_LINE)))
    pair = rep(1, Verdict.SOME_DRIFT, legs=Legs(left=leg(Verdict.CANNOT_TELL), right=leg(Verdict.CANNOT_TELL)))
    assert drifting_knees(own) == {"left"}
    assert drifting_knees(pair) == {"left", "right"}
    assert drifting_knees(rep(1)) == set()


def filmed(world: World, letters: str, **values: Any) -> KneeAnalysis:
    """A measured video with its files."""
    files = {kind: store(f"{kind}.jpg", b"jpg") for kind in ("still_good", "still_worst")}
    files["overlay"] = store("overlay.json", json.dumps(OVERLAY).encode())
    moments = {"good": {"time_s": 1.1, "rep": 1}, "worst": {"time_s": 1.2, "rep": 2}}
    measured: dict[str, Any] = {"files": files, "stills": moments}
    video = film(world.maya, report(letters), **measured | values)
    return KneeAnalysis.objects.select_related("video").get(video=video)


@pytest.mark.parametrize(
    ("letters", "good", "worst"),
    [
        ("--", "in line", "the most inward of this set"),
        ("-s", "in line", "the most inward of this set"),
        ("ss", "the least inward of this set", "the most inward of this set"),
    ],
)
def test_stills_say_what_they_show(scoped: World, letters: str, good: str, worst: str) -> None:
    found = stills_of(filmed(scoped, letters), report(letters), scoped.maya.actor)
    assert [still.said for still in found] == [good, worst]
    assert [still.name.split(",")[0] for still in found] == ["Rep 1", "Rep 2"]


def test_a_still_is_called_after_its_moment(scoped: World) -> None:
    made = report("--")  # rep 1: lowers from 4.0, is deepest at 5.5, up at 7.0
    for time_s, said in ((5.4, "bottom"), (4.6, "lowering"), (6.5, "coming up")):
        moments = {"good": {"time_s": time_s, "rep": 1}}
        (still,) = stills_of(filmed(scoped, "--", stills=moments), made, scoped.maya.actor)
        assert still.name == f"Rep 1, {said}"


def test_without_moments_or_pictures_there_are_no_stills(scoped: World) -> None:
    assert stills_of(filmed(scoped, "--", stills={}), report("--"), scoped.maya.actor) == []
    assert stills_of(filmed(scoped, "--", files={}), report("--"), scoped.maya.actor) == []


def test_without_a_skeleton_the_stills_still_show(scoped: World) -> None:
    files = {kind: store(f"{kind}.jpg", b"jpg") for kind in ("still_good", "still_worst")}
    found = stills_of(filmed(scoped, "--", files=files), report("--"), scoped.maya.actor)
    assert len(found) == 2
    assert "<line" not in found[0].drawing


def test_stills_of_anothers_organisation_are_links_that_lead_nowhere(scoped: World, outside: World) -> None:
    from sessions.selectors.files import file_behind

    found = stills_of(filmed(scoped, "--"), report("--"), scoped.maya.actor)
    token = found[0].drawing.split("/files/")[1].split("/")[0]
    assert file_behind(token, scoped.maya.actor) is not None
    with organisation_scope(outside.organisation.pk):
        assert file_behind(token, outside.maya.actor) is None
