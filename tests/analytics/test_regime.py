"""The regime line names who moves the price, and says when care is asked for."""

import pytest

from tui.analytics.regime import quadrant, regime


@pytest.mark.parametrize(
    ("price", "coin", "name"),
    [
        (1.0, 1.0, "new longs"),
        (1.0, -1.0, "short covering"),
        (-1.0, 1.0, "new shorts"),
        (-1.0, -1.0, "long flush"),
        (0.0, 1.0, None),
        (1.0, 0.0, None),
    ],
)
def test_quadrants(price: float, coin: float, name: str | None) -> None:
    assert quadrant(price, coin) == name


def test_high_volatility_and_falling_open_interest_ask_for_care() -> None:
    found = regime(price_change_24h_pct=-3.9, coin_change_24h_pct=-2.7, iv_percentile_share=0.86, funding_apr_pct=6.25)
    assert (found.label, found.high_iv, found.oi_falling) == ("long flush", True, True)
    assert found.reasons == (
        "price -3.9 %, coin open interest -2.7 % in 24 h",
        "volatility above 86% of the year's days",
        "funding 6.2 % a year, below the 10.95 % baseline",
        "high volatility and falling open interest: active risk management",
    )


def test_the_lines_themselves_are_not_crossed() -> None:
    found = regime(price_change_24h_pct=1, coin_change_24h_pct=-1.0, iv_percentile_share=0.70)
    assert (found.high_iv, found.oi_falling) == (False, False)


def test_the_unknown_stays_unknown() -> None:
    found = regime(price_change_24h_pct=None, coin_change_24h_pct=None, iv_percentile_share=None)
    assert (found.label, found.high_iv, found.oi_falling, found.reasons) == (None, None, None, ())
