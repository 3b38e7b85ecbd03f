"""Bitget's rows by value: coin in every product type, the true funding interval, and rows that are wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.okx_samples import captured
from tui.domain.events import FundingKind
from tui.exchange.instrument import Instrument
from tui.exchange.wire.bitget import funding, instrument, interval_h, open_interest

RECV_MS = 1_762_300_800_500
TOLD_MS = 1_762_300_800_123
LINEAR = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
COIN = Instrument(id="BTCUSD", asset="BTC", quote="USD", kind="perpetual", inverse=True)
DATED = Instrument(id="BTCUSDZ25", asset="BTC", quote="USD", kind="future", inverse=True, expiry_ms=1_766_736_000_000)
KNOWN = {known.id: known for known in (LINEAR, COIN, DATED)}


def answer(*rows: Any) -> dict[str, Any]:
    return {"code": "00000", "msg": "success", "requestTime": TOLD_MS, "data": list(rows)}


def listed(**changes: Any) -> dict[str, Any]:
    row = {"symbol": "BTCUSDT", "baseCoin": "BTC", "quoteCoin": "USDT", "symbolType": "perpetual"}
    return row | {"supportMarginCoins": ["USDT"], "deliveryTime": "", "fundInterval": "8"} | changes


def ticker(**changes: Any) -> dict[str, Any]:
    row = {"symbol": "BTCUSDT", "holdingAmount": "87338.493", "markPrice": "29906.42", "lastPr": "1"}
    return row | {"fundingRate": "0.0001", "ts": str(TOLD_MS)} | changes


def rate(**changes: Any) -> dict[str, Any]:
    row = {"symbol": "BTCUSDT", "fundingRate": "-0.000013", "fundingRateInterval": "4"}
    return row | {"nextUpdate": "1762315200000", "minFundingRate": "-0.003"} | changes


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (listed(), LINEAR),
        (listed(symbol="BTCUSD", quoteCoin="USD", supportMarginCoins=["BTC", "ETH"]), COIN),
        (
            listed(symbol="BTCUSDZ25", quoteCoin="USD", symbolType="delivery", deliveryTime="1766736000000"),
            DATED,
        ),
        (listed(symbolType="option"), None),
        (listed(symbolType=None), None),
        (listed(quoteCoin="EUR"), None),
        (listed(symbol="BTC\u202eUSDT"), None),
        (listed(symbol=None), None),
        (listed(baseCoin="B C"), None),
    ],
)
def test_contracts_are_read_from_bitgets_own_list(row: dict[str, Any], expected: Instrument | None) -> None:
    assert instrument(row) == expected


@pytest.mark.parametrize(("told", "hours"), [("8", 8), ("1", 1), ("", None), (None, None), ("0", None), ("999", None)])
def test_the_listed_interval_is_hours(told: Any, hours: float | None) -> None:
    assert interval_h(listed(fundInterval=told)) == hours


def test_open_interest_is_coin_and_dollars_at_the_mark() -> None:
    [event] = open_interest(answer(ticker()), KNOWN, RECV_MS)
    assert (event.venue, event.asset, event.symbol, event.at_ms) == ("bitget", "BTC", "BTCUSDT", TOLD_MS)
    assert event.coin == 87_338.493
    assert event.usd == pytest.approx(87_338.493 * 29_906.42)


def test_a_contract_settled_in_coin_is_counted_in_coin_too() -> None:
    """Unlike every other venue's inverse contracts, whose sizes are dollars."""
    [event] = open_interest(answer(ticker(symbol="BTCUSD", holdingAmount="125.6844")), KNOWN, RECV_MS)
    assert event.coin == 125.6844
    assert event.usd == pytest.approx(125.6844 * 29_906.42)


@pytest.mark.parametrize(
    "row",
    [
        ticker(holdingAmount=""),
        ticker(holdingAmount=None),
        ticker(holdingAmount="-1"),
        ticker(markPrice="0"),
        ticker(markPrice=None),
        ticker(symbol="DOGEUSDT"),
        ticker(symbol=None),
        None,
        "BTCUSDT",
    ],
)
def test_one_bad_row_costs_one_row(row: Any) -> None:
    assert len(open_interest(answer(row, ticker()), KNOWN, RECV_MS)) == 1


def test_a_row_without_a_time_has_ours() -> None:
    assert open_interest(answer(ticker(ts=None)), KNOWN, RECV_MS)[0].at_ms == RECV_MS


@pytest.mark.parametrize("payload", [None, [], {}, "<html>", {"code": "00000", "data": None}, {"data": {"list": []}}])
def test_an_answer_of_another_shape_has_nothing(payload: Any) -> None:
    assert open_interest(payload, KNOWN, RECV_MS) == []
    assert funding(payload, KNOWN, {}, RECV_MS) == []


def test_funding_has_its_own_interval_before_the_lists() -> None:
    [event] = funding(answer(rate()), KNOWN, {"BTCUSDT": 8.0}, RECV_MS)
    assert (event.rate, event.interval_h, event.kind) == (-0.000013, 4, FundingKind.PREDICTED)
    assert event.next_ms == 1_762_315_200_000


def test_a_ticker_tells_the_rate_only_so_the_interval_is_the_lists() -> None:
    [event] = funding(answer(ticker()), KNOWN, {"BTCUSDT": 8.0}, RECV_MS)
    assert (event.rate, event.interval_h, event.next_ms) == (0.0001, 8, None)


def test_an_interval_that_nobody_tells_is_unknown_and_never_eight_hours() -> None:
    assert funding(answer(ticker()), KNOWN, {}, RECV_MS)[0].interval_h is None


def test_dated_futures_and_missing_rates_have_no_funding() -> None:
    payload = answer(rate(symbol="BTCUSDZ25"), rate(fundingRate=""), rate(fundingRate=None), rate(symbol="BTCUSD"))
    assert [event.symbol for event in funding(payload, KNOWN, {}, RECV_MS)] == ["BTCUSD"]


@given(coin=st.floats(0, 1e9), mark_usd=st.floats(1e-8, 1e7))
def test_dollars_are_coin_at_the_mark(coin: float, mark_usd: float) -> None:
    for symbol in KNOWN:
        row = ticker(symbol=symbol, holdingAmount=repr(coin), markPrice=repr(mark_usd))
        [event] = open_interest(answer(row), KNOWN, RECV_MS)
        assert (event.coin, event.usd) == pytest.approx((coin, coin * mark_usd))


def test_a_recorded_contract_settled_in_coin_was_counted_in_coin(captures: Path) -> None:
    """An older answer with the same number: 5,030 bitcoin is what was open; as dollars it would be nothing."""
    [record] = [
        record
        for record in captured(captures / "msgs_single" / "cryptomsgparser_bitget.jsonl.gz")
        if record["type"] == "open_interest"
    ]
    data = json.loads(record["raw"])["data"]
    row = ticker(symbol="BTCUSD", holdingAmount=data["amount"], markPrice="29700")
    [event] = open_interest(answer(row), KNOWN, RECV_MS)
    assert event.coin == 5_030.748
    assert event.usd == pytest.approx(149_413_215.6)


def test_recorded_tickers_of_the_older_stream_by_value(captures: Path) -> None:
    """The same figures under their older names: holding, capitalRate, systemTime."""
    compared = 0
    for record in captured(captures / "ws_raw" / "cryptofeed_bitget_v1.jsonl.gz"):
        message = json.loads(record["raw"]) if record["dir"] == "in" else {}
        if message.get("action") != "snapshot" or message["arg"]["channel"] != "ticker":
            continue
        [told] = message["data"]
        known = {told["instId"]: Instrument(id=told["instId"], asset="X", quote="USDT", kind="perpetual")}
        row = ticker(symbol=told["instId"], holdingAmount=told["holding"], markPrice=told["markPrice"])
        row |= {"fundingRate": told["capitalRate"], "ts": told["systemTime"]}
        [event] = open_interest(answer(row), known, RECV_MS)
        [paid] = funding(answer(row), known, {}, RECV_MS)
        assert event.coin == float(told["holding"])
        assert event.usd == pytest.approx(float(told["holding"]) * float(told["markPrice"]))
        assert (paid.rate, paid.at_ms) == (float(told["capitalRate"]), told["systemTime"])
        compared += 1
    assert compared == 142
