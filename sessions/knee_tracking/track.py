"""The pose track: everything that was seen in a video, small enough to keep.

A track is what a measurement is made from. It is stored beside the video, so that a better method
can measure it again without decoding a frame.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.joints import ANKLES, HIPS, SHOULDERS, Joint

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Steps = NDArray[np.int16]

FORMAT = 1
SCENE = {"light", "others", "camera", "cuts_s", "company", "legs"}
CAMERA_COLUMNS = 5
POINT_STEP_PX = 1 / 8  # a third of the model's frame-to-frame jitter on a still leg
WORLD_STEP_M = 0.002
LOST = np.iinfo(np.int16).min
WORLD_KEPT = [Joint.NOSE, *SHOULDERS, *HIPS, *ANKLES]  # what the camera's yaw is read from


@dataclass(frozen=True, slots=True)
class Scene:
    """What was seen around the athlete.

    light: (n, 2) time in s; 90th percentile of grey, 0..255, in the athlete's box.
    others: (n, 2) time in s; 1 where somebody else as clear as the athlete was seen, else 0.
    camera: (n, 5) time in s; how the background moved in x and y, px, its scale and its turn, rad, since the
        picture before; NaN where the background shows nothing to follow.
    cuts_s: (n,) times at which the picture changes to another one.
    company: (n, 4) time in s; middle of the hips, x and y, and torso, px, of somebody else who is clearly seen.
    legs: (n, 2) time in s; grey, 0..255, between light and dark across the leg that stands out less.
    The last two are empty in tracks of older engines, which did not look.
    """

    light: Floats
    others: Floats
    camera: Floats
    cuts_s: Floats
    company: Floats = field(default_factory=lambda: np.empty((0, 4)))
    legs: Floats = field(default_factory=lambda: np.empty((0, 2)))


@dataclass(frozen=True, slots=True)
class PoseTrack:
    """The athlete's points at the presentation times of the pictures that were looked at.

    times_s: (n,) s from the video's first frame.
    points: (n, 13, 2) px of a picture `width` by `height`, x right, y down; NaN where nobody was found.
    visibility: (n, 13) 0..1, the pose model's own, NaN where nobody was found.
    world: (n, 13, 2) m, x and z from the hips' middle, z away from the camera; NaN for joints not kept.
    duration_s, frame_s: the video's length and the median interval between its frames.
    model: name and version of the pose model that found the points.
    """

    times_s: Floats
    points: Floats
    visibility: Floats
    world: Floats
    width: int
    height: int
    duration_s: float
    frame_s: float
    model: str
    scene: Scene

    def save(self, path: Path) -> None:
        """Write the track as a compressed .npz, about 60 kB for a minute."""
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                format=FORMAT,
                size=np.array([self.width, self.height]),
                lengths_s=np.array([self.duration_s, self.frame_s]),
                model=self.model,
                times_us=np.round(self.times_s * 1e6).astype(np.int64),
                points=_steps(self.points, POINT_STEP_PX),
                visibility=np.round(np.nan_to_num(self.visibility) * 255).astype(np.uint8),
                world=_steps(self.world[:, WORLD_KEPT], WORLD_STEP_M),
                light=self.scene.light.astype(np.float32),
                others=self.scene.others.astype(np.float32),
                camera=self.scene.camera.astype(np.float32),
                cuts_s=self.scene.cuts_s.astype(np.float32),
                company=self.scene.company.astype(np.float32),
                legs=self.scene.legs.astype(np.float32),
            )

    @classmethod
    def load(cls, path: Path) -> "PoseTrack":
        """The track of a file written by `save`; raises ValueError for another format."""
        with np.load(path, allow_pickle=False) as file:
            if "format" not in file or int(file["format"]) != FORMAT:
                raise ValueError(f"{path.name} is not a pose track of format {FORMAT}")
            points = _values(file["points"], POINT_STEP_PX)
            world = np.full(points.shape, np.nan)
            world[:, WORLD_KEPT] = _values(file["world"], WORLD_STEP_M)
            (width, height), (duration_s, frame_s) = file["size"], file["lengths_s"]
            return cls(
                times_s=file["times_us"] * 1e-6,
                points=points,
                visibility=np.where(np.isnan(points[..., 0]), np.nan, file["visibility"] / 255),
                world=world,
                width=int(width),
                height=int(height),
                duration_s=float(duration_s),
                frame_s=float(frame_s),
                model=str(file["model"]),
                scene=_scene({name: file[name].astype(float) for name in file.files if name in SCENE}),
            )


def _scene(arrays: dict[str, Floats]) -> Scene:
    """The scene of a file; older engines did not look at the camera's turn, at company and at legs."""
    camera = arrays.pop("camera")
    if camera.shape[1] < CAMERA_COLUMNS:
        camera = np.pad(camera, ((0, 0), (0, CAMERA_COLUMNS - camera.shape[1])))
    return Scene(camera=camera, **arrays)


def _steps(values: Floats, step: float) -> Steps:
    whole = np.clip(np.round(values / step), LOST + 1, -LOST - 1)
    return np.where(np.isnan(whole), LOST, whole).astype(np.int16)


def _values(steps: Steps, step: float) -> Floats:
    return np.where(steps == LOST, np.nan, steps * step)
