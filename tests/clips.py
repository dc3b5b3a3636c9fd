"""Videos as files: a phone's own, and beginnings of shipped clips for tests that need not measure all of one."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np

from sessions import demo_clips

PLACE = "+59.3293+018.0686/"
THREE_REPS_S = 10.3  # of the clip that drifts
SEVEN_REPS_S = 20.4  # of the same clip: all but the last, and the knees are in by then
FROM_THE_SIDE_S = 6.9


def three_reps(folder: Path) -> Path:
    """The first three reps of the clip in which the knees come in, as a file in the folder."""
    return beginning(demo_clips.DRIFT, THREE_REPS_S, folder)


def seven_reps(folder: Path) -> Path:
    """The first seven reps of that clip, as a file in the folder."""
    return beginning(demo_clips.DRIFT, SEVEN_REPS_S, folder)


def from_the_side(folder: Path) -> Path:
    """The first two reps of the clip filmed from the side, as a file in the folder."""
    return beginning(demo_clips.SIDE_VIEW, FROM_THE_SIDE_S, folder)


def beginning(clip: Path, seconds: float, folder: Path) -> Path:
    """The first seconds of a clip, its pictures as they are."""
    made = folder / clip.name
    with av.open(str(clip)) as whole, av.open(str(made), "w", options={"movflags": "faststart"}) as cut:
        film = whole.streams.video[0]
        into = cut.add_stream_from_template(film)
        last = seconds / float(film.time_base or 1)
        for packet in whole.demux(film):
            if packet.pts is not None and packet.dts is not None and packet.pts < last:
                packet.stream = into
                cut.mux(packet)
    return made


def phone_film(format: str = "mp4") -> bytes:
    """Half a second as a phone writes it: with place, make and model."""
    out = io.BytesIO()
    with av.open(out, "w", format=format, options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(
            {"location": PLACE, "com.apple.quicktime.location.ISO6709": PLACE, "make": "Fairphone", "model": "FP5"}
        )
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(15):
            picture = np.full((48, 64, 3), 40 + number * 10, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return out.getvalue()
