"""Whom the pose model followed: its track taken apart into people, by place, size and continuity.

The model follows one person and says nothing when it goes over to another: when somebody walks between the athlete
and the camera, when the athlete leaves, at a cut. A body's hips move only so fast, and its size stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.track import Flags, Floats, PoseTrack

Piece = NDArray[np.intp]  # numbers of consecutive pictures in which one body is followed

# Lengths are in torso lengths of the track's median. The limits are defaults: an athlete's hips move by up to 0.25
# from one picture to the next (landing), from one person to another seen by 0.5 and more.
JUMP = 0.25  # between two pictures, whatever their distance in time,
FASTEST = 5.0  # and per second: the hips of somebody who lands from a jump;
MOST_S = 0.2  # in a longer time they do not get further
GROWN = 1.35  # a torso that is so much longer, or shorter, from one picture to the next
HIDDEN_S = 1.0  # out of sight: after longer, nobody knows what was done in between
SAME_PLACE = (0.8, 1.3)  # across and up or down, between a body's last place and its next: it may have squatted
PLACE_S = 1.0  # so long a body stays there: who walks through is somewhere else by then
SAME_SIZE = (0.6, 1.25)  # of its torso before: one that is bent over is shorter, nobody is longer
FEET = [*ANKLES, *HEELS, *TOES]
LEAP, STANDING = 0.06, 0.05  # each of the feet's points from a picture to the next, and before and after that
BONES = ((SHOULDERS, SHOULDERS[::-1]), (HIPS, KNEES), (KNEES, ANKLES))
LONGEST = 90.0  # percentile: a bone that points at the camera is short
SAME_BUILD = 0.08  # of each length, across a cut: one athlete seen 0.03, two 0.10 and more
UNMOVED = 0.2  # across, on both sides of a cut in a film from one place
ON_TIME_S = 0.001
SHORTEST = 3  # pictures: less is nobody's


@dataclass(frozen=True, slots=True)
class Followed:
    """The athlete told from others.

    track: with nobody in the pictures (n,) that show somebody else. pictures: those that show the athlete.
    seams_s: times at which the athlete is lost to somebody else, and found again, or is suddenly in another posture;
    nothing that goes across one was seen whole. several: somebody else trains as well, in the same piece of the video.
    """

    track: PoseTrack
    pictures: Flags
    seams_s: Floats
    several: bool


def follow(track: PoseTrack, count: Callable[[PoseTrack], int]) -> Followed:
    """Whom of a track's people to measure: who does most reps, as `count` finds them, and of equals the first.

    If nobody does any, who is seen longest.
    """
    trunk = _Trunk.of(track)
    bodies = _bodies(track, trunk)
    if not bodies:
        return Followed(track, np.zeros(len(track.times_s), bool), np.empty(0), several=False)
    people = [_pictures(body, trunk) for body in bodies]
    reps = [count(only(track, pictures)) for pictures in people] if len(people) > 1 else [0]
    athlete = max(range(len(bodies)), key=lambda one: (reps[one], reps[one] == 0 and people[one].sum()))
    return Followed(
        track=only(track, people[athlete]),
        pictures=people[athlete],
        seams_s=np.array([trunk.times_s[edge] for edge in _seams(bodies[athlete])]),
        several=any(
            reps[one] > 0 and one != athlete and _one_shot(bodies[one], bodies[athlete], trunk)
            for one in range(len(bodies))
        ),
    )


def only(track: PoseTrack, pictures: Flags) -> PoseTrack:
    """The track with nobody in all other pictures."""
    parts = [track.points.copy(), track.visibility.copy(), track.world.copy()]
    for part in parts:
        part[~pictures] = np.nan
    return replace(track, points=parts[0], visibility=parts[1], world=parts[2])


@dataclass(frozen=True, slots=True)
class _Trunk:
    """Of each picture (n,): the hips (n, 2) and the torso's length, px, and which piece between cuts it is of.

    lengths: (n, 4) px, torso, shoulders, thigh and shank, each the longer one. unit: the track's median torso, px.
    """

    times_s: Floats
    shot: Piece
    hips: Floats
    torso: Floats
    lengths: Floats
    unit: float

    @classmethod
    def of(cls, track: PoseTrack) -> "_Trunk":
        hips, shoulders = (track.points[:, joints].mean(axis=1) for joints in (HIPS, SHOULDERS))
        torso = np.linalg.norm(shoulders - hips, axis=1)
        known = torso[~np.isnan(torso)]
        lengths = [torso, *(_longer(track.points, *ends) for ends in BONES)]
        cuts = np.zeros(len(torso), int)
        cuts[np.searchsorted(track.times_s, track.scene.cuts_s[track.scene.cuts_s < track.times_s[-1]] - ON_TIME_S)] = 1
        unit = float(np.median(known)) if len(known) else 1.0
        way = np.append(0.0, np.linalg.norm(np.diff(hips, axis=0), axis=1)) / unit
        near = way < JUMP + FASTEST * np.minimum(np.diff(track.times_s, prepend=track.times_s[:1]), MOST_S)
        shot = np.cumsum(np.maximum(cuts, _leaps(track.points, unit) & near))
        return cls(track.times_s, shot, hips, torso, np.column_stack(lengths), unit)

    def jumps(self, before: int, after: int) -> bool:
        """Whether no body gets from one picture to the other."""
        way = np.linalg.norm(self.hips[after] - self.hips[before]) / self.unit
        grown = self.torso[after] / self.torso[before]
        time_s = self.times_s[after] - self.times_s[before]
        return bool(time_s > HIDDEN_S or way > JUMP + FASTEST * min(time_s, MOST_S) or max(grown, 1 / grown) > GROWN)

    def apart(self, one: Piece, other: Piece) -> float:
        """How far the hips are apart, between one piece's end and a later one's beginning."""
        return float(np.linalg.norm(self.hips[other[0]] - self.hips[one[-1]]) / self.unit)

    def same(self, body: Piece, piece: Piece) -> bool:
        """Whether a later piece can be of a body: its size, and its place at once and for a while."""
        if self.shot[body[-1]] != self.shot[piece[0]] and not self.alike(body, piece):
            return False
        before, after = self.near(body, self.times_s[body[-1]]), self.near(piece, self.times_s[piece[0]])
        grown = np.percentile(self.torso[piece], 90) / np.percentile(self.torso[before], 90)
        across, down = np.abs(self.hips[piece[0]] - self.hips[body[-1]]) / self.unit
        stays = abs(np.median(self.hips[after, 0]) - np.median(self.hips[before, 0])) / self.unit
        return bool(SAME_SIZE[0] < grown < SAME_SIZE[1] and max(across, stays) < SAME_PLACE[0] and down < SAME_PLACE[1])

    def alike(self, body: Piece, piece: Piece) -> bool:
        """Whether two pieces on either side of a cut show one body from one place: nobody else is built the same."""
        one, other = (np.percentile(self.lengths[part], LONGEST, axis=0) for part in (body, piece))
        aside = abs(np.median(self.hips[piece, 0]) - np.median(self.hips[body, 0])) / self.unit
        return bool(aside < UNMOVED and (np.abs(other / one - 1) < SAME_BUILD).all())

    def near(self, piece: Piece, time_s: float) -> Piece:
        """The part of a piece within PLACE_S of a time."""
        return np.asarray(piece[np.abs(self.times_s[piece] - time_s) <= PLACE_S])


def _leaps(points: Floats, unit: float) -> Flags:
    """Pictures (n,) in which both feet are suddenly elsewhere and stand there: a cut that the background hides."""
    steps = np.linalg.norm(np.diff(points[:, FEET], axis=0), axis=2) / unit
    least, most = np.nan_to_num(steps.min(axis=1)), np.nan_to_num(steps.max(axis=1), nan=np.inf)
    leaps = np.zeros(len(points), bool)
    leaps[2:-1] = (least[1:-1] > LEAP) & (most[:-2] < STANDING) & (most[2:] < STANDING)
    return leaps


def _longer(points: Floats, upper: Sequence[Joint], lower: Sequence[Joint]) -> Floats:
    """The longer (n,) of two bones between joints of points (n, 13, 2)."""
    return np.asarray(np.linalg.norm(points[:, upper] - points[:, lower], axis=2).max(axis=1))


def _bodies(track: PoseTrack, trunk: _Trunk) -> list[list[Piece]]:
    """The track's pieces by body; pieces of one body that follow on each other are joined."""
    bodies: list[list[Piece]] = []
    for piece in _pieces(trunk):
        near = [body for body in bodies if trunk.same(body[-1], piece)]
        if not near:
            bodies.append([piece])
            continue
        body = min(near, key=lambda one: trunk.apart(one[-1], piece))
        if trunk.jumps(int(body[-1][-1]), int(piece[0])):
            body.append(piece)
        else:
            body[-1] = np.concatenate([body[-1], piece])
    return bodies


def _pieces(trunk: _Trunk) -> list[Piece]:
    """The track's pieces in order; what is seen for a moment only is nobody's."""
    found = np.flatnonzero(~np.isnan(trunk.torso))
    if len(found) == 0:
        return []
    ends = [
        number
        for number in range(1, len(found))
        if trunk.shot[found[number]] != trunk.shot[found[number - 1]]
        or trunk.jumps(int(found[number - 1]), int(found[number]))
    ]
    parts = np.split(found, ends)
    return [part for part in parts if len(part) >= SHORTEST]


def _pictures(body: list[Piece], trunk: _Trunk) -> Flags:
    """The pictures (n,) of a body."""
    shown = np.zeros(len(trunk.times_s), bool)
    shown[np.concatenate(body)] = True
    return shown


def _seams(body: list[Piece]) -> list[int]:
    """The pictures at which a body's pieces end and begin again."""
    return [int(edge) for one, other in pairwise(body) for edge in (one[-1], other[0])]


def _one_shot(body: list[Piece], other: list[Piece], trunk: _Trunk) -> bool:
    """Whether both are seen in one piece of the video."""
    return bool({trunk.shot[piece[0]] for piece in body} & {trunk.shot[piece[0]] for piece in other})
