"""Kraken: one market under three names, tickers with and without a change, candles."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.exchange.deribit_samples import lines
from tui.domain.events import Quote
from tui.exchange.instrument import Instrument
from tui.exchange.wire import kraken

RECV_MS = 1_795_000_000_000
BTC = Instrument(id="XXBTZUSD", asset="BTC", quote="USD", kind="spot")
KNOWN = {"BTC/USD": BTC}


def market(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": "XXBTZUSD",
        "base": "BTC",
        "quote": "USD",
        "type": "spot",
        "info": {"altname": "XBTUSD", "wsname": "XBT/USD", "status": "online"},
    }
    return fields | changes


def ticker(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "symbol": "BTC/USD",
        "bid": 100_000.0,
        "bid_qty": 2.5,
        "ask": 100_000.1,
        "ask_qty": 3.2,
        "last": 99_999.9,
        "change": -2_679.9,
        "change_pct": -2.41,
        "timestamp": "2026-11-18T11:06:39.901208Z",
    }
    return fields | changes


def streamed(*tickers: object) -> list[Quote]:
    push = {"channel": "ticker", "type": "update", "data": list(tickers)}
    return kraken.streamed_quotes(kraken.frame(json.dumps(push)), KNOWN, RECV_MS)


def test_markets() -> None:
    assert kraken.instrument(market()) == BTC
    assert kraken.symbol_of(BTC) == "BTC/USD"
    assert kraken.instrument(market(id="XXBTZUSD.d")) is None
    assert kraken.instrument(market(quote="EUR")) is None
    assert kraken.instrument(market(info={"status": "delisted"})) is None
    assert kraken.instrument(market(info=None)) is None


def test_a_streamed_ticker_by_value() -> None:
    [quote] = streamed(ticker())
    assert (quote.venue, quote.asset, quote.symbol, quote.quote) == ("kraken", "BTC", "BTC/USD", "USD")
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (100_000.0, 100_000.1, 99_999.9)
    assert (quote.change_24h_pct, quote.at_ms) == (-2.41, 1_794_999_999_901)


def test_a_bad_ticker_costs_one_ticker() -> None:
    bad: list[object] = [None, {}, ticker(symbol="ETH/USD"), ticker(last=None, bid=None), ticker(symbol=5)]
    assert len(streamed(*bad, ticker())) == 1


def test_a_ticker_without_a_time_is_ours() -> None:
    fields = ticker()
    del fields["timestamp"]
    [quote] = streamed(fields)
    assert quote.at_ms == RECV_MS


@pytest.mark.parametrize("text", ["", "[]", '[340,{"a":[]},"ticker","XBT/USD"]', "{", '{"channel": 5}'])
def test_what_is_not_version_two_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        kraken.frame(text)


def test_a_refusal_says_why() -> None:
    refused = kraken.frame(
        '{"error":"Currency pair not supported BTC/XYZ","method":"subscribe","success":false,"symbol":"BTC/XYZ"}'
    )
    assert refused.refusal == "Currency pair not supported BTC/XYZ"
    accepted = kraken.frame('{"method":"subscribe","result":{"channel":"ticker","symbol":"BTC/USD"},"success":true}')
    assert accepted.refusal is None
    assert kraken.frame('{"channel":"heartbeat"}').refusal is None


def rest_ticker(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "a": ["100000.10000", "3", "3.200"],
        "b": ["100000.00000", "2", "2.500"],
        "c": ["99999.90000", "0.00100000"],
        "o": "120000.00000",
    }
    return {"error": [], "result": {"XXBTZUSD": fields | changes}}


def test_a_rest_ticker_has_no_change_because_its_open_is_midnights() -> None:
    [quote] = kraken.ticker_quotes(rest_ticker(), [BTC], RECV_MS)
    assert (quote.symbol, quote.bid_usd, quote.ask_usd, quote.last_usd) == ("BTC/USD", 100_000.0, 100_000.1, 99_999.9)
    assert quote.change_24h_pct is None
    assert quote.at_ms == RECV_MS


@pytest.mark.parametrize(
    "payload", [None, "x", {"error": ["EService:Unavailable"]}, rest_ticker(a=[], b=None, c="1"), {"result": []}]
)
def test_no_ticker_is_no_quote(payload: object) -> None:
    assert kraken.ticker_quotes(payload, [BTC], RECV_MS) == []


def test_candles_under_whichever_name() -> None:
    row = [1_794_960_000, "100.0", "110.0", "90.0", "105.0", "101.1", "12.5", 42]
    for name in ("XXBTZUSD", "XBTUSD"):
        [candle] = kraken.candles({"error": [], "result": {name: [row], "last": 1_794_960_000}}, BTC, "1d", RECV_MS)
        assert (candle.symbol, candle.open_ms, candle.close_usd) == ("BTC/USD", 1_794_960_000_000, 105.0)
        # The volume is the seventh field; the sixth is the average price.
        assert candle.volume_coin == 12.5
    assert kraken.candles({"error": ["EGeneral:Too many requests"]}, BTC, "1d", RECV_MS) == []


def test_recorded_messages(captures: Path) -> None:
    found = {
        Path(record["file"]).stem: json.loads(record["raw"])
        for record in lines(captures / "msgs_single" / "nautilus_kraken.jsonl.gz")
    }
    [quote] = kraken.streamed_quotes(kraken.frame(json.dumps(found["ws_ticker_snapshot"])), KNOWN, RECV_MS)
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (105_944.2, 105_944.3, 105_899.4)
    assert (quote.change_24h_pct, quote.at_ms) == (0.24, 1_671_960_659_123)
    for name in ("ws_pong", "ws_trade_update", "ws_book_snapshot", "ws_ohlc_update"):
        assert not kraken.frame(json.dumps(found[name])).is_ticker
    # One-minute bars, so none of them is an hour.
    tether = Instrument(id="XBTUSDT", asset="BTC", quote="USDT", kind="spot")
    assert len(found["http_ohlc"]["result"]["XBTUSDT"]) > 5
    assert kraken.candles(found["http_ohlc"], tether, "1h", RECV_MS) == []
