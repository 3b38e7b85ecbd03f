"""OKX's public WebSocket: the envelope of a push, and spot tickers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from tui.domain.events import Quote
from tui.exchange.instrument import Instrument
from tui.exchange.wire.number import epoch_ms, positive
from tui.exchange.wire.okx_rows import rows

_Field = str | int | float | None


class _Argument(msgspec.Struct):
    channel: str


class Push(msgspec.Struct):
    """One data frame; its rows are decoded by whoever knows the channel, so that one bad row costs one row."""

    arg: _Argument
    data: list[msgspec.Raw]


class _Envelope(msgspec.Struct):
    event: str | None = None
    arg: _Argument | None = None
    data: list[msgspec.Raw] | None = None


class _Ticker(msgspec.Struct, rename="camel"):
    inst_id: str
    last: _Field = None
    bid_px: _Field = None
    ask_px: _Field = None
    open24h: _Field = None
    ts: _Field = None


class _TickersArgument(msgspec.Struct):
    channel: Literal["tickers"]


class _Tickers(msgspec.Struct):
    arg: _TickersArgument
    data: list[_Ticker]


_tickers = msgspec.json.Decoder(_Tickers)
_envelope = msgspec.json.Decoder(_Envelope)
_ticker = msgspec.json.Decoder(_Ticker)


def push(frame: str) -> Push | None:
    """The data frame in `frame`; None for the text "pong", acknowledgements and errors, which are ccxt's to handle.

    Raises msgspec.DecodeError for what is not JSON or not OKX's.
    """
    if frame == "pong":
        return None
    envelope = _envelope.decode(frame)
    if envelope.event is not None or envelope.arg is None or envelope.data is None:
        return None
    return Push(envelope.arg, envelope.data)


def acknowledged(frame: str) -> frozenset[str]:
    """The channel whose subscription `frame` acknowledges; none for every other frame that is not a push."""
    if frame == "pong":
        return frozenset()
    envelope = _envelope.decode(frame)
    if envelope.event != "subscribe" or envelope.arg is None:
        return frozenset()
    return frozenset({envelope.arg.channel})


def streamed_quotes(frame: str, instruments: Mapping[str, Instrument], recv_ms: int) -> list[Quote] | None:
    """Quotes of the spot markets in `instruments` from a frame of the channel "tickers"; None for any other frame.

    Raises msgspec.DecodeError for what is not JSON or not OKX's.
    """
    tickers: Iterable[_Ticker | None]
    try:
        tickers = _tickers.decode(frame).data
    except msgspec.DecodeError:
        # Another channel's, an acknowledgement, or a row that can't be read, which must cost no more than itself.
        pushed = push(frame)
        if pushed is None or pushed.arg.channel != "tickers":
            return None
        tickers = map(_streamed, pushed.data)
    return list(_quotes(tickers, instruments, recv_ms))


def answer_quotes(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[Quote]:
    """The same from an answer of `market/tickers` or `market/ticker`."""
    return list(_quotes((_asked(row) for row in rows(payload)), instruments, recv_ms))


def _streamed(raw: msgspec.Raw) -> _Ticker | None:
    try:
        return _ticker.decode(raw)
    except msgspec.DecodeError:
        return None


def _asked(row: Mapping[str, Any]) -> _Ticker | None:
    try:
        return msgspec.convert(row, _Ticker)
    except msgspec.ValidationError:
        return None


def _quotes(tickers: Iterable[_Ticker | None], instruments: Mapping[str, Instrument], recv_ms: int) -> Iterator[Quote]:
    for ticker in tickers:
        known = instruments.get(ticker.inst_id) if ticker is not None else None
        if ticker is None or known is None or known.kind != "spot":
            continue
        last_usd, open_usd = positive(ticker.last), positive(ticker.open24h)
        quote = Quote(
            venue="okx",
            asset=known.asset,
            symbol=known.id,
            quote=known.quote,
            bid_usd=positive(ticker.bid_px),
            ask_usd=positive(ticker.ask_px),
            last_usd=last_usd,
            # `open24h` is the price 24 hours ago; `sodUtc0` would be midnight's.
            change_24h_pct=(last_usd / open_usd - 1) * 100 if last_usd and open_usd else None,
            at_ms=epoch_ms(ticker.ts) or recv_ms,
            recv_ms=recv_ms,
        )
        if quote.mid_usd is not None:
            yield quote
