"""Noise is a function: of seed and moment alone, the same one by one and in bulk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.paper.noise import smooth, smooth_at, stream_key, uniform, uniform_at, walk

KEYS = st.integers(min_value=0, max_value=2**64 - 1)


@given(KEYS, st.lists(st.integers(min_value=-(2**40), max_value=2**40), min_size=1, max_size=20))
def test_one_by_one_equals_in_bulk(key: int, numbers: list[int]) -> None:
    bulk = uniform(key, np.array(numbers, dtype=np.int64))
    assert bulk.tolist() == [uniform_at(key, number) for number in numbers]
    assert all(-1 <= value < 1 for value in bulk)


@given(KEYS, st.floats(min_value=-1e7, max_value=1e7), st.sampled_from([2.0, 90.0, 3600.0]))
def test_smooth_noise_is_bounded_and_smooth(key: int, at_s: float, period_s: float) -> None:
    here = smooth_at(key, at_s, period_s)
    assert here == pytest.approx(float(smooth(key, np.array([at_s]), period_s)[0]), abs=1e-12)
    assert -1 <= here <= 1
    assert abs(smooth_at(key, at_s + period_s / 1000, period_s) - here) < 0.01


def test_uniform_is_uniform() -> None:
    values = uniform(stream_key(1, "x"), np.arange(20_000))
    assert abs(values.mean()) < 0.02
    assert values.std() == pytest.approx(1 / np.sqrt(3), rel=0.02)
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.03


def test_streams_differ_by_name_and_seed() -> None:
    assert len({stream_key(seed, name) for seed in range(50) for name in ("a", "b", "c")}) == 150


def test_a_walk_starts_at_nothing_and_moves_as_stated() -> None:
    sigma = 0.46 / np.sqrt(365 * 86_400)
    found = []
    for seed in range(8):
        path = walk(stream_key(seed, "walk"), np.arange(0, 86_400, 60.0), sigma, 36 * 3600)
        assert path[0] == 0
        found.append(np.diff(path).std() / np.sqrt(60))
    assert np.mean(found) == pytest.approx(sigma, rel=0.1)
