"""Bybit's frames: `{"topic": "allLiquidation.BTCUSDT", "type": "snapshot", "ts": ..., "data": ...}`.

`S` of a liquidation is the side of the POSITION: Buy means that a long was closed (the other venues say the order's
side). `v` is base coin of a linear contract and dollars of an inverse one, `p` the bankruptcy price. Every
liquidation is published, several in one frame.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from tui.domain.events import Completeness, Liquidation, Quote, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.bybit import VENUE, quote
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import EpochMs, Positive, epoch_ms

_Field = str | int | float | None

_LIQUIDATIONS = "allLiquidation"
_HURT: Final = {"Buy": Side.LONG, "Sell": Side.SHORT}


class Frame(msgspec.Struct):
    """What was pushed; a frame without a topic is an acknowledgement, a pong or an error, and ccxt's to read."""

    topic: str = ""
    ts: _Field = None
    data: msgspec.Raw = msgspec.Raw()

    @property
    def channel(self) -> str:
        return self.topic.partition(".")[0]


class _Forced(msgspec.Struct):
    s: str
    S: Literal["Buy", "Sell"]
    v: Positive
    p: Positive
    T: EpochMs


class _ForcedFrame(msgspec.Struct):
    topic: str
    data: list[_Forced]


_frame = msgspec.json.Decoder(Frame)
_forced_list = msgspec.json.Decoder(list[msgspec.Raw])
_forced = msgspec.json.Decoder(_Forced, strict=False)
_forced_frame = msgspec.json.Decoder(_ForcedFrame, strict=False)
_ticker = msgspec.json.Decoder(dict[str, _Field])


def frame(text: str) -> Frame:
    """Any frame; msgspec.DecodeError where it is no JSON object."""
    return _frame.decode(text)


def spot_quote(pushed: Frame, watched: Mapping[str, Instrument], recv_ms: int) -> Quote | None:
    """The price in a spot ticker frame, which carries the last trade and no book; None where it is not watched."""
    ticker = _ticker.decode(pushed.data)
    known = watched.get(str(ticker.get("symbol")))
    if known is None:
        return None
    return quote(ticker, known, epoch_ms(pushed.ts) or recv_ms, recv_ms)


def streamed_liquidations(text: str, known: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch | None:
    """Every liquidation of one `allLiquidation` frame; None for a frame of anything else.

    Raises msgspec.DecodeError for what is no JSON object, or has no list where the liquidations should be.
    """
    if _LIQUIDATIONS not in text:
        return None
    entries: Iterable[_Forced | None]
    try:
        whole = _forced_frame.decode(text)
        topic, entries = whole.topic, whole.data
    except msgspec.DecodeError:
        # It acknowledges the subscription, or something in it can't be read, which must cost no more than itself.
        pushed = frame(text)
        topic, entries = pushed.topic, map(_entry, _forced_list.decode(pushed.data) if pushed.topic else ())
    return _liquidations(entries, known, recv_ms) if topic.startswith(_LIQUIDATIONS) else None


def _entry(raw: msgspec.Raw) -> _Forced | None:
    try:
        return _forced.decode(raw)
    except msgspec.DecodeError:
        return None


def _liquidations(entries: Iterable[_Forced | None], known: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch:
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    alike: dict[str, int] = {}
    for forced in entries:
        if forced is None:
            rejected += 1
            continue
        contract = known.get(forced.s)
        if contract is None:
            unknown.add(clean(forced.s))
        elif contract.in_dollars:
            events.append(_liquidation(forced, contract, alike, recv_ms))
        else:
            rejected += 1
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _liquidation(forced: _Forced, contract: Instrument, alike: dict[str, int], recv_ms: int) -> Liquidation:
    hurt = _HURT[forced.S]
    coin, usd = contract.coin_and_usd(forced.v, forced.p)
    key = f"{contract.id}:{forced.T}:{hurt}:{forced.v!r}:{forced.p!r}"
    # Bybit gives no id, and one frame may close two positions of one size at one price in one millisecond.
    twin = alike[key] = alike.get(key, 0) + 1
    return Liquidation(
        venue=VENUE,
        asset=contract.asset,
        symbol=contract.id,
        hurt=hurt,
        usd=usd,
        coin=coin,
        price_usd=contract.coin_usd(forced.p),
        completeness=Completeness.FULL,
        key=key if twin == 1 else f"{key}:{twin}",
        at_ms=forced.T,
        recv_ms=recv_ms,
    )
