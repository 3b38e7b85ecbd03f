"""Binance's `!forceOrder@arr`: since 2026-06-30 one stream carries the USD-M and the COIN-M platform.

`S` is the side of the forced order, so SELL closed a long. `z` is what was filled in all (`l` is only the last fill)
and `ap` its average price (`p` is the limit). USD-M counts base coin, COIN-M contracts of 100 or 10 dollars. `st` says
the platform, inside `o` on the wire and beside it in the documentation; frames from before the merger have none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_frames import frame_events
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import SMALLEST, EpochMs, NotNegative, Positive

_FORCED = "forceOrder"
_HURT = {"SELL": Side.LONG, "BUY": Side.SHORT}


class Contracts(NamedTuple):
    """Binance's futures by the venue's own symbol; the two platforms share no symbol."""

    linear: Mapping[str, Instrument]
    inverse: Mapping[str, Instrument]

    def find(self, symbol: str, platform: int | None) -> Instrument | None:
        """The contract of that symbol; `platform` is `st`: 1 is USD-M, 2 is COIN-M, None is not said."""
        if platform == 1:
            return self.linear.get(symbol)
        if platform == 2:
            return self.inverse.get(symbol)
        return self.linear.get(symbol) or self.inverse.get(symbol)


class _Order(msgspec.Struct):
    s: str
    S: Literal["SELL", "BUY"]
    z: Positive | None = None
    q: Positive | None = None
    ap: NotNegative = 0.0
    p: NotNegative = 0.0
    T: EpochMs | None = None
    st: int | None = None


class _ForceOrder(msgspec.Struct, tag_field="e", tag=_FORCED):
    o: _Order
    E: EpochMs | None = None
    st: int | None = None


_force_order = msgspec.json.Decoder(_ForceOrder, strict=False)


def streamed_liquidations(frame: str, contracts: Contracts, recv_ms: int) -> LiquidationBatch | None:
    """Every forced order of one frame; None for a frame without one.

    Raises msgspec.DecodeError for what is not JSON.
    """
    if _FORCED not in frame:
        return None
    found: Sequence[_ForceOrder | None]
    try:
        found = (_force_order.decode(frame),)
    except msgspec.DecodeError:
        # Several of them, in an envelope, or one that can't be read, which must cost no more than itself.
        found = [_entry(payload) for name, payload in frame_events(frame) if name == _FORCED]
    return _liquidations(found, contracts, recv_ms) if found else None


def _entry(payload: bytes) -> _ForceOrder | None:
    try:
        return _force_order.decode(payload)
    except msgspec.DecodeError:
        return None


def _liquidations(found: Iterable[_ForceOrder | None], contracts: Contracts, recv_ms: int) -> LiquidationBatch:
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    for force in found:
        if force is None:
            rejected += 1
            continue
        known = contracts.find(force.o.s, force.o.st if force.o.st is not None else force.st)
        if known is None:
            unknown.add(clean(force.o.s))
            continue
        event = _liquidation(force, known, recv_ms)
        if event is None:
            rejected += 1
        else:
            events.append(event)
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _liquidation(force: _ForceOrder, known: Instrument, recv_ms: int) -> Liquidation | None:
    order = force.o
    filled = order.q if order.z is None else order.z
    price_usd = order.ap or order.p
    at_ms = order.T or force.E
    # A contract quoted in another coin (ETHBTC) has no dollar price of its own.
    if filled is None or price_usd < SMALLEST or at_ms is None or not known.in_dollars:
        return None
    hurt = _HURT[order.S]
    coin, usd = known.coin_and_usd(filled, price_usd)
    return Liquidation(
        venue="binance",
        asset=known.asset,
        symbol=known.id,
        hurt=hurt,
        usd=usd,
        coin=coin,
        price_usd=known.coin_usd(price_usd),
        completeness=Completeness.SAMPLED,
        key=f"{known.id}:{at_ms}:{hurt}:{filled!r}:{price_usd!r}",
        at_ms=at_ms,
        recv_ms=recv_ms,
    )
