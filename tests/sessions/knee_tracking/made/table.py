"""The table: every kind of hard footage, and what the engine has to say about it."""

from collections.abc import Callable
from dataclasses import dataclass

from sessions.knee_tracking.report import Code
from tests.sessions.knee_tracking.made import films
from tests.sessions.knee_tracking.made.films import Film, Rng
from tests.sessions.knee_tracking.made.takes import Material


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of footage.

    measured: may be measured, then as the untouched set. whole: then every rep has to be there, else some may be
    left out. codes: with what it may be refused instead; none if it may not be. still: the camera stands, so that
    the athlete is where they are in the untouched set.
    """

    make: Callable[[Material, Rng], Film]
    measured: bool = True
    whole: bool = False
    codes: frozenset[Code] = frozenset()
    still: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return self.make.__name__


SEVERAL = frozenset({Code.SEVERAL_PEOPLE})
MOVING = frozenset({Code.MOVING_CAMERA})
DARK = frozenset({Code.TOO_DARK})

KINDS = (
    Kind(films.untouched, whole=True, still=True),
    Kind(films.slow_pan, whole=True),
    Kind(films.fast_pan, codes=MOVING),
    Kind(films.tilt, whole=True),
    Kind(films.whole_tilt, codes=MOVING),
    Kind(films.slow_zoom, whole=True),
    Kind(films.fast_zoom, codes=MOVING),
    Kind(films.walking_shake, codes=MOVING),
    Kind(films.crossing_in_front, still=True),
    Kind(films.crossing_slowly_in_front, codes=SEVERAL, still=True),
    Kind(films.crossing_behind, still=True),
    Kind(films.stopping_in_front, codes=SEVERAL, still=True),
    Kind(films.mirror, still=True),
    Kind(films.near_mirror, codes=SEVERAL, still=True),
    Kind(films.somebody_at_rest, measured=False, codes=SEVERAL),
    Kind(films.bystander, whole=True, still=True),
    Kind(films.another_training, measured=False, codes=SEVERAL),
    Kind(films.handing_over, codes=SEVERAL, still=True),
    Kind(films.leaving_somebody_behind, codes=SEVERAL, still=True),
    Kind(films.black_on_black, measured=False, codes=DARK),
    Kind(films.dark_trousers_in_the_dark, codes=DARK),
    Kind(films.dim_room, codes=DARK),
    Kind(films.dark_room, measured=False, codes=DARK),
    Kind(films.cut_out_of_the_middle),
    Kind(films.cut_to_nearer),
    Kind(films.cut_to_the_side),
    Kind(films.cut_to_somebody_else),
    Kind(films.twenty_a_second, measured=False, codes=frozenset({Code.LOW_FRAME_RATE})),
    Kind(films.dropped_pictures),
    Kind(films.portrait, whole=True),
    Kind(films.portrait_the_other_way, whole=True),
)
