"""The skew in words, in both readings."""

import pytest

from tui.analytics.skew_words import skew_words

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
