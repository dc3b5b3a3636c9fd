"""Other people in the picture: the pose model's own detector, asked for everybody it sees."""

from types import TracebackType
from typing import Self

import numpy as np

from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.lean_mediapipe import mp
from sessions.knee_tracking.track import Floats

GRAPH = """
input_stream: "image"
output_stream: "people"
node { calculator: "PoseDetectionCpu" input_stream: "IMAGE:image" output_stream: "DETECTIONS:people" }
"""
TILES = 3  # squares along the picture, besides the whole: in a wide picture people are too small for the detector
CLEAR_SCORE = 0.75  # real second people score 0.83 and more, false ones up to 0.74
ELSEWHERE = 1.2  # torso lengths from the athlete's hips: further off it is somebody else


class Detector:
    """Finds the hips of everybody in a picture; use as a context manager."""

    def __init__(self) -> None:
        self._graph = mp.CalculatorGraph(graph_config=GRAPH)
        self._found: list[tuple[float, float, float]] = []
        self._graph.observe_output_stream("people", self._keep)
        self._graph.start_run()
        self._turn = 0

    def hips(self, image: Image) -> Floats:
        """Middle of the hips of each person clearly seen, (n, 2) px; one person may come several times."""
        height, width = image.shape[:2]
        side = min(height, width)
        slack = max(height, width) - side
        squares = [round(slack * part / (TILES - 1)) for part in range(TILES)]
        tiles = [image, *(_square(image, at, side) for at in squares)]
        corners = [(0, 0), *((at, 0) if width > height else (0, at) for at in squares)]
        found = []
        for tile, corner in zip(tiles, corners, strict=True):
            size = (tile.shape[1], tile.shape[0])
            found += [np.multiply((x, y), size) + corner for x, y in self._detect(tile)]
        return np.array(found).reshape(-1, 2)

    def _detect(self, tile: Image) -> list[tuple[float, float]]:
        self._found.clear()
        self._turn += 1
        picture = mp.packet_creator.create_image_frame(
            data=np.ascontiguousarray(tile), image_format=mp.ImageFormat.SRGB
        )
        self._graph.add_packet_to_input_stream("image", picture.at(self._turn))
        self._graph.wait_until_idle()
        return [(x, y) for score, x, y in self._found if score >= CLEAR_SCORE]

    def _keep(self, _stream: str, packet: object) -> None:
        for person in mp.packet_getter.get_proto_list(packet):
            hips = person.location_data.relative_keypoints[0]
            self._found.append((person.score[0], hips.x, hips.y))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._graph.close_all_packet_sources()
        self._graph.wait_until_done()


def _square(image: Image, at: int, side: int) -> Image:
    return image[:, at : at + side] if image.shape[1] > image.shape[0] else image[at : at + side]


def somebody_else(hips: Floats, athlete: Floats, torso_px: float) -> bool:
    """Whether any of `hips` (n, 2) is not the athlete's, whose hips' middle (2,) and torso length are given, px."""
    return bool((np.linalg.norm(hips - athlete, axis=1) > ELSEWHERE * torso_px).any())
