"""Deribit's forced trades: who was hurt, in which unit, under which key, and what is left out."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.deribit_samples import RECV_MS, lines, reply, trade, trades_frame
from tui.domain.events import Completeness, Liquidation, Side
from tui.exchange.wire.deribit_trades import accepted_channels, frame, past_liquidations, streamed_liquidations
from tui.exchange.wire.liquidation_batch import LiquidationBatch


def batch_of(*trades: Any) -> LiquidationBatch:
    batch = streamed_liquidations(trades_frame(*trades), RECV_MS)
    assert batch is not None
    return batch


def streamed(*trades: Any) -> list[Liquidation]:
    return batch_of(*trades).events


@pytest.mark.fault(40)
@pytest.mark.parametrize(
    ("direction", "liquidation", "hurt"),
    [
        ("sell", "T", [Side.LONG]),
        ("buy", "T", [Side.SHORT]),
        ("buy", "M", [Side.LONG]),
        ("sell", "M", [Side.SHORT]),
        ("buy", "MT", [Side.LONG, Side.SHORT]),
        ("sell", "MT", [Side.SHORT, Side.LONG]),
    ],
)
def test_which_side_was_hurt(direction: str, liquidation: str, hurt: list[Side]) -> None:
    events = streamed(trade(direction=direction, liquidation=liquidation))
    assert [event.hurt for event in events] == hurt
    assert len({event.key for event in events}) == len(hurt)


def test_ordinary_trades_are_no_liquidations() -> None:
    batch = batch_of(trade(), trade(liquidation="none"))
    assert batch.events == []


def test_an_inverse_amount_is_dollars() -> None:
    [event] = streamed(trade(liquidation="T"))
    assert (event.usd, event.coin, event.price_usd) == (20_000.0, 0.2, 100_000.0)
    assert (event.venue, event.asset, event.symbol) == ("deribit", "BTC", "BTC-PERPETUAL")
    assert (event.at_ms, event.recv_ms) == (1_794_999_999_000, RECV_MS)
    assert event.completeness is Completeness.FULL


def test_a_linear_amount_is_coin() -> None:
    [event] = streamed(trade(instrument_name="ETH_USDC-PERPETUAL", price=3_000.0, amount=2.5, liquidation="T"))
    assert (event.asset, event.coin, event.usd) == ("ETH", 2.5, 7_500.0)


@pytest.mark.parametrize("symbol", ["BTC-25DEC26-90000-P", "BTC_USDC-25DEC26-90000-P", "BTC-25DEC26-90000-C"])
def test_a_forced_trade_of_an_option_is_none_of_the_futures(symbol: str) -> None:
    option = trade(instrument_name=symbol, price=0.02, amount=3.0, liquidation="T", direction="buy")
    batch = batch_of(option, trade(trade_id="9", liquidation="T"))
    assert [event.symbol for event in batch.events] == ["BTC-PERPETUAL"]
    assert (batch.unknown, batch.rejected) == (frozenset(), 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": None},
        {"amount": 0},
        {"amount": "NaN"},
        {"price": -1.0},
        {"timestamp": None},
        {"timestamp": 1_794_999_999},
        {"direction": "zero"},
        {"trade_id": "40 369\u202e"},
        {"instrument_name": None},
    ],
)
def test_a_bad_row_costs_one_row(changes: dict[str, Any]) -> None:
    batch = batch_of(trade(liquidation="T") | changes, trade(trade_id="9", liquidation="T"))
    assert [event.key for event in batch.events] == ["BTC-PERPETUAL:9:T"]
    assert batch.rejected == 1


@pytest.mark.fault(48)
def test_combos_are_quarantined() -> None:
    batch = batch_of(trade(instrument_name="BTC-FS-25DEC26_PERP", liquidation="T"))
    assert batch.events == []
    assert batch.unknown == {"BTC-FS-25DEC26_PERP"}


@pytest.mark.parametrize("text", ["{", "[]", "null", '"x"', '{"params": 5}', "\x00\xff"])
def test_what_is_not_deribits_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        frame(text)


def test_replies_are_told_apart() -> None:
    accepted = frame('{"jsonrpc":"2.0","id":3,"result":["trades.future.any.100ms"],"usIn":1,"usOut":2,"usDiff":1}')
    assert not accepted.is_trades
    assert streamed_liquidations('{"jsonrpc":"2.0","id":3,"result":["liquidation"]}', RECV_MS) is None
    assert accepted_channels(accepted) == {"trades.future.any.100ms"}
    refused = frame('{"jsonrpc":"2.0","id":3,"error":{"code":10028,"message":"too_many_requests","data":null}}')
    assert refused.error is not None
    assert refused.error.message == "too_many_requests"
    assert accepted_channels(refused) == frozenset()


def test_the_past_has_the_keys_of_the_stream() -> None:
    rows = [trade(liquidation="MT"), trade(trade_id="1", timestamp=1_794_999_000_000)]
    page = past_liquidations(reply({"trades": rows, "has_more": True}), RECV_MS)
    assert page is not None
    assert [event.key for event in page.batch.events] == [event.key for event in streamed(*rows)]
    assert {event.completeness for event in page.batch.events} == {Completeness.BACKFILL}
    assert (page.trades, page.oldest_ms, page.has_more) == (2, 1_794_999_000_000, True)


@pytest.mark.parametrize("payload", [None, "<html>", [], reply(None), reply({"trades": "none"}), {"error": {}}])
def test_an_answer_without_trades_is_none(payload: object) -> None:
    assert past_liquidations(payload, RECV_MS) is None


@given(amount=st.floats(1e-3, 1e9), price=st.floats(1e-2, 1e7), inverse=st.booleans())
def test_dollars_are_coin_times_price(amount: float, price: float, inverse: bool) -> None:
    name = "BTC-PERPETUAL" if inverse else "BTC_USDC-PERPETUAL"
    [event] = streamed(trade(instrument_name=name, amount=amount, price=price, liquidation="M"))
    assert event.usd == pytest.approx(event.coin * event.price_usd)


def test_recorded_ordinary_trades_decode_and_none_of_them_is_forced(captures: Path) -> None:
    recorded = [
        record["raw"]
        for name in ("cryptomsgparser_deribit", "nautilus_deribit", "gocryptotrader_ws")
        for record in lines(captures / "msgs_single" / f"{name}.jsonl.gz")
        if '"channel":"trades.' in record["raw"].replace(" ", "")
    ]
    assert len(recorded) == 4
    for text in recorded:
        batch = streamed_liquidations(text, RECV_MS)
        assert batch is not None
        assert batch.events == []


def test_recorded_forced_trades_agree_with_the_oracle(captures: Path) -> None:
    """Of the recordings, one forced taker (sell) and one forced maker (taker buy): both were long."""
    compared = 0
    for record in lines(captures / "ws_normalised_oracle" / "deribit.jsonl.gz"):
        expected = [line for line in record["expected"] if line["type"] == "liquidation"]
        batch = streamed_liquidations(json.dumps(record["inputs"][0]["raw"]), RECV_MS)
        events = batch.events if batch is not None else []
        assert len(events) == len(expected)
        for event, independent in zip(events, expected, strict=True):
            compared += 1
            assert event.symbol == independent["symbol"]
            assert event.price_usd == independent["price"]
            assert event.usd == independent["amount"]
            # The oracle's side is that of the forced order.
            assert event.hurt is (Side.LONG if independent["side"] == "sell" else Side.SHORT)
            assert independent["id"] in event.key
            assert event.at_ms == round(datetime.fromisoformat(independent["timestamp"]).timestamp() * 1000)
    assert compared == 2
