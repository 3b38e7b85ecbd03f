"""Coinbase Advanced Trade: products, tickers (streamed and asked for) and candles. Every number is a string."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tui.domain.events import Candle, Quote
from tui.exchange.instrument import Instrument
from tui.exchange.wire.candle_rows import Bar
from tui.exchange.wire.candle_rows import candles as checked
from tui.exchange.wire.moment import iso_ms
from tui.exchange.wire.number import epoch_ms, number, positive
from tui.exchange.wire.spot_markets import spot_instrument

GRANULARITY: Final[Mapping[str, str]] = {"1h": "ONE_HOUR", "1d": "ONE_DAY"}
"""Our timeframe -> Coinbase's `granularity`."""

_Field = str | int | float | None


class _Ticker(msgspec.Struct):
    product_id: str
    price: _Field = None
    best_bid: _Field = None
    best_ask: _Field = None
    price_percent_chg_24_h: _Field = None


class _Event(msgspec.Struct):
    tickers: list[msgspec.Raw] = []


class Frame(msgspec.Struct):
    """One WebSocket message; its tickers are decoded one by one, so that a bad one costs only itself."""

    channel: str = ""
    type: str = ""
    """"error" on a refused subscription, with `message`."""
    message: str = ""
    timestamp: str = ""
    events: list[msgspec.Raw] = []

    @property
    def is_ticker(self) -> bool:
        return self.channel in ("ticker", "ticker_batch")


_frame = msgspec.json.Decoder(Frame)
_event = msgspec.json.Decoder(_Event)
_ticker = msgspec.json.Decoder(_Ticker)


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One spot market of ccxt's `fetch_markets`, or None where it is not one traded for dollars on its own book.

    BTC-USDC is an alias of BTC-USD: one order book under two names, which must not count as two prices.
    """
    info = market.get("info")
    if not isinstance(info, Mapping) or info.get("alias"):
        return None
    closed = any(info.get(flag) is True for flag in ("is_disabled", "trading_disabled", "view_only"))
    return None if closed else spot_instrument(market)


def frame(text: str) -> Frame:
    """Decodes one WebSocket message. Raises msgspec.DecodeError for what is not JSON or not Coinbase's."""
    return _frame.decode(text)


def streamed_quotes(message: Frame, instruments: Mapping[str, Instrument], recv_ms: int) -> list[Quote]:
    """Quotes of the products in `instruments`; the message's own time is the time of all of them."""
    at_ms = iso_ms(message.timestamp) or recv_ms
    found = []
    for raw_event in message.events:
        for raw in _tickers(raw_event):
            try:
                row = _ticker.decode(raw)
            except msgspec.DecodeError:
                continue
            known = instruments.get(row.product_id)
            if known is None:
                continue
            quote = _quote(
                known, row.best_bid, row.best_ask, row.price, row.price_percent_chg_24_h, at_ms=at_ms, recv_ms=recv_ms
            )
            if quote is not None:
                found.append(quote)
    return found


def product_quotes(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[Quote]:
    """Quotes from a product list. It tells no time, and on the public list bid and ask are empty: the last price."""
    products = payload.get("products") if isinstance(payload, Mapping) else None
    found = []
    for row in products if isinstance(products, list) else ():
        known = instruments.get(str(row.get("product_id"))) if isinstance(row, Mapping) else None
        if known is None:
            continue
        quote = _quote(
            known,
            row.get("best_bid_price"),
            row.get("best_ask_price"),
            row.get("price"),
            row.get("price_percentage_change_24h"),
            at_ms=recv_ms,
            recv_ms=recv_ms,
        )
        if quote is not None:
            found.append(quote)
    return found


def candles(payload: object, known: Instrument, timeframe: str, recv_ms: int) -> list[Candle]:
    """The bars of one answer, oldest first; `start` is in seconds, and hours without a trade have no bar."""
    rows = payload.get("candles") if isinstance(payload, Mapping) else None
    bars = (
        Bar(
            _seconds(row.get("start")),
            row.get("open"),
            row.get("high"),
            row.get("low"),
            row.get("close"),
            row.get("volume"),
        )
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, Mapping)
    )
    return checked(bars, venue="coinbase", symbol=known.id, known=known, timeframe=timeframe, recv_ms=recv_ms)


def _tickers(raw_event: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        return _event.decode(raw_event).tickers
    except msgspec.DecodeError:
        return []


def _seconds(value: object) -> int | None:
    parsed = positive(value)
    return epoch_ms(round(parsed) * 1000) if parsed is not None else None


def _quote(
    known: Instrument, bid: object, ask: object, last: object, change_pct: object, *, at_ms: int, recv_ms: int
) -> Quote | None:
    bid_usd, ask_usd, last_usd = positive(bid), positive(ask), positive(last)
    if last_usd is None and (bid_usd is None or ask_usd is None):
        return None
    return Quote(
        venue="coinbase",
        asset=known.asset,
        symbol=known.id,
        quote=known.quote,
        bid_usd=bid_usd,
        ask_usd=ask_usd,
        last_usd=last_usd,
        change_24h_pct=number(change_pct),
        at_ms=at_ms,
        recv_ms=recv_ms,
    )
