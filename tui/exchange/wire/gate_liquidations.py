"""Gate's forced orders, by REST (`liq_orders`) and by WebSocket (`futures.public_liquidates`).

The two mean opposite things by `size`: by REST it is the POSITION (above 0: a long was closed), on the stream it is
the ORDER (below 0: a long was sold). Both tell the order's size and price and its second, and that is their common
key. The price differs: REST has the average fill, the stream only the order's own price.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.gate import second_ms
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import epoch_ms, number, positive

LIQUIDATIONS = "futures.public_liquidates"
TICKERS = "futures.tickers"

_Field = str | int | float | None
_SECOND_MS = 1000


class _Pushed(msgspec.Struct):
    contract: str
    size: _Field = None
    price: _Field = None
    time_ms: _Field = None
    time: _Field = None
    """Milliseconds as well, since August 2026; seconds before."""


class _Asked(msgspec.Struct):
    contract: str
    size: _Field = None
    order_size: _Field = None
    left: _Field = None
    order_price: _Field = None
    fill_price: _Field = None
    time: _Field = None


class _Failure(msgspec.Struct):
    code: _Field = None
    message: str = ""


class Frame(msgspec.Struct):
    """One WebSocket message: a push (`update`), or the reply to a subscription."""

    channel: str = ""
    event: str = ""
    error: _Failure | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def is_update(self) -> bool:
        return self.event == "update"

    @property
    def refusal(self) -> str | None:
        """Why a subscription was refused; None for everything else."""
        return self.error.message or "refused" if self.error is not None and self.event == "subscribe" else None

    @property
    def is_accepted(self) -> bool:
        """Whether a subscription stands."""
        return self.event == "subscribe" and self.error is None


class _Order(NamedTuple):
    """A forced order, as either door tells it."""

    hurt: Side
    ordered: float
    """Contracts of the order, by which both doors know it."""
    filled: float
    order_price: float | None
    price_usd: float
    at_ms: int


_frame = msgspec.json.Decoder(Frame)
_rows = msgspec.json.Decoder(list[msgspec.Raw])
_pushed = msgspec.json.Decoder(_Pushed)


def frame(text: str) -> Frame:
    """Decodes one WebSocket message. Raises msgspec.DecodeError for what is not JSON or not Gate's."""
    return _frame.decode(text)


def pushed_liquidations(message: Frame, instruments: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch:
    """The orders of one push. Raises msgspec.DecodeError where its result is no list."""
    batch = _Batch(instruments, Completeness.SAMPLED, recv_ms)
    for raw in _rows.decode(message.result):
        try:
            row = _pushed.decode(raw)
        except msgspec.DecodeError:
            batch.rejected += 1
            continue
        batch.add(row.contract, _of_push(row))
    return batch.made()


def past_liquidations(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch | None:
    """The orders of one `liq_orders` answer; None where it is no such answer."""
    if not isinstance(payload, list):
        return None
    batch = _Batch(instruments, Completeness.BACKFILL, recv_ms)
    for raw in payload:
        try:
            row = msgspec.convert(raw, _Asked)
        except msgspec.ValidationError:
            batch.rejected += 1
            continue
        batch.add(row.contract, _of_answer(row))
    return batch.made()


def _of_push(row: _Pushed) -> _Order | None:
    size, price = number(row.size), positive(row.price)
    at_ms = epoch_ms(row.time_ms) or epoch_ms(row.time) or second_ms(row.time)
    if not size or price is None or at_ms is None:
        return None
    return _Order(
        hurt=Side.LONG if size < 0 else Side.SHORT,
        ordered=abs(size),
        filled=abs(size),
        order_price=price,
        price_usd=price,
        at_ms=at_ms,
    )


def _of_answer(row: _Asked) -> _Order | None:
    size, left, order_price = number(row.size), number(row.left) or 0.0, positive(row.order_price)
    price_usd, at_ms = positive(row.fill_price) or order_price, second_ms(row.time)
    if not size or price_usd is None or at_ms is None:
        return None
    # The order always closes the position; a row in which both point the same way cannot be read.
    if (number(row.order_size) or 0.0) * size > 0:
        return None
    # A large position is closed in parts: what was forced is the order, of which something may be left.
    ordered = abs(number(row.order_size) or size)
    filled = ordered - abs(left)
    if filled <= 0:
        return None
    return _Order(
        hurt=Side.LONG if size > 0 else Side.SHORT,
        ordered=ordered,
        filled=filled,
        order_price=order_price,
        price_usd=price_usd,
        at_ms=at_ms,
    )


class _Batch:
    """Collects the orders of one answer or push."""

    def __init__(self, instruments: Mapping[str, Instrument], completeness: Completeness, recv_ms: int) -> None:
        self.rejected = 0
        self._instruments = instruments
        self._completeness = completeness
        self._recv_ms = recv_ms
        self._events: list[Liquidation] = []
        self._unknown: set[str] = set()
        self._seen: dict[str, int] = {}

    def add(self, identifier: str, order: _Order | None) -> None:
        known = self._instruments.get(identifier)
        if known is None:
            self._unknown.add(clean(identifier))
        elif order is None:
            self.rejected += 1
        else:
            self._events.append(self._liquidation(known, order))

    def made(self) -> LiquidationBatch:
        return LiquidationBatch(self._events, frozenset(self._unknown), self.rejected)

    def _liquidation(self, known: Instrument, order: _Order) -> Liquidation:
        coin, usd = known.coin_and_usd(order.filled, order.price_usd)
        second = order.at_ms // _SECOND_MS
        key = f"{known.id}:{second}:{order.hurt}:{order.ordered!r}:{order.order_price!r}"
        # Two orders of one second may be alike in everything that is told.
        twin = self._seen[key] = self._seen.get(key, 0) + 1
        return Liquidation(
            venue="gate",
            asset=known.asset,
            symbol=known.id,
            hurt=order.hurt,
            usd=usd,
            coin=coin,
            price_usd=known.coin_usd(order.price_usd),
            completeness=self._completeness,
            key=key if twin == 1 else f"{key}:{twin}",
            at_ms=order.at_ms,
            recv_ms=self._recv_ms,
        )
