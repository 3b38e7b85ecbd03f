"""Binance's `!forceOrder@arr`: since 2026-06-30 one stream carries the USD-M and the COIN-M platform.

`S` is the side of the forced order, so SELL closed a long. `z` is what was filled in all (`l` is only the last fill)
and `ap` its average price (`p` is the limit). USD-M counts base coin, COIN-M contracts of 100 or 10 dollars. `st` says
the platform, inside `o` on the wire and beside it in the documentation; frames from before the merger have none.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import epoch_ms, positive

_Field = str | int | float | None

_HURT = {"SELL": Side.LONG, "BUY": Side.SHORT}


class Contracts(NamedTuple):
    """Binance's futures by the venue's own symbol; the two platforms share no symbol."""

    linear: Mapping[str, Instrument]
    inverse: Mapping[str, Instrument]

    def find(self, symbol: str, platform: object) -> Instrument | None:
        """The contract of that symbol; `platform` is `st`: 1 is USD-M, 2 is COIN-M, None is not said."""
        if platform == 1:
            return self.linear.get(symbol)
        if platform == 2:
            return self.inverse.get(symbol)
        return self.linear.get(symbol) or self.inverse.get(symbol)


class _Order(msgspec.Struct):
    s: str
    S: str
    z: _Field = None
    q: _Field = None
    ap: _Field = None
    p: _Field = None
    T: _Field = None
    st: _Field = None


class _ForceOrder(msgspec.Struct):
    o: _Order
    E: _Field = None
    st: _Field = None


_force_order = msgspec.json.Decoder(_ForceOrder)


def liquidations(frame: Iterable[tuple[str, bytes]], contracts: Contracts, recv_ms: int) -> LiquidationBatch:
    """Every forced order among the events of one frame (`frame_events`)."""
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    for name, payload in frame:
        if name != "forceOrder":
            continue
        try:
            force = _force_order.decode(payload)
        except msgspec.DecodeError:
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
    hurt = _HURT.get(order.S)
    filled = positive(order.q if order.z is None else order.z)
    price_usd = positive(order.ap) or positive(order.p)
    at_ms = epoch_ms(order.T) or epoch_ms(force.E)
    # A contract quoted in another coin (ETHBTC) has no dollar price of its own.
    if hurt is None or filled is None or price_usd is None or at_ms is None or not known.in_dollars:
        return None
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
        key=f"{known.id}:{at_ms}:{hurt.value}:{filled!r}:{price_usd!r}",
        at_ms=at_ms,
        recv_ms=recv_ms,
    )
