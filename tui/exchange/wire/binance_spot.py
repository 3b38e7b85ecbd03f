"""Binance spot: the 24-hour ticker, streamed and asked for, and klines."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from tui.domain.events import Candle, Quote
from tui.exchange.instrument import Instrument
from tui.exchange.wire.candle_rows import SPAN_MS, Bar
from tui.exchange.wire.candle_rows import candles as checked
from tui.exchange.wire.number import epoch_ms, number, positive

_Field = str | int | float | None


class _Ticker(msgspec.Struct):
    """`24hrTicker`, or `24hrMiniTicker` without `b`, `a` and `P`: its window rolls, so the change is truly against 24
    hours ago."""

    s: str
    c: _Field = None
    o: _Field = None
    b: _Field = None
    a: _Field = None
    P: _Field = None
    E: _Field = None

    @property
    def change_pct(self) -> float | None:
        close, opened = positive(self.c), positive(self.o)
        return (close / opened - 1) * 100 if self.P is None and close and opened else number(self.P)


TICKERS = frozenset({"24hrTicker", "24hrMiniTicker"})
_ticker = msgspec.json.Decoder(_Ticker)


def streamed_quotes(frame: Iterable[tuple[str, bytes]], pairs: Mapping[str, Instrument], recv_ms: int) -> list[Quote]:
    """A Quote of each ticker among the events of one frame (`frame_events`) whose pair is known."""
    quotes = []
    for name, payload in frame:
        if name not in TICKERS:
            continue
        try:
            ticker = _ticker.decode(payload)
        except msgspec.DecodeError:
            continue
        quote = _quote(pairs.get(ticker.s), ticker.b, ticker.a, ticker.c, ticker.change_pct, ticker.E, recv_ms)
        if quote is not None:
            quotes.append(quote)
    return quotes


def asked_quotes(payload: object, pairs: Mapping[str, Instrument], recv_ms: int) -> list[Quote]:
    """`GET /api/v3/ticker/24hr`: one object, or an array where several pairs were asked for."""
    quotes = []
    for row in objects(payload):
        quote = _quote(
            pairs.get(str(row.get("symbol"))),
            row.get("bidPrice"),
            row.get("askPrice"),
            row.get("lastPrice"),
            row.get("priceChangePercent"),
            row.get("closeTime"),
            recv_ms,
        )
        if quote is not None:
            quotes.append(quote)
    return quotes


def candles(payload: object, pair: Instrument, timeframe: str, recv_ms: int) -> list[Candle]:
    """`GET .../klines` of spot and USD-M: rows `[open time, open, high, low, close, volume in coin, close time, ...]`.

    A row that is not exactly one UTC-aligned `timeframe` long, or whose prices contradict each other, is left out.
    """
    step_ms = SPAN_MS[timeframe]
    bars = (
        Bar(epoch_ms(row[0]), open=row[1], high=row[2], low=row[3], close=row[4], volume_coin=row[5])
        for row in (payload if isinstance(payload, list) else ())
        if isinstance(row, list) and len(row) >= 6 and _is_whole(row, step_ms)
    )
    return checked(bars, venue="binance", symbol=pair.id, known=pair, timeframe=timeframe, recv_ms=recv_ms)


def _is_whole(row: list[Any], step_ms: int) -> bool:
    """Whether the row's close time, where it tells one, is the end of one bar of that length."""
    open_ms, close_ms = epoch_ms(row[0]), epoch_ms(row[6]) if len(row) > 6 else None
    return open_ms is None or close_ms is None or close_ms - open_ms + 1 == step_ms


def objects(payload: object) -> list[Mapping[str, Any]]:
    """The objects of an answer that is one object or an array of them; anything else is left out."""
    rows = payload if isinstance(payload, list) else [payload]
    return [row for row in rows if isinstance(row, Mapping)]


def _quote(
    pair: Instrument | None, bid: object, ask: object, last: object, change: object, at: object, recv_ms: int
) -> Quote | None:
    if pair is None:
        return None
    bid_usd, ask_usd, last_usd = positive(bid), positive(ask), positive(last)
    if last_usd is None and (bid_usd is None or ask_usd is None):
        return None
    return Quote(
        venue="binance",
        asset=pair.asset,
        symbol=pair.id,
        quote=pair.quote,
        bid_usd=bid_usd,
        ask_usd=ask_usd,
        last_usd=last_usd,
        change_24h_pct=number(change),
        at_ms=epoch_ms(at) or recv_ms,
        recv_ms=recv_ms,
    )
