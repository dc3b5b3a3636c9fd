"""Pictures of moments of a set, taken from its web copy."""

from pathlib import Path

import cv2

from sessions.knee_tracking.frames import Image, UnreadableError, opened, upright
from sessions.knee_tracking.limits import Limits

LONGEST_SIDE = 960  # px
JPEG_QUALITY = 88
SEEK_UNIT_S = 1e-6


def picture_at(web_copy: Path, time_s: float, limits: Limits) -> Image:
    """The upright picture that a web copy shows at a time; raises UnreadableError if there is none."""
    with opened(web_copy, max_pixels=limits.max_pixels) as (container, _stream):
        container.seek(int(time_s / SEEK_UNIT_S))
        shown = None
        for picture in container.decode(video=0):
            if shown is not None and picture.time > time_s:
                break
            shown = picture
        if shown is None:
            raise UnreadableError(f"no picture at {time_s} s")
        return upright(shown, longest_side=LONGEST_SIDE)


def write_still(image: Image, path: Path) -> None:
    """Write a picture as JPEG, with nothing but the picture in it."""
    done, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise UnreadableError("the picture could not be encoded")
    path.write_bytes(data.tobytes())
