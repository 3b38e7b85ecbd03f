"""Deribit's futures summary: units by kind, the index, funding without a countdown."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.deribit_samples import RECV_MS, document, lines, reply
from tui.domain.events import FundingKind
from tui.exchange.wire import deribit_summary as summary

AT_MS = 1_794_999_999_500


def row(name: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instrument_name": name,
        "mark_price": 100_000.0,
        "bid_price": 99_999.5,
        "ask_price": 100_000.5,
        "mid_price": 100_000.0,
        "estimated_delivery_price": 99_900.0,
        "open_interest": 500_000_000,
        "creation_timestamp": AT_MS,
        "volume": 1.0,
        "volume_usd": 100_000.0,
        "last": None,
    }
    return fields | changes


def test_open_interest_units_by_kind() -> None:
    payload = reply([row("BTC-PERPETUAL"), row("BTC-26MAR27"), row("BTC_USDC-PERPETUAL", open_interest=750.5)])
    perpetual, dated, linear = summary.open_interest(payload, {"BTC"}, RECV_MS)
    assert (perpetual.usd, perpetual.coin) == (500_000_000, 5_000.0)
    assert (dated.usd, dated.coin) == (500_000_000, 5_000.0)
    # ccxt reports the coins of a linear perpetual as dollars.
    assert (linear.coin, linear.usd) == (750.5, 75_050_000.0)
    assert {event.at_ms for event in (perpetual, dated, linear)} == {AT_MS}


@pytest.mark.fault(48)
def test_only_the_assets_that_are_watched_and_no_combos() -> None:
    names = ["BTC-PERPETUAL", "SOL_USDC-PERPETUAL", "BTC-FS-25DEC26_PERP", "BTC-25DEC26-100000-C", "BTC_USDC"]
    payload = reply([row(name) for name in names])
    assert [event.symbol for event in summary.open_interest(payload, {"BTC"}, RECV_MS)] == ["BTC-PERPETUAL"]
    assert summary.perpetuals(payload, {"BTC", "SOL"}) == ["BTC-PERPETUAL", "SOL_USDC-PERPETUAL"]


@pytest.mark.parametrize("changes", [{"open_interest": None}, {"mark_price": 0}, {"mark_price": ""}])
def test_a_row_without_size_or_mark_has_no_open_interest(changes: dict[str, Any]) -> None:
    payload = reply([row("BTC-PERPETUAL", **changes), row("BTC-26MAR27")])
    assert [event.symbol for event in summary.open_interest(payload, {"BTC"}, RECV_MS)] == ["BTC-26MAR27"]


def test_no_open_interest_is_zero() -> None:
    [event] = summary.open_interest(reply([row("BTC-26MAR27", open_interest=0)]), {"BTC"}, RECV_MS)
    assert (event.coin, event.usd) == (0.0, 0.0)


def test_dated_futures_beside_the_index() -> None:
    payload = reply([row("BTC-26MAR27", bid_price=None), row("BTC-PERPETUAL")])
    [event] = summary.futures(payload, {"BTC"}, RECV_MS)
    assert (event.symbol, event.expiry_ms) == ("BTC-26MAR27", 1_806_048_000_000)
    assert (event.mark_usd, event.bid_usd, event.ask_usd) == (100_000.0, None, 100_000.5)
    assert event.index_usd == 99_900.0


def test_a_contract_that_has_settled_has_no_index() -> None:
    [event] = summary.futures(reply([row("BTC-26MAR27", estimated_delivery_price="expired")]), {"BTC"}, RECV_MS)
    assert event.index_usd is None


def test_funding_is_continuous() -> None:
    payload = reply([row("BTC-PERPETUAL", funding_8h=-6.98e-06, current_funding=0.0), row("BTC_USDC-PERPETUAL")])
    [event] = summary.funding(payload, {"BTC"}, RECV_MS)
    assert (event.symbol, event.rate, event.interval_h) == ("BTC-PERPETUAL", -6.98e-06, 8.0)
    assert event.kind is FundingKind.CONTINUOUS
    assert event.next_ms is None


@pytest.mark.parametrize("payload", [None, [], "", reply(None), reply("x"), reply([None, 1, "x", {}])])
def test_garbage_is_nothing(payload: object) -> None:
    assert summary.open_interest(payload, {"BTC"}, RECV_MS) == []
    assert summary.futures(payload, {"BTC"}, RECV_MS) == []
    assert summary.funding(payload, {"BTC"}, RECV_MS) == []
    assert summary.ticker_funding(payload, RECV_MS) is None


def test_the_recorded_summary_gives_the_basis_that_was_computed_from_it(captures: Path) -> None:
    payload = document(captures / "rest_raw" / "deribit_btc_book_summary_future_20240114.json.gz")
    oracle = {
        line["instrument"]: line
        for line in _json(captures / "oracle" / "futures_basis_deribit_btc_20240114.json")["rows"]
    }
    recv_ms = 1_705_262_470_551
    interest = {event.symbol: event for event in summary.open_interest(payload, {"BTC"}, recv_ms)}
    assert set(interest) == set(oracle)
    for name, line in oracle.items():
        assert interest[name].usd == line["open_interest_usd"]
        assert interest[name].coin == pytest.approx(line["open_interest_usd"] / line["mark"])
    dated = summary.futures(payload, {"BTC"}, recv_ms)
    assert len(dated) == len(oracle) - 1
    for event in dated:
        line = oracle[event.symbol]
        assert (event.mark_usd, event.index_usd) == (line["mark"], line["index"])
        assert (event.expiry_ms - event.at_ms) / 86_400_000 == pytest.approx(line["days"], abs=1e-4)
    [funding] = summary.funding(payload, {"BTC"}, recv_ms)
    assert funding.rate == oracle["BTC-PERPETUAL"]["funding_8h"]


def test_the_recorded_ticker(captures: Path) -> None:
    payload = document(captures / "rest_raw" / "deribit_ticker_btc_perp_20240105.json.gz")
    event = summary.ticker_funding(payload, RECV_MS)
    assert event is not None
    assert (event.symbol, event.rate, event.at_ms) == ("BTC-PERPETUAL", 9.25e-06, 1_704_491_977_904)


def test_recorded_single_summaries(captures: Path) -> None:
    usd = {}
    for record in lines(captures / "msgs_single" / "cryptomsgparser_deribit.jsonl.gz"):
        if record["type"] == "open_interest" and record["market"] != "option":
            for event in summary.open_interest(json.loads(record["raw"]), {"BTC"}, RECV_MS):
                usd[event.symbol] = (event.usd, event.coin)
    assert usd["BTC-24JUN22"] == pytest.approx((272_308_070, 272_308_070 / 29_727.97))
    assert usd["BTC-PERPETUAL"] == pytest.approx((560_105_870, 560_105_870 / 29_700.53))


def _json(path: Path) -> Any:
    return json.loads(path.read_text())


def test_the_cost_of_the_last_eight_hours_where_no_ticker_tells_it() -> None:
    event = summary.past_funding({"jsonrpc": "2.0", "result": 0.00042}, "BTC-PERPETUAL", RECV_MS)
    assert event is not None
    assert (event.rate, event.interval_h, event.kind, event.next_ms) == (0.00042, 8.0, FundingKind.CONTINUOUS, None)
    assert (event.symbol, event.asset, event.at_ms) == ("BTC-PERPETUAL", "BTC", RECV_MS)
    nothings: list[object] = [None, {"result": None}, {"error": {"code": 1}}, [], {"result": "x"}]
    for nothing in nothings:
        assert summary.past_funding(nothing, "BTC-PERPETUAL", RECV_MS) is None
    assert summary.past_funding({"result": 0.1}, "BTC-FS-27MAR26_PERP", RECV_MS) is None
