"""Binance futures by REST: units of both platforms, intervals, expiries."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tui.domain.events import FundingKind
from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_futures import (
    Book,
    Premium,
    books,
    funding_intervals,
    funding_rate,
    futures_quote,
    last_quarterly_expiry_ms,
    open_interest,
    open_interest_history,
    premiums,
)

RECV_MS = 1_762_300_800_000
EXPIRY_MS = 1_766_736_000_000
LINEAR = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
INVERSE = Instrument(id="BTCUSD_PERP", asset="BTC", quote="USD", kind="perpetual", inverse=True, contract_size=100)
QUARTER = Instrument(
    id="BTCUSD_251226",
    asset="BTC",
    quote="USD",
    kind="future",
    inverse=True,
    contract_size=100,
    expiry_ms=EXPIRY_MS,
)
PERPETUAL_ROW = {
    "symbol": "BTCUSDT",
    "markPrice": "107000.50",
    "indexPrice": "107010.25",
    "lastFundingRate": "0.00005000",
    "nextFundingTime": 1_762_329_600_000,
    "time": 1_762_300_799_000,
}
QUARTER_ROW = {
    "symbol": "BTCUSD_251226",
    "pair": "BTCUSD",
    "markPrice": "107900.10",
    "indexPrice": "107010.25",
    "lastFundingRate": "",
    "nextFundingTime": 0,
    "time": 1_762_300_799_000,
}


def premium(**changes: Any) -> Premium:
    return premiums({**PERPETUAL_ROW, **changes})["BTCUSDT"]


def test_the_premium_index_by_symbol_from_one_object_or_an_array() -> None:
    assert premiums(PERPETUAL_ROW).keys() == {"BTCUSDT"}
    found = premiums([PERPETUAL_ROW, QUARTER_ROW, "bad", None])
    assert found["BTCUSDT"] == Premium(107_000.5, 107_010.25, 0.00005, 1_762_329_600_000, 1_762_300_799_000)
    assert found["BTCUSD_251226"] == Premium(107_900.1, 107_010.25, None, None, 1_762_300_799_000)


def test_a_perpetuals_rate_is_the_predicted_one_of_its_next_payment() -> None:
    event = funding_rate(LINEAR, premium(), {}, RECV_MS)
    assert event is not None
    assert (event.rate, event.kind, event.next_ms) == (0.00005, FundingKind.PREDICTED, 1_762_329_600_000)
    assert event.at_ms == 1_762_300_799_000


@pytest.mark.parametrize(
    ("intervals", "hours"),
    [
        ({}, 8.0),  # fundingInfo answered and does not list it
        ({"BTCUSDT": 4.0}, 4.0),
        ({"BTCUSDT": None}, None),  # listed, unreadable
        (None, None),  # fundingInfo did not answer
    ],
)
def test_an_interval_is_eight_hours_only_where_the_venue_said_so(
    intervals: dict[str, float | None] | None, hours: float | None
) -> None:
    event = funding_rate(LINEAR, premium(), intervals, RECV_MS)
    assert event is not None
    assert event.interval_h == hours


def test_funding_intervals_of_a_list_and_of_anything_else() -> None:
    rows = [{"symbol": "AUSDT", "fundingIntervalHours": 4}, {"symbol": "BUSDT", "fundingIntervalHours": ""}, 7]
    assert funding_intervals(rows) == {"AUSDT": 4.0, "BUSDT": None}
    assert funding_intervals([]) == {}
    assert funding_intervals(None) is None
    assert funding_intervals({"code": -1, "msg": "down"}) is None


def test_zero_and_negative_rates_are_rates_and_empty_ones_are_not() -> None:
    for text, rate in (("0.00000000", 0.0), ("-0.00031", -0.00031)):
        event = funding_rate(LINEAR, premium(lastFundingRate=text), {}, RECV_MS)
        assert event is not None
        assert event.rate == rate
    assert funding_rate(LINEAR, premium(lastFundingRate=""), {}, RECV_MS) is None


def test_a_dated_future_pays_no_funding_even_if_a_row_says_so() -> None:
    assert funding_rate(QUARTER, premium(), {}, RECV_MS) is None


def test_a_dated_future_beside_its_index_with_its_book() -> None:
    row = premiums([QUARTER_ROW])["BTCUSD_251226"]
    event = futures_quote(QUARTER, row, Book(107_899.0, 107_901.0), RECV_MS)
    assert event is not None
    assert (event.mark_usd, event.index_usd) == (107_900.1, 107_010.25)
    assert (event.bid_usd, event.ask_usd, event.expiry_ms) == (107_899.0, 107_901.0, EXPIRY_MS)


def test_a_dated_future_without_book_without_index_and_past_its_expiry() -> None:
    row = premiums([QUARTER_ROW | {"indexPrice": "0.0"}])["BTCUSD_251226"]
    bookless = futures_quote(QUARTER, row, None, RECV_MS)
    assert bookless is not None
    assert (bookless.bid_usd, bookless.ask_usd, bookless.index_usd) == (None, None, None)
    assert futures_quote(QUARTER, row, None, EXPIRY_MS) is None
    assert futures_quote(QUARTER, row._replace(mark_usd=None), Book(1.0, None), RECV_MS) is None
    assert futures_quote(LINEAR, premium(), None, RECV_MS) is None


def test_books_by_symbol() -> None:
    answer = [{"symbol": "BTCUSD_251226", "pair": "BTCUSD", "bidPrice": "107899.0", "askPrice": "0", "time": 1}]
    assert books(answer) == {"BTCUSD_251226": Book(107_899.0, None)}


def test_open_interest_is_coin_on_usdm_and_contracts_on_coinm() -> None:
    coins = open_interest(
        {"symbol": "BTCUSDT", "openInterest": "82000.5", "time": 1_762_300_790_000}, LINEAR, 100_000, 1
    )
    contracts = open_interest({"symbol": "BTCUSD_PERP", "openInterest": "6000000"}, INVERSE, 100_000, RECV_MS)
    assert coins is not None
    assert contracts is not None
    assert (coins.coin, coins.at_ms) == (82_000.5, 1_762_300_790_000)
    assert coins.usd == pytest.approx(8.20005e9)
    assert (contracts.usd, contracts.at_ms) == (6e8, RECV_MS)
    assert contracts.coin == pytest.approx(6_000.0)


@pytest.mark.parametrize(
    "answer",
    [
        {"symbol": "ETHUSDT", "openInterest": "5"},
        {"symbol": "BTCUSDT", "openInterest": "0"},
        {"symbol": "BTCUSDT", "openInterest": ""},
        {"symbol": "BTCUSDT"},
        [],
        None,
        "<html>",
    ],
)
def test_no_open_interest_is_made_of_an_answer_without_one(answer: object) -> None:
    assert open_interest(answer, LINEAR, 100_000, RECV_MS) is None


def test_history_value_is_dollars_on_usdm_and_coin_on_coinm() -> None:
    row = {"sumOpenInterest": "20403.637", "sumOpenInterestValue": "150570784.078", "timestamp": "1583127900000"}
    (linear,) = open_interest_history([row], LINEAR, 0, RECV_MS)
    assert (linear.coin, linear.usd, linear.at_ms) == (20_403.637, 150_570_784.078, 1_583_127_900_000)
    contracts = {"sumOpenInterest": "13069401", "sumOpenInterestValue": "15796.97", "timestamp": 1_762_214_400_000}
    (inverse,) = open_interest_history([contracts], INVERSE, 0, RECV_MS)
    assert (inverse.coin, inverse.usd) == (15_796.97, 1_306_940_100.0)
    assert 80_000 < inverse.usd / inverse.coin < 85_000


def test_history_of_a_series_stops_where_it_was_another_contract() -> None:
    rows = [
        {"sumOpenInterest": "10", "sumOpenInterestValue": "1", "timestamp": EXPIRY_MS + step * 3_600_000}
        for step in (-1, 0, 1)
    ]
    kept = open_interest_history([*rows, {"timestamp": EXPIRY_MS + 5}, None], QUARTER, EXPIRY_MS, RECV_MS)
    assert [event.at_ms for event in kept] == [EXPIRY_MS, EXPIRY_MS + 3_600_000]


@pytest.mark.parametrize(
    ("now", "expiry"),
    [
        (1_762_300_800_000, 1_758_873_600_000),  # 2025-11-05 -> 2025-09-26 08:00
        (1_766_736_000_000, 1_766_736_000_000),  # at the expiry of 2025-12-26
        (1_766_735_999_999, 1_758_873_600_000),  # a millisecond before it
        (1_767_225_600_000, 1_766_736_000_000),  # 2026-01-01
        (1_774_598_400_000, 1_774_598_400_000),  # 2026-03-27 08:00
    ],
)
def test_the_last_quarterly_expiry(now: int, expiry: int) -> None:
    assert last_quarterly_expiry_ms(now) == expiry


def test_recorded_answers(captures: Path) -> None:
    with gzip.open(captures / "rest_raw" / "gocryptotrader_binance.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]

    def body(path: str, query: str = "") -> Any:
        return next(row["body"] for row in rows if row["path"] == path and query in (row["query"] or ""))

    assert premiums(body("/fapi/v1/premiumIndex", "symbol=BTCUSDT"))["BTCUSDT"].rate == 0.00001226
    perpetual = premiums(body("/dapi/v1/premiumIndex", "symbol=BTCUSD_PERP"))["BTCUSD_PERP"]
    assert (perpetual.mark_usd, perpetual.next_ms) == (26780.2, 1687248000000)
    dated = premiums(body("/dapi/v1/premiumIndex", "pair=BTCUSD"))["BTCUSD_210326"]
    assert (dated.rate, dated.next_ms) == (None, None)
    intervals = funding_intervals(body("/fapi/v1/fundingInfo"))
    assert intervals is not None
    assert (intervals["GTCUSDT"], intervals["LPTUSDT"]) == (8.0, 4.0)
    interest = open_interest(body("/dapi/v1/openInterest"), INVERSE, 43_000, RECV_MS)
    assert interest is not None
    assert interest.usd == 678_465_700
    assert books(body("/dapi/v1/ticker/bookTicker"))["BTCUSD_201225"] == Book(19278.9, 19279.0)
    quarter = open_interest_history(body("/futures/data/openInterestHist", "pair=BTCUSD"), QUARTER, 0, RECV_MS)
    assert quarter[0].usd == 28_439_100
    assert quarter[0].usd / quarter[0].coin == pytest.approx(11_600.8, abs=0.1)


def test_independent_normaliser_counts_the_same_open_interest_and_funding(captures: Path) -> None:
    with gzip.open(captures / "ws_normalised_oracle" / "binance_usdm.jsonl.gz", "rt") as lines:
        tests = [json.loads(line) for line in lines]
    said = next(test for test in tests if test["inputs"][0]["raw"]["stream"] == "btcusdt@openInterest")
    event = open_interest(said["inputs"][0]["raw"]["data"], LINEAR, 8_291.3, RECV_MS)
    assert event is not None
    assert event.coin == said["expected"][0]["openInterest"] == 26286.181
