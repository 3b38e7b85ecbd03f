"""Deribit's option chains and volatility index: units, settlement currencies, older answers without IV."""

from pathlib import Path
from typing import Any

import pytest

from tests.exchange.deribit_samples import RECV_MS, document, lines, reply, table
from tui.domain.clock import DAY_MS, MINUTE_MS, day_start_ms
from tui.exchange.wire.deribit_options import option_book
from tui.exchange.wire.deribit_volatility import volatility_index

AT_MS = 1_794_999_999_500


def row(name: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "instrument_name": name,
        "mark_iv": 61.27,
        "mark_price": 0.05,
        "underlying_price": 101_000.0,
        "underlying_index": "BTC-25DEC26",
        "open_interest": 12.5,
        "volume": 3.0,
        "interest_rate": 0.0,
        "creation_timestamp": AT_MS,
    }
    return fields | changes


def test_a_coin_settled_row() -> None:
    book = option_book([reply([row("BTC-25DEC26-90000-P")])], "BTC", RECV_MS)
    assert book is not None
    [quote] = book.quotes
    assert (quote.strike_usd, quote.is_call, quote.expiry_ms) == (90_000.0, False, 1_798_185_600_000)
    assert (quote.mark_vol, quote.mark_coin, quote.underlying_usd) == (61.27, 0.05, 101_000.0)
    assert (quote.open_interest_coin, quote.volume_24h_coin) == (12.5, 3.0)
    assert (book.at_ms, book.recv_ms) == (AT_MS, RECV_MS)


def test_a_dollar_settled_mark_becomes_coin() -> None:
    answers = [reply([row("BTC-25DEC26-90000-P")]), reply([row("BTC_USDC-25DEC26-90000-P", mark_price=5_050.0)])]
    book = option_book(answers, "BTC", RECV_MS)
    assert book is not None
    assert [quote.mark_coin for quote in book.quotes] == pytest.approx([0.05, 0.05])


def test_a_dollar_settled_mark_without_a_forward_is_unknown() -> None:
    book = option_book([reply([row("BTC_USDC-25DEC26-90000-P", underlying_price=None)])], "BTC", RECV_MS)
    assert book is not None
    assert book.quotes[0].mark_coin is None


def test_an_answer_without_iv_keeps_the_rest() -> None:
    fields = row("BTC-25DEC26-90000-P")
    del fields["mark_iv"]
    book = option_book([reply([fields])], "BTC", RECV_MS)
    assert book is not None
    assert (book.quotes[0].mark_vol, book.quotes[0].mark_coin) == (None, 0.05)


@pytest.mark.parametrize(
    "other", [row("ETH-25DEC26-3000-C"), row("BTC-PERPETUAL"), row("BTC-25DEC26-90000-P", open_interest=None), None]
)
def test_other_rows_are_left_out(other: object) -> None:
    assert option_book([reply([other])], "BTC", RECV_MS) is None
    book = option_book([reply([other, row("BTC-25DEC26-90000-C")])], "BTC", RECV_MS)
    assert book is not None
    assert [quote.symbol for quote in book.quotes] == ["BTC-25DEC26-90000-C"]


def test_a_recorded_chain_by_value(captures: Path) -> None:
    payload = document(captures / "options" / "deribit_btc_book_summary_option_20240114.json.gz")
    book = option_book([payload], "BTC", RECV_MS)
    assert book is not None
    assert len(book.quotes) == len(payload["result"])
    quotes = {quote.symbol: quote for quote in book.quotes}
    quote = quotes["BTC-26JAN24-50000-C"]
    assert (quote.mark_coin, quote.underlying_usd) == (0.00356971, 42_731.17)
    assert (quote.open_interest_coin, quote.volume_24h_coin, quote.mark_vol) == (9_117.5, 61.0, None)
    assert book.at_ms == max(row["creation_timestamp"] for row in payload["result"])


def test_a_recorded_eth_chain_by_value(captures: Path) -> None:
    rows = table(captures / "options" / "deribit_eth_book_summary_20240108.csv.gz")
    book = option_book([reply(rows)], "ETH", 1_704_712_781_414)
    assert book is not None
    assert len(book.quotes) == len(rows)
    for quote, line in zip(book.quotes, rows, strict=True):
        assert quote.strike_usd == float(line["strike_price"])
        assert quote.is_call == (line["option_type"] == "C")
        assert quote.open_interest_coin == float(line["open_interest"])


def test_recorded_tickers_have_iv_in_percent(captures: Path) -> None:
    rows = [
        record["ticker"] | {"creation_timestamp": record["ticker"]["timestamp"], "volume": 1.0}
        for record in lines(captures / "options" / "deribit_btc_tickers_20260627.jsonl.gz")
        if "ticker" in record
    ]
    book = option_book([reply(rows)], "BTC", RECV_MS)
    assert book is not None
    assert len(book.quotes) == len(rows)
    assert [quote.mark_vol for quote in book.quotes] == [line["mark_iv"] for line in rows]
    assert all(quote.mark_vol is not None and 5 < quote.mark_vol < 500 for quote in book.quotes)


def bars(*rows: object, continuation: object = None) -> dict[str, Any]:
    return reply({"data": list(rows), "continuation": continuation})


def test_a_close_counts_for_the_day_that_it_closed() -> None:
    today_ms = day_start_ms(RECV_MS)
    page = volatility_index(
        bars([today_ms, 44.0, 45.0, 43.0, 44.5], [today_ms - DAY_MS, 41.0, 45.0, 40.0, 44.0]), "BTC", DAY_MS, RECV_MS
    )
    assert page is not None
    yesterday, now = page.events
    assert (yesterday.close_vol, day_start_ms(yesterday.at_ms)) == (44.0, today_ms - DAY_MS)
    assert (now.close_vol, now.at_ms) == (44.5, RECV_MS)
    assert page.continuation_ms is None


def test_bad_bars_cost_one_bar_and_pages_continue() -> None:
    good = [RECV_MS - MINUTE_MS, 44.0, 45.0, 43.0, 44.5]
    page = volatility_index(
        bars(None, [1, 2], [None, 1, 1, 1, 1], [RECV_MS, 1, 1, 1, 0], good, continuation=RECV_MS - DAY_MS),
        "ETH",
        MINUTE_MS,
        RECV_MS,
    )
    assert page is not None
    assert [event.close_vol for event in page.events] == [44.5]
    assert page.continuation_ms == RECV_MS - DAY_MS


@pytest.mark.parametrize("payload", [None, "x", reply(None), reply({"data": None})])
def test_no_bars_is_no_answer(payload: object) -> None:
    assert volatility_index(payload, "BTC", DAY_MS, RECV_MS) is None
