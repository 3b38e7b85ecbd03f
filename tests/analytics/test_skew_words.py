"""The skew in words, in both readings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analytics.skew_words import RICH_VOL, skew_words

SKEW: dict[str, float | None] = {"7": -6.0, "30": -4.2, "90": None}


@pytest.mark.parametrize(
    ("skew", "normalised", "words"),
    [
        (SKEW, None, "puts rich 4.2v"),
        (SKEW, {"7": -0.1, "30": -0.08, "90": None}, "puts rich 8.0% of ATM"),
        ({"30": 3.0}, {"30": 0.06}, "calls rich 6.0% of ATM"),
        ({"30": None, "7": 3.0}, None, "calls rich 3.0v (7 d)"),
        ({"30": -4.0, "7": 3.0}, {"30": None, "7": 0.05}, "calls rich 5.0% of ATM (7 d)"),
        ({"30": 0.49}, None, "balanced"),
        ({"30": -0.49}, {"30": -0.0098}, "balanced"),
        ({"30": -0.5}, None, "puts rich 0.5v"),
        ({"30": None}, None, None),
        ({}, {}, None),
    ],
)
def test_words(skew: dict[str, float | None], normalised: dict[str, float | None] | None, words: str | None) -> None:
    assert skew_words(skew, normalised) == words


@pytest.mark.parametrize(
    ("skew", "before", "words"),
    [
        ({"30": -0.3}, "puts rich 0.6v", "puts rich 0.3v"),
        ({"30": -0.3}, "puts rich 1.1% of ATM", "puts rich 0.3v"),
        ({"30": -0.24}, "puts rich 0.3v", "balanced"),
        ({"30": -0.3}, "balanced", "balanced"),
        ({"30": -0.3}, "calls rich 0.6v", "balanced"),
        ({"30": -0.3}, "puts rich 0.6v (7 d)", "balanced"),
        ({"7": -0.3}, "puts rich 0.6v (7 d)", "puts rich 0.3v (7 d)"),
        ({"7": -0.3}, "puts rich 0.6v (90 d)", "balanced (7 d)"),
        ({"30": 0.6}, "puts rich 0.6v", "calls rich 0.6v"),
    ],
)
def test_a_side_that_was_rich_is_so_until_half_of_where_it_began(
    skew: dict[str, float | None], before: str, words: str
) -> None:
    assert skew_words(skew, None, before) == words


@given(
    st.floats(-3, 3),
    st.lists(st.floats(0, RICH_VOL / 2, exclude_max=True), min_size=2, max_size=60),
    st.sampled_from(("30", "7")),
    st.sampled_from((None, "balanced", "puts rich 0.5v", "calls rich 0.5v")),
)
def test_noise_smaller_than_the_band_never_changes_the_word_twice(
    lowest: float, noise: list[float], tenor: str, before: str | None
) -> None:
    said: list[str] = []
    for each in noise:
        before = skew_words({tenor: lowest + each}, None, before)
        assert before is not None
        said.append(before.split(" ")[0])
    assert sum(first != second for first, second in pairwise(said)) <= 1
