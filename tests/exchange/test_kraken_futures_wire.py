"""Kraken Futures' rows by value: coin or dollars by family, funding out of money an hour, and forced trades."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.okx_samples import captured
from tui.domain.clock import HOUR_MS
from tui.domain.events import Completeness, FundingKind, Side
from tui.exchange.instrument import Instrument
from tui.exchange.wire.kraken_futures import funding, has_tickers, instrument, open_interest, server_ms
from tui.exchange.wire.kraken_futures_trades import frame, past_liquidations, streamed_liquidations
from tui.exchange.wire.liquidation_batch import LiquidationBatch

RECV_MS = 1_762_300_800_500
TOLD_MS = 1_762_300_799_900
LINEAR = Instrument(id="PF_XBTUSD", asset="BTC", quote="USD", kind="perpetual")
INVERSE = Instrument(id="PI_XBTUSD", asset="BTC", quote="USD", kind="perpetual", inverse=True)
DATED = Instrument(
    id="FI_XBTUSD_251226", asset="BTC", quote="USD", kind="future", inverse=True, expiry_ms=1_766_736_000_000
)
KNOWN = {known.id: known for known in (LINEAR, INVERSE, DATED)}


def market(**changes: Any) -> dict[str, Any]:
    """A ccxt market, as far as it is read."""
    return {"id": "PF_XBTUSD", "base": "BTC", "quote": "USD", "type": "swap", "contractSize": 1.0} | changes


def answer(*rows: Any) -> dict[str, Any]:
    return {"result": "success", "tickers": list(rows), "serverTime": "2025-11-04T23:59:59.900Z"}


def ticker(**changes: Any) -> dict[str, Any]:
    row = {"symbol": "PF_XBTUSD", "markPrice": 100_000, "openInterest": 2_500.5, "fundingRate": 1.25}
    return row | {"fundingRatePrediction": 9.9, "suspended": False} | changes


def trade(**changes: Any) -> dict[str, Any]:
    row = {"feed": "trade", "product_id": "PF_XBTUSD", "uid": "3ee209b8-bc9f-4ed5-965b-8c6208b26411"}
    return (
        row
        | {"side": "sell", "type": "liquidation", "seq": 41, "time": TOLD_MS, "qty": 0.5, "price": 100_000}
        | changes
    )


def streamed(message: dict[str, Any]) -> LiquidationBatch:
    text = json.dumps(message, separators=(",", ":"))
    return streamed_liquidations(text, frame(text), KNOWN, RECV_MS)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (market(), LINEAR),
        (market(id="pf_xbtusd"), LINEAR),
        (market(id="PI_XBTUSD"), INVERSE),
        (market(id="fi_xbtusd_251226", type="future", expiry=1_766_736_000_000), DATED),
        (market(id="in_xbtusd", type="index", contractSize=None), None),
        (market(id="pv_xrpxbt", base="XRP"), None),
        (market(id="OF_ETHUSD_240101_1000_C"), None),
        (market(id="FI_XBTUSD_251226", type="future", expiry=None), None),
        (market(contractSize=None), None),
        (market(contractSize=0), None),
        (market(base=None), None),
        (market(id="PF_X\x07USD"), None),
    ],
)
def test_a_contracts_family_is_in_its_id(listed: dict[str, Any], expected: Instrument | None) -> None:
    assert instrument(listed) == expected


def test_open_interest_is_coin_of_a_linear_contract_and_dollars_of_an_inverse_one() -> None:
    payload = answer(ticker(), ticker(symbol="pi_xbtusd", openInterest=30_072_580), ticker(symbol="FI_XBTUSD_251226"))
    linear, inverse, dated = open_interest(payload, KNOWN, RECV_MS)
    assert (linear.venue, linear.symbol, linear.coin, linear.usd) == (
        "krakenfutures", "PF_XBTUSD", 2_500.5, 250_050_000
    )  # fmt: skip
    assert (inverse.coin, inverse.usd) == pytest.approx((300.7258, 30_072_580))
    assert dated.usd == 2_500.5
    assert linear.at_ms == TOLD_MS


def test_funding_is_divided_by_the_mark_or_multiplied_with_it() -> None:
    linear, inverse = funding(answer(ticker(), ticker(symbol="PI_XBTUSD", fundingRate=1.25e-10)), KNOWN, RECV_MS)
    assert linear.rate == pytest.approx(1.25e-5)
    assert inverse.rate == pytest.approx(1.25e-5)
    for event in (linear, inverse):
        assert (event.interval_h, event.kind) == (1, FundingKind.PREDICTED)
        assert event.next_ms == -(-TOLD_MS // HOUR_MS) * HOUR_MS


def test_dated_futures_pay_nothing_and_a_mistaken_unit_is_not_shown() -> None:
    payload = answer(ticker(symbol="FI_XBTUSD_251226"), ticker(fundingRate=25_001), ticker(fundingRate=None))
    assert funding(payload, KNOWN, RECV_MS) == []


@pytest.mark.parametrize(
    "row",
    [
        ticker(openInterest=None, fundingRate=None),
        ticker(openInterest=-1, fundingRate="nan"),
        ticker(markPrice=0),
        ticker(markPrice=None),
        ticker(symbol="PF_NEWUSD"),
        ticker(symbol=None),
        {"symbol": "in_xbtusd", "last": 40_411},
        None,
        "PF_XBTUSD",
    ],
)
def test_one_bad_row_costs_one_row(row: Any) -> None:
    assert len(open_interest(answer(row, ticker()), KNOWN, RECV_MS)) == 1
    assert len(funding(answer(row, ticker()), KNOWN, RECV_MS)) == 1


@pytest.mark.parametrize("payload", [None, [], {}, "<html>", {"result": "success", "tickers": None}])
def test_an_answer_of_another_shape_has_nothing(payload: Any) -> None:
    assert not has_tickers(payload)
    assert open_interest(payload, KNOWN, RECV_MS) == []
    assert server_ms(payload) is None


def test_a_forced_sale_closed_a_long_and_is_the_takers() -> None:
    [event] = streamed(trade()).events
    assert (event.hurt, event.coin, event.usd) == (Side.LONG, 0.5, 50_000)
    assert (event.completeness, event.at_ms) == (Completeness.FULL, TOLD_MS)
    assert event.key == "PF_XBTUSD:3ee209b8-bc9f-4ed5-965b-8c6208b26411"
    assert streamed(trade(side="buy")).events[0].hurt is Side.SHORT


def test_an_inverse_size_is_dollars() -> None:
    [event] = streamed(trade(product_id="PI_XBTUSD", qty=12_000)).events
    assert (event.usd, event.coin) == (12_000, 0.12)


@pytest.mark.parametrize("kind", ["fill", "assignment", "termination", "block", None, ""])
def test_only_what_is_flagged_counts(kind: Any) -> None:
    assert streamed(trade(type=kind)) == LiquidationBatch([])


def test_the_word_elsewhere_in_a_trade_is_no_flag() -> None:
    assert streamed(trade(type="fill", note="liquidation")) == LiquidationBatch([])


def test_the_trades_that_come_with_a_subscription_are_read_too() -> None:
    snapshot = {"feed": "trade_snapshot", "product_id": "PF_XBTUSD"}
    rows = [
        trade(type="fill"),
        trade(),
        {name: value for name, value in trade(uid="b").items() if name != "product_id"},
    ]
    events = streamed(snapshot | {"trades": rows}).events
    assert [event.key for event in events] == ["PF_XBTUSD:3ee209b8-bc9f-4ed5-965b-8c6208b26411", "PF_XBTUSD:b"]


@pytest.mark.parametrize(
    "changes",
    [
        {"side": None},
        {"side": "SELL"},
        {"qty": 0},
        {"qty": "x"},
        {"price": None},
        {"time": 0},
        {"uid": None},
        {"uid": "\x1b]0;"},
        {"qty": [1]},
    ],
)
def test_a_forced_trade_that_cannot_be_read_is_counted(changes: dict[str, Any]) -> None:
    batch = streamed(trade(**changes))
    assert (batch.events, batch.rejected) == ([], 1)


def test_a_contract_that_is_not_listed_is_quarantined_by_a_clean_name() -> None:
    assert streamed(trade(product_id="PF_N\x1bEWUSD")).unknown == {"PF_N?EWUSD"}


def test_an_asked_trade_has_the_same_key_as_the_streamed_one() -> None:
    row = {"time": "2025-11-04T23:59:59.900Z", "trade_id": 41, "price": 100_000, "size": 0.5, "side": "sell"}
    row |= {"type": "liquidation", "uid": "3ee209b8-bc9f-4ed5-965b-8c6208b26411"}
    batch = past_liquidations({"result": "success", "history": [row, row | {"type": "fill"}, None, 7]}, LINEAR, RECV_MS)
    assert batch is not None
    [asked], [live] = batch.events, streamed(trade()).events
    assert (asked.key, asked.hurt, asked.usd, asked.at_ms) == (live.key, live.hurt, live.usd, live.at_ms)
    assert asked.completeness is Completeness.BACKFILL


@pytest.mark.parametrize("payload", [None, [], {}, "<html>", {"history": None}])
def test_no_history_is_told_apart_from_a_quiet_one(payload: Any) -> None:
    assert past_liquidations(payload, LINEAR, RECV_MS) is None
    assert past_liquidations({"history": []}, LINEAR, RECV_MS) == LiquidationBatch([])


def test_acknowledgements_and_refusals_are_told_apart() -> None:
    assert frame('{"event":"subscribed ","feed":"trade","product_ids":["PI_XBTUSD"]}').is_accepted
    assert frame('{"event":"error","message":"Invalid product id"}').refusal == "Invalid product id"
    assert frame('{"event":"alert","message":"Already subscribed to feed, re-requesting"}').refusal is None
    assert frame('{"event":"info","version":1}').refusal is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_frame_that_is_not_krakens_raises(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        frame(text)


@given(rate=st.floats(-0.01, 0.01), mark_usd=st.floats(1e-4, 1e6))
def test_whatever_the_family_the_rate_comes_back(rate: float, mark_usd: float) -> None:
    rows = [
        ticker(markPrice=mark_usd, fundingRate=rate * mark_usd),
        ticker(symbol="PI_XBTUSD", markPrice=mark_usd, fundingRate=rate / mark_usd),
    ]
    assert [event.rate for event in funding(answer(*rows), KNOWN, RECV_MS)] == pytest.approx([rate, rate], abs=1e-12)


def test_trades_and_tickers_agree_with_the_oracle(captures: Path) -> None:
    compared = {"liquidation": 0, "trade": 0, "derivative_ticker": 0}
    for record in captured(captures / "ws_normalised_oracle" / "kraken_futures.jsonl.gz"):
        raw = record["inputs"][0]["raw"]
        symbol = raw["product_id"]
        kind = "perpetual" if symbol.startswith("P") else "future"
        known = {symbol: Instrument(id=symbol, asset="X", quote="USD", kind=kind, inverse=True)}  # type: ignore[arg-type]
        expected = {row["type"]: row for row in record["expected"]}
        if "trade" in expected:
            text = json.dumps(raw, separators=(",", ":"))
            events = streamed_liquidations(text, frame(text), known, RECV_MS).events
            assert len(events) == ("liquidation" in expected)
            compared["trade"] += 1
        if "liquidation" in expected:
            row = expected["liquidation"]
            assert (events[0].price_usd, events[0].usd) == (row["price"], row["amount"])
            assert events[0].hurt is (Side.LONG if row["side"] == "sell" else Side.SHORT)
            assert events[0].key == f"{symbol}:{row['id']}"
            assert row["timestamp"] == "2020-07-01T00:06:05.283Z"
            assert events[0].at_ms == 1_593_561_965_283
            compared["liquidation"] += 1
        if "derivative_ticker" in expected:
            row = expected["derivative_ticker"]
            told = {"symbol": symbol, "markPrice": raw["markPrice"], "openInterest": raw["openInterest"]}
            [event] = open_interest(answer(told), known, RECV_MS)
            assert (event.usd, event.coin) == (row["openInterest"], row["openInterest"] / row["markPrice"])
            compared["derivative_ticker"] += 1
    assert compared == {"liquidation": 1, "trade": 3, "derivative_ticker": 3}


def test_the_relative_rate_is_the_one_that_kraken_told_beside_it(captures: Path) -> None:
    """Kraken's own is against the index of when the rate was fixed, so they agree within what prices moved since."""
    frames = [
        json.loads(record["raw"])
        for name in ("nautilus_kraken", "cryptomsgparser_kraken")
        for record in captured(captures / "msgs_single" / f"{name}.jsonl.gz")
        if '"relative_funding_rate"' in record["raw"]
    ]
    frames += [
        record["inputs"][0]["raw"]
        for record in captured(captures / "ws_normalised_oracle" / "kraken_futures.jsonl.gz")
        if "relative_funding_rate" in record["inputs"][0]["raw"]
    ]
    assert len(frames) == 4
    for raw in frames:
        known = {
            raw["product_id"]: Instrument(id=raw["product_id"], asset="X", quote="USD", kind="perpetual", inverse=True)
        }
        row = {"symbol": raw["product_id"], "markPrice": raw["markPrice"], "fundingRate": raw["funding_rate"]}
        [event] = funding(answer(row), known, RECV_MS)
        assert event.rate == pytest.approx(raw["relative_funding_rate"], rel=0.005)


def test_a_recorded_session_is_read_without_a_liquidation_in_it(captures: Path) -> None:
    read = 0
    for record in captured(captures / "ws_raw" / "cryptofeed_kraken_futures.jsonl.gz"):
        if record["dir"] == "in":
            message = frame(record["raw"])
            assert streamed_liquidations(record["raw"], message, KNOWN, RECV_MS).events == []
            read += message.is_trade
    assert read == 8


def test_recorded_contracts_are_inverse_and_of_one_dollar(captures: Path) -> None:
    [record] = captured(captures / "rest_raw" / "cryptofeed_kraken_futures_instruments.jsonl.gz")
    rows = json.loads(record["body"])["instruments"]
    made = [
        instrument(market(id=row["symbol"], contractSize=row.get("contractSize"), expiry=1_766_736_000_000))
        for row in rows
    ]
    found = [known for known in made if known is not None]
    assert len(found) == 17
    assert all(known.inverse and known.contract_size == 1 for known in found)
    assert {known.id for known in found if known.kind == "perpetual"} >= {"PI_XBTUSD", "PI_ETHUSD"}
