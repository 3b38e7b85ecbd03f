"""OKX's option chain: the join of four answers, and its units."""

import gzip
import json
import math
import statistics
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.okx_samples import RECV_MS, answer
from tui.domain.clock import DAY_MS
from tui.domain.events import OptionQuote
from tui.exchange.wire.okx_options import option_book, option_id

CALL = "BTC-USD-270326-90000-C"
EXPIRY_MS = 1_806_048_000_000


def summary(**changes: object) -> dict[str, Any]:
    fields: dict[str, Any] = {"instType": "OPTION", "instId": CALL, "uly": "BTC-USD", "markVol": "0.5241"}
    fields |= {"bidVol": "0.515", "askVol": "0.531", "deltaBS": "0.4312", "delta": "0.38", "fwdPx": "86000.5"}
    return fields | {"ts": "1794999990000"} | changes


def only(
    *summaries: dict[str, Any], interest: object = None, tickers: object = None, marks: object = None
) -> OptionQuote:
    book = option_book("BTC", answer(*summaries), interest, tickers, marks, RECV_MS)
    assert book is not None
    [quote] = book.quotes
    return quote


def test_an_id_says_expiry_strike_and_right() -> None:
    assert option_id(CALL) == ("BTC", EXPIRY_MS, 90_000, True)
    assert option_id("ETH-USD-241217-3200.5-P") == ("ETH", 1_734_422_400_000, 3_200.5, False)


@pytest.mark.parametrize(
    "identifier", ["BTC-USD-270326-90000", "BTC-USD-271326-90000-C", "BTC-USD-270326-0-C", "BTC-USDT-270326-9-C", ""]
)
def test_any_other_id_is_no_option(identifier: str) -> None:
    assert option_id(identifier) is None


def test_the_join_and_its_units() -> None:
    quote = only(
        summary(),
        interest=answer({"instId": CALL, "oi": "12345", "oiCcy": "123.45"}),
        tickers=answer({"instId": CALL, "vol24h": "700", "volCcy24h": "7"}),
        marks=answer({"instId": CALL, "markPx": "0.0312"}),
    )
    assert (quote.mark_vol, quote.bid_vol, quote.ask_vol) == pytest.approx((52.41, 51.5, 53.1))
    assert (quote.open_interest_coin, quote.volume_24h_coin, quote.mark_coin) == (123.45, 7, 0.0312)
    assert (quote.underlying_usd, quote.delta) == (86_000.5, 0.4312)
    assert (quote.expiry_ms, quote.strike_usd, quote.is_call) == (EXPIRY_MS, 90_000, True)


def test_a_zero_volatility_is_no_quote() -> None:
    quote = only(summary(markVol="0", bidVol="0", askVol=""))
    assert (quote.mark_vol, quote.bid_vol, quote.ask_vol) == (None, None, None)


@pytest.mark.parametrize("delta", ["", None, "1.7", "-0.4", "nan"])
def test_a_call_has_a_delta_between_zero_and_one_or_none(delta: object) -> None:
    assert only(summary(deltaBS=delta)).delta is None


def test_expired_options_and_other_assets_are_left_out() -> None:
    others = (
        summary(instId="ETH-USD-270326-3000-C"),
        summary(instId="BTC-USD-261117-90000-C"),
        summary(instId="x\x1b"),
    )
    assert only(*others, summary()).symbol == CALL
    assert option_book("BTC", answer(*others), None, None, None, RECV_MS) is None


def test_the_book_is_as_old_as_its_newest_row() -> None:
    book = option_book(
        "BTC", answer(summary(), summary(instId=CALL[:-1] + "P", deltaBS="-0.5", ts="")), 0, 0, 0, RECV_MS
    )
    assert book is not None
    assert (book.venue, book.asset, book.at_ms, book.recv_ms) == ("okx", "BTC", 1_794_999_990_000, RECV_MS)


def test_the_recorded_chain_has_black_76_deltas(captures: Path) -> None:
    path = captures / "options" / "okx_btc_opt_summary_20240114.json.gz"
    payload = json.loads(gzip.decompress(path.read_bytes()))
    taken_ms = 1_705_262_462_034
    book = option_book("BTC", payload, None, None, None, taken_ms)
    assert book is not None
    assert len(book.quotes) == 636
    distances = []
    for quote in book.quotes:
        years = (quote.expiry_ms - taken_ms) / (365 * DAY_MS)
        if quote.mark_vol is None or quote.underlying_usd is None or quote.delta is None or years < 2 / 365:
            continue
        deviation = quote.mark_vol / 100 * math.sqrt(years)
        d1 = math.log(quote.underlying_usd / quote.strike_usd) / deviation + deviation / 2
        delta = (1 + math.erf(d1 / math.sqrt(2))) / 2 - (0 if quote.is_call else 1)
        distances.append(abs(quote.delta - delta))
    # OKX discounts at its own rate, which shows after some months; the premium-adjusted `delta` is 0.05 off on average.
    assert len(distances) > 500
    assert statistics.median(distances) < 1e-4
    assert max(distances) < 5e-3
