"""Hide places of a picture for good: what was there is replaced by a few averages of it."""

from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.heads import Ellipse

Plane = NDArray[np.uint8]
Weights = NDArray[np.float32]

CELLS = 6  # averages across an ellipse and down it; a face, which is smaller, gets about four
STEP = 8  # averages are rounded to this, so that many pictures of one face tell no more than one of them
FEATHER = 0.15  # the edge, in the ellipse's own sizes: outside of it the picture fades in


def blurred(picture: av.VideoFrame, places: Sequence[Ellipse]) -> av.VideoFrame:
    """A copy of a yuv420p picture, which must have even sides, with nothing to be seen at these places."""
    data = picture.to_ndarray(format="yuv420p")
    height, width = picture.height, picture.width
    luma, chroma = data.reshape(-1)[: width * height], data.reshape(-1)[width * height :]
    planes = [luma.reshape(height, width), *chroma.reshape(2, height // 2, width // 2)]
    for place in places:
        for plane in planes:
            hide(plane, place)
    copy = av.VideoFrame.from_ndarray(data, format="yuv420p")
    copy.color_range, copy.colorspace = picture.color_range, picture.colorspace
    return copy


def hide(plane: Plane, place: Ellipse) -> None:
    """Hide a place of one plane (height, width), in the array itself."""
    height, width = plane.shape
    left, right = _ends(place.x, place.half_width, width)
    top, bottom = _ends(place.y, place.half_height, height)
    if left >= right or top >= bottom:
        return
    region = plane[top:bottom, left:right]
    across = (np.arange(left, right, dtype=np.float32) + 0.5 - place.x * width) / (place.half_width * width)
    down = (np.arange(top, bottom, dtype=np.float32) + 0.5 - place.y * height) / (place.half_height * height)
    distance = np.sqrt(down[:, None] ** 2 + across[None, :] ** 2)
    hidden = np.clip((1 + FEATHER - distance) / FEATHER, 0.0, 1.0)
    region[:] = region + np.rint(hidden * (_averages(region) - region))


def _ends(middle: float, half: float, length: int) -> tuple[int, int]:
    """First pixel of a place with its edge, and the one after its last."""
    reach = half * (1 + FEATHER)
    return max(0, int(np.floor((middle - reach) * length))), min(length, int(np.ceil((middle + reach) * length)))


def _averages(region: Plane) -> Weights:
    """The region as CELLS x CELLS averages, drawn as large as it was."""
    down, across = (_cells(length) for length in region.shape)
    sums = np.add.reduceat(np.add.reduceat(region, down[:-1], axis=0, dtype=np.float32), across[:-1], axis=1)
    means = sums / (np.diff(down)[:, None] * np.diff(across)[None, :])
    means = np.rint(means / STEP) * STEP
    drawn: Weights = _between(down) @ means.astype(np.float32) @ _between(across).T
    return drawn


def _cells(length: int) -> NDArray[np.intp]:
    """Where cells begin, and the end."""
    return np.unique(np.linspace(0, length, CELLS + 1).astype(np.intp))


def _between(cells: NDArray[np.intp]) -> Weights:
    """How much of each cell's average a pixel gets, (pixels, cells): straight lines between the cells' middles."""
    middles = (cells[:-1] + cells[1:]) / 2
    pixels = np.arange(cells[-1]) + 0.5
    return np.array([np.interp(pixels, middles, one) for one in np.eye(len(middles))], np.float32).T
