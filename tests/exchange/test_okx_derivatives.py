"""OKX's open interest, funding and dated futures."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.okx_samples import DATED, INVERSE, KNOWN, LINEAR, RECV_MS, answer, captured
from tui.domain.clock import HOUR_MS
from tui.domain.events import FundingKind
from tui.exchange.instrument import Instrument
from tui.exchange.wire.okx_derivatives import funding, futures, open_interest, open_interest_history

AT_MS = 1_794_999_990_000


def interest(**changes: object) -> dict[str, Any]:
    fields: dict[str, Any] = {"instType": "SWAP", "instId": "BTC-USDT-SWAP", "oi": "2216113.01"}
    return fields | {"oiCcy": "22161.1301", "oiUsd": "1939251795.5", "ts": str(AT_MS)} | changes


def test_open_interest_is_coin_and_the_venues_own_dollars_never_contracts() -> None:
    [event] = open_interest(answer(interest()), KNOWN, RECV_MS)
    assert (event.venue, event.asset, event.symbol) == ("okx", "BTC", "BTC-USDT-SWAP")
    assert (event.coin, event.usd, event.at_ms) == (22_161.1301, 1_939_251_795.5, AT_MS)


def test_contracts_times_contract_size_agree_with_the_coin() -> None:
    [event] = open_interest(answer(interest()), KNOWN, RECV_MS)
    coin, _ = LINEAR.coin_and_usd(2_216_113.01, event.usd / event.coin)
    assert coin == pytest.approx(event.coin)


def test_what_is_left_out_follows_from_the_contracts_where_it_can() -> None:
    [inverse] = open_interest(
        answer(interest(instId=INVERSE.id, oi="4092973", oiUsd="", oiCcy="13840")), KNOWN, RECV_MS
    )
    assert (inverse.coin, inverse.usd) == (13_840, 409_297_300)
    [linear] = open_interest(answer(interest(oiCcy=None)), KNOWN, RECV_MS)
    assert linear.coin == pytest.approx(22_161.1301)
    # A linear contract's dollars need a price, and none is made up.
    assert open_interest(answer(interest(oiUsd="")), KNOWN, RECV_MS) == []
    marks = answer({"instId": LINEAR.id, "markPx": "80000"})
    [marked] = open_interest(answer(interest(oiUsd="", oiCcy="2")), KNOWN, RECV_MS, marks)
    assert (marked.coin, marked.usd) == (2, 160_000)


@pytest.mark.parametrize(
    "row",
    [interest(instId="DOGE-USDT-SWAP"), interest(oiUsd="-1"), interest(oiUsd="nan"), interest(instId=3), None, []],
)
def test_one_bad_row_costs_one_row(row: Any) -> None:
    assert len(open_interest(answer(row, interest()), KNOWN, RECV_MS)) == 1


def test_none_open_is_a_fact_not_a_gap() -> None:
    [event] = open_interest(answer(interest(oi="0", oiCcy="0", oiUsd="0")), KNOWN, RECV_MS)
    assert (event.coin, event.usd) == (0, 0)


def test_history_comes_oldest_first_at_its_own_times() -> None:
    now, before = (["1795000000000", "200", "2", "160000"], ["1794996400000", "100", "1", "79000"])
    found = open_interest_history(answer(now, before, ["x", "1", "1", "1"], ["1795000000000"]), LINEAR, RECV_MS)
    assert [(event.at_ms, event.coin, event.usd) for event in found] == [
        (1_794_996_400_000, 1, 79_000),
        (1_795_000_000_000, 2, 160_000),
    ]


def test_recorded_inverse_open_interest_is_a_hundred_dollars_a_contract(captures: Path) -> None:
    found = {}
    for record in captured(captures / "msgs_single" / "cryptomsgparser_okx.jsonl.gz"):
        if record["type"] == "open_interest":
            for event in open_interest(json.loads(record["raw"]), KNOWN, RECV_MS):
                found[event.symbol] = event
    # 4,092,973 contracts over 13,840.05 BTC is 29,573 a coin, the price of that day.
    assert found["BTC-USD-SWAP"].usd == 409_297_300
    assert found["BTC-USD-SWAP"].usd / found["BTC-USD-SWAP"].coin == pytest.approx(29_573, abs=1)


def rate(**changes: object) -> dict[str, Any]:
    fields: dict[str, Any] = {"instType": "SWAP", "instId": "BTC-USDT-SWAP", "fundingRate": "0.0000182221218054"}
    fields |= {"fundingTime": "1743609600000", "nextFundingTime": "1743638400000", "nextFundingRate": ""}
    return fields | {"method": "current_period", "settFundingRate": "0.00001", "ts": "1743588686291"} | changes


def test_the_rate_settles_at_funding_time_for_the_interval_after_it() -> None:
    [event] = funding(answer(rate()), KNOWN, RECV_MS)
    assert (event.rate, event.next_ms, event.interval_h) == (0.0000182221218054, 1_743_609_600_000, 8)
    assert (event.kind, event.at_ms) == (FundingKind.PREDICTED, 1_743_588_686_291)


@pytest.mark.parametrize("hours", [1, 2, 4, 16, 24])
def test_the_interval_is_the_contracts_own(hours: int) -> None:
    [event] = funding(answer(rate(nextFundingTime=str(1_743_609_600_000 + hours * HOUR_MS))), KNOWN, RECV_MS)
    assert event.interval_h == hours


@pytest.mark.parametrize("after", ["", None, "1743609600000", "1743600000000", "1753609600000"])
def test_an_interval_that_is_not_told_is_unknown_never_eight_hours(after: object) -> None:
    [event] = funding(answer(rate(nextFundingTime=after)), KNOWN, RECV_MS)
    assert event.interval_h is None
    assert event.next_ms == 1_743_609_600_000


@pytest.mark.parametrize(
    "row", [rate(fundingRate=""), rate(fundingRate=None), rate(instId="BTC-USDT"), rate(instId=DATED.id)]
)
def test_no_rate_is_no_event(row: dict[str, Any]) -> None:
    assert funding(answer(row), KNOWN, RECV_MS) == []


def test_recorded_funding_agrees_with_ccxt_and_the_normaliser(captures: Path) -> None:
    ccxt_row = json.loads(gzip_text(captures / "rest_raw" / "okx_funding_ccxt_20240105.json.gz"))
    [event] = funding(answer(ccxt_row["info"]), KNOWN, RECV_MS)
    assert (event.rate, event.next_ms) == (ccxt_row["fundingRate"], ccxt_row["fundingTimestamp"])
    assert event.interval_h == 8
    checked = 0
    for record in captured(captures / "ws_normalised_oracle" / "okx_swap.jsonl.gz"):
        for given in record["inputs"]:
            argument = given["raw"].get("arg") or {}
            if argument.get("channel") != "funding-rate":
                continue
            known = Instrument(id=argument["instId"], asset="WNCG", quote="USDT", kind="perpetual")
            [event] = funding(given["raw"], {known.id: known}, RECV_MS)
            [expected] = record["expected"]
            assert event.rate == expected["fundingRate"]
            assert event.next_ms == 1_640_131_200_000  # 2021-12-22T00:00:00.000Z, as the normaliser says
            checked += 1
    assert checked == 1


def gzip_text(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()


BOOK = {"instId": DATED.id, "bidPx": "85000", "askPx": "85010", "last": "1", "ts": str(AT_MS - 500)}
MARK = {"instId": DATED.id, "instType": "FUTURES", "markPx": "85004", "ts": str(AT_MS)}
INDEX_ANSWERS = (
    answer({"instId": "BTC-USDT", "idxPx": "84550", "ts": str(AT_MS)}),
    None,
    answer({"instId": "BTC-USD", "idxPx": "84500", "ts": str(AT_MS)}),
)


def test_a_future_stands_beside_the_index_of_its_own_quote() -> None:
    [quote] = futures(answer(BOOK), answer(MARK), INDEX_ANSWERS, KNOWN, RECV_MS)
    assert (quote.mark_usd, quote.bid_usd, quote.ask_usd, quote.index_usd) == (85_004, 85_000, 85_010, 84_500)
    assert (quote.expiry_ms, quote.at_ms) == (DATED.expiry_ms, AT_MS)


def test_a_missing_answer_costs_its_own_columns() -> None:
    [without_index] = futures(answer(BOOK), answer(MARK), (), KNOWN, RECV_MS)
    assert without_index.index_usd is None
    [without_mark] = futures(answer(BOOK), None, INDEX_ANSWERS, KNOWN, RECV_MS)
    assert (without_mark.mark_usd, without_mark.at_ms) == (None, AT_MS - 500)
    [without_book] = futures(None, answer(MARK), INDEX_ANSWERS, KNOWN, RECV_MS)
    assert (without_book.bid_usd, without_book.mark_usd) == (None, 85_004)
    assert futures(None, None, INDEX_ANSWERS, KNOWN, RECV_MS) == []


def test_perpetuals_expired_and_unpriced_futures_are_left_out() -> None:
    assert DATED.expiry_ms is not None
    assert futures(answer(BOOK), answer(MARK), INDEX_ANSWERS, KNOWN, DATED.expiry_ms) == []
    assert futures(answer(BOOK | {"instId": LINEAR.id}), None, INDEX_ANSWERS, KNOWN, RECV_MS) == []
    assert futures(answer(BOOK | {"bidPx": ""}), answer(MARK | {"markPx": "0"}), (), KNOWN, RECV_MS) == []
