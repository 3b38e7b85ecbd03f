"""The brief's prose: every figure with its source, every gap with its reason."""

import pytest

from tests.boards import rich_board
from tests.brief.situation import board
from tui.brief.words import age, dollars, price, venues
from tui.brief.write import brief, has_anything


def test_figures_carry_source_and_age() -> None:
    prices, market, bitcoin, ether = brief(board(), ("BTC", "ETH"))
    assert "Bitcoin is at $106,298 [median of binance and kraken, 1 s]" in prices
    assert "-15.6% from $126,000 [2025-10-06 (yours)]" in prices
    assert "weekly close $107,000: -0.7%, wick (then $98,400, $72,000)" in prices
    assert "$3.54 trillion [CoinGecko, 70 s], -3.9% in 24 hours" in market
    assert "at least $1.69 billion in 18 h of 24 h observed, longs 76%; most in ETH $572 million and BTC" in market
    assert "$755 million of net outflows on 2025-11-03 [csv]" in market
    assert "-2.7% in dollars and +0.1% in coin in 24 hours: not deleveraging" in bitcoin
    assert "from 4.4% (bybit) to 8.8% (deribit)" in bitcoin
    assert "58% calls and 42% puts" in bitcoin
    assert "Implied volatility is n/a (deribit blocked (451 region))" in ether
    assert "Futures basis is n/a (no dated future)" in ether


def test_no_market_source_is_said() -> None:
    assert brief(board(False), ("BTC",))[1] == "Whole market: n/a (no market-cap source configured)."


def test_without_any_price_there_is_no_brief() -> None:
    assert has_anything(board(), ("BTC",))
    assert not has_anything(board(), ())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3.54e12, "$3.54 trillion"),
        (-755e6, "-$755 million"),
        (999_999_999, "$1 billion"),
        (106_300, "$106,300"),
        (3.4, "$3.40"),
    ],
)
def test_dollars(value: float, words: str) -> None:
    assert dollars(value) == words


def test_small_words() -> None:
    assert price(0.17423) == "$0.1742"
    assert (age(None), age(4.2), age(150), age(9_000), age(200_000)) == ("age unknown", "4 s", "2 min", "2 h", "2 d")
    assert venues(["okx", "okx"]) == "okx"


def test_everything_that_the_board_knows_is_in_the_paragraph() -> None:
    bitcoin = brief(rich_board(), ("BTC",))[2]
    assert "at least $1.31 billion, $2.23 billion had every fall of open interest been forced" in bitcoin
    assert "last cascade 16:15 UTC, $249 million while the price moved -1.7%" in bitcoin
    assert "carry: -0.5 % over the bill: not worth it" in bitcoin
    assert "5.3 points below the 10.95 % baseline; above 38% of what binance BTCUSDT paid in 61 days" in bitcoin
    assert "58% calls and 42% puts in 24 hours, premium 55% and 45%" in bitcoin
    assert "DVOL is 52.3, above 81% of its last 365 days (rank 46%)" in bitcoin
    assert "30-day realised volatility is 45.1 [close to close], implied is 7.3 points above it" in bitcoin
    assert "-$38.4 million per 1 % [deribit, if dealers long calls, short puts], zero at $108,485" in bitcoin
