"""The pose model: a picture in, the joints of the athlete out.

Each picture is looked at twice, as it is and mirrored, by two trackers side by side, and the two looks
are averaged. The model's errors in the two are nearly unrelated, so the constant error of a leg falls by a
fifth, and a mirrored video gives mirrored numbers. Half the pictures then cost as much as one look at all.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.joints import HIPS, MIRRORED, SHOULDERS
from sessions.knee_tracking.lean_mediapipe import mp

LIBRARY = f"mediapipe {mp.__version__}"
POSE_MODEL = f"{LIBRARY} pose_landmark_full"  # which comes with the library
MODEL_ROWS = [0, 11, 12, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]  # the model's numbers of our joints
APART = 0.3  # torso lengths between the two looks' hips and shoulders: they found different people
TRUNK = [*SHOULDERS, *HIPS]
CLEARLY_LARGER = 1.4  # default: of two people's torsos


@dataclass(frozen=True, slots=True)
class Pose:
    """One person in one picture.

    points: (13, 2) px, x right, y down. visibility: (13,) 0..1, the model's own.
    world: (13, 2) m, x and z of the model's guess in space, z away from the camera, from the hips' middle.
    """

    points: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world: NDArray[np.float64]


def pose_of(marks: Sequence[Any], world: Sequence[Any], size: tuple[int, int]) -> Pose:
    """A pose from the model's own landmarks: in shares of the picture's width and height, and in space."""
    picked = [marks[row] for row in MODEL_ROWS]
    return Pose(
        points=np.array([[mark.x * size[0], mark.y * size[1]] for mark in picked]),
        visibility=np.array([mark.visibility for mark in picked]),
        world=np.array([[world[row].x, world[row].z] for row in MODEL_ROWS]),
    )


class Model(Protocol):
    """One run of a pose model over the pictures of one video."""

    def find(self, image: Image) -> list[Pose]:
        """Whom it finds in the next picture."""

    def close(self) -> None:
        """Free what it takes."""


class OwnModel:
    """The model that comes with the library: it finds one person, and follows them from picture to picture.

    Its own smoothing is off: it delays the knees by up to 50 ms.
    """

    def __init__(self) -> None:
        self._model = mp.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False)

    def find(self, image: Image) -> list[Pose]:
        """The most prominent person, or nobody."""
        found = self._model.process(image)
        if found.pose_landmarks is None:
            return []
        size = (image.shape[1], image.shape[0])
        return [pose_of(found.pose_landmarks.landmark, found.pose_world_landmarks.landmark, size)]

    def close(self) -> None:
        """Free what the model takes."""
        self._model.close()


class Tracker:
    """One run of a model, in a thread of its own."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._thread = ThreadPoolExecutor(max_workers=1)

    def find(self, image: Image) -> "Future[list[Pose]]":
        """Start looking at the next picture."""
        return self._thread.submit(self._model.find, image)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._model.close()


Choice = Callable[[Sequence[Pose], Sequence[Pose], int], Pose | None]
"""The athlete of those found in a picture as it is and mirrored, both as they lie in the picture itself; its width, px.

Asked picture by picture, in their order.
"""


@dataclass(frozen=True, slots=True)
class Looks:
    """Two looks at one picture that are under way."""

    width: int
    straight: "Future[list[Pose]]"
    mirrored: "Future[list[Pose]]"
    choose: Choice

    def pose(self) -> Pose | None:
        """Wait for both; the athlete. To be asked for in the pictures' order, once."""
        mirrored = [unmirror(one, self.width) for one in self.mirrored.result()]
        return self.choose(self.straight.result(), mirrored, self.width)


class PoseFinder:
    """Finds the pose in picture after picture of one video; use as a context manager.

    `build` loads a run of the model, of which there are two; `name` is the model's, for the record.
    """

    def __init__(self, name: str = POSE_MODEL, build: Callable[[], Model] = OwnModel, choose: "Choice | None" = None):
        self.name = name
        self._choose = choose or only_one
        self._trackers = ExitStack()
        self._straight = self._trackers.enter_context(Tracker(build()))
        self._mirrored = self._trackers.enter_context(Tracker(build()))

    def look(self, image: Image) -> Looks:
        """Start looking at the next picture; both trackers run while the caller goes on."""
        flipped = np.ascontiguousarray(image[:, ::-1])
        return Looks(image.shape[1], self._straight.find(image), self._mirrored.find(flipped), self._choose)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._trackers.close()


def only_one(straight: Sequence[Pose], mirrored: Sequence[Pose], _width: int) -> Pose | None:
    """The choice where the model finds one person at most, and follows them itself."""
    return merge(*(found[0] if found else None for found in (straight, mirrored)))


def unmirror(pose: Pose, width: int) -> Pose:
    """The pose found in a mirrored picture of this width (px) as it lies in the picture itself."""
    flip = np.array([-1.0, 1.0])
    return Pose(
        points=np.array([width, 0.0]) + flip * pose.points[MIRRORED],
        visibility=pose.visibility[MIRRORED],
        world=flip * pose.world[MIRRORED],
    )


def merge(one: Pose | None, other: Pose | None) -> Pose | None:
    """The mean of two looks; the only one if the other found nobody.

    If they found different people, the only one upright, since the model may hold on to a person upside down that
    is none, or else the one who is clearly larger, since bystanders are further off; else None.
    """
    if one is None or other is None:
        return one or other
    if apart(one, other) > APART:
        if _upright(one) != _upright(other):
            return one if _upright(one) else other
        small, large = sorted((one, other), key=_torso)
        return large if _torso(large) > CLEARLY_LARGER * _torso(small) else None
    return Pose(
        points=(one.points + other.points) / 2,
        visibility=(one.visibility + other.visibility) / 2,
        world=(one.world + other.world) / 2,
    )


def apart(one: Pose, other: Pose) -> float:
    """How far shoulders and hips of two poses are from each other on average, in torso lengths."""
    torso = (_torso(one) + _torso(other)) / 2
    return float(np.linalg.norm(one.points[TRUNK] - other.points[TRUNK], axis=1).mean()) / max(torso, 1.0)


def _upright(pose: Pose) -> bool:
    """Whether the shoulders are above the hips."""
    return bool(pose.points[SHOULDERS, 1].mean() < pose.points[HIPS, 1].mean())


def _torso(pose: Pose) -> float:
    return float(np.linalg.norm(pose.points[SHOULDERS].mean(axis=0) - pose.points[HIPS].mean(axis=0)))
