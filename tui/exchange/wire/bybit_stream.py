"""Bybit's frames: `{"topic": "allLiquidation.BTCUSDT", "type": "snapshot", "ts": ..., "data": ...}`.

`S` of a liquidation is the side of the POSITION: Buy means that a long was closed (the other venues say the order's
side). `v` is base coin of a linear contract and dollars of an inverse one, `p` the bankruptcy price. Every
liquidation is published, several in one frame.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from tui.domain.events import Completeness, Liquidation, Quote, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.bybit import VENUE, quote
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import epoch_ms, positive

_Field = str | int | float | None

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
    S: str
    v: _Field = None
    p: _Field = None
    T: _Field = None


_frame = msgspec.json.Decoder(Frame)
_forced_list = msgspec.json.Decoder(list[msgspec.Raw])
_forced = msgspec.json.Decoder(_Forced)
_ticker = msgspec.json.Decoder(dict[str, _Field])


def frame(text: str | bytes) -> Frame:
    """Any frame; msgspec.DecodeError where it is no JSON object."""
    return _frame.decode(text)


def spot_quote(pushed: Frame, watched: Mapping[str, Instrument], recv_ms: int) -> Quote | None:
    """The price in a spot ticker frame, which carries the last trade and no book; None where it is not watched."""
    ticker = _ticker.decode(pushed.data)
    known = watched.get(str(ticker.get("symbol")))
    if known is None:
        return None
    return quote(ticker, known, epoch_ms(pushed.ts) or recv_ms, recv_ms)


def liquidations(pushed: Frame, known: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch:
    """Every liquidation of one `allLiquidation` frame."""
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    alike: Counter[str] = Counter()
    for raw in _forced_list.decode(pushed.data):
        try:
            forced = _forced.decode(raw)
        except msgspec.DecodeError:
            rejected += 1
            continue
        contract = known.get(forced.s)
        if contract is None:
            unknown.add(clean(forced.s))
            continue
        event = _liquidation(forced, contract, alike, recv_ms)
        if event is None:
            rejected += 1
        else:
            events.append(event)
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _liquidation(forced: _Forced, contract: Instrument, alike: Counter[str], recv_ms: int) -> Liquidation | None:
    hurt = _HURT.get(forced.S)
    size, price_usd, at_ms = positive(forced.v), positive(forced.p), epoch_ms(forced.T)
    if hurt is None or size is None or price_usd is None or at_ms is None or not contract.in_dollars:
        return None
    coin, usd = contract.coin_and_usd(size, price_usd)
    key = f"{contract.id}:{at_ms}:{hurt.value}:{size!r}:{price_usd!r}"
    # Bybit gives no id, and one frame may close two positions of one size at one price in one millisecond.
    alike[key] += 1
    return Liquidation(
        venue=VENUE,
        asset=contract.asset,
        symbol=contract.id,
        hurt=hurt,
        usd=usd,
        coin=coin,
        price_usd=contract.coin_usd(price_usd),
        completeness=Completeness.FULL,
        key=key if alike[key] == 1 else f"{key}:{alike[key]}",
        at_ms=at_ms,
        recv_ms=recv_ms,
    )
