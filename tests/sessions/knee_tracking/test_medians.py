"""The median of what is known is NumPy's, only without its detour."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from sessions.knee_tracking.medians import known_median
from sessions.knee_tracking.track import Floats

VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(np.nan))


@given(arrays(np.float64, array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=7), elements=VALUES))
def test_it_is_numpy_s(values: Floats) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy warns of a column that is all NaN
        assert known_median(values) == pytest.approx(np.nanmedian(values, axis=0), nan_ok=True)


@pytest.mark.parametrize("shape", [(0,), (0, 2), (0, 4, 2)])
def test_of_nothing_nothing_is_known(shape: tuple[int, ...]) -> None:
    found = known_median(np.empty(shape))
    assert np.shape(found) == shape[1:]
    assert np.isnan(found).all()
