"""Measuring again from the pose track that was kept: no video, no picture, nothing but arithmetic."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from zipfile import BadZipFile

from sessions.knee_tracking.curve import curve
from sessions.knee_tracking.events import Moment
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.measured import measured
from sessions.knee_tracking.moments import moments
from sessions.knee_tracking.report import OwnSet, Report, Task, Timing, Video
from sessions.knee_tracking.track import PoseTrack

NO_TRACK = (ValueError, TypeError, KeyError, EOFError, BadZipFile, zlib.error)
"""What reading a file raises that is no track of this format: another one, another file, half a file."""


class OtherFormatError(Exception):
    """The file is no pose track that this engine reads."""


@dataclass(frozen=True, slots=True)
class Again:
    """What this engine says of a track: the report, the curve's JSON values, and the good and the worst moment.

    curve and moments are None where no knee was measured.
    """

    report: Report
    curve: dict[str, Any] | None
    moments: tuple[Moment, Moment] | None


def measure_again(path: Path, task: Task, video: Video, own: Sequence[OwnSet] = ()) -> Again:
    """Measure a stored track, against `own` as in `measure`; `video` is what the earlier report says of the file.

    Raises OtherFormatError, and FileNotFoundError where there is no such file.
    """
    began = perf_counter()
    try:
        track = PoseTrack.load(path)
    except NO_TRACK as error:
        raise OtherFormatError(str(error)) from error
    measuring = perf_counter()
    measurement = measure(track, task, own=own)
    ended = perf_counter()
    timing = Timing(measure=round(ended - measuring, 3), total=round(ended - began, 3))
    return Again(
        report=measured(measurement, video, track.model, task, timing),
        curve=curve(measurement),
        moments=moments(measurement),
    )
