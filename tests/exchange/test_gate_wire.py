"""Gate's REST rows by value: contracts into coin and dollars, history, funding with its true interval."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.okx_samples import captured
from tui.domain.events import FundingKind
from tui.exchange.instrument import Instrument
from tui.exchange.wire.gate import funding, instrument, open_interest, open_interest_history

RECV_MS = 1_762_300_800_500
LINEAR = Instrument(id="BTC_USDT", asset="BTC", quote="USDT", kind="perpetual", contract_size=0.0001)
INVERSE = Instrument(id="BTC_USD", asset="BTC", quote="USD", kind="perpetual", inverse=True)
KNOWN = {known.id: known for known in (LINEAR, INVERSE)}


def market(**changes: Any) -> dict[str, Any]:
    """A ccxt market, as far as it is read."""
    row = {"id": "BTC_USDT", "base": "BTC", "quote": "USDT", "settle": "USDT", "type": "swap", "contractSize": 0.0001}
    return row | {"info": {"name": "BTC_USDT", "type": "direct", "quanto_multiplier": "0.0001"}} | changes


def ticker(**changes: Any) -> dict[str, Any]:
    return {
        "contract": "BTC_USDT",
        "total_size": "50000000",
        "mark_price": "100000",
        "funding_rate": "0.0001",
    } | changes


def contract(**changes: Any) -> dict[str, Any]:
    row = {"name": "BTC_USDT", "funding_rate": "0.0001", "funding_rate_indicative": "0.0009"}
    return row | {"funding_interval": 14_400, "funding_next_apply": 1_762_315_200} | changes


def test_a_linear_contract_is_sized_by_its_multiplier() -> None:
    assert instrument(market()) == LINEAR


def test_a_multiplier_of_zero_is_one_dollar() -> None:
    listed = market(id="BTC_USD", quote="USD", settle="BTC", info={"quanto_multiplier": "0", "type": "inverse"})
    assert instrument(listed) == INVERSE


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "ETC_USD", "base": "ETC", "quote": "USD", "settle": "BTC"},
        {"info": {"quanto_multiplier": "0"}},
        {"info": {"quanto_multiplier": ""}},
        {"info": None},
        {"type": "future"},
        {"quote": "BTC", "settle": "BTC"},
        {"id": "BT\x1bC_USDT"},
        {"base": "B T C"},
        {"base": None},
    ],
    ids=["quanto", "no size", "empty size", "no info", "dated", "not in dollars", "escape", "spaces", "no base"],
)
def test_what_cannot_be_sized_or_named_stays_unknown(changes: dict[str, Any]) -> None:
    assert instrument(market(**changes)) is None


def test_open_interest_of_a_linear_contract_is_contracts_of_coin() -> None:
    [event] = open_interest([ticker()], KNOWN, RECV_MS)
    assert (event.venue, event.asset, event.symbol) == ("gate", "BTC", "BTC_USDT")
    assert (event.coin, event.usd) == pytest.approx((5_000, 500_000_000))
    assert (event.at_ms, event.recv_ms) == (RECV_MS, RECV_MS)


def test_open_interest_of_an_inverse_contract_is_contracts_of_a_dollar() -> None:
    [event] = open_interest([ticker(contract="BTC_USD", total_size=31_828_902, mark_price="29710.95")], KNOWN, RECV_MS)
    assert event.usd == 31_828_902
    assert event.coin == pytest.approx(31_828_902 / 29_710.95)


@pytest.mark.parametrize(
    "row",
    [
        ticker(total_size=""),
        ticker(total_size=None),
        ticker(total_size="-5"),
        ticker(mark_price="0"),
        ticker(mark_price="NaN"),
        ticker(contract="DOGE_USDT"),
        ticker(contract=None),
        ticker(contract=["BTC_USDT"]),
        None,
        "BTC_USDT",
    ],
)
def test_one_bad_row_costs_one_row(row: Any) -> None:
    assert len(open_interest([row, ticker()], KNOWN, RECV_MS)) == 1


def test_nothing_open_is_zero_and_not_missing() -> None:
    assert open_interest([ticker(total_size="0")], KNOWN, RECV_MS)[0].usd == 0


@pytest.mark.parametrize("payload", [None, {}, "<html>", {"label": "TOO_BUSY"}, 7])
def test_an_answer_of_another_shape_has_nothing(payload: Any) -> None:
    assert open_interest(payload, KNOWN, RECV_MS) == []
    assert funding(payload, KNOWN, RECV_MS) == []
    assert open_interest_history(payload, LINEAR, RECV_MS) == []


def test_history_is_oldest_first_at_the_mark_of_its_hour() -> None:
    rows = [
        {"time": 1_762_297_200, "open_interest": "40000000", "mark_price": "99000", "open_interest_usd": 1},
        {"time": 1_762_293_600, "open_interest": 30_000_000, "mark_price": 98_000},
        {"time": 1_762_290_000, "open_interest": "30000000", "mark_price": ""},
        {"open_interest": "30000000", "mark_price": "99000"},
    ]
    first, second = open_interest_history(rows, LINEAR, RECV_MS)
    assert (first.at_ms, second.at_ms) == (1_762_293_600_000, 1_762_297_200_000)
    assert (second.coin, second.usd) == pytest.approx((4_000, 396_000_000))


def test_funding_has_the_contracts_own_interval_and_next_payment() -> None:
    [event] = funding([contract()], KNOWN, RECV_MS)
    assert (event.rate, event.interval_h, event.kind) == (0.0001, 4, FundingKind.PREDICTED)
    assert event.next_ms == 1_762_315_200_000


def test_negative_funding_is_what_shorts_pay() -> None:
    assert funding([contract(funding_rate="-0.003216")], KNOWN, RECV_MS)[0].rate == -0.003216


@pytest.mark.parametrize("interval", [None, 0, "", -28_800, 10**9])
def test_an_interval_that_cannot_be_is_unknown(interval: Any) -> None:
    assert funding([contract(funding_interval=interval)], KNOWN, RECV_MS)[0].interval_h is None


@pytest.mark.parametrize("rate", [None, "", "nan", True])
def test_without_a_rate_there_is_no_funding(rate: Any) -> None:
    assert funding([contract(funding_rate=rate), contract()], KNOWN, RECV_MS)[0].rate == 0.0001


@given(size=st.floats(0, 1e12), mark_usd=st.floats(1e-6, 1e7), contract_size=st.floats(1e-6, 1e6))
def test_dollars_are_coin_at_the_mark(size: float, mark_usd: float, contract_size: float) -> None:
    known = Instrument(id="X_USDT", asset="X", quote="USDT", kind="perpetual", contract_size=contract_size)
    row = ticker(contract="X_USDT", total_size=repr(size), mark_price=repr(mark_usd))
    [event] = open_interest([row], {"X_USDT": known}, RECV_MS)
    assert event.coin == pytest.approx(size * contract_size)
    assert event.usd == pytest.approx(event.coin * mark_usd)


def test_recorded_contracts_by_value(captures: Path) -> None:
    [record] = captured(captures / "rest_raw" / "cryptofeed_gate_futures_instruments.jsonl.gz")
    rows = json.loads(record["body"])
    known = {}
    for row in rows:
        base, quote = row["name"].split("_")
        listed = {"id": row["name"], "base": base, "quote": quote, "settle": "USDT", "type": "swap", "info": row}
        found = instrument(listed)
        assert found is not None, row["name"]
        known[found.id] = found
    assert (known["BTC_USDT"].contract_size, known["ETH_USDT"].contract_size) == (0.0001, 0.01)
    rates = {event.symbol: event for event in funding(rows, known, RECV_MS)}
    assert rates.keys() == known.keys()
    assert (rates["BTC_USDT"].rate, rates["BTC_USDT"].interval_h) == (0.000086, 8)
    assert rates["BTC_USDT"].next_ms == 1_684_944_000_000


def test_recorded_tickers_by_value(captures: Path) -> None:
    [record] = [
        record
        for record in captured(captures / "msgs_single" / "cryptomsgparser_gate.jsonl.gz")
        if (record["type"], record["market"]) == ("ticker", "linear_swap")
    ]
    [event] = open_interest(json.loads(record["raw"])["result"], KNOWN, RECV_MS)
    assert event.coin == pytest.approx(75_441.3619)
    assert event.usd == pytest.approx(75_441.3619 * 29_908)


def test_recorded_statistics_by_value(captures: Path) -> None:
    [record] = [
        record
        for record in captured(captures / "msgs_single" / "cryptomsgparser_gate.jsonl.gz")
        if record["type"] == "open_interest"
    ]
    first, second = open_interest_history(json.loads(record["raw"]), INVERSE, RECV_MS)
    assert (first.at_ms, first.usd, second.usd) == (1_654_335_000_000, 31_828_902, 31_883_292)
    assert first.coin == pytest.approx(1_071.285, abs=0.001)


def test_tickers_agree_with_the_oracle(captures: Path) -> None:
    """The oracle counts contracts; ETC_USD is a quanto, so a stand-in of one coin is what it is sized by here."""
    stand_in = Instrument(id="ETC_USD", asset="ETC", quote="USD", kind="perpetual")
    agreed = 0
    for record in captured(captures / "ws_normalised_oracle" / "gate_futures.jsonl.gz"):
        expected = [row for row in record["expected"] if row["type"] == "derivative_ticker"]
        if not expected:
            continue
        rows = record["inputs"][0]["raw"]["result"]
        events = open_interest(rows, {"ETC_USD": stand_in}, RECV_MS)
        assert {event.coin for event in events} == {expected[0]["openInterest"]}
        assert {event.usd for event in events} == {expected[0]["openInterest"] * expected[0]["markPrice"]}
        [rate] = funding([{"name": "ETC_USD", **rows[0]}], {"ETC_USD": stand_in}, RECV_MS)
        assert rate.rate == expected[0]["fundingRate"]
        agreed += 1
    assert agreed == 1
