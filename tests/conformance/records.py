"""Recorded traffic against what others read in it: how many records agree, disagree, or say what is not asked for.

Each check takes one folder or file of the captures and yields one verdict a record: True (the Event is the oracle's in
price, size, unit, side and time), False, or None (out of scope: trades, books, formats that are no longer sent).
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from tui.domain.events import FundingRate, Liquidation, OpenInterest, Side
from tui.exchange.instrument import Instrument
from tui.exchange.wire import (
    binance_futures,
    binance_liquidations,
    bybit,
    bybit_stream,
    deribit_options,
    deribit_summary,
    deribit_trades,
    gate,
    kraken_futures,
    kraken_futures_trades,
    okx_derivatives,
    okx_liquidations,
)
from tui.exchange.wire.liquidation_batch import LiquidationBatch

Verdicts = Iterator[bool | None]
Json = dict[str, Any]

RECV_MS = 1_800_000_000_000
_NOT_READ = frozenset({"trade", "book_change", "book_ticker"})
"""The product reads no trades but forced ones, and takes books from other answers."""


class Check(NamedTuple):
    venue: str
    kind: str
    source: str
    verdicts: Callable[[Path], Verdicts]


def lines(path: Path) -> list[Json]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def document(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def close(found: float, expected: float, rel: float = 1e-9) -> bool:
    return abs(found - expected) <= rel * abs(expected)


def linear(symbol: str, size: float = 1.0) -> Instrument:
    return Instrument(id=symbol, asset="X", quote="USDT", kind="perpetual", contract_size=size)


def inverse(symbol: str, kind: str = "perpetual") -> Instrument:
    return Instrument(id=symbol, asset="X", quote="USD", kind=kind, inverse=True)  # type: ignore[arg-type]


def is_forced(event: Liquidation, hurt: Side, coin: float, price_usd: float, at_ms: int) -> bool:
    """Whether a linear liquidation says just that."""
    same = (event.hurt, event.price_usd, event.at_ms) == (hurt, price_usd, at_ms)
    return same and close(event.coin, coin) and close(event.usd, coin * price_usd)


def captured(captures: Path, venue: str) -> Iterator[Json]:
    for row in lines(captures / "liquidations" / "captured_frames_2026.jsonl.gz"):
        if row["venue"].startswith(venue):
            yield json.loads(row["raw"])


def oracle(captures: Path, name: str) -> Iterator[tuple[Json, list[Json]]]:
    """The last frame of each record, and what the independent normaliser made of it."""
    for row in lines(captures / "ws_normalised_oracle" / f"{name}.jsonl.gz"):
        raw = row["inputs"][-1]["raw"]
        yield raw if isinstance(raw, dict) else {}, [line for line in row["expected"] if isinstance(line, dict)]


def events(batch: LiquidationBatch | None) -> list[Liquidation]:
    return [] if batch is None else batch.events


def binance_captured(captures: Path) -> Verdicts:
    """Selling closes a long; the whole fill at its average."""
    for raw in captured(captures, "binance_usdm"):
        told = raw.get("data", raw)
        if told.get("e") != "forceOrder":
            yield None
            continue
        order = told["o"]
        contracts = binance_liquidations.Contracts({order["s"]: linear(order["s"])}, {})
        found = events(binance_liquidations.streamed_liquidations(json.dumps(raw), contracts, RECV_MS))
        hurt = Side.LONG if order["S"] == "SELL" else Side.SHORT
        yield len(found) == 1 and is_forced(found[0], hurt, float(order["z"]), float(order["ap"]), order["T"])


def binance_tape(captures: Path) -> Verdicts:
    """A recorder's own columns."""
    with gzip.open(captures / "liquidations" / "binance_usdm_forceorder_20251022.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        order = {"s": row["symbol"], "S": row["side"], "z": row["filled_qty"], "ap": row["avg_price"], "T": RECV_MS}
        contracts = binance_liquidations.Contracts({row["symbol"]: linear(row["symbol"])}, {})
        text = json.dumps({"e": "forceOrder", "E": RECV_MS, "o": order})
        [event] = events(binance_liquidations.streamed_liquidations(text, contracts, RECV_MS))
        hurt = Side.LONG if row["side"] == "SELL" else Side.SHORT
        yield is_forced(event, hurt, float(row["filled_qty"]), float(row["avg_price"]), RECV_MS)


def bybit_captured(captures: Path) -> Verdicts:
    """Buy is the position's side: a long; every entry of a frame."""
    for raw in captured(captures, "bybit"):
        if not raw["topic"].startswith("allLiquidation"):
            yield None
            continue
        known = {row["s"]: linear(row["s"]) for row in raw["data"]}
        found = events(bybit_stream.streamed_liquidations(json.dumps(raw), known, RECV_MS))
        for event, row in zip(found, raw["data"], strict=True):
            hurt = Side.LONG if row["S"] == "Buy" else Side.SHORT
            yield is_forced(event, hurt, float(row["v"]), float(row["p"]), row["T"])


def bybit_oracle(captures: Path) -> Verdicts:
    """The topic of before 2025 said the same in longer words; the oracle's side is that of the forced order."""
    for raw, expected in oracle(captures, "bybit_deriv"):
        if not str(raw.get("topic", "")).startswith("liquidation."):
            yield from (None for _ in expected)
            continue
        told = raw["data"] if isinstance(raw["data"], list) else [raw["data"]]
        rows = [
            {"T": row["time"], "s": row["symbol"], "S": row["side"], "v": str(row["qty"]), "p": str(row["price"])}
            for row in told
        ]
        known = {row["s"]: linear(row["s"]) if row["s"].endswith("USDT") else inverse(row["s"]) for row in rows}
        frame = {"topic": f"allLiquidation.{rows[0]['s']}", "type": "snapshot", "ts": RECV_MS, "data": rows}
        found = events(bybit_stream.streamed_liquidations(json.dumps(frame), known, RECV_MS))
        for event, line in zip(found, expected, strict=True):
            size = event.usd if known[event.symbol].inverse else event.coin
            hurt = Side.LONG if line["side"] == "sell" else Side.SHORT
            same = (event.hurt, event.price_usd, event.at_ms) == (hurt, line["price"], ms(line["timestamp"]))
            yield same and close(size, line["amount"])


def okx_captured(captures: Path) -> Verdicts:
    """Contracts by their size (one coin here, where the recording has no list), every detail of every row."""
    for raw in captured(captures, "okx"):
        if okx_liquidations.streamed_liquidations(json.dumps(raw), {}, RECV_MS) is None:
            yield None
            continue
        for row in raw["data"]:
            known = {row["instId"]: linear(row["instId"], 0.01)}
            found = events(okx_liquidations.streamed_liquidations(json.dumps(raw), known, RECV_MS))
            for event, told in zip(found, row["details"], strict=True):
                hurt = Side(told["posSide"])
                yield is_forced(event, hurt, float(told["sz"]) * 0.01, float(told["bkPx"]), int(told["ts"]))


def deribit_oracle(captures: Path) -> Verdicts:
    """Forced trades; tickers' open interest, and options' volatility, mark, underlying and open interest.

    Of the ticker's two funding rates the oracle takes the momentary one and the product the cost of eight hours, so
    funding is held against the frame itself.
    """
    for raw, expected in oracle(captures, "deribit"):
        told = raw.get("params", {}).get("data")
        for line in expected:
            if line["type"] == "liquidation":
                [event] = events(deribit_trades.streamed_liquidations(json.dumps(raw), RECV_MS))
                hurt = Side.LONG if line["side"] == "sell" else Side.SHORT
                same = (event.hurt, event.price_usd, event.usd) == (hurt, line["price"], line["amount"])
                yield same and event.at_ms == ms(line["timestamp"])
            elif line["type"] == "derivative_ticker":
                payload = {"result": [{**told, "creation_timestamp": told["timestamp"]}]}
                [held] = deribit_summary.open_interest(payload, {"BTC"}, RECV_MS)
                rate = deribit_summary.ticker_funding({"result": told}, RECV_MS)
                same = (held.usd, held.at_ms) == (line["openInterest"], ms(line["timestamp"]))
                yield same and rate is not None and rate.rate == told["funding_8h"]
            elif line["type"] == "option_summary":
                row = {**told, "creation_timestamp": told["timestamp"], "volume": told["stats"]["volume"]}
                asset = line["symbol"].partition("-")[0]
                book = deribit_options.option_book([{"result": [row]}], asset, RECV_MS)
                option = book.quotes[0] if book else None
                yield option is not None and (
                    option.symbol,
                    option.is_call,
                    option.strike_usd,
                    option.expiry_ms,
                    option.open_interest_coin,
                    option.mark_coin,
                    option.mark_vol,
                    option.underlying_usd,
                ) == (
                    line["symbol"],
                    line["optionType"] == "call",
                    line["strikePrice"],
                    ms(line["expirationDate"]),
                    line["openInterest"],
                    line["markPrice"],
                    line["markIV"],
                    line["underlyingPrice"],
                )
            else:
                yield None


def kraken_futures_oracle(captures: Path) -> Verdicts:
    for raw, expected in oracle(captures, "kraken_futures"):
        symbol = raw.get("product_id", "")
        known = {symbol: inverse(symbol, "perpetual" if symbol.startswith("P") else "future")}
        for line in expected:
            if line["type"] == "liquidation":
                text = json.dumps(raw, separators=(",", ":"))
                decoded = kraken_futures_trades.frame(text)
                [event] = kraken_futures_trades.streamed_liquidations(text, decoded, known, RECV_MS).events
                hurt = Side.LONG if line["side"] == "sell" else Side.SHORT
                same = (event.hurt, event.price_usd, event.usd) == (hurt, line["price"], line["amount"])
                yield same and event.at_ms == ms(line["timestamp"])
            elif line["type"] == "derivative_ticker":
                row = {"symbol": symbol, "markPrice": raw["markPrice"], "openInterest": raw["openInterest"]}
                [held] = kraken_futures.open_interest({"result": "success", "tickers": [row]}, known, RECV_MS)
                yield held.usd == line["openInterest"] and close(held.coin, line["openInterest"] / line["markPrice"])
            else:
                yield None


def gate_oracle(captures: Path) -> Verdicts:
    for raw, expected in oracle(captures, "gate_futures"):
        for line in expected:
            if line["type"] != "derivative_ticker":
                yield None
                continue
            known = {line["symbol"]: linear(line["symbol"])}
            held = gate.open_interest(raw["result"], known, RECV_MS)[-1]
            [rate] = gate.funding([{"name": line["symbol"], **raw["result"][0]}], known, RECV_MS)
            same = held.coin == line["openInterest"] and rate.rate == line["fundingRate"]
            yield same and close(held.usd, line["openInterest"] * line["markPrice"])


def okx_oracle(captures: Path) -> Verdicts:
    """Of the recordings most are of the third version of the interface, which ended in 2021."""
    for name in ("okx_swap", "okx_futures", "okx_options", "okx_spot"):
        for raw, expected in oracle(captures, name):
            if (raw.get("arg") or {}).get("channel") != "funding-rate":
                yield from (None for _ in range(max(1, len(expected))))
                continue
            [line] = expected
            [rate] = okx_derivatives.funding(raw, {line["symbol"]: linear(line["symbol"])}, RECV_MS)
            yield (rate.rate, rate.next_ms) == (line["fundingRate"], ms(line["fundingTimestamp"]))


def binance_oracle(captures: Path) -> Verdicts:
    """Open interest, and marks with funding in the names that REST gives the stream's letters."""
    for name, contract in (("binance_usdm", linear), ("binance_coinm", inverse)):
        for raw, expected in oracle(captures, name):
            for line in expected:
                told, stream = raw.get("data", {}), str(raw.get("stream"))
                known = contract(line["symbol"])
                if line["type"] in _NOT_READ or stream.endswith("@ticker"):
                    yield None
                elif stream.endswith("@openInterest"):
                    mark_usd = line["markPrice"]
                    held = binance_futures.open_interest(told, known, mark_usd, RECV_MS)
                    expected_usd = line["openInterest"] * (1.0 if known.inverse else mark_usd)
                    yield held is not None and close(held.usd, expected_usd)
                else:
                    row = {"symbol": told["s"], "markPrice": told["p"], "lastFundingRate": told.get("r")}
                    row |= {"indexPrice": told.get("i"), "nextFundingTime": told.get("T"), "time": told["E"]}
                    premium = binance_futures.premiums([row])[told["s"]]
                    due = line["fundingTimestamp"]
                    yield (premium.mark_usd, premium.rate, premium.next_ms, premium.at_ms) == (
                        line["markPrice"],
                        line["fundingRate"],
                        None if due is None else ms(due),
                        ms(line["timestamp"]),
                    )


def bybit_tickers(captures: Path) -> Verdicts:
    """Each contract in coin and in dollars, against the venue's own value of it; rates and times as told."""
    payload = document(captures / "rest_raw" / "bybit_v5_tickers_linear_20240114.json.gz")
    for row in payload["result"]["list"]:
        symbol = row["symbol"]
        if not symbol.endswith("USDT"):
            yield None
            continue
        one = {**payload, "result": {"list": [row]}}
        known = {symbol: linear(symbol)}
        held = bybit.open_interest(one, known, ["X"], RECV_MS)
        rates = bybit.funding(one, known, ["X"], {}, RECV_MS)
        same = [type(event) for event in (*held, *rates)] == [OpenInterest, FundingRate]
        yield same and _is_ticker(held[0], rates[0], row, payload["time"])


def _is_ticker(held: Any, rate: Any, row: Json, at_ms: int) -> bool:
    return (
        held.coin == float(row["openInterest"])
        # The venue values it at the mark before it rounds it.
        and close(held.usd, float(row["openInterestValue"]), 2e-3)
        and held.at_ms == at_ms
        and (rate.rate, rate.next_ms) == (float(row["fundingRate"]), int(row["nextFundingTime"]))
    )


def deribit_futures(captures: Path) -> Verdicts:
    """The basis that was computed from the same summary."""
    payload = document(captures / "rest_raw" / "deribit_btc_book_summary_future_20240114.json.gz")
    expected = json.loads((captures / "oracle" / "futures_basis_deribit_btc_20240114.json").read_text())["rows"]
    quotes = {quote.symbol: quote for quote in deribit_summary.futures(payload, {"BTC"}, RECV_MS)}
    for row in expected:
        quote = quotes.get(row["instrument"])
        if row.get("days") is None:
            # The perpetual, which has no basis.
            yield None if quote is None else False
            continue
        if quote is None or quote.mark_usd is None or quote.index_usd is None:
            yield False
            continue
        days = (quote.expiry_ms - quote.at_ms) / 86_400_000
        apr = (quote.mark_usd / quote.index_usd - 1) * 365 / days * 100
        yield abs(apr - row["annualised_simple_pct"]) < 0.01


CHECKS = (
    Check("binance", "liquidations", "captured_frames_2026", binance_captured),
    Check("binance", "liquidations", "forceorder_20251022", binance_tape),
    Check("bybit", "liquidations", "captured_frames_2026", bybit_captured),
    Check("bybit", "liquidations", "oracle bybit_deriv", bybit_oracle),
    Check("okx", "liquidations", "captured_frames_2026", okx_captured),
    Check("deribit", "liquidations, tickers, options", "oracle deribit", deribit_oracle),
    Check("krakenfutures", "liquidations, tickers", "oracle kraken_futures", kraken_futures_oracle),
    Check("gate", "tickers", "oracle gate_futures", gate_oracle),
    Check("okx", "funding", "oracle okx_*", okx_oracle),
    Check("binance", "open interest, funding", "oracle binance_usdm, _coinm", binance_oracle),
    Check("bybit", "open interest, funding", "rest tickers_linear", bybit_tickers),
    Check("deribit", "dated futures", "oracle futures_basis", deribit_futures),
)
