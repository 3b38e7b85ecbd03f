"""Events and bars written by hand, with what a test does not care about filled in."""

from collections.abc import Sequence
from typing import Any

from tui.domain.board import CandleRow
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import (
    Completeness,
    FundingKind,
    FundingRate,
    FuturesQuote,
    Liquidation,
    OpenInterest,
    OptionBook,
    OptionQuote,
    Quote,
    Side,
)

MONDAY_MS = 1_762_732_800_000
"""2025-11-10 00:00 UTC, a Monday."""


def quote(venue: str, bid: float | None, ask: float | None = None, *, currency: str = "USD", **values: Any) -> Quote:
    fields: dict[str, Any] = {"at_ms": MONDAY_MS, "recv_ms": MONDAY_MS, "asset": "BTC", "symbol": f"BTC{currency}"}
    bid_ask = {"bid_usd": bid, "ask_usd": bid if ask is None else ask}
    return Quote(venue=venue, quote=currency, **(fields | bid_ask | values))


def bar(
    open_ms: int, close: float, *, open_: float | None = None, high: float | None = None, low: float | None = None
) -> CandleRow:
    start = close if open_ is None else open_
    return CandleRow(
        open_ms, start, max(start, close) if high is None else high, min(start, close) if low is None else low, close
    )


def bars(closes: Sequence[float], end_ms: int, step_ms: int = DAY_MS) -> list[CandleRow]:
    """Flat bars whose last one opens one step before `end_ms`."""
    return [bar(end_ms - (len(closes) - i) * step_ms, close) for i, close in enumerate(closes)]


def hours(closes: Sequence[float], end_ms: int) -> list[CandleRow]:
    return bars(closes, end_ms, HOUR_MS)


def liquidation(usd: float, at_ms: int, *, key: str = "", long: bool = True, **values: Any) -> Liquidation:
    fields: dict[str, Any] = {
        "venue": "bybit",
        "asset": "BTC",
        "symbol": "BTCUSDT",
        "hurt": Side.LONG if long else Side.SHORT,
        "usd": usd,
        "coin": usd / 100_000,
        "price_usd": 100_000.0,
        "completeness": Completeness.FULL,
        "key": key or f"{at_ms}-{usd}",
        "at_ms": at_ms,
        "recv_ms": at_ms,
    }
    return Liquidation(**(fields | values))


def open_interest(venue: str, coin: float, usd: float, *, symbol: str = "PERP", at_ms: int = MONDAY_MS) -> OpenInterest:
    return OpenInterest(venue=venue, asset="BTC", symbol=symbol, coin=coin, usd=usd, at_ms=at_ms, recv_ms=at_ms)


def funding(venue: str, rate: float, interval_h: float | None = 8.0, **values: Any) -> FundingRate:
    fields: dict[str, Any] = {
        "symbol": "PERP",
        "kind": FundingKind.PREDICTED,
        "next_ms": MONDAY_MS + HOUR_MS,
        "at_ms": MONDAY_MS,
        "recv_ms": MONDAY_MS,
    }
    return FundingRate(venue=venue, asset="BTC", rate=rate, interval_h=interval_h, **(fields | values))


def future(venue: str, days: float, mark: float | None, index: float | None = 100_000.0, **values: Any) -> FuturesQuote:
    fields: dict[str, Any] = {
        "symbol": f"BTC-{days:g}",
        "bid_usd": None,
        "ask_usd": None,
        "at_ms": MONDAY_MS,
        "recv_ms": MONDAY_MS,
    }
    return FuturesQuote(
        venue=venue,
        asset="BTC",
        expiry_ms=MONDAY_MS + round(days * DAY_MS),
        mark_usd=mark,
        index_usd=index,
        **(fields | values),
    )


def option(days: float, strike: float, is_call: bool, vol: float | None, **values: Any) -> OptionQuote:
    fields: dict[str, Any] = {
        "symbol": f"BTC-{days:g}-{strike:g}-{'C' if is_call else 'P'}",
        "mark_coin": None,
        "underlying_usd": 100_000.0,
        "open_interest_coin": 0.0,
        "volume_24h_coin": 0.0,
    }
    return OptionQuote(
        expiry_ms=MONDAY_MS + round(days * DAY_MS),
        strike_usd=strike,
        is_call=is_call,
        mark_vol=vol,
        **(fields | values),
    )


def book(quotes: Sequence[OptionQuote], venue: str = "deribit") -> OptionBook:
    return OptionBook(venue=venue, asset="BTC", quotes=tuple(quotes), at_ms=MONDAY_MS, recv_ms=MONDAY_MS)
