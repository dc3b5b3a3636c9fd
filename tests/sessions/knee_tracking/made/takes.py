"""Takes: parts of clips as pictures, and the person cut out of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sessions import demo_clips
from sessions.knee_tracking.frames import Image, Pace, decode, opened, upright
from sessions.knee_tracking.joints import HIPS, Joint
from sessions.knee_tracking.lean_mediapipe import mp
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.pose import MODEL_ROWS

Mask = NDArray[np.float32]  # (height, width), 0..1

SIDE = 704  # px, longest side: even both ways for 16:9, and as large as the engine looks at
HZ = 15.0  # the engine looks at no more


@dataclass(frozen=True, slots=True)
class Cut:
    """A person cut out of one picture: how far each pixel is theirs, and their joints (13, 2) px."""

    picture: Image
    mask: Mask
    joints: NDArray[np.float64]

    @property
    def hips(self) -> NDArray[np.float64]:
        """Middle of the hips (2,) px."""
        return np.asarray(self.joints[HIPS].mean(axis=0))

    @property
    def sole(self) -> NDArray[np.float64]:
        """Where the person stands (2,) px: under the hips, as low as the lower toe."""
        return np.array([self.hips[0], self.joints[[Joint.LEFT_TOE, Joint.RIGHT_TOE], 1].max()])

    @property
    def stands(self) -> tuple[float, float]:
        """The sole as two numbers."""
        return float(self.sole[0]), float(self.sole[1])

    @property
    def height(self) -> float:
        """From nose to sole, px."""
        return float(self.sole[1] - self.joints[Joint.NOSE, 1])


@dataclass(frozen=True)
class Take:
    """Part of a clip, HZ pictures a second, SIDE px long."""

    clip: Path
    start_s: float
    end_s: float

    @cached_property
    def pictures(self) -> list[Image]:
        """The pictures in order."""
        return [image for _, image in self.at(HZ)]

    def at(self, hz: float, side: int = SIDE) -> Iterator[tuple[float, Image]]:
        """Times from the take's start, s, and pictures, at most `hz` a second and `side` px long."""
        pace = Pace(hz)
        with opened(self.clip, max_pixels=Limits().max_pixels) as (container, stream):
            for frame in decode(container, stream):
                if frame.time_s >= self.end_s:
                    break
                if frame.time_s >= self.start_s and pace.due(frame.time_s - self.start_s):
                    yield frame.time_s - self.start_s, upright(frame.picture, longest_side=side)

    @cached_property
    def cuts(self) -> list[Cut]:
        """The person of each picture; one who is not found is as in the picture before."""
        found: list[Cut | None] = []
        with mp.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False, enable_segmentation=True) as model:
            for image in self.pictures:
                seen = model.process(image)
                if seen.pose_landmarks is None:
                    found.append(None)
                    continue
                marks = [seen.pose_landmarks.landmark[row] for row in MODEL_ROWS]
                size = image.shape[1::-1]
                joints = np.array([(mark.x * size[0], mark.y * size[1]) for mark in marks], float)
                found.append(Cut(image, np.asarray(seen.segmentation_mask, np.float32), joints))
        known = next(cut for cut in found if cut is not None)
        cuts = []
        for cut in found:
            known = cut or known
            cuts.append(known)
        return cuts

    @cached_property
    def tall(self) -> float:
        """The person's height when standing, px."""
        return float(np.percentile([cut.height for cut in self.cuts], 90))

    @cached_property
    def room(self) -> Image:
        """The pictures' background without the person: what was seen beside them, the rest painted over."""
        every = list(zip(self.pictures, self.cuts, strict=True))[::4]
        wide = np.ones((9, 9), np.uint8)
        theirs = np.array([cv2.dilate((cut.mask > 0.1).astype(np.uint8), wide) > 0 for _, cut in every])
        pictures = np.array([image for image, _ in every])
        never = theirs.all(axis=0)
        beside = np.where((theirs & ~never)[..., None], np.nan, pictures.astype(float))
        plain = np.nan_to_num(np.nanmedian(beside, axis=0)).astype(np.uint8)
        return np.asarray(cv2.inpaint(plain, never.astype(np.uint8), 5, cv2.INPAINT_TELEA), np.uint8)


def paste(onto: Image, cut: Cut, *, scale: float, sole: tuple[float, float], flip: bool = False) -> Image:
    """A person in another picture: enlarged by `scale`, standing with the sole's point of the cut at `sole`, px."""
    ahead = -scale if flip else scale
    matrix = np.array(
        [[ahead, 0, sole[0] - ahead * cut.sole[0]], [0, scale, sole[1] - scale * cut.sole[1]]], np.float32
    )
    size = onto.shape[1::-1]
    mask = np.asarray(cv2.warpAffine(cut.mask, matrix, size))[..., None]
    person = np.asarray(cv2.warpAffine(cut.picture, matrix, size), float)
    return np.asarray(onto * (1 - mask) + person * mask, np.uint8)


@dataclass(frozen=True, slots=True)
class Material:
    """What a film is made from: the athlete's set, another athlete's, somebody walking, somebody from the side."""

    athlete: Take
    other: Take
    walker: Take
    side: Take


@cache
def shipped() -> Material:
    """From the clips that CoachHub ships; its athlete's knees come in more with every rep."""
    return Material(
        athlete=Take(demo_clips.DRIFT, 10.05, 23.5),
        other=Take(demo_clips.IN_LINE, 3.3, 18.2),
        walker=Take(demo_clips.IN_LINE, 0.2, 2.2),
        side=Take(demo_clips.SIDE_VIEW, 0.0, 14.0),
    )
