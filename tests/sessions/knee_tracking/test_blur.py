"""What is hidden is gone, and what is not is untouched."""

from itertools import pairwise

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking.blur import CELLS, FEATHER, STEP, blurred, hide
from sessions.knee_tracking.heads import EVERYWHERE, Ellipse

HEAD = Ellipse(0.5, 0.3, 0.1, 0.2)
MOST_ACROSS_A_FACE = 8


def noise(height: int = 240, width: int = 320, seed: int = 5) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 255, (height, width), dtype=np.uint8)


def distance(place: Ellipse, height: int, width: int) -> NDArray[np.float64]:
    """From the middle, in the ellipse's own sizes, for each pixel."""
    y, x = np.mgrid[:height, :width] + 0.5
    found: NDArray[np.float64] = np.hypot(
        (x / width - place.x) / place.half_width, (y / height - place.y) / place.half_height
    )
    return found


def hidden(plane: NDArray[np.uint8], place: Ellipse) -> NDArray[np.uint8]:
    copy = plane.copy()
    hide(copy, place)
    return copy


def test_outside_every_pixel_stays() -> None:
    plane = noise()
    outside = distance(HEAD, 240, 320) > 1 + FEATHER
    assert (hidden(plane, HEAD)[outside] == plane[outside]).all()
    assert outside.mean() > 0.8


def test_inside_no_pixel_says_what_it_was() -> None:
    plane = noise()
    inside = distance(HEAD, 240, 320) <= 1
    got = hidden(plane, HEAD)[inside].astype(float)
    assert abs(np.corrcoef(got, plane[inside])[0, 1]) < 0.15
    assert got.std() < 0.2 * plane[inside].std()


def test_two_faces_with_the_same_averages_give_the_same_picture() -> None:
    """Nothing but a few averages is left, so nobody can tell which of the two it was."""
    place = Ellipse(0.5, 0.5, 0.3, 0.3)
    side = 240
    one = noise(side, side)
    inside = distance(place, side, side) <= 1
    reach = place.half_width * (1 + FEATHER)
    first, last = int(np.floor((0.5 - reach) * side)), int(np.ceil((0.5 + reach) * side))
    edges = np.linspace(first, last, CELLS + 1).astype(int)
    other = one.copy()
    for top, bottom in pairwise(edges):
        for left, right in pairwise(edges):
            cell = inside[top:bottom, left:right]
            values = other[top:bottom, left:right]
            values[cell] = np.random.default_rng(top + left).permutation(values[cell])
    assert (one != other).mean() > 0.2
    assert (hidden(one, place) == hidden(other, place)).all(where=inside)


def test_a_face_is_no_more_than_eight_averages_wide() -> None:
    stripes = np.zeros((400, 400), np.uint8)
    stripes[:, ::2] = 255
    assert CELLS <= MOST_ACROSS_A_FACE
    middle = hidden(stripes, Ellipse(0.5, 0.5, 0.3, 0.3))[200, 100:300]
    assert np.ptp(middle) <= STEP


def test_a_change_below_a_step_leaves_no_trace_in_the_next_picture() -> None:
    grey = np.full((240, 320), 120, np.uint8)
    slightly = grey + (noise() > 127).astype(np.uint8)
    inside = distance(HEAD, 240, 320) <= 1
    assert (hidden(grey, HEAD)[inside] == hidden(slightly, HEAD)[inside]).all()


def test_the_edge_fades_in() -> None:
    plane = np.full((240, 320), 40, np.uint8)
    plane[:, 160:] = 200
    got = hidden(plane, Ellipse(0.5, 0.5, 0.3, 0.4)).astype(int)
    across = got[120]
    assert np.abs(np.diff(across)).max() < 20
    assert (across[0], across[-1]) == (40, 200)


@pytest.mark.parametrize(
    "place", [Ellipse(0.0, 0.0, 0.1, 0.1), Ellipse(1.0, 0.5, 0.2, 0.2), Ellipse(0.5, 1.02, 0.1, 0.1)]
)
def test_at_the_border_what_is_in_the_picture_is_hidden(place: Ellipse) -> None:
    plane = noise()
    inside = distance(place, 240, 320) <= 1
    got = hidden(plane, place)
    assert inside.any()
    assert got[inside].std() < 0.4 * plane[inside].std()
    outside = distance(place, 240, 320) > 1 + FEATHER
    assert (got[outside] == plane[outside]).all()


@pytest.mark.parametrize("place", [Ellipse(1.5, 0.5, 0.1, 0.1), Ellipse(0.5, -0.5, 0.1, 0.1)])
def test_a_head_out_of_the_picture_changes_nothing(place: Ellipse) -> None:
    plane = noise()
    assert (hidden(plane, place) == plane).all()


@pytest.mark.parametrize("half", [0.001, 0.004, 0.01])
def test_a_tiny_head_is_hidden_as_well(half: float) -> None:
    assert hidden(noise(), Ellipse(0.5, 0.5, half, half)).shape == (240, 320)


def test_everywhere_leaves_nothing() -> None:
    assert hidden(noise(), EVERYWHERE).std() < 0.1 * noise().std()


# A picture


def picture() -> av.VideoFrame:
    pixels = np.random.default_rng(2).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    return av.VideoFrame.from_ndarray(np.kron(pixels, np.ones((2, 2, 1), np.uint8)), "rgb24").reformat(format="yuv420p")


def planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    data = frame.to_ndarray(format="yuv420p").reshape(-1)
    return [data[: 240 * 320].reshape(240, 320), *data[240 * 320 :].reshape(2, 120, 160)]


def test_brightness_and_colours_are_hidden_at_one_place() -> None:
    before, after = (planes(one) for one in (picture(), blurred(picture(), [HEAD])))
    for was, now in zip(before, after, strict=True):
        inside, outside = (distance(HEAD, *was.shape) <= 1, distance(HEAD, *was.shape) > 1 + FEATHER)
        assert now[inside].std() < 0.35 * was[inside].std()
        assert (now[outside] == was[outside]).all()


def test_every_place_is_hidden() -> None:
    places = [Ellipse(0.2, 0.5, 0.1, 0.1), Ellipse(0.8, 0.5, 0.1, 0.1)]
    was, now = planes(picture())[0], planes(blurred(picture(), places))[0]
    for place in places:
        inside = distance(place, 240, 320) <= 1
        assert now[inside].std() < 0.5 * was[inside].std()


def test_the_picture_itself_stays_for_the_decoder_needs_it() -> None:
    frame = picture()
    before = frame.to_ndarray().copy()
    blurred(frame, [HEAD])
    assert (frame.to_ndarray() == before).all()


def test_how_colours_are_meant_goes_with_it() -> None:
    frame = picture()
    frame.color_range, frame.colorspace = 2, 1
    copy = blurred(frame, [HEAD])
    assert (copy.color_range, copy.colorspace, copy.format.name) == (2, 1, "yuv420p")
