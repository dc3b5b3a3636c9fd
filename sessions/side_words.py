"""What a set shows from the side, said alike to coach and athlete. Pure. Nothing in it is a fault of the knees."""

from __future__ import annotations

from dataclasses import dataclass

from coachhub.core.saying import MINUS
from sessions.knee_tracking.report import Balance, Heels, Interval, SideRep, SideView
from sessions.report_words import which_reps

HEELS = {Heels.STAY: "stayed down", Heels.LIFT: "lifted", Heels.CANNOT_TELL: "cannot tell"}
PERCENT = "\N{NO-BREAK SPACE}%"
CONTEXT = "context; leaning forward is not a fault of the knees"
SCREEN = "The screen is a deep squat without load, seen from the side."
LIMITER = (
    "Heels that lift, or falling back, in a deep squat without load make the ankles a likely limiter. Slightly raised "
    "heels often make it more comfortable: an adjustment, not a fix."
)
CALM = "Nothing here points to the ankles."
SHALLOW = "This squat was not deep, so heels that stay down say little yet."
DEPTH_UNKNOWN = "Whether this squat was deep enough to say more cannot be told."
UNCLEAR = (
    "A rise of less than about 4 cm cannot be told from the error of the measurement, and the near foot has to stay in "
    "sight, whole."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One reading: what is read, the answer, and its number with its range, empty where there is none."""

    name: str
    answer: str
    number: str


@dataclass(frozen=True, slots=True)
class SideRow:
    """One rep as the table says it."""

    index: int
    heels: str
    rise: str
    torso: str
    shank: str


@dataclass(frozen=True, slots=True)
class SideWords:
    """The ankle screen, without lines where it was not looked at, what follows from it, and the torso's lean."""

    screen: tuple[Line, ...]
    meaning: str
    torso: str
    rows: tuple[SideRow, ...]


def side_words(side: SideView) -> SideWords:
    """A set seen from the side."""
    screened = side.heels is not None and side.balance is not None
    torso = give_or_take(side.torso_lean_deg, "°")
    return SideWords(
        screen=tuple(_screen(side)) if screened else (),
        meaning=_meaning(side) if screened else "",
        torso=f"{torso} ({CONTEXT})" if torso else "cannot tell",
        rows=tuple(_row(rep) for rep in side.reps),
    )


def give_or_take(value: Interval | None, unit: str) -> str:
    """`38° ± 6°`, the interval being as wide on either side; empty where nothing was measured."""
    if value is None:
        return ""
    middle = f"{value.value:.0f}".replace("-0", "0").replace("-", MINUS)
    return f"{middle}{unit} ± {(value.high - value.low) / 2:.0f}{unit}"


def _screen(side: SideView) -> list[Line]:
    fell = [rep.index for rep in side.reps if rep.balance is Balance.FELL_BACK]
    balance = {
        Balance.KEPT: "kept, the foot stayed where it was",
        Balance.FELL_BACK: f"fell back {which_reps(fell, len(side.reps))}",
        Balance.CANNOT_TELL: "cannot tell",
    }
    depth = {
        True: "hips about as low as the knees, or lower",
        False: "hips clearly above the knees",
        None: "cannot tell",
    }
    rise = give_or_take(side.heel_rise_pct, PERCENT)
    shank = give_or_take(side.shank_lean_deg, "°")
    return [
        Line(
            "Heels",
            HEELS[side.heels or Heels.CANNOT_TELL],
            f"{rise} of the foot's length off the floor" if rise else "",
        ),
        Line("Balance", balance[side.balance or Balance.CANNOT_TELL], ""),
        Line("Depth", depth[side.deep], ""),
        Line(
            "Knee over the foot",
            f"shank leans {shank}" if shank else "cannot tell",
            "no fault either way" if shank else "",
        ),
    ]


def _meaning(side: SideView) -> str:
    if side.heels is Heels.LIFT or side.balance is Balance.FELL_BACK:
        return LIMITER
    if side.heels is Heels.CANNOT_TELL or side.balance is Balance.CANNOT_TELL:
        return f"{UNCLEAR} {SCREEN}"
    if side.deep:
        return f"{CALM} {SCREEN}"
    return f"{DEPTH_UNKNOWN if side.deep is None else SHALLOW} {SCREEN}"


def _row(rep: SideRep) -> SideRow:
    return SideRow(
        index=rep.index,
        heels=HEELS[rep.heels] if rep.heels else "",
        rise=give_or_take(rep.heel_rise_pct, PERCENT) or "–",
        torso=give_or_take(rep.torso_lean_deg, "°") or "–",
        shank=give_or_take(rep.shank_lean_deg, "°") or "–",
    )
