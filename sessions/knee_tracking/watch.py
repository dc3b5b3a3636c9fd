"""Watch a video once, from its first frame to its last: pose and scene in, a pose track out."""

from collections import deque
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from sessions.knee_tracking.frames import (
    ANALYSED_HZ,
    ANALYSED_SIDE,
    Frame,
    Image,
    Pace,
    UnreadableError,
    decode,
    opened,
    upright,
)
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.limits import Limits, at_most_more
from sessions.knee_tracking.people import Detector
from sessions.knee_tracking.pose import Looks, Pose, PoseFinder
from sessions.knee_tracking.probe import HEADER_MB, Header, RefusedError
from sessions.knee_tracking.report import Code, Video
from sessions.knee_tracking.scene import SceneWatcher
from sessions.knee_tracking.task_model import task_finder
from sessions.knee_tracking.track import PoseTrack

COMPLETE = 0.85  # of the promised length must be there, in one shape: whole files 0.99 and more, one cut in half 0.46
UNEVEN = 0.1  # of the median interval between frames: more, at the 10th or 90th percentile, is a variable rate
SAME_SHAPE = 0.02  # of a side, by which a picture may differ from the first one's shape
AHEAD = 3  # pictures under way at once, which bounds the memory


@dataclass(frozen=True, slots=True)
class Watched:
    """What watching gives: the track, the stream's facts as decoded, and the seconds it took."""

    track: PoseTrack
    video: Video
    decode_s: float
    pose_s: float


@dataclass(slots=True)
class _Notes:
    """What is gathered frame by frame."""

    scene: SceneWatcher
    model: str
    frame_times: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    poses: list[Pose | None] = field(default_factory=list)
    size: tuple[int, int] | None = None
    rotation_deg: int = 0
    other_shapes: int = 0
    pending: deque[tuple[float, Image, Looks]] = field(default_factory=deque)

    def look(self, finder: PoseFinder, frame: Frame, image: Image) -> None:
        """Start looking at the next picture; one of another shape than the first is passed over."""
        if self.size is None:
            self.size, self.rotation_deg = (image.shape[1], image.shape[0]), frame.picture.rotation
        fitting = fitted(image, self.size)
        if fitting is None:
            self.other_shapes += 1
        else:
            self.pending.append((frame.time_s, fitting, finder.look(fitting)))

    def settle(self, *, leave: int) -> None:
        """Take up finished looks until only `leave` are under way."""
        while len(self.pending) > leave:
            time_s, image, looks = self.pending.popleft()
            pose = looks.pose()
            self.scene.show(time_s, image, pose)
            self.times.append(time_s)
            self.poses.append(pose)


def watch(
    source: Path, header: Header, limits: Limits, pose_model: Path | None = None
) -> Generator[float, None, Watched]:
    """Yields the share of the video watched so far, 0..1; returns what was seen, by the pose model of this file if any.

    Raises RefusedError if the video turns out to be longer than allowed, ends early or changes its shape.
    """
    began = perf_counter()
    decode_s = 0.0
    with ExitStack() as stack:
        container, stream = _opened(source, header, limits, stack)
        finder = stack.enter_context(task_finder(pose_model) if pose_model else PoseFinder())
        notes = _Notes(SceneWatcher(stack.enter_context(Detector())), finder.name)
        pace = Pace(ANALYSED_HZ)
        try:
            frames = decode(container, stream)
            while True:
                started = perf_counter()
                frame = next(frames, None)
                if frame is None:
                    break
                image = upright(frame.picture, longest_side=ANALYSED_SIDE) if pace.due(frame.time_s) else None
                decode_s += perf_counter() - started
                if frame.time_s > limits.max_duration_s:
                    raise RefusedError(Code.TOO_LONG, header.video)
                notes.frame_times.append(frame.time_s)
                if image is None:
                    continue
                notes.look(finder, frame, image)
                notes.settle(leave=AHEAD)
                yield min(1.0, frame.time_s / header.promised_s) if header.promised_s else 0.0
        except UnreadableError as error:
            raise RefusedError(Code.NOT_A_VIDEO, header.video, decoded=bool(notes.frame_times)) from error
        notes.settle(leave=0)
    return _watched(notes, header, decode_s, perf_counter() - began)


def _opened(source: Path, header: Header, limits: Limits, stack: ExitStack) -> tuple[InputContainer, VideoStream]:
    """Open it as it was probed, before any model is there: an index that found no room then was cut off, and is again.

    Read without that bound, it would leave the models none.
    """
    with at_most_more(HEADER_MB):
        try:
            return stack.enter_context(opened(source, max_pixels=limits.max_pixels))
        except UnreadableError as error:
            raise RefusedError(Code.NOT_A_VIDEO, header.video) from error
        except MemoryError as error:
            raise RefusedError(Code.TOO_LARGE, header.video) from error


def _watched(notes: _Notes, header: Header, decode_s: float, total_s: float) -> Watched:
    intervals = np.diff(notes.frame_times)
    if len(intervals) == 0 or notes.size is None:
        raise RefusedError(Code.NOT_A_VIDEO, header.video)
    frame_s = float(np.median(intervals))
    duration_s = notes.frame_times[-1] + frame_s
    video = _as_decoded(notes, header.video, intervals, duration_s)
    early = header.promised_s is not None and duration_s < COMPLETE * header.promised_s
    if early or len(notes.times) < COMPLETE * (len(notes.times) + notes.other_shapes):
        raise RefusedError(Code.NOT_A_VIDEO, video, decoded=True)
    nobody = np.full((len(Joint), 2), np.nan)
    track = PoseTrack(
        times_s=np.array(notes.times),
        points=np.array([pose.points if pose else nobody for pose in notes.poses]),
        visibility=np.array([pose.visibility if pose else nobody[:, 0] for pose in notes.poses]),
        world=np.array([pose.world if pose else nobody for pose in notes.poses]),
        width=notes.size[0],
        height=notes.size[1],
        duration_s=duration_s,
        frame_s=frame_s,
        model=notes.model,
        scene=notes.scene.scene(),
    )
    return Watched(track, video, decode_s, total_s - decode_s)


def fitted(image: Image, size: tuple[int, int]) -> Image | None:
    """The picture at this width and height, px; None if its shape is another, since that would distort bodies."""
    (width, height), (high, wide) = size, image.shape[:2]
    if abs(wide * height - high * width) > SAME_SHAPE * wide * height:
        return None
    return image if (wide, high) == size else np.asarray(cv2.resize(image, size), np.uint8)


def _as_decoded(
    notes: _Notes, video: Video, intervals: np.ndarray[tuple[int], np.dtype[np.float64]], duration_s: float
) -> Video:
    low, middle, high = np.percentile(intervals, (10, 50, 90))
    turned = notes.rotation_deg % 180 == 90
    return Video(
        fps=round(float(1 / intervals.mean()), 3) or None,
        frames=len(notes.frame_times),
        duration_s=round(duration_s, 3),
        width=video.height if turned else video.width,
        height=video.width if turned else video.height,
        rotation_deg=notes.rotation_deg,
        codec=video.codec,
        vfr=bool(middle - low > UNEVEN * middle or high - middle > UNEVEN * middle),
    )
