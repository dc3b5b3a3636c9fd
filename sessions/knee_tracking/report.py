"""The report: what one measurement of one video says, as values.

The published shape is `report.schema.json` beside this file; docs/knee-tracking.md explains each field.
Nothing here needs the video libraries, so that a web process can read reports.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

SCHEMA_ID = "coachhub.knee-tracking/1"
SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("report.schema.json").read_text("utf-8"))
ENGINE_NAME = "coachhub-knee-tracking"
ENGINE_VERSION = "0.3.0"


class Task(StrEnum):
    """What the athlete does in the video."""

    SQUAT = "squat"
    SPLIT_SQUAT = "split_squat"
    LUNGE = "lunge"
    SIDE_LUNGE = "side_lunge"
    SINGLE_LEG_SQUAT = "single_leg_squat"
    STEP_UP = "step_up"
    LANDING = "landing"


class Status(StrEnum):
    """Whether the video could be measured."""

    DONE = "done"
    REJECTED = "rejected"


class Code(StrEnum):
    """Why a video is refused, in the order in which the reasons are looked for."""

    NOT_A_VIDEO = "not_a_video"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TOO_SHORT = "too_short"
    LOW_FRAME_RATE = "low_frame_rate"
    NO_PERSON = "no_person"
    TOO_DARK = "too_dark"
    SEVERAL_PEOPLE = "several_people"
    BACK_VIEW = "back_view"
    SIDE_VIEW = "side_view"
    BODY_CUT_OFF = "body_cut_off"
    MOVING_CAMERA = "moving_camera"
    NO_REPS = "no_reps"


class ViewKind(StrEnum):
    """From where the camera looks at the athlete."""

    FRONT = "front"
    SLIGHT_FRONT = "slight_front"
    SIDE = "side"
    BACK = "back"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """How the knees tracked."""

    IN_LINE = "in_line"
    SOME_DRIFT = "some_drift"
    CLEAR_DRIFT = "clear_drift"
    CANNOT_TELL = "cannot_tell"


class Phase(StrEnum):
    """A part of a rep."""

    LOWERING = "lowering"
    BOTTOM = "bottom"
    RISE = "rise"


class Trend(StrEnum):
    """How tracking changes over the reps of a set."""

    STEADY = "steady"
    WORSENS = "worsens"
    CANNOT_TELL = "cannot_tell"


class FurtherIn(StrEnum):
    """Which knee stands further inward than the other; not compared where the camera's yaw explains it."""

    LEFT = "left"
    RIGHT = "right"
    NEITHER = "neither"
    NOT_COMPARED = "not_compared"


class Side(StrEnum):
    """A leg, the athlete's own."""

    LEFT = "left"
    RIGHT = "right"


class Heels(StrEnum):
    """What the heels do in a squat seen from the side."""

    STAY = "stay"
    LIFT = "lift"
    CANNOT_TELL = "cannot_tell"


class Balance(StrEnum):
    """Whether the athlete falls back in a squat seen from the side."""

    KEPT = "kept"
    FELL_BACK = "fell_back"
    CANNOT_TELL = "cannot_tell"


class NoteCode(StrEnum):
    """Remarks that go with a result."""

    AGAINST_FOOT_LINE = "against_foot_line"
    AGAINST_OWN_SETS = "against_own_sets"
    UNLIKE_OWN_SETS = "unlike_own_sets"
    FEW_REPS = "few_reps"
    FEET_MOVED = "feet_moved"
    OBLIQUE = "oblique"
    ONE_LEG = "one_leg"
    LANDING = "landing"
    HARDLY_BENT = "hardly_bent"
    LEG_UNKNOWN = "leg_unknown"
    NOT_MEASURED = "not_measured"
    REPS_LEFT_OUT = "reps_left_out"
    RISE_SLOWED = "rise_slowed"
    CUT_IN_VIDEO = "cut_in_video"


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value with its 90 % interval, in the unit of the field that holds it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Engine:
    """What made the report; pose_model is null where the video never came to it."""

    name: str
    version: str
    pose_model: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a video was refused: what we saw and what to change, and what else was found wrong."""

    code: Code
    message: str
    advice: str
    also: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Video:
    """The file's picture stream; size as seen upright, in px; null where it could not be read.

    fps is the mean rate of presentation; vfr says that the frames' intervals differ.
    """

    fps: float | None = None
    frames: int | None = None
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    rotation_deg: int | None = None
    codec: str | None = None
    vfr: bool | None = None


@dataclass(frozen=True, slots=True)
class View:
    """The camera's direction; yaw in degrees, + when it stands towards the athlete's left."""

    kind: ViewKind = ViewKind.UNKNOWN
    yaw_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Kasr:
    """Knee–ankle separation ratio: standing, at half depth on both ways, at the bottom, least on the rise."""

    standing: float | None = None
    lowering_50: float | None = None
    bottom: float | None = None
    rise_50: float | None = None
    rise_min: float | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg in one rep. offset_pct, bottom_pct: % of leg length, + = inward.

    fppa_deg: frontal plane projection angle while shallow, + = inward. foot_moved_pct: how much further out the foot
    stands than in the rep before, % of leg length.
    """

    offset_pct: Interval | None = None
    bottom_pct: float | None = None
    worst_phase: Phase | None = None
    verdict: Verdict = Verdict.CANNOT_TELL
    fppa_deg: Interval | None = None
    foot_moved_pct: Interval | None = None


@dataclass(frozen=True, slots=True)
class Legs:
    """Both legs, the athlete's own left and right."""

    left: Leg = Leg()
    right: Leg = Leg()


@dataclass(frozen=True, slots=True)
class Rep:
    """One rep: times in s from the first frame, tempo in s, depth in % of leg length.

    depth_share_pct: of the set's deepest rep. side_shift_pct: the hips' way aside at the bottom, % of leg length,
    + = towards the athlete's left. Smoothness: spectral arc length of the hips' speed, less is rougher.
    """

    index: int
    start_s: float
    bottom_s: float
    end_s: float
    lowering_s: float | None
    pause_s: float | None
    rise_s: float | None
    depth_pct: float | None
    kasr: Kasr
    dkasr: Interval | None
    legs: Legs
    verdict: Verdict
    depth_share_pct: Interval | None = None
    side_shift_pct: Interval | None = None
    lowering_smoothness: Interval | None = None
    rise_smoothness: Interval | None = None


@dataclass(frozen=True, slots=True)
class PerSide:
    """A measured value of each side, the athlete's own left and right."""

    left: Interval | None = None
    right: Interval | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """How the athlete stands: the ankles' distance in leg lengths and in hip widths, the feet's angle outward."""

    width_leg_lengths: Interval | None = None
    width_hip_widths: Interval | None = None
    toe_out_deg: PerSide = PerSide()


@dataclass(frozen=True, slots=True)
class Difference:
    """Left minus right inward offset, % of leg length, median of the reps; further_in is null if not measured."""

    offset_pct: Interval | None = None
    further_in: FurtherIn | None = None


@dataclass(frozen=True, slots=True)
class Fatigue:
    """How the inward offset changes from rep to rep: % of leg length per rep, + = worsens."""

    slope_pct_per_rep: Interval | None = None
    verdict: Trend = Trend.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Note:
    """A remark for athlete and coach."""

    code: NoteCode
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The set as a whole; `certain` is false where the interval straddles a limit or nothing was measured.

    tempo_resolution_s: the steps in which a rep's times are seen.
    """

    verdict: Verdict = Verdict.CANNOT_TELL
    certain: bool = False
    left: Verdict = Verdict.CANNOT_TELL
    right: Verdict = Verdict.CANNOT_TELL
    when: tuple[Phase, ...] = ()
    fatigue: Fatigue = Fatigue()
    notes: tuple[Note, ...] = ()
    stance: Stance = Stance()
    difference: Difference = Difference()
    tempo_resolution_s: float | None = None


@dataclass(frozen=True, slots=True)
class SideRep:
    """One rep seen from the side, as in SideView; times in s from the first frame."""

    index: int
    start_s: float
    bottom_s: float
    end_s: float
    torso_lean_deg: Interval | None
    shank_lean_deg: Interval | None
    hips_over_knees_pct: Interval | None
    heel_rise_pct: Interval | None
    heels: Heels | None
    balance: Balance | None


@dataclass(frozen=True, slots=True)
class SideView:
    """What a set shows from the side, of the leg near the camera. Null: not seen, or not looked at in this task.

    Leans at the bottom, degrees forward of vertical: the torso's, and the shank's, which carries the knee over the
    foot. hips_over_knees_pct: % of thigh length, 0 = parallel, negative = deeper; deep: about parallel, or deeper.
    heel_rise_pct: the heel off the floor in the deep part, % of the foot's length.
    """

    near_leg: Side
    torso_lean_deg: Interval | None
    shank_lean_deg: Interval | None
    hips_over_knees_pct: Interval | None
    deep: bool | None
    heel_rise_pct: Interval | None
    heels: Heels | None
    balance: Balance | None
    reps: tuple[SideRep, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds each stage took; `proxy` is the copy for browsers, made after the report and so null in it."""

    probe: float | None = None
    decode: float | None = None
    pose: float | None = None
    measure: float | None = None
    proxy: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class FootLine:
    """A two-legged set against the foot line, whatever its numbers are against: what later sets can be compared with.

    left, right: inward offset at 0.15, 0.25 … 0.95 of the depth, median of the reps, % of leg length; null: not seen.
    spread_pct: SD between reps, % of leg length. toe_out_deg: left and right. depth_pct: median of the reps.
    dkasr: as the reps have it, of the second-worst one.
    """

    left: tuple[float | None, ...]
    right: tuple[float | None, ...]
    spread_pct: float
    toe_out_deg: tuple[float, ...]
    depth_pct: float
    yaw_deg: float
    dkasr: Interval | None


@dataclass(frozen=True, slots=True)
class OwnSet:
    """One of the athlete's own sets, confirmed as good: the id of its measurement, its day (ISO) and its line."""

    id: str
    day: str
    engine_version: str
    task: Task
    line: FootLine


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one measurement says.

    side: only of a video that is refused because it was filmed from the side. own_sets: what it was measured against;
    empty: the foot line.
    """

    schema: str = field(default=SCHEMA_ID, kw_only=True)
    engine: Engine
    task: Task
    status: Status
    reason: Reason | None
    video: Video
    view: View
    reps: tuple[Rep, ...]
    summary: Summary
    timing_s: Timing
    side: SideView | None = None
    line: FootLine | None = None
    own_sets: tuple[OwnSet, ...] = ()


T = TypeVar("T")


def to_json(report: Report) -> dict[str, Any]:
    """The report as plain JSON values, in the shape of SCHEMA."""
    return cast("dict[str, Any]", plain(report))


def from_json(document: Mapping[str, Any]) -> Report:
    """The report of a document made by `to_json`, by an older engine as well: what it did not say is the default.

    Raises KeyError or ValueError for another shape.
    """
    return build(Report, document)


def plain(value: Any) -> Any:
    """A dataclass, enum or tuple of a report as JSON values."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def build(kind: type[T], value: Any) -> T:
    """A value of type `kind` from what `plain` made of it."""
    return cast("T", _build(kind, value))


def _build(kind: Any, value: Any) -> Any:
    if get_origin(kind) is UnionType:
        return None if value is None else _build(next(a for a in get_args(kind) if a is not NoneType), value)
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        said = [field.name for field in fields(kind) if field.name in value or field.default is MISSING]
        return cast("Any", kind)(**{name: _build(hints[name], value[name]) for name in said})
    return kind(value) if isinstance(kind, type) and issubclass(kind, (StrEnum, float)) else value
