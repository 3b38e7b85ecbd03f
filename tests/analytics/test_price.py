"""The price is the median of live mids, one per venue."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.made import MONDAY_MS, hours, quote
from tui.analytics.price import consensus, day_ago_usd
from tui.domain.board import Price
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import Quote


def price(*quotes: Quote, **values: Any) -> Price:
    return consensus(quotes, now_ms=MONDAY_MS, stale_ms=10_000, **values)


def test_median_of_mids_and_their_spread() -> None:
    board = price(quote("binance", 99_990, 100_010), quote("coinbase", 100_100), quote("kraken", 100_050))
    assert board.usd == 100_050
    assert board.spread_pct == pytest.approx(100 / 100_050 * 100)
    assert board.divergent is False
    assert [venue.venue for venue in board.venues] == ["binance", "coinbase", "kraken"]


def test_an_even_count_takes_the_middle_of_the_two() -> None:
    assert price(quote("a", 1), quote("b", 2), quote("c", 4), quote("d", 5)).usd == 3


def test_stale_venues_are_left_out_and_named() -> None:
    old = quote("kraken", 50_000, recv_ms=MONDAY_MS - 10_001)
    edge = quote("okx", 100, recv_ms=MONDAY_MS - 10_000)
    board = price(quote("binance", 100), edge, old)
    assert [venue.venue for venue in board.venues] == ["binance", "okx"]
    assert board.venues[1].age_s == 10
    assert board.notes["venues"] == "stale: kraken (10 s)"


def test_all_stale_is_none_with_the_reason_and_never_the_old_price() -> None:
    board = price(quote("kraken", 50_000, recv_ms=MONDAY_MS - 60_000))
    assert board.usd is None
    assert board.notes["usd"] == "stale: kraken (60 s)"
    assert price().notes["usd"] == "no venue has quoted a price yet"


def test_a_venue_counts_once_and_its_dollar_leg_leads() -> None:
    board = price(
        quote("kraken", 90_000, currency="USDC"),
        quote("kraken", 100_000, currency="USD"),
        quote("kraken", 95_000, currency="USDT"),
        quote("okx", 101_000, currency="USDC"),
        quote("okx", 102_000, currency="USDT"),
    )
    assert [(v.venue, v.quote, v.usd) for v in board.venues] == [("kraken", "USD", 100_000), ("okx", "USDT", 102_000)]


def test_a_stale_dollar_leg_gives_way_to_a_live_token_leg() -> None:
    board = price(quote("kraken", 90_000, recv_ms=0), quote("kraken", 95_000, currency="USDT"))
    assert board.usd == 95_000
    assert "venues" not in board.notes


def test_a_known_token_price_converts_its_leg() -> None:
    legs = [quote("binance", 100_000, currency="USDT")]
    board = consensus(legs, now_ms=MONDAY_MS, stale_ms=1, quote_usd={"USDT": 0.99})
    assert board.usd == pytest.approx(99_000)
    assert board.dollars_a_token == {"USDT": 0.99}


def test_legs_are_compared_in_dollars() -> None:
    legs = [quote("kraken", 99_850), quote("binance", 100_000, currency="USDT")]
    split = consensus(legs, now_ms=MONDAY_MS, stale_ms=1)
    assert split.divergent is True
    assert split.dollars_a_token == {}
    whole = consensus(legs, now_ms=MONDAY_MS, stale_ms=1, quote_usd={"USDT": 0.9985, "USDC": 1.0})
    assert (whole.usd, whole.spread_pct, whole.divergent) == (99_850, 0.0, False)
    assert whole.dollars_a_token == {"USDT": 0.9985}


def test_divergence_is_flagged_above_its_line_only() -> None:
    assert price(quote("a", 100_000), quote("b", 100_149)).divergent is False
    split = price(quote("a", 100_000), quote("b", 100_400, currency="USDT"))
    assert split.divergent is True
    assert "USDT and USDC legs +0.40% against USD" in split.notes["divergent"]


def test_an_outlier_is_named_and_does_not_move_the_median() -> None:
    board = price(quote("a", 100_000), quote("b", 100_010), quote("kraken", 60_000))
    assert board.usd == 100_000
    assert board.notes["spread_pct"] == "far from the median: kraken -40.0%"


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_a_price_that_cannot_be_is_no_price(bad: float) -> None:
    assert price(quote("a", None, None, last_usd=bad), quote("b", 100)).usd == 100


def test_a_crossed_book_falls_back_to_the_last_trade() -> None:
    assert price(quote("a", 101, 100, last_usd=99)).usd == 99


def test_change_prefers_the_candles_then_the_venues_and_says_which() -> None:
    own = [
        quote("a", 100, change_24h_pct=1.0),
        quote("b", 100, change_24h_pct=2.0),
        quote("c", 100, change_24h_pct=9.0),
    ]
    assert price(*own, change_24h_pct=-3.9).change_24h_pct == -3.9
    fallback = price(*own)
    assert fallback.change_24h_pct == 2.0
    assert "venues' own" in fallback.notes["change_24h_pct"]
    nothing = consensus([quote("a", 100)], now_ms=MONDAY_MS, stale_ms=1, change_note="no candles: binance is blocked")
    assert nothing.change_24h_pct is None
    assert nothing.notes["change_24h_pct"] == "no candles: binance is blocked"


@given(st.lists(st.floats(1, 1e7), min_size=1, max_size=9), st.randoms())
def test_the_price_lies_within_its_venues_whatever_their_order(mids: list[float], random: Random) -> None:
    quotes = [quote(f"v{i}", mid) for i, mid in enumerate(mids)]
    shuffled = sorted(quotes, key=lambda _: random.random())
    board = price(*quotes)
    assert board == price(*shuffled)
    assert board.usd is not None
    assert min(mids) <= board.usd <= max(mids)


def test_the_price_a_day_ago_is_of_the_hour_of_that_moment() -> None:
    rows = hours([100.0] * 24 + [200.0], MONDAY_MS)
    assert day_ago_usd(rows, MONDAY_MS) == pytest.approx(100)


def test_the_price_a_day_ago_moves_along_the_bar() -> None:
    start = MONDAY_MS - DAY_MS - HOUR_MS // 2
    first = hours([100.0], start + HOUR_MS)[0]
    rows = [type(first)(start, 100, 130, 90, 120), *hours([1.0], MONDAY_MS)]
    assert day_ago_usd(rows, MONDAY_MS) == pytest.approx(110)


def test_the_price_a_day_ago_without_that_bar_is_none() -> None:
    assert day_ago_usd(hours([100.0] * 20, MONDAY_MS), MONDAY_MS) is None
    gap = hours([100.0], MONDAY_MS - 2 * DAY_MS)
    assert day_ago_usd(gap, MONDAY_MS) is None
    assert day_ago_usd([], MONDAY_MS) is None
