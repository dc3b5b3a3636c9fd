"""A pose model given as a file, run by MediaPipe's task library; it finds several people at once.

More than one person is always asked for: with one alone the library smooths the points over time, which cannot be
turned off and delays the knees by about 25 ms.
"""

from functools import partial
from pathlib import Path

from sessions.knee_tracking.choosing import Follower
from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.lean_mediapipe import mp
from sessions.knee_tracking.pose import LIBRARY, Pose, PoseFinder, pose_of
from sessions.knee_tracking.pose_file import name_of

PEOPLE = 3  # default; each one seen costs another look, and the athlete is seldom behind two others


class TaskModel:
    """One run of the model over the pictures of one video. Raises RuntimeError or ValueError if it cannot be loaded."""

    def __init__(self, path: Path) -> None:
        vision = mp.tasks.vision
        options = vision.PoseLandmarkerOptions(
            base_options=mp.tasks.BaseOptions(model_asset_path=str(path)),
            running_mode=vision.RunningMode.VIDEO,
            num_poses=PEOPLE,
        )
        self._model = vision.PoseLandmarker.create_from_options(options)
        self._turn = 0

    def find(self, image: Image) -> list[Pose]:
        """Everybody in the next picture."""
        self._turn += 1  # the library wants a clock; nothing of what it does here depends on its speed
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=image)
        found = self._model.detect_for_video(picture, self._turn)
        size = (image.shape[1], image.shape[0])
        people = zip(found.pose_landmarks, found.pose_world_landmarks, strict=True)
        return [pose_of(marks, world, size) for marks, world in people]

    def close(self) -> None:
        """Free what the model takes."""
        self._model.close()


def task_finder(path: Path) -> PoseFinder:
    """Finds the athlete among everybody whom the model of this file finds. Raises OSError, RuntimeError, ValueError."""
    return PoseFinder(f"{LIBRARY} {name_of(path)}", partial(TaskModel, path), Follower().choose)
