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
Ends = tuple[float, float, float, float]  # of a torso: hips x, y, shoulders x, y, as shares of the picture

HIPS_ROW, SHOULDERS_ROW = 0, 2  # the detector's numbers of the points that it gives of a body
TILES = 3  # squares along the picture, besides the whole: in a wide picture people are too small for the detector
CLEAR_SCORE = 0.75  # real second people score 0.83 and more, false ones up to 0.74
ELSEWHERE = 1.2  # torso lengths from the athlete's hips: further off it is somebody else
ONE_PERSON = 0.5  # torso lengths: detections nearer to each other are of one person, seen in several tiles


class Detector:
    """Finds everybody in a picture; use as a context manager."""

    def __init__(self) -> None:
        self._graph = mp.CalculatorGraph(graph_config=GRAPH)
        self._found: list[tuple[float, Ends]] = []
        self._graph.observe_output_stream("people", self._keep)
        self._graph.start_run()
        self._turn = 0

    def everybody(self, image: Image) -> Floats:
        """Each person clearly seen, (n, 3) px: middle of the hips, and from there to the shoulders' middle."""
        height, width = image.shape[:2]
        side = min(height, width)
        slack = max(height, width) - side
        squares = [round(slack * part / (TILES - 1)) for part in range(TILES)]
        tiles = [image, *(_square(image, at, side) for at in squares)]
        corners = [(0, 0), *((at, 0) if width > height else (0, at) for at in squares)]
        found: list[Floats] = []
        for tile, corner in zip(tiles, corners, strict=True):
            size = (tile.shape[1], tile.shape[0])
            for seen in self._detect(tile):
                hips, shoulders = np.reshape(seen, (2, 2)) * size + corner
                torso = float(np.linalg.norm(shoulders - hips))
                if all(np.linalg.norm(hips - other[:2]) > ONE_PERSON * torso for other in found):
                    found.append(np.array([*hips, torso]))
        return np.array(found).reshape(-1, 3)

    def _detect(self, tile: Image) -> list[Ends]:
        self._found.clear()
        self._turn += 1
        picture = mp.packet_creator.create_image_frame(
            data=np.ascontiguousarray(tile), image_format=mp.ImageFormat.SRGB
        )
        self._graph.add_packet_to_input_stream("image", picture.at(self._turn))
        self._graph.wait_until_idle()
        return [ends for score, ends in self._found if score >= CLEAR_SCORE]

    def _keep(self, _stream: str, packet: object) -> None:
        for person in mp.packet_getter.get_proto_list(packet):
            hips, shoulders = (person.location_data.relative_keypoints[row] for row in (HIPS_ROW, SHOULDERS_ROW))
            self._found.append((person.score[0], (hips.x, hips.y, shoulders.x, shoulders.y)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._graph.close_all_packet_sources()
        self._graph.wait_until_done()


def _square(image: Image, at: int, side: int) -> Image:
    return image[:, at : at + side] if image.shape[1] > image.shape[0] else image[at : at + side]


def others(everybody: Floats, athlete: Floats, torso_px: float) -> Floats:
    """Those of `everybody` (n, 3) who are not the athlete, whose hips' middle (2,) and torso length are given, px."""
    return np.asarray(everybody[np.linalg.norm(everybody[:, :2] - athlete, axis=1) > ELSEWHERE * torso_px])
