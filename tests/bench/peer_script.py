"""Run by tests.bench.peers in a Python of its own: it imports nothing of Floorline, frames come on standard input."""

import asyncio
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

_ROUNDS, _CALLS = 15, 200


def median_us(call: Callable[[], object], calls: int = _CALLS) -> float:
    """CPU of one call."""
    found = []
    for _ in range(_ROUNDS):
        began_s = time.process_time()
        for _ in range(calls):
            call()
        found.append((time.process_time() - began_s) / calls * 1e6)
    return statistics.median(found)


def cryptofeed(frames: list[list[str]]) -> dict[str, float]:
    """Its parser with a callback, the socket left out; driven without a loop, for nothing in it waits."""
    exchanges, symbols = import_module("cryptofeed.exchanges"), import_module("cryptofeed.symbols").Symbols
    kinds = {"ticker": "ticker", "liquidation": "liquidations"}
    classes = {
        ("binance", "ticker"): ("Binance", "BTC-USDT", "BTCUSDT"),
        ("binance", "liquidation"): ("BinanceFutures", "BTC-USDT-PERP", "BTCUSDT"),
        ("okx", "ticker"): ("OKX", "BTC-USDT", "BTC-USDT"),
    }
    found: dict[str, float] = {}
    for venue, kind, text in frames:
        if (venue, kind) not in classes:
            continue
        name, symbol, identifier = classes[venue, kind]
        if venue == "binance":
            # It subscribes to combined streams, which put an envelope around the same frame.
            stream = "btcusdt@forceOrder" if kind == "liquidation" else "btcusdt@ticker"
            text = json.dumps({"stream": stream, "data": json.loads(text)})
        with contextlib.suppress(Exception):
            found[f"cryptofeed {venue}-{kind}"] = _parser_us(
                getattr(exchanges, name), symbols, symbol, identifier, kinds[kind], text
            )
    return found


def _parser_us(feed_class: Any, symbols: Any, symbol: str, identifier: str, channel: str, text: str) -> float:
    seen = 0

    async def note(_event: object, _at: float) -> None:
        nonlocal seen
        seen += 1

    instrument = "perpetual" if "PERP" in symbol else "spot"
    symbols.set(feed_class.id, {symbol: identifier}, {"instrument_type": {symbol: instrument}, "tick_size": {}})
    feed = feed_class(symbols=[symbol], channels=[channel], callbacks={channel: note})

    def handle() -> None:
        running = feed.message_handler(text, None, 0.0)
        with contextlib.suppress(StopIteration):
            running.send(None)

    handle()
    if seen != 1:
        raise ValueError("it did not understand the frame")
    return median_us(handle)


def py_vollib() -> dict[str, float]:
    implied_volatility = import_module("py_vollib.black.implied_volatility").implied_volatility
    strikes = [50_000 + 100 * index for index in range(1_000)]
    prices = [max(100_000 - strike, 0) + 5_000.0 for strike in strikes]

    def chain() -> None:
        for strike, price in zip(strikes, prices, strict=True):
            implied_volatility(price, 100_000.0, strike, 0.0, 30 / 365, "c")

    return {"py_vollib 1000": median_us(chain, 1)}


def main() -> None:
    frames = json.load(sys.stdin)
    found: dict[str, float] = {}
    asyncio.set_event_loop(asyncio.new_event_loop())
    for measure in (partial(cryptofeed, frames), py_vollib):
        with contextlib.suppress(Exception):
            found |= measure()
    sys.stdout.write(f"\n{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
