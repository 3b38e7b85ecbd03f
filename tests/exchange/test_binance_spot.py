"""Binance spot: tickers and klines by value."""

import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_frames import frame_events
from tui.exchange.wire.binance_spot import asked_quotes, candles, streamed_quotes

RECV_MS = 1_762_300_800_000
BITCOIN = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="spot")
PAIRS = {
    "BTCUSDT": BITCOIN,
    "BTCUSDC": Instrument(id="BTCUSDC", asset="BTC", quote="USDC", kind="spot"),
    "ETHUSDT": Instrument(id="ETHUSDT", asset="ETH", quote="USDT", kind="spot"),
}


def ticker(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "e": "24hrTicker",
        "E": 1_762_300_799_950,
        "s": "BTCUSDT",
        "p": "-2140.00",
        "P": "-1.961",
        "x": "109140.00",
        "c": "107000.00",
        "b": "106999.99",
        "B": "0.5",
        "a": "107000.01",
        "A": "1.5",
        "o": "109140.00",
        "O": 1_762_214_399_950,
        "C": 1_762_300_799_950,
    }
    fields.update(changes)
    return {key: value for key, value in fields.items() if value is not ...}


def bar(open_ms: int, step_ms: int = 86_400_000, **changes: Any) -> list[Any]:
    row: dict[str, Any] = {"o": "100.0", "h": "110.0", "l": "90.0", "c": "105.0", "v": "12.5"}
    row.update(changes)
    last = open_ms + step_ms - 1
    return [open_ms, row["o"], row["h"], row["l"], row["c"], row["v"], last, "1300.0", 10, "6.0", "630.0", "0"]


def test_a_streamed_ticker_has_book_last_and_the_rolling_change() -> None:
    (quote,) = streamed_quotes(frame_events(json.dumps(ticker())), PAIRS, RECV_MS)
    assert (quote.venue, quote.asset, quote.symbol, quote.quote) == ("binance", "BTC", "BTCUSDT", "USDT")
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (106_999.99, 107_000.01, 107_000.0)
    assert quote.mid_usd == pytest.approx(107_000.0)
    assert quote.change_24h_pct == -1.961
    assert (quote.at_ms, quote.recv_ms) == (1_762_300_799_950, RECV_MS)


def test_an_empty_side_of_the_book_is_missing_and_the_last_price_stands() -> None:
    (quote,) = streamed_quotes(frame_events(json.dumps(ticker(b="0.00000000", a="", P=""))), PAIRS, RECV_MS)
    assert (quote.bid_usd, quote.ask_usd, quote.change_24h_pct) == (None, None, None)
    assert quote.mid_usd == 107_000.0


@pytest.mark.parametrize(
    "bad", [ticker(s="SHIBUSDT"), ticker(c="0", b="0"), ticker(s=5), {"e": "kline", "s": "BTCUSDT"}]
)
def test_a_bad_ticker_of_an_array_costs_itself_only(bad: dict[str, Any]) -> None:
    frame = json.dumps({"stream": "!ticker@arr", "data": [bad, ticker(s="ETHUSDT")]})
    assert [quote.asset for quote in streamed_quotes(frame_events(frame), PAIRS, RECV_MS)] == ["ETH"]


def test_a_ticker_without_time_is_stamped_on_receipt() -> None:
    (quote,) = streamed_quotes(frame_events(json.dumps(ticker(E=...))), PAIRS, RECV_MS)
    assert quote.at_ms == RECV_MS


def test_asked_tickers_of_one_and_of_many() -> None:
    row = {
        "symbol": "BTCUSDC",
        "priceChangePercent": "-1.961",
        "lastPrice": "107000.00",
        "bidPrice": "106999.99",
        "askPrice": "107000.01",
        "closeTime": 1_762_300_799_000,
    }
    (one,) = asked_quotes(row, PAIRS, RECV_MS)
    many = asked_quotes([row, {"symbol": "BTCUSDT"}, None, row | {"symbol": "OTHER"}], PAIRS, RECV_MS)
    assert one.quote == "USDC"
    assert one.mid_usd == pytest.approx(107_000.0)
    assert many == [one]


def test_klines_are_utc_bars_with_volume_in_coin() -> None:
    open_ms = 1_762_214_400_000
    (candle,) = candles([bar(open_ms)], BITCOIN, "1d", RECV_MS)
    assert (candle.open_ms, candle.timeframe, candle.symbol) == (open_ms, "1d", "BTCUSDT")
    prices = (candle.open_usd, candle.high_usd, candle.low_usd, candle.close_usd)
    assert prices == (100.0, 110.0, 90.0, 105.0)
    assert candle.volume_coin == 12.5


OPEN_MS = 1_762_214_400_000


@pytest.mark.parametrize(
    "bad",
    [
        bar(OPEN_MS, step_ms=8 * 3_600_000),  # another timeframe
        bar(OPEN_MS + 8 * 3_600_000),  # a day of another zone
        bar(OPEN_MS, h="89.0"),  # a high under the low
        bar(OPEN_MS, h="101.0"),  # a close above the high
        bar(OPEN_MS, l="0"),
        bar(OPEN_MS, c=""),
        bar(OPEN_MS, c="NaN"),
        bar(OPEN_MS, v=None),
        [OPEN_MS, "1", "2"],
        None,
    ],
)
def test_a_bar_that_contradicts_itself_is_left_out(bad: Any) -> None:
    kept = bar(OPEN_MS - 86_400_000)
    assert [candle.open_ms for candle in candles([kept, bad], BITCOIN, "1d", RECV_MS)] == [kept[0]]


def test_hourly_bars_are_an_hour_long() -> None:
    rows = [bar(OPEN_MS + 3_600_000, step_ms=3_600_000), bar(OPEN_MS)]
    assert [candle.open_ms for candle in candles(rows, BITCOIN, "1h", RECV_MS)] == [OPEN_MS + 3_600_000]


@pytest.mark.parametrize("answer", [{"code": -1121, "msg": "Invalid symbol."}, "<html>", None, []])
def test_no_bars_in_what_is_no_list_of_bars(answer: object) -> None:
    assert candles(answer, BITCOIN, "1d", RECV_MS) == []


def test_recorded_tickers_and_the_independent_normaliser(captures: Path) -> None:
    with gzip.open(captures / "msgs_single" / "cryptomsgparser_binance.jsonl.gz", "rt") as lines:
        raws = [row["raw"] for row in map(json.loads, lines) if row["type"] == "ticker" and row["market"] == "spot"]
    quotes = [quote for raw in raws for quote in streamed_quotes(frame_events(raw), PAIRS, RECV_MS)]
    ether = next(quote for quote in quotes if quote.asset == "ETH")
    assert (ether.bid_usd, ether.ask_usd, ether.last_usd) == (1792.83, 1792.84, 1792.84)
    assert (ether.change_24h_pct, ether.at_ms) == (1.6, 1653812650349)


def test_recorded_klines_and_tickers_by_rest(captures: Path) -> None:
    with gzip.open(captures / "rest_raw" / "gocryptotrader_binance.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    daily = next(
        row["body"]
        for row in rows
        if row["path"] == "/api/v3/klines" and "interval=1d" in row["query"] and row["query"].endswith("BTCUSDT")
    )
    bars = candles(daily, BITCOIN, "1d", RECV_MS)
    assert len(bars) == len(daily) > 100
    assert {later.open_ms - earlier.open_ms for earlier, later in pairwise(bars)} == {86_400_000}
    assert bars[0].close_usd == float(daily[0][4])
    both = next(row["body"] for row in rows if row["path"] == "/api/v3/ticker/24hr" and "symbols" in row["query"])
    quotes = {quote.asset: quote for quote in asked_quotes(both, PAIRS, RECV_MS)}
    assert (quotes["BTC"].bid_usd, quotes["BTC"].ask_usd) == (69624.0, 69624.01)
    assert quotes["BTC"].change_24h_pct == -3.691
    assert quotes["ETH"].bid_usd == 2509.71


def test_a_mini_ticker_has_no_book_and_a_change_of_its_own() -> None:
    mini = {"e": "24hrMiniTicker", "E": RECV_MS, "s": "BTCUSDT", "c": "99000", "o": "100000", "v": "1", "q": "1"}
    [quote] = streamed_quotes(frame_events(json.dumps(mini)), PAIRS, RECV_MS)
    assert (quote.mid_usd, quote.bid_usd, quote.ask_usd) == (99_000.0, None, None)
    assert quote.change_24h_pct == pytest.approx(-1.0)


def test_days_in_answer_to_hours_are_no_hours() -> None:
    days = [[RECV_MS - back * 86_400_000, "1", "1", "1", "1", "1"] for back in (2, 1, 0)]
    assert candles(days, PAIRS["BTCUSDT"], "1h", RECV_MS) == []
    assert len(candles(days, PAIRS["BTCUSDT"], "1d", RECV_MS)) == 3
