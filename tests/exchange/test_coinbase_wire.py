"""Coinbase: which products are one book, tickers, candles."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.exchange.deribit_samples import lines
from tui.domain.events import Quote
from tui.exchange.instrument import Instrument
from tui.exchange.wire import coinbase
from tui.exchange.wire.spot_markets import spot_of

RECV_MS = 1_795_000_000_000
BTC = Instrument(id="BTC-USD", asset="BTC", quote="USD", kind="spot")
KNOWN = {"BTC-USD": BTC}


def market(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": "BTC-USD", "base": "BTC", "quote": "USD", "type": "spot", "info": {"alias": ""}}
    return fields | changes


def ticker(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "type": "ticker",
        "product_id": "BTC-USD",
        "price": "100000.50",
        "price_percent_chg_24_h": "-1.85",
        "best_bid": "100000.00",
        "best_ask": "100001.00",
    }
    return fields | changes


def streamed(*tickers: object, **changes: Any) -> list[Quote]:
    fields: dict[str, Any] = {
        "channel": "ticker",
        "client_id": "",
        "timestamp": "2026-11-18T11:06:39.901208681Z",
        "sequence_num": 12,
        "events": [{"type": "update", "tickers": list(tickers)}],
    }
    return coinbase.streamed_quotes(coinbase.frame(json.dumps(fields | changes)), KNOWN, RECV_MS)


def test_markets_that_are_a_book_of_their_own() -> None:
    assert coinbase.instrument(market()) == BTC
    assert coinbase.instrument(market(id="BTC-USDC", quote="USDC", info={"alias": "BTC-USD"})) is None
    assert coinbase.instrument(market(id="BTC-EUR", quote="EUR")) is None
    assert coinbase.instrument(market(type="future")) is None
    assert coinbase.instrument(market(info={"alias": "", "trading_disabled": True})) is None
    assert coinbase.instrument(market(id="BTC-USD\x07")) is None
    assert coinbase.instrument(market(info=None)) is None


def test_the_dollar_market_leads() -> None:
    tether = Instrument(id="BTC-USDT", asset="BTC", quote="USDT", kind="spot")
    other = Instrument(id="SOL-USD", asset="SOL", quote="USD", kind="spot")
    assert spot_of([tether, other, BTC], ["BTC", "ETH"]) == [BTC, tether]


def test_a_ticker_by_value() -> None:
    [quote] = streamed(ticker())
    assert (quote.venue, quote.asset, quote.symbol, quote.quote) == ("coinbase", "BTC", "BTC-USD", "USD")
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (100_000.0, 100_001.0, 100_000.5)
    assert (quote.change_24h_pct, quote.mid_usd) == (-1.85, 100_000.5)
    assert (quote.at_ms, quote.recv_ms) == (1_794_999_999_901, RECV_MS)


def test_a_bad_ticker_costs_one_ticker() -> None:
    bad: list[object] = [None, {}, ticker(product_id="ETH-USD"), ticker(price="", best_bid="0"), {"product_id": 5}]
    assert len(streamed(*bad, ticker())) == 1
    [quote] = streamed(ticker(), events=[None, 5, {"tickers": None}, {"tickers": [ticker()]}])
    assert quote.symbol == "BTC-USD"


def test_empty_fields_are_none() -> None:
    [quote] = streamed(ticker(best_bid="", price_percent_chg_24_h=""), timestamp="0001-01-01T00:00:00.000000Z")
    assert (quote.bid_usd, quote.change_24h_pct, quote.mid_usd) == (None, None, 100_000.5)
    assert quote.at_ms == RECV_MS


@pytest.mark.parametrize("text", ["", "[]", "{", '{"events": 5}'])
def test_what_is_not_coinbases_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        coinbase.frame(text)


def test_an_error_frame_says_why() -> None:
    refused = coinbase.frame('{"type":"error","message":"rate limit exceeded"}')
    assert (refused.type, refused.message, refused.is_ticker) == ("error", "rate limit exceeded", False)


@pytest.mark.parametrize("payload", [None, [], "x", {"products": None}, {"products": [None, {}]}])
def test_no_products_is_no_quote(payload: object) -> None:
    assert coinbase.product_quotes(payload, KNOWN, RECV_MS) == []
    assert coinbase.candles(payload, BTC, "1h", RECV_MS) == []


def recorded(captures: Path) -> dict[str, Any]:
    return {
        Path(record["file"]).stem: json.loads(record["raw"])
        for record in lines(captures / "msgs_single" / "nautilus_coinbase.jsonl.gz")
    }


def test_recorded_messages(captures: Path) -> None:
    found = recorded(captures)
    [quote] = coinbase.streamed_quotes(coinbase.frame(json.dumps(found["ws_ticker"])), KNOWN, RECV_MS)
    assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (68_900.0, 68_901.0, 68_900.5)
    assert (quote.change_24h_pct, quote.at_ms) == (1.85, 1_775_572_203_000)
    for name in ("ws_heartbeats", "ws_market_trades", "ws_candles", "ws_l2_data_update"):
        assert not coinbase.frame(json.dumps(found[name])).is_ticker
    aliases = {row["product_id"]: row["alias"] for row in found["http_products"]["products"]}
    assert aliases == {"BTC-USD": "", "BTC-USDC": "BTC-USD"}
    [product] = coinbase.product_quotes(found["http_products"], KNOWN, RECV_MS)
    assert (product.last_usd, product.bid_usd, product.at_ms) == (68_925.98, None, RECV_MS)
    assert product.change_24h_pct == pytest.approx(-0.28225832)
    earlier, later = coinbase.candles(found["http_candles"], BTC, "1h", RECV_MS)
    assert (earlier.open_ms, later.open_ms) == (1_712_188_800_000, 1_712_192_400_000)
    assert (later.open_usd, later.high_usd, later.low_usd, later.close_usd) == (
        66_312.4,
        66_331.99,
        66_055.14,
        66_181.6,
    )
    assert later.volume_coin == 355.82896243
