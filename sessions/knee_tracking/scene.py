"""What goes on around the athlete, watched while the pose is found: light, contrast, other people, camera, cuts."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.contrast import legs_contrast
from sessions.knee_tracking.frames import Image, Pace
from sessions.knee_tracking.joints import HIPS, SHOULDERS
from sessions.knee_tracking.people import Detector, others
from sessions.knee_tracking.pose import Pose
from sessions.knee_tracking.track import Floats, Scene

Corners = NDArray[np.float32]  # (n, 1, 2) px

LIGHT_HZ = 2.0
PEOPLE_HZ = 0.5  # a sample costs as much as two looks at the pose
COMPANY_HZ = 3.0  # while somebody else is seen, to learn how they move
CAMERA_SIDE = 320  # px, longest side of the picture in which the background is followed
CAMERA_POINTS = 150
KNOWN_POINTS = 12  # fewer background points than this say nothing
KNOWN_SHARE = 0.5  # of the points must move together
BOX_MARGIN = 0.15  # of the box's size: hands, feet and what is carried stick out of the joints' box
BLOCKS = (16, 9)
SAME_PICTURE = 0.65  # correlation of grey blocks: uncut pictures 0.77 and more, different clips mostly under this


class SceneWatcher:
    """Collects a Scene from the pictures of one video, shown in order, each with the pose found in it."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._light_pace, self._people_pace = Pace(LIGHT_HZ), Pace(PEOPLE_HZ)
        self._light: list[tuple[float, float]] = []
        self._others: list[tuple[float, float]] = []
        self._company_pace = Pace(COMPANY_HZ)
        self._company: list[tuple[float, float, float, float]] = []
        self._in_company = False
        self._legs: list[tuple[float, float]] = []
        self._camera: list[tuple[float, float, float, float, float]] = []
        self._cuts: list[float] = []
        self._before: Image | None = None
        self._blocks: Floats | None = None

    def show(self, time_s: float, image: Image, pose: Pose | None) -> None:
        """Look at the next picture."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        box = _box(pose, image.shape)
        if pose is not None and box is not None:
            self._light_and_people(time_s, image, np.asarray(grey, np.uint8), box, pose)
        share = CAMERA_SIDE / max(grey.shape)
        small = np.asarray(cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)
        if self._before is not None:
            moved = background_step(self._before, small, box, share)
            self._camera.append((time_s, *moved))
        self._before = small
        blocks = np.asarray(cv2.resize(small, BLOCKS, interpolation=cv2.INTER_AREA), float).ravel()
        if self._blocks is not None and alike(self._blocks, blocks) < SAME_PICTURE:
            self._cuts.append(time_s)
        self._blocks = blocks

    def _light_and_people(self, time_s: float, image: Image, grey: Image, box: tuple[slice, slice], pose: Pose) -> None:
        if self._light_pace.due(time_s):
            self._light.append((time_s, float(np.percentile(grey[box], 90))))
            self._legs.append((time_s, legs_contrast(grey, pose.points)))
        asked, watched = self._people_pace.due(time_s), self._company_pace.due(time_s)
        if asked or (watched and self._in_company):
            hips = pose.points[HIPS].mean(axis=0)
            torso = float(np.linalg.norm(pose.points[SHOULDERS].mean(axis=0) - hips))
            company = others(self._detector.everybody(image), hips, torso)
            self._in_company = len(company) > 0
            self._company += [(time_s, float(x), float(y), float(size)) for x, y, size in company]
            if asked:
                self._others.append((time_s, self._in_company))

    def scene(self) -> Scene:
        """Everything seen so far."""
        return Scene(
            light=np.array(self._light, float).reshape(-1, 2),
            others=np.array(self._others, float).reshape(-1, 2),
            camera=np.array(self._camera, float).reshape(-1, 5),
            cuts_s=np.array(self._cuts, float),
            company=np.array(self._company, float).reshape(-1, 4),
            legs=np.array(self._legs, float).reshape(-1, 2),
        )


def _box(pose: Pose | None, shape: tuple[int, ...]) -> tuple[slice, slice] | None:
    """Rows and columns of the athlete in a picture, or None if nobody or nothing of them is in it."""
    if pose is None:
        return None
    low, high = pose.points.min(axis=0), pose.points.max(axis=0)
    margin = BOX_MARGIN * (high - low).max()
    x0, y0 = np.maximum(low - margin, 0).astype(int)
    x1, y1 = np.minimum(high + margin, (shape[1], shape[0])).astype(int)
    return (slice(y0, y1), slice(x0, x1)) if x1 > x0 and y1 > y0 else None


def background_step(
    before: Image, after: Image, box: tuple[slice, slice] | None, share: float
) -> tuple[float, float, float, float]:
    """How the background moved between two grey pictures: x and y at the picture's middle, px, scale, turn in rad.

    `box` is the athlete's, in px of the full picture, of which both pictures are `share`; so is the answer.
    NaN where too little can be followed.
    """
    unknown = (np.nan, np.nan, np.nan, np.nan)
    outside = np.full(before.shape, 255, np.uint8)
    if box is not None:
        rows, columns = ((int(part.start * share), int(part.stop * share) + 1) for part in box)
        outside[slice(*rows), slice(*columns)] = 0
    corners = cast("Corners | None", cv2.goodFeaturesToTrack(before, CAMERA_POINTS, 0.01, 5, mask=outside))
    points = np.empty((0, 1, 2), np.float32) if corners is None else corners
    if len(points) < KNOWN_POINTS:
        return unknown
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, points, np.empty(0, np.float32))
    kept = np.asarray(found).ravel() == 1
    if kept.sum() < KNOWN_POINTS:
        return unknown
    similarity, together = cv2.estimateAffinePartial2D(points[kept], moved[kept], ransacReprojThreshold=1.0)
    if similarity is None or np.mean(together) < KNOWN_SHARE:
        return unknown
    middle = np.array([before.shape[1] / 2, before.shape[0] / 2])
    step = (similarity[:, :2] @ middle + similarity[:, 2] - middle) / share
    across, down = similarity[:, 0]
    return float(step[0]), float(step[1]), float(np.hypot(across, down)), float(np.arctan2(down, across))


def alike(blocks: Floats, others: Floats) -> float:
    """Correlation of two pictures' grey blocks; 1 for plain pictures, which cannot be told apart."""
    if blocks.std() < 1 or others.std() < 1:
        return 1.0
    return float(np.corrcoef(blocks, others)[0, 1])
