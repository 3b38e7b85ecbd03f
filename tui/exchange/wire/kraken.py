"""Kraken spot: asset pairs, tickers (WebSocket v2 and REST) and candles.

Kraken has three names for one market: XXBTZUSD (REST), XBTUSD (its alternative), BTC/USD (WebSocket v2). Events
carry the last, whichever door they came through.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from tui.domain.events import Candle, Quote
from tui.exchange.instrument import Instrument
from tui.exchange.wire.candle_rows import Bar
from tui.exchange.wire.candle_rows import candles as checked
from tui.exchange.wire.moment import iso_ms
from tui.exchange.wire.number import epoch_ms, number, positive
from tui.exchange.wire.spot_markets import spot_instrument

INTERVAL_MINUTES: Final[Mapping[str, int]] = {"1h": 60, "1d": 1440}
"""Our timeframe -> Kraken's `interval`. Its weeks open on Thursdays and are never asked for."""

_Field = str | int | float | None


class _Ticker(msgspec.Struct):
    symbol: str
    bid: _Field = None
    ask: _Field = None
    last: _Field = None
    change_pct: _Field = None
    timestamp: _Field = None


class Frame(msgspec.Struct):
    """One WebSocket v2 message: a push of a channel, or the reply to a method."""

    channel: str = ""
    method: str = ""
    success: bool | None = None
    error: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def is_ticker(self) -> bool:
        return self.channel == "ticker"

    @property
    def refusal(self) -> str | None:
        """Why a subscription was refused; None for everything else."""
        return self.error or "refused" if self.method == "subscribe" and self.success is False else None


_frame = msgspec.json.Decoder(Frame)
_rows = msgspec.json.Decoder(list[msgspec.Raw])
_ticker = msgspec.json.Decoder(_Ticker)


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One market of ccxt's `fetch_markets`, or None where it is not a spot market traded for dollars.

    ccxt has already made BTC of XBT and XXBT. Dark pools (ids ending in ".d") publish no prices of their own.
    """
    info = market.get("info")
    if not isinstance(info, Mapping) or info.get("status") in ("cancel_only", "maintenance", "delisted"):
        return None
    return None if str(market.get("id")).endswith(".d") else spot_instrument(market)


def symbol_of(known: Instrument) -> str:
    """The market's name on WebSocket v2."""
    return f"{known.asset}/{known.quote}"


def frame(text: str) -> Frame:
    """Decodes one WebSocket message. Raises msgspec.DecodeError for what is not JSON or not Kraken's."""
    return _frame.decode(text)


def streamed_quotes(message: Frame, instruments: Mapping[str, Instrument], recv_ms: int) -> list[Quote]:
    """Quotes of the markets in `instruments`, which is keyed by `symbol_of`.

    `change_pct` of WebSocket v2 is over 24 hours. Raises msgspec.DecodeError where the data is no list.
    """
    found = []
    for raw in _rows.decode(message.data):
        try:
            row = _ticker.decode(raw)
        except msgspec.DecodeError:
            continue
        known = instruments.get(row.symbol)
        if known is None:
            continue
        quote = _quote(known, row.bid, row.ask, row.last, number(row.change_pct), iso_ms(row.timestamp), recv_ms)
        if quote is not None:
            found.append(quote)
    return found


def ticker_quotes(payload: object, instruments: Iterable[Instrument], recv_ms: int) -> list[Quote]:
    """Quotes from a REST ticker answer, which tells no time.

    Its `o` is the price at midnight UTC, not of 24 hours ago, so there is no change to give.
    """
    rows = _result(payload)
    found = []
    for known in instruments:
        row = rows.get(known.id)
        if not isinstance(row, Mapping):
            continue
        quote = _quote(known, _first(row.get("b")), _first(row.get("a")), _first(row.get("c")), None, None, recv_ms)
        if quote is not None:
            found.append(quote)
    return found


def candles(payload: object, known: Instrument, timeframe: str, recv_ms: int) -> list[Candle]:
    """The bars of one answer, oldest first, the last of them still moving."""
    found = _result(payload)
    # The answer has one list, under whichever of the market's names Kraken prefers, beside the number `last`.
    rows = found.get(known.id) or next((value for value in found.values() if isinstance(value, list)), None)
    bars = (
        Bar(_seconds(row[0]), row[1], row[2], row[3], row[4], row[6])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, Sequence) and not isinstance(row, str) and len(row) >= 7
    )
    return checked(bars, venue="kraken", symbol=symbol_of(known), known=known, timeframe=timeframe, recv_ms=recv_ms)


def _result(payload: object) -> Mapping[str, Any]:
    found = payload.get("result") if isinstance(payload, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _first(value: object) -> object:
    return value[0] if isinstance(value, Sequence) and not isinstance(value, str) and value else None


def _seconds(value: object) -> int | None:
    parsed = positive(value)
    return epoch_ms(round(parsed) * 1000) if parsed is not None else None


def _quote(
    known: Instrument,
    bid: object,
    ask: object,
    last: object,
    change_pct: float | None,
    at_ms: int | None,
    recv_ms: int,
) -> Quote | None:
    bid_usd, ask_usd, last_usd = positive(bid), positive(ask), positive(last)
    if last_usd is None and (bid_usd is None or ask_usd is None):
        return None
    return Quote(
        venue="kraken",
        asset=known.asset,
        symbol=symbol_of(known),
        quote=known.quote,
        bid_usd=bid_usd,
        ask_usd=ask_usd,
        last_usd=last_usd,
        change_24h_pct=change_pct,
        at_ms=at_ms or recv_ms,
        recv_ms=recv_ms,
    )
