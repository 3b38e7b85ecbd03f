"""Recorded chains, futures and candles as Events; the venue parsers have tests of their own."""

import csv
import gzip
import io
import json
import math
import re
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tui.domain.events import FuturesQuote, OptionBook, OptionQuote

_NAME = re.compile(r"[A-Z]+-(\d{1,2}[A-Z]{3}\d{2})(?:-(\d+)-([CP]))?")


def lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(io.StringIO(file.read())))


def oracle(captures: Path, name: str) -> Any:
    return json.loads((captures / "oracle" / f"{name}.json").read_text(encoding="utf-8"))


def number(text: str | float | None) -> float | None:
    """None for what is missing, however the file writes it."""
    if text is None or text == "":
        return None
    value = float(text)
    return None if math.isnan(value) else value


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def expiry_ms(text: str) -> int:
    """29MAR24 -> that day, 08:00 UTC."""
    day = datetime.strptime(text, "%d%b%y").replace(tzinfo=UTC, hour=8)
    return int(day.timestamp() * 1000)


def quote(name: str, **values: Any) -> OptionQuote | None:
    found = _NAME.fullmatch(name)
    if found is None or found[2] is None:
        return None
    fields: dict[str, Any] = {"mark_vol": None, "mark_coin": None, "underlying_usd": None, "volume_24h_coin": 0.0}
    return OptionQuote(
        symbol=name,
        expiry_ms=expiry_ms(found[1]),
        strike_usd=float(found[2]),
        is_call=found[3] == "C",
        **(fields | values),
    )


def book(asset: str, quotes: list[OptionQuote | None], at_ms: int) -> OptionBook:
    kept = tuple(quote for quote in quotes if quote is not None)
    return OptionBook(venue="deribit", asset=asset, quotes=kept, at_ms=at_ms, recv_ms=at_ms)


def summary_quote(row: dict[str, Any]) -> OptionQuote | None:
    """A Deribit book summary as it was before it carried mark_iv."""
    return quote(
        row["instrument_name"],
        mark_coin=number(row["mark_price"]),
        underlying_usd=number(row["underlying_price"]),
        open_interest_coin=float(row["open_interest"]),
        volume_24h_coin=float(row["volume"]),
    )


def btc_20240114(captures: Path) -> OptionBook:
    found = json.loads("".join(lines(captures / "options/deribit_btc_book_summary_option_20240114.json.gz")))["result"]
    at_ms = int(median(row["creation_timestamp"] for row in found))
    return book("BTC", [summary_quote(row) for row in found], at_ms)


def eth_20240108(captures: Path) -> OptionBook:
    found = rows(captures / "options/deribit_eth_book_summary_20240108.csv.gz")
    at_ms = int(median(int(row["creation_timestamp"]) for row in found))
    return book("ETH", [summary_quote(row) for row in found], at_ms)


def btc_20251205(captures: Path) -> OptionBook:
    found = rows(captures / "options/deribit_btc_chain_20251205.csv.gz")
    quotes = [
        quote(
            row["instrument_name"],
            mark_vol=number(row["mark_iv"]),
            mark_coin=number(row["market_price_btc"]),
            underlying_usd=number(row["S0"]),
            open_interest_coin=float(row["open_interest"]),
        )
        for row in found
    ]
    return book("BTC", quotes, ms("2025-12-05T01:09:40"))


def btc_20260627(captures: Path) -> OptionBook:
    found = [json.loads(line) for line in lines(captures / "options/deribit_btc_tickers_20260627.jsonl.gz")]
    tickers = [row["ticker"] for row in found if "ticker" in row]
    quotes = [
        quote(
            ticker["instrument_name"],
            mark_vol=number(ticker["mark_iv"]),
            bid_vol=number(ticker["bid_iv"]),
            ask_vol=number(ticker["ask_iv"]),
            mark_coin=number(ticker["mark_price"]),
            underlying_usd=number(ticker["underlying_price"]),
            open_interest_coin=float(ticker["open_interest"]),
            volume_24h_coin=float(ticker["stats"]["volume"] or 0),
            delta=number(ticker["greeks"]["delta"]),
        )
        for ticker in tickers
    ]
    return book("BTC", quotes, int(median(ticker["timestamp"] for ticker in tickers)))


CHAINS = {
    "chain_btc_20240114_iv_inverted": btc_20240114,
    "chain_eth_20240108_iv_inverted": eth_20240108,
    "chain_btc_20251205": btc_20251205,
    "chain_btc_20260627": btc_20260627,
}


def futures_20240114(captures: Path) -> list[FuturesQuote]:
    """The dated futures of a Deribit book summary, without their books: the oracle counts from the mark."""
    found = json.loads("".join(lines(captures / "rest_raw/deribit_btc_book_summary_future_20240114.json.gz")))["result"]
    return [
        FuturesQuote(
            venue="deribit",
            asset="BTC",
            symbol=row["instrument_name"],
            expiry_ms=expiry_ms(name[1]),
            mark_usd=row["mark_price"],
            bid_usd=None,
            ask_usd=None,
            index_usd=row["estimated_delivery_price"],
            at_ms=row["creation_timestamp"],
            recv_ms=row["creation_timestamp"],
        )
        for row in found
        if (name := _NAME.fullmatch(row["instrument_name"]))
    ]
