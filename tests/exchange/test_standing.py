"""What is asked about now holds now, whatever time the answer carries."""

import pytest

from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.domain.events import FundingKind, FundingRate, FuturesQuote, OpenInterest, OptionBook
from tui.exchange.standing import standing

NOW_MS = 1_795_593_600_000


def interest(at_ms: int) -> OpenInterest:
    return OpenInterest(venue="binance", asset="BTC", symbol="BTCUSDT", coin=1.0, usd=9e4, at_ms=at_ms, recv_ms=NOW_MS)


@pytest.mark.parametrize("at_ms", [NOW_MS, NOW_MS - 9 * MINUTE_MS, NOW_MS + 9 * MINUTE_MS])
def test_a_time_near_ours_is_the_venues(at_ms: int) -> None:
    assert standing([interest(at_ms)]) == [interest(at_ms)]


@pytest.mark.parametrize("at_ms", [NOW_MS - 11 * MINUTE_MS, NOW_MS - 400 * DAY_MS, NOW_MS + 11 * MINUTE_MS])
def test_a_time_far_from_ours_is_replaced(at_ms: int) -> None:
    assert standing([interest(at_ms)]) == [interest(NOW_MS)]


def test_chains_and_futures_count_their_days_from_now() -> None:
    book = OptionBook(venue="okx", asset="BTC", quotes=(), at_ms=NOW_MS - DAY_MS, recv_ms=NOW_MS)
    future = FuturesQuote(
        venue="okx",
        asset="BTC",
        symbol="BTC-USD-270326",
        expiry_ms=NOW_MS + DAY_MS,
        mark_usd=9e4,
        bid_usd=None,
        ask_usd=None,
        index_usd=9e4,
        at_ms=NOW_MS - DAY_MS,
        recv_ms=NOW_MS,
    )
    found = standing([book, None, future])
    assert [(type(event), getattr(event, "at_ms", None)) for event in found] == [
        (OptionBook, NOW_MS),
        (FuturesQuote, NOW_MS),
    ]


def test_a_settled_rate_keeps_its_time() -> None:
    rate = FundingRate(
        venue="okx",
        asset="BTC",
        symbol="BTC-USDT-SWAP",
        rate=1e-4,
        interval_h=8,
        kind=FundingKind.SETTLED,
        next_ms=None,
        at_ms=NOW_MS - DAY_MS,
        recv_ms=NOW_MS,
    )
    assert standing([rate]) == [rate]
