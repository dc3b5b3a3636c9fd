"""A simulated athlete who lunges to the side, steps onto a box or lands from one: exact truth, without any video.

As `skeleton`, whose camera films it: lengths in leg lengths, x to the athlete's left, y up, z forward. Here each leg
is two bones between a given hip and a given ankle, and its knee stands inside the foot line by what was asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.skeleton import ANKLE_UP, HALF_HIPS, HALF_SHOULDERS, HEEL, Shot, track_of

OUTWARD = (1.0, -1.0)
NEARLY_STRAIGHT = 0.99
GRAVITY = 11.5  # leg lengths per second squared
STEP_OUT = 0.55  # of the way down: by then the foot stands
PLACE_S = 0.5  # to put a foot onto the box, or back
CLIMB_S = 1.6  # back onto the box


@dataclass(frozen=True, slots=True)
class Moves:
    """What the athlete does, and with what legs.

    working: the legs that work, one rep after the other, and from the start again. drift: (left, right) inward in the
    deepest part, beginning at `onset` of the depth. depth: the hips' way down; of a step-up nothing. box: its height,
    0 for jumps on the spot. rests: whether the feet come back beside each other between reps. back: how far the hips
    go back in a side lunge; gap: how far inside the working foot they stay. forward: from the floor to the box.
    lean: of the shank in a landing, as a multiple of a typical lifter's.
    """

    task: Task
    reps: int = 4
    working: tuple[int, ...] = (LEFT, RIGHT)
    drift: tuple[float, float] = (0.0, 0.0)
    onset: float = 0.25
    depth: float = 0.42
    lowering_s: float = 1.2
    rise_s: float = 1.0
    rest_s: float = 1.2
    toe_out_deg: float = 15.0
    toes_apart_deg: float = 0.0
    stance: float = 0.34
    rests: bool = True
    box: float = 0.4
    back: float = 0.2
    gap: float = 0.15
    forward: float = 0.4
    hop: float = 0.05
    shank: float = 0.515
    foot: float = 0.208
    torso: float = 0.58
    lean: float = 1.0

    @property
    def each_s(self) -> float:
        """How long one rep takes, with the standing after it."""
        return {
            Task.SIDE_LUNGE: self.lowering_s + 0.2 + self.rise_s + self.rest_s,
            Task.STEP_UP: 2 * PLACE_S + 0.4 + self.rise_s + 0.5 + self.lowering_s + self.rest_s,
            Task.LANDING: self.rest_s + 0.5 + self.flight_s + self.lowering_s + self.rise_s + self.rest_s + CLIMB_S,
        }[self.task]

    @property
    def flight_s(self) -> float:
        """From the feet leaving box or floor to touch-down."""
        up = np.sqrt(2 * GRAVITY * self.hop)
        return float((up + np.sqrt(up**2 + 2 * GRAVITY * self.box)) / GRAVITY)

    @property
    def duration_s(self) -> float:
        """How long the set takes, with standing at both ends."""
        return self.rest_s + self.reps * self.each_s


@dataclass(frozen=True, slots=True)
class Path:
    """Where hips (n, 3) and ankles (n, 2, 3) are, and how far (n, 2) each knee stands inside its foot line."""

    hips: Floats
    ankles: Floats
    inside: Floats


def smooth(since_s: Floats, takes_s: float) -> Floats:
    """From 0 to 1 (n,) in so many seconds, slow at both ends."""
    return np.asarray((1 - np.cos(np.pi * np.clip(since_s / takes_s, 0, 1))) / 2)


def simulate(of: Moves, times_s: Floats) -> Floats:
    """The joints (n, 13, 3) over time."""
    paths: dict[Task, Callable[[Moves, Floats, int], Path]] = {
        Task.SIDE_LUNGE: side_lunge,
        Task.STEP_UP: step_up,
        Task.LANDING: landing,
    }
    rep = np.clip((times_s - of.rest_s) // of.each_s, 0, of.reps - 1).astype(int)
    since = times_s - of.rest_s - rep * of.each_s
    body = np.zeros((len(times_s), len(Joint), 3))
    for number in range(of.reps):
        part = rep == number
        leg = of.working[number % len(of.working)]
        body[part] = skeleton(of, paths[of.task](of, since[part], leg))
    return body


def moving(of: Moves, shot: Shot | None = None, *, hz: float = 15.0, noise_px: float = 0.0) -> PoseTrack:
    """The track of a set."""
    times = np.arange(0, of.duration_s, 1 / hz)
    return track_of(simulate(of, times), times, shot or Shot(), noise_px=noise_px)


def side_lunge(of: Moves, since: Floats, leg: int) -> Path:
    """Down beside the free leg, which stays straight; with `rests` the working foot steps out and back."""
    down = smooth(since, of.lowering_s) - smooth(since - of.lowering_s - 0.2, of.rise_s)
    side, half = OUTWARD[leg], HALF_HIPS
    reach = np.sqrt(NEARLY_STRAIGHT**2 - (1 - of.depth) ** 2 - of.back**2)  # of the free leg, sideways
    wide = of.gap + half + reach
    first = of.stance if of.rests else wide  # between the ankles, standing
    out = smooth(down / STEP_OUT, 1.0) if of.rests else np.ones(len(since))
    aside = (first / 2 - half) + (reach - first / 2 + half) * down  # from the free ankle to its hip
    back = -of.back * down
    height = np.sqrt(NEARLY_STRAIGHT**2 - aside**2 - back**2)
    ankles = np.zeros((len(since), 2, 3))
    free_x = -side * first / 2
    ankles[:, 1 - leg, 0] = free_x
    ankles[:, leg, 0] = free_x + side * (first + (wide - first) * out)
    ankles[:, leg, 1] = 0.05 * np.sin(np.pi * out) if of.rests else 0.0
    hips = np.stack([free_x + side * (aside + half), height, back], axis=1)
    return Path(hips, ankles, drifting(of, down, leg))


def step_up(of: Moves, since: Floats, leg: int) -> Path:
    """A foot onto the box, up, down again with the free foot first; with `rests` the foot comes back down."""
    top = PLACE_S + 0.4 + of.rise_s + 0.5
    placed = smooth(since, PLACE_S) - smooth(since - top - of.lowering_s - 0.4, PLACE_S)
    if not of.rests:
        placed = np.ones(len(since))
    up = smooth(since - PLACE_S - 0.4, of.rise_s) - smooth(since - top, of.lowering_s)
    loaded = smooth(since - PLACE_S - 0.2, 0.2) - smooth(since - top - of.lowering_s, 0.2)
    ankles = np.zeros((len(since), 2, 3))
    ankles[:, LEFT, 0], ankles[:, RIGHT, 0] = of.stance / 2, -of.stance / 2
    for one, share in ((leg, placed), (1 - leg, up)):
        ankles[:, one, 1] = of.box * np.minimum(1.6 * share, 1) + 0.08 * np.sin(np.pi * share)
        ankles[:, one, 2] = of.forward * share
    hips = np.zeros((len(since), 3))
    hips[:, 0] = OUTWARD[leg] * of.gap * 0.3 * loaded
    hips[:, 1] = NEARLY_STRAIGHT - 0.03 * loaded * (1 - up) + of.box * up
    hips[:, 2] = 0.1 * loaded * (1 - up) + (of.forward - 0.02) * up
    return Path(hips, ankles, drifting(of, loaded * (1 - up), leg))


def landing(of: Moves, since: Floats, _leg: int) -> Path:
    """Off the box (or up from the spot), down onto both feet, deep, up, and onto the box again."""
    off = of.rest_s + 0.5
    touch = off + of.flight_s
    air = np.clip(since - off, 0, of.flight_s)
    high = of.box + np.sqrt(2 * GRAVITY * of.hop) * air - GRAVITY * air**2 / 2
    bent = 0.05 * np.clip(air / of.flight_s, 0, 1)
    give = np.clip((since - touch) / of.lowering_s, 0, 1)
    risen = smooth(since - touch - of.lowering_s, of.rise_s)
    drop = (bent + (of.depth - 0.05) * np.sin(np.pi / 2 * give)) * (1 - risen)
    if of.box == 0:
        drop = drop + 0.25 * smooth(since - of.rest_s, 0.35) * (1 - smooth(since - off + 0.15, 0.15))
    back = since - touch - of.lowering_s - of.rise_s - of.rest_s
    ankles = np.zeros((len(since), 2, 3))
    climbed = np.zeros((len(since), 2))
    for one in (LEFT, RIGHT):
        climbed[:, one] = smooth(back - one * CLIMB_S / 2, CLIMB_S / 2) if of.box else 0.0
        ankles[:, one, 0] = OUTWARD[one] * of.stance / 2
        ankles[:, one, 1] = np.maximum(high, 0) + of.box * climbed[:, one]
        ankles[:, one, 2] = -of.forward * (1 - air / of.flight_s + climbed[:, one]) if of.box else 0.0
    hips = np.zeros((len(since), 3))
    leaned = np.radians(of.lean * 34 * (1 - np.exp(-220 * drop / 45)))
    knee_high, thigh = of.shank * np.cos(leaned), 1 - of.shank
    behind = np.sqrt(np.clip(thigh**2 - (NEARLY_STRAIGHT - drop - knee_high) ** 2, 0, None))
    hips[:, 1] = ankles[..., 1].min(axis=1) + NEARLY_STRAIGHT - drop
    hips[:, 2] = ankles[..., 2].mean(axis=1) + of.shank * np.sin(leaned) - behind
    down = drop * (since > off) / of.depth
    return Path(hips, ankles, np.stack([drifting(of, down, one)[:, one] for one in (LEFT, RIGHT)], axis=1))


def drifting(of: Moves, share: Floats, leg: int) -> Floats:
    """How far (n, 2) the working knee is to stand inside at shares (n,) of the depth."""
    inside = np.zeros((len(share), 2))
    inside[:, leg] = of.drift[leg] * np.clip(share - of.onset, 0, None) / (1 - of.onset)
    return inside


def skeleton(of: Moves, path: Path) -> Floats:
    """The joints (n, 13, 3) along a path."""
    body = np.zeros((len(path.hips), len(Joint), 3))
    up = np.array([0.0, ANKLE_UP, 0.0])
    for leg, side in enumerate(OUTWARD):
        out = np.radians(of.toe_out_deg + side * of.toes_apart_deg / 2)
        along = np.array([side * np.sin(out), 0.0, np.cos(out)])
        hip, ankle = np.add(path.hips, [side * HALF_HIPS, 0, 0]), path.ankles[:, leg]
        body[:, HIPS[leg]], body[:, ANKLES[leg]] = hip + up, ankle + up
        body[:, KNEES[leg]] = knee(hip, ankle, out, side, path.inside[:, leg], of.shank) + up
        body[:, HEELS[leg]] = ankle - HEEL * along + [0, ANKLE_UP - 0.07, 0]
        body[:, TOES[leg]] = ankle + of.foot * along + [0, ANKLE_UP - 0.07, 0]
    hips = body[:, HIPS].mean(axis=1)
    tilt = 0.8 * np.clip(1 - np.linalg.norm(path.hips - path.ankles.mean(axis=1), axis=1), 0, 0.6)
    for leg, side in enumerate(OUTWARD):
        shoulder = np.stack(
            [np.full(len(tilt), side * HALF_SHOULDERS), np.cos(tilt) * of.torso, np.sin(tilt) * of.torso]
        )
        body[:, SHOULDERS[leg]] = hips + shoulder.T
    body[:, Joint.NOSE] = np.add(body[:, SHOULDERS].mean(axis=1), [0, 0.22, 0.12])
    return body


def knee(hip: Floats, ankle: Floats, out: float, side: float, inside: Floats, shank: float) -> Floats:
    """The knee (n, 3) of a thigh and a shank: in front, and inside the foot line by `inside` (n,), or next to that."""
    line = hip - ankle
    apart = np.clip(np.linalg.norm(line, axis=1), 1e-6, 0.9999)[:, None]
    axis = line / np.linalg.norm(line, axis=1, keepdims=True)
    along = (shank**2 - (1 - shank) ** 2 + apart**2) / (2 * apart)
    radius = np.sqrt(np.clip(shank**2 - along**2, 0, None))
    forward = np.array([side * np.sin(out), 0.0, np.cos(out)])
    first = forward - axis * (axis @ forward)[:, None]
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(axis, first)

    def inward(place: Floats) -> Floats:
        return np.asarray(place[:, 2] * np.tan(out) - side * place[:, 0])

    constant, cosine, sine = inward(along * axis), inward(radius * first), inward(radius * second)
    size = np.maximum(np.hypot(cosine, sine), 1e-9)
    middle, apart_by = np.arctan2(sine, cosine), np.arccos(np.clip((inside - constant) / size, -1, 1))
    turns = np.stack([middle + apart_by, middle - apart_by])
    turns = (turns + np.pi) % (2 * np.pi) - np.pi
    turn = np.where(np.abs(turns[0]) < np.abs(turns[1]), turns[0], turns[1])[:, None]
    return np.asarray(ankle + along * axis + radius * (np.cos(turn) * first + np.sin(turn) * second))
