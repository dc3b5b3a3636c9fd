"""What a measurement is asked for besides its video, and how that crosses to the child process."""

import json
from dataclasses import dataclass
from typing import Self

from sessions.knee_tracking.report import OwnSet, build, plain


@dataclass(frozen=True, slots=True)
class Options:
    """blur_faces, own and pose_model are `run`'s; pose_model is a file's full path."""

    blur_faces: bool = False
    own: tuple[OwnSet, ...] = ()
    pose_model: str | None = None

    def as_argument(self) -> str:
        """The options as one command-line word."""
        return json.dumps(plain(self), separators=(",", ":"))

    @classmethod
    def from_argument(cls, word: str) -> Self:
        """The options back from `as_argument`; raises KeyError or ValueError for another word."""
        return build(cls, json.loads(word))
