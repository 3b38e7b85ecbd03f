"""The regime line names who moves the price, and says when care is asked for."""

from typing import Literal

import pytest

from tui.analytics.regime import quadrant, regime, with_quadrant
from tui.domain.board import OpenInterestBoard, Regime


@pytest.mark.parametrize(
    ("price", "coin", "name"),
    [
        (1.0, 1.0, "new longs"),
        (1.0, -1.0, "short covering"),
        (-1.0, 1.0, "new shorts"),
        (-1.0, -1.0, "long flush"),
        (0.49, 1.0, "no clear move"),
        (1.0, -0.49, "no clear move"),
        (0.0, 0.0, "no clear move"),
    ],
)
def test_quadrants(price: float, coin: float, name: str) -> None:
    assert quadrant(price, coin) == name


def test_a_quadrant_ends_later_than_it_began() -> None:
    assert quadrant(-0.3, -2.0, before="long flush") == "long flush"
    assert quadrant(-0.24, -2.0, before="long flush") == "no clear move"
    assert quadrant(-0.3, -2.0, before="new longs") == "no clear move"


def test_words_of_the_regime_end_later_than_they_began() -> None:
    def after(before: Regime | None, coin: float, share: float) -> Regime:
        return regime(price_change_24h_pct=-2, coin_change_24h_pct=coin, iv_percentile_share=share, before=before)

    began = after(None, -1.1, 0.71)
    assert (began.high_iv, began.oi_falling) == (True, True)
    held = after(began, -0.6, 0.69)
    assert (held.high_iv, held.oi_falling) == (True, True)
    over = after(held, -0.4, 0.67)
    assert (over.high_iv, over.oi_falling) == (False, False)
    assert after(over, -0.6, 0.69).high_iv is False


@pytest.mark.parametrize(("deleveraging", "found"), [("no", "short covering"), ("unknown", None)])
def test_the_quadrant_of_an_open_interest_needs_a_verdict(
    deleveraging: Literal["no", "unknown"], found: str | None
) -> None:
    board = OpenInterestBoard(coin_change_24h_pct=-0.8, deleveraging=deleveraging)
    assert with_quadrant(board, 2.0, None).quadrant == found
    assert with_quadrant(board, None, None).quadrant is None


def test_high_volatility_and_falling_open_interest_ask_for_care() -> None:
    found = regime(price_change_24h_pct=-3.9, coin_change_24h_pct=-2.7, iv_percentile_share=0.86, funding_apr_pct=6.25)
    assert (found.label, found.high_iv, found.oi_falling) == ("long flush", True, True)
    assert found.reasons == (
        "price -3.9%, coin open interest -2.7% in 24h",
        "volatility above 86% of the year's days",
        "funding 6.2% APR, below the 10.95% baseline",
        "high volatility and falling open interest: active risk management",
    )


def test_the_lines_themselves_are_not_crossed() -> None:
    found = regime(price_change_24h_pct=1, coin_change_24h_pct=-1.0, iv_percentile_share=0.70)
    assert (found.high_iv, found.oi_falling) == (False, False)


def test_the_unknown_stays_unknown() -> None:
    found = regime(price_change_24h_pct=None, coin_change_24h_pct=None, iv_percentile_share=None)
    assert (found.label, found.high_iv, found.oi_falling, found.reasons) == (None, None, None, ())
