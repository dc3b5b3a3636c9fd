"""The pose model: a picture in, the joints of the most prominent person out.

Each picture is looked at twice, as it is and mirrored, by two trackers side by side, and the two looks
are averaged. The model's errors in the two are nearly unrelated, so the constant error of a leg falls by a
fifth, and a mirrored video gives mirrored numbers. Half the pictures then cost as much as one look at all.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.joints import HIPS, MIRRORED, SHOULDERS
from sessions.knee_tracking.lean_mediapipe import mp

POSE_MODEL = f"mediapipe {mp.__version__} pose_landmark_full"
MODEL_ROWS = [0, 11, 12, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]  # the model's numbers of our joints
APART = 0.3  # torso lengths between the two looks' hips and shoulders: they found different people
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


class Tracker:
    """One run of the model that follows a person from picture to picture, in a thread of its own.

    The model's own smoothing is off: it delays the knees by up to 50 ms.
    """

    def __init__(self) -> None:
        self._model = mp.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False)
        self._thread = ThreadPoolExecutor(max_workers=1)

    def find(self, image: Image) -> "Future[Pose | None]":
        """Start looking at the next picture."""
        return self._thread.submit(self._find, image)

    def _find(self, image: Image) -> Pose | None:
        found = self._model.process(image)
        if found.pose_landmarks is None:
            return None
        marks = [found.pose_landmarks.landmark[row] for row in MODEL_ROWS]
        world = [found.pose_world_landmarks.landmark[row] for row in MODEL_ROWS]
        height, width = image.shape[:2]
        return Pose(
            points=np.array([[mark.x * width, mark.y * height] for mark in marks]),
            visibility=np.array([mark.visibility for mark in marks]),
            world=np.array([[mark.x, mark.z] for mark in world]),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._model.close()


@dataclass(frozen=True, slots=True)
class Looks:
    """Two looks at one picture that are under way."""

    width: int
    straight: "Future[Pose | None]"
    mirrored: "Future[Pose | None]"

    def pose(self) -> Pose | None:
        """Wait for both and merge them."""
        mirrored = self.mirrored.result()
        return merge(self.straight.result(), mirrored and unmirror(mirrored, self.width))


class PoseFinder:
    """Finds the pose in picture after picture of one video; use as a context manager."""

    def __init__(self) -> None:
        self._trackers = ExitStack()
        self._straight = self._trackers.enter_context(Tracker())
        self._mirrored = self._trackers.enter_context(Tracker())

    def look(self, image: Image) -> Looks:
        """Start looking at the next picture; both trackers run while the caller goes on."""
        flipped = np.ascontiguousarray(image[:, ::-1])
        return Looks(image.shape[1], self._straight.find(image), self._mirrored.find(flipped))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._trackers.close()


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
    torso = (_torso(one) + _torso(other)) / 2
    trunk = [*SHOULDERS, *HIPS]
    if np.linalg.norm(one.points[trunk] - other.points[trunk], axis=1).mean() > APART * torso:
        if _upright(one) != _upright(other):
            return one if _upright(one) else other
        small, large = sorted((one, other), key=_torso)
        return large if _torso(large) > CLEARLY_LARGER * _torso(small) else None
    return Pose(
        points=(one.points + other.points) / 2,
        visibility=(one.visibility + other.visibility) / 2,
        world=(one.world + other.world) / 2,
    )


def _upright(pose: Pose) -> bool:
    """Whether the shoulders are above the hips."""
    return bool(pose.points[SHOULDERS, 1].mean() < pose.points[HIPS, 1].mean())


def _torso(pose: Pose) -> float:
    return float(np.linalg.norm(pose.points[SHOULDERS].mean(axis=0) - pose.points[HIPS].mean(axis=0)))
