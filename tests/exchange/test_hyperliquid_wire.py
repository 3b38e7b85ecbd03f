"""Hyperliquid's one answer: open interest in coin and dollars, hourly funding."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.okx_samples import captured
from tui.domain.clock import HOUR_MS
from tui.domain.events import FundingKind
from tui.exchange.wire.hyperliquid import contexts, funding, open_interest

RECV_MS = 1_795_000_000_000
ASSETS = frozenset({"BTC", "PEPE"})


def coin(**changes: object) -> dict[str, Any]:
    fields: dict[str, Any] = {"funding": "0.0000125", "openInterest": "35409.41702", "markPx": "79890.0"}
    return fields | {"oraclePx": "79922.0", "premium": "-0.0004", "midPx": "79889.5"} | changes


def payload(*coins: tuple[Any, Any]) -> list[Any]:
    return [{"universe": [universe for universe, _ in coins]}, [fields for _, fields in coins]]


def named(name: object, **changes: object) -> dict[str, Any]:
    return {"name": name, "szDecimals": 5, "maxLeverage": 40, **changes}


def test_open_interest_is_coin_and_dollars_at_the_mark() -> None:
    [event] = open_interest(contexts(payload((named("BTC"), coin()))), ASSETS, RECV_MS)
    assert (event.venue, event.asset, event.symbol) == ("hyperliquid", "BTC", "BTC")
    assert (event.coin, event.at_ms) == (35_409.41702, RECV_MS)
    assert event.usd == pytest.approx(35_409.41702 * 79_890)


def test_a_k_contract_stands_for_a_thousand_coins() -> None:
    listed = contexts(payload((named("kPEPE"), coin(openInterest="1000", markPx="0.01"))))
    [event] = open_interest(listed, ASSETS, RECV_MS)
    assert (event.asset, event.symbol, event.coin, event.usd) == ("PEPE", "kPEPE", 1_000_000, 10)


def test_funding_is_for_one_hour_and_paid_at_the_next_full_hour() -> None:
    [event] = funding(contexts(payload((named("BTC"), coin()))), ASSETS, RECV_MS)
    assert (event.rate, event.interval_h, event.kind) == (0.0000125, 1, FundingKind.PREDICTED)
    assert event.next_ms is not None
    assert event.next_ms % HOUR_MS == 0
    assert 0 < event.next_ms - RECV_MS <= HOUR_MS


def test_at_the_full_hour_the_next_payment_is_an_hour_away() -> None:
    at_ms = RECV_MS - RECV_MS % HOUR_MS
    [event] = funding(contexts(payload((named("BTC"), coin()))), ASSETS, at_ms)
    assert event.next_ms == at_ms + HOUR_MS


def test_delisted_coins_do_not_shift_their_neighbours() -> None:
    listed = contexts(
        payload((named("OLD", isDelisted=True), coin(openInterest="1")), (named("BTC", isDelisted=None), coin()))
    )
    [event] = open_interest(listed, ASSETS, RECV_MS)
    assert event.coin == 35_409.41702


def test_other_assets_and_other_operators_are_left_out() -> None:
    listed = contexts(payload((named("DOGE"), coin()), (named("hyna:BTC"), coin()), (named("BTC"), coin())))
    assert [event.symbol for event in open_interest(listed, ASSETS, RECV_MS)] == ["BTC"]


@pytest.mark.parametrize(
    "row",
    [
        (named("BTC"), coin(openInterest=None, funding="")),
        (named("BTC"), coin(openInterest="-1", funding="nan")),
        (named("BT\x1bC"), coin()),
        (named(None), coin()),
        (named("BTC"), None),
        (None, coin()),
    ],
)
def test_one_bad_row_costs_one_row(row: tuple[Any, Any]) -> None:
    listed = contexts(payload(row, (named("BTC"), coin())))
    assert len(open_interest(listed, ASSETS, RECV_MS)) == 1
    assert len(funding(listed, ASSETS, RECV_MS)) == 1


def test_without_a_mark_there_are_no_dollars_but_there_is_funding() -> None:
    listed = contexts(payload((named("BTC"), coin(markPx=None))))
    assert open_interest(listed, ASSETS, RECV_MS) == []
    assert len(funding(listed, ASSETS, RECV_MS)) == 1


@pytest.mark.parametrize(
    "answer", [None, [], {}, "<html>", [{"universe": []}], [{"universe": [named("BTC")]}, []], [{"meta": 1}, [coin()]]]
)
def test_halves_that_do_not_match_are_refused_whole(answer: object) -> None:
    assert contexts(answer) == []


def test_recorded_contexts_by_value(captures: Path) -> None:
    [record] = [
        record
        for record in captured(captures / "liquidations" / "captured_frames_2026.jsonl.gz")
        if record["id"] == "65845192545"
    ]
    data = json.loads(record["raw"])["data"]
    listed = contexts(payload((named(data["coin"]), data["ctx"])))
    [interest] = open_interest(listed, ASSETS, RECV_MS)
    assert interest.coin == 35_409.41702
    assert interest.usd == pytest.approx(2_828_858_325.7, rel=1e-9)
    [rate] = funding(listed, ASSETS, RECV_MS)
    assert rate.rate == 0.0000125


def test_a_recorded_dead_coin_is_zero_open_and_no_error(captures: Path) -> None:
    [record] = [
        record
        for record in captured(captures / "msgs_single" / "nautilus_hyperliquid.jsonl.gz")
        if "asset_ctxs" in record["file"]
    ]
    fields = json.loads(record["raw"])["data"]["ctxs"][0][1]
    names = [named("BTC"), named("ETH"), *(named(f"C{position}") for position in range(2, len(fields)))]
    listed = contexts([{"universe": names}, fields])
    found = {event.asset: event for event in open_interest(listed, frozenset({"BTC", "ETH", "C3"}), RECV_MS)}
    assert found["BTC"].usd == pytest.approx(27_353.17682 * 77_562)
    assert found["ETH"].coin == pytest.approx(605_822.2558)
    assert (found["C3"].coin, found["C3"].usd) == (0, 0)
