"""Hard footage: what the engine says about tracks of made films, and that the films are what they are said to be."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from bench.made import make
from sessions.knee_tracking import Task, to_json
from sessions.knee_tracking.joints import HIPS, Joint
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Code, Engine, Report, Status, Timing, Video
from sessions.knee_tracking.track import PoseTrack
from sessions.knee_tracking.wording import reason
from tests.sessions.knee_tracking.clips import TESTS
from tests.sessions.knee_tracking.made.films import Film
from tests.sessions.knee_tracking.made.judging import Json, elsewhere, faults
from tests.sessions.knee_tracking.made.table import KINDS, Kind
from tests.sessions.knee_tracking.made.takes import HZ, Cut, Material, Take, paste
from tests.sessions.knee_tracking.movies import film

KEPT = TESTS / "tracks" / "made"  # of `python -m bench.made --seed 1 --keep FOLDER`
BY_NAME = {kind.name: kind for kind in KINDS}


@cache
def seen(name: str) -> PoseTrack:
    return PoseTrack.load(KEPT / f"{name}.npz")


@cache
def said(name: str) -> Json:
    found = measure(seen(name), Task.SQUAT)
    return to_json(
        Report(
            engine=Engine("e", "v", None),
            task=Task.SQUAT,
            status=Status.REJECTED if found.codes else Status.DONE,
            reason=reason(found.codes) if found.codes else None,
            video=Video(),
            view=found.view,
            reps=found.reps,
            summary=found.summary,
            timing_s=Timing(),
        )
    )


def as_said(name: str) -> Film:
    """When the film of a kept track is in the untouched set; the cuts' own moments are those of seed 1."""
    at = int(202 * np.random.default_rng([1, *name.encode()]).uniform(0.6, 0.7)) / HZ
    plain = Film(iter(()), ())
    later = {"cut_to_nearer": 67 / HZ - at, "cut_to_the_side": None, "cut_to_somebody_else": None}
    if name in later:
        return replace(plain, cut_s=at, later_s=later[name])
    return replace(plain, cut_s=6.7, later_s=None) if name == "handing_over" else plain


@pytest.mark.parametrize("name", sorted(path.stem for path in KEPT.glob("*.npz")))
def test_the_answer_about_hard_footage_is_right(name: str) -> None:
    assert faults(BY_NAME[name], as_said(name), said(name), said("untouched")) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in KEPT.glob("*.npz") if BY_NAME[path.stem].still))
def test_nobody_else_is_followed_in_what_is_measured(name: str) -> None:
    spans = [(rep["start_s"], rep["end_s"]) for rep in said(name)["reps"]]
    assert elsewhere(seen(name), seen("untouched"), spans) == 0.0


def test_the_model_does_go_over_to_who_crosses_in_front() -> None:
    """Else the kept tracks would say nothing."""
    track, own = seen("crossing_in_front"), seen("untouched")
    off = np.abs(track.points[:, HIPS, 0] - own.points[: len(track.points), HIPS, 0]).max(axis=1)
    assert (off > 60).sum() > 5


# --- the judge ------------------------------------------------------------------------------------------------------


def altered(report: Json, *, shift_s: float = 0.0, add_pct: float = 0.0, drop: int = 0) -> Json:
    reps = []
    for rep in report["reps"][drop:]:
        left = {**rep["legs"]["left"]}
        left["offset_pct"] = {**left["offset_pct"], "value": left["offset_pct"]["value"] + add_pct}
        reps.append({**rep, "bottom_s": rep["bottom_s"] + shift_s, "legs": {**rep["legs"], "left": left}})
    return {**report, "reps": reps}


def refused(code: Code) -> Json:
    return {**said("untouched"), "status": "rejected", "reason": {"code": code}, "reps": []}


WHOLE = Kind(BY_NAME["untouched"].make, whole=True)
PART = Kind(BY_NAME["untouched"].make, codes=frozenset({Code.SEVERAL_PEOPLE}))
REFUSED = Kind(BY_NAME["untouched"].make, measured=False, codes=frozenset({Code.TOO_DARK}))


def wrong(kind: Kind, report: Json) -> list[str]:
    return faults(kind, Film(iter(()), ()), report, said("untouched"))


def test_what_the_judge_lets_pass() -> None:
    plain = said("untouched")
    assert wrong(WHOLE, plain) == []
    assert wrong(WHOLE, altered(plain, shift_s=0.2, add_pct=1.0)) == []
    assert wrong(PART, altered(plain, drop=2)) == []
    assert wrong(PART, refused(Code.SEVERAL_PEOPLE)) == []
    assert wrong(REFUSED, refused(Code.TOO_DARK)) == []


def test_what_the_judge_does_not() -> None:
    plain = said("untouched")
    assert wrong(WHOLE, altered(plain, drop=1)) == ["4 of 5 reps"]
    assert len(wrong(PART, altered(plain, shift_s=0.7))) == 5
    assert len(wrong(PART, altered(plain, add_pct=-3.0))) == 5
    assert wrong(WHOLE, refused(Code.NO_REPS)) == ["refused with no_reps"]
    assert wrong(REFUSED, plain) == ["measured"]
    summary = {**plain["summary"], "verdict": "in_line", "certain": False}
    assert wrong(WHOLE, {**plain, "summary": summary}) == ["in_line for clear_drift"]


def test_a_rep_of_somebody_else_after_a_cut_is_a_fault() -> None:
    plain = said("untouched")
    cut = Film(iter(()), (), cut_s=5.0, later_s=None)
    assert len(faults(PART, cut, plain, plain)) == 3
    assert faults(PART, replace(cut, later_s=0.0), plain, plain) == []


# --- the films ------------------------------------------------------------------------------------------------------


class Drawn(Take):
    """A take of a drawn figure, which needs no model to be cut out."""

    def __init__(self, count: int, shade: int) -> None:
        super().__init__(Path("drawn"), 0.0, count / HZ)
        pictures, cuts = [], []
        for number in range(count):
            down = int(20 * np.sin(np.pi * number / count))
            mask = np.zeros((100, 160), np.float32)
            mask[20 + down : 90, 70:90] = 1.0
            picture = np.random.default_rng(5).integers(60, 200, (100, 160, 3)).astype(np.uint8)
            picture[mask > 0] = shade
            joints = np.full((13, 2), 80.0)
            joints[:, 1] = np.linspace(22 + down, 88, 13)
            joints[HIPS, 1] = 50 + down
            pictures.append(picture)
            cuts.append(Cut(picture, mask, joints))
        self.__dict__.update(pictures=pictures, cuts=cuts)


DRAWN = Material(*(Drawn(90, shade) for shade in (250, 180, 120, 90)))
FROM_FILES = ("twenty_a_second", "dropped_pictures", "portrait", "portrait_the_other_way")
DRAWABLE = [kind for kind in KINDS if kind.name not in FROM_FILES]


@pytest.mark.parametrize("kind", DRAWABLE, ids=lambda kind: kind.name)
def test_every_film_is_whole_and_the_same_for_a_seed(kind: Kind) -> None:
    made, again = make(kind, DRAWN, 1), make(kind, DRAWN, 1)
    pictures, others = list(made.pictures), list(again.pictures)
    assert len(pictures) == len(made.times_s)
    assert np.diff(made.times_s).tolist() == pytest.approx([1 / 30] * (len(made.times_s) - 1))
    assert {picture.shape for picture in pictures} == {(100, 160, 3)}
    assert all((one == other).all() for one, other in zip(pictures, others, strict=True))


@pytest.mark.parametrize("kind", [kind for kind in DRAWABLE if kind.name != "untouched"], ids=lambda kind: kind.name)
def test_every_film_differs_from_the_untouched_one(kind: Kind) -> None:
    plain = list(make(BY_NAME["untouched"], DRAWN, 1).pictures)
    made = list(make(kind, DRAWN, 1).pictures)
    assert len(made) != len(plain) or any((one != other).any() for one, other in zip(made, plain, strict=True))


def test_another_seed_is_another_film() -> None:
    one, other = (list(make(BY_NAME["walking_shake"], DRAWN, seed).pictures) for seed in (1, 2))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_an_image_in_the_mirror_is_turned_round_smaller_and_stands_where_it_is_put() -> None:
    cut = DRAWN.athlete.cuts[0]
    blank = np.zeros((100, 160, 3), np.uint8)
    seen_there = paste(blank, cut, scale=0.5, sole=(30.0, 90.0), flip=True)[..., 0] > 100
    rows, columns = np.nonzero(seen_there)
    assert columns.mean() == pytest.approx(30, abs=1.5)
    assert rows.max() == pytest.approx(91, abs=2)
    assert seen_there.sum() == pytest.approx(0.25 * (cut.mask > 0).sum(), rel=0.15)


def test_the_athlete_is_not_in_the_empty_room() -> None:
    assert (DRAWN.athlete.room[60:85, 72:88] == 250).mean() < 0.05


def test_the_table_names_every_film_once_and_every_refusal_by_its_code() -> None:
    assert len(BY_NAME) == len(KINDS) > 25
    assert all(kind.codes for kind in KINDS if not kind.measured)


def test_a_phone_held_upright_stores_its_pictures_lying(tmp_path: Path) -> None:
    from sessions.knee_tracking.frames import decode, opened, upright
    from tests.sessions.knee_tracking.made.takes import shipped

    take = shipped().athlete
    short = replace(shipped(), athlete=Take(take.clip, 0.5, 0.8))
    for name in ("portrait", "portrait_the_other_way"):
        made = make(BY_NAME[name], short, 1)
        path = film(tmp_path / f"{name}.mp4", made.pictures, made.times_s, rotation_deg=made.rotation_deg)
        with av.open(str(path)) as container:
            assert container.streams.video[0].width > container.streams.video[0].height
        with opened(path, max_pixels=10**7) as (container, stream):
            first = upright(next(decode(container, stream)).picture, longest_side=720)
        plain = next(image for _, image in short.athlete.at(HZ, side=1280))
        middle = plain[:, plain.shape[1] // 2 - 202 : plain.shape[1] // 2 + 202]
        assert first.shape[0] > first.shape[1]
        assert np.corrcoef(first[:30].mean(axis=(1, 2)), middle[:30].mean(axis=(1, 2)))[0, 1] > 0.5


def test_lost_pictures_leave_the_times_true() -> None:
    from tests.sessions.knee_tracking.made.takes import shipped

    short = replace(shipped(), athlete=Take(shipped().athlete.clip, 0.5, 2.5))
    times = np.array(make(BY_NAME["dropped_pictures"], short, 1).times_s)
    assert 20 < len(times) < 50
    assert (np.abs(times * 30 - np.round(times * 30)) < 0.05).all()
    assert make(BY_NAME["twenty_a_second"], short, 1).times_s[1] == pytest.approx(0.05)


def test_joints_of_a_cut_say_where_somebody_stands_and_how_tall_they_are() -> None:
    cut = DRAWN.athlete.cuts[0]
    assert list(cut.stands) == pytest.approx([80.0, cut.joints[Joint.RIGHT_TOE, 1]])
    assert cut.height == pytest.approx(88 - 22, abs=2)
