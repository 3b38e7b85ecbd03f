"""OKX's spot prices and candles."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.okx_samples import DATED, KNOWN, RECV_MS, SPOT, answer, captured, ticker
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import Quote
from tui.exchange.wire.okx_candles import candles
from tui.exchange.wire.okx_stream import answer_quotes, streamed_quotes

MIDNIGHT_MS = 1_794_960_000_000


def streamed(*rows: object) -> list[Quote]:
    frame = json.dumps({"arg": {"channel": "tickers", "instId": "BTC-USDT"}, "data": rows})
    quotes = streamed_quotes(frame, KNOWN, RECV_MS)
    assert quotes is not None
    return quotes


@pytest.mark.parametrize(
    "frame",
    [
        "pong",
        '{"event":"subscribe","arg":{"channel":"tickers","instId":"BTC-USDT"}}',
        '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[]}',
    ],
)
def test_other_frames_are_none_of_the_tickers(frame: str) -> None:
    assert streamed_quotes(frame, KNOWN, RECV_MS) is None


def test_a_quote_is_the_book_and_the_change_over_24_hours() -> None:
    [quote] = streamed(ticker())
    assert (quote.venue, quote.asset, quote.symbol, quote.quote) == ("okx", "BTC", "BTC-USDT", "USDT")
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd, quote.mid_usd) == (84_499, 84_501, 84_500, 84_500)
    # Against open24h (80,000), not against midnight's sodUtc0 (84,000).
    assert quote.change_24h_pct == pytest.approx(5.625)
    assert (quote.at_ms, quote.recv_ms) == (1_794_999_999_000, RECV_MS)


def test_stream_and_rest_say_the_same() -> None:
    assert answer_quotes(answer(ticker()), KNOWN, RECV_MS) == streamed(ticker())


def test_an_empty_book_leaves_the_last_trade() -> None:
    [quote] = streamed(ticker(bidPx="", askPx=""))
    assert (quote.bid_usd, quote.ask_usd, quote.mid_usd) == (None, None, 84_500)


def test_without_the_price_of_24_hours_ago_there_is_no_change() -> None:
    [quote] = streamed(ticker(open24h=""))
    assert quote.change_24h_pct is None


@pytest.mark.parametrize(
    "row",
    [
        ticker(last="0", bidPx="", askPx=None),
        ticker(last="-1", bidPx="x", askPx="inf"),
        ticker(instId="DOGE-USDT"),
        ticker(instId=DATED.id),
        ticker(instId=None),
        ticker(last={}),
        None,
        [],
    ],
)
def test_one_bad_row_costs_one_row(row: Any) -> None:
    assert len(streamed(row, ticker())) == 1
    assert len(answer_quotes(answer(row, ticker()), KNOWN, RECV_MS)) == 1


def test_recorded_spot_ticker_by_value(captures: Path) -> None:
    recorded = [
        quote
        for record in captured(captures / "msgs_single" / "cryptomsgparser_okx.jsonl.gz")
        if record["type"] == "ticker"
        for quote in streamed_quotes(record["raw"], KNOWN, RECV_MS) or ()
    ]
    # The option, swap and future of the same file are not spot prices.
    [quote] = recorded
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd, quote.at_ms) == (29_934, 29_934.1, 29_934, 1_654_166_073_135)
    assert quote.change_24h_pct == pytest.approx((29_934 / 31_588.3 - 1) * 100)


def bar(open_ms: int, *prices: str, volume: str = "12.5") -> list[str]:
    return [str(open_ms), *(prices or ("100", "110", "90", "105")), volume, "1300", "1300", "0"]


def test_bars_come_oldest_first_with_base_volume() -> None:
    found = candles(answer(bar(MIDNIGHT_MS), bar(MIDNIGHT_MS - DAY_MS)), SPOT, "1d", RECV_MS)
    assert [candle.open_ms for candle in found] == [MIDNIGHT_MS - DAY_MS, MIDNIGHT_MS]
    last = found[-1]
    assert (last.open_usd, last.high_usd, last.low_usd, last.close_usd, last.volume_coin) == (100, 110, 90, 105, 12.5)
    assert (last.venue, last.asset, last.timeframe) == ("okx", "BTC", "1d")


@pytest.mark.fault(49)
def test_a_day_that_opens_in_hong_kong_is_refused() -> None:
    assert candles(answer(bar(MIDNIGHT_MS + 16 * HOUR_MS)), SPOT, "1d", RECV_MS) == []
    assert len(candles(answer(bar(MIDNIGHT_MS + 16 * HOUR_MS)), SPOT, "1h", RECV_MS)) == 1


@pytest.mark.parametrize(
    "row",
    [
        bar(MIDNIGHT_MS, "100", "90", "110", "105"),
        bar(MIDNIGHT_MS, "100", "104", "90", "105"),
        bar(MIDNIGHT_MS, "100", "110", "101", "105"),
        bar(MIDNIGHT_MS, "0", "110", "0", "105"),
        bar(MIDNIGHT_MS, volume=""),
        bar(MIDNIGHT_MS)[:4],
        {"0": "1"},
        None,
    ],
    ids=["high under low", "close over high", "open under low", "zero", "no volume", "short", "object", "null"],
)
def test_a_bar_that_contradicts_itself_costs_itself(row: Any) -> None:
    assert len(candles(answer(row, bar(MIDNIGHT_MS - DAY_MS)), SPOT, "1d", RECV_MS)) == 1
