"""Deribit's liquidations: it has no channel for them, but every public trade says which of its sides was forced.

Those of perpetuals and dated futures only: the forced close of a put says the opposite of price, and is worth its
premium, so it adds up with nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean, is_identifier
from tui.exchange.instrument import Instrument
from tui.exchange.wire.deribit_names import instrument
from tui.exchange.wire.deribit_reply import result
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import epoch_ms, positive

_FORCED = b'"liquidation"'
_Field = str | int | float | None


class _Trade(msgspec.Struct):
    instrument_name: str
    trade_id: str | int
    direction: _Field = None
    """The taker's."""
    amount: _Field = None
    price: _Field = None
    timestamp: _Field = None
    liquidation: _Field = None
    """"T" the taker was liquidated, "M" the maker, "MT" both; absent otherwise."""


class _Params(msgspec.Struct):
    channel: str = ""
    data: msgspec.Raw = msgspec.Raw(b"null")


class _Failure(msgspec.Struct):
    code: int = 0
    message: str = ""


class Frame(msgspec.Struct):
    """One WebSocket message: a notification (`params`), or the reply to a request (`id`)."""

    id: int | str | None = None
    method: str | None = None
    params: _Params | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Failure | None = None

    @property
    def is_trades(self) -> bool:
        return self.method == "subscription" and self.params is not None and self.params.channel.startswith("trades.")


class Page(NamedTuple):
    """One page of past trades."""

    batch: LiquidationBatch
    trades: int
    """All trades of the page, forced or not."""
    oldest_ms: int | None
    has_more: bool


_frame = msgspec.json.Decoder(Frame)
_rows = msgspec.json.Decoder(list[msgspec.Raw])
_trade = msgspec.json.Decoder(_Trade)
_channels = msgspec.json.Decoder(list[str])


def frame(text: str | bytes) -> Frame:
    """Decodes one WebSocket message. Raises msgspec.DecodeError for what is not JSON or not Deribit's."""
    return _frame.decode(text)


def accepted_channels(reply: Frame) -> frozenset[str]:
    """The channels that a reply to `public/subscribe` lists; Deribit leaves out, without an error, what it refuses."""
    try:
        return frozenset(_channels.decode(reply.result))
    except msgspec.DecodeError:
        return frozenset()


def streamed_liquidations(notification: Frame, recv_ms: int) -> LiquidationBatch:
    """The forced trades of a `trades.*` notification. Raises msgspec.DecodeError where its data is no list."""
    rows = _rows.decode(notification.params.data) if notification.params is not None else []
    # Nearly every trade is an ordinary one: they are told apart before anything of them is decoded.
    return _liquidations((row for row in rows if _FORCED in bytes(row)), Completeness.FULL, recv_ms)


def past_liquidations(payload: object, recv_ms: int) -> Page | None:
    """The forced trades of one `get_last_trades_by_currency_and_time` answer, or None where it is no such answer."""
    found = result(payload)
    trades = found.get("trades") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(trades, Sequence) or isinstance(trades, str):
        return None
    rows = [row for row in trades if isinstance(row, Mapping)]
    times = [at_ms for at_ms in (epoch_ms(row.get("timestamp")) for row in rows) if at_ms is not None]
    forced = (msgspec.Raw(msgspec.json.encode(row)) for row in rows if row.get("liquidation"))
    return Page(
        batch=_liquidations(forced, Completeness.BACKFILL, recv_ms),
        trades=len(trades),
        oldest_ms=min(times, default=None),
        has_more=found.get("has_more") is True,
    )


def _liquidations(rows: Iterable[msgspec.Raw], completeness: Completeness, recv_ms: int) -> LiquidationBatch:
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    for row in rows:
        try:
            trade = _trade.decode(row)
        except msgspec.DecodeError:
            rejected += 1
            continue
        known = instrument(trade.instrument_name)
        if known is None:
            unknown.add(clean(trade.instrument_name))
            continue
        if known.kind == "option":
            continue
        found = _of_trade(trade, known, completeness, recv_ms)
        events += found
        rejected += not found
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _of_trade(trade: _Trade, known: Instrument, completeness: Completeness, recv_ms: int) -> list[Liquidation]:
    """One event for each forced side of a trade, so two for "MT"; none where the trade is incomplete."""
    sizes = _sizes(trade, known)
    at_ms = epoch_ms(trade.timestamp)
    trade_id = str(trade.trade_id)
    if sizes is None or at_ms is None or trade.direction not in ("buy", "sell") or not is_identifier(trade_id):
        return []
    # A forced taker who sells was long; against a taker who buys, the forced maker sold, so he was long.
    hurt = {
        "T": Side.LONG if trade.direction == "sell" else Side.SHORT,
        "M": Side.LONG if trade.direction == "buy" else Side.SHORT,
    }
    coin, usd, price_usd = sizes
    return [
        Liquidation(
            venue="deribit",
            asset=known.asset,
            symbol=known.id,
            hurt=hurt[role],
            usd=usd,
            coin=coin,
            price_usd=price_usd,
            completeness=completeness,
            key=f"{known.id}:{trade_id}:{role}",
            at_ms=at_ms,
            recv_ms=recv_ms,
        )
        for role in ("M", "T")
        if trade.liquidation in (role, "MT")
    ]


def _sizes(trade: _Trade, known: Instrument) -> tuple[float, float, float] | None:
    """Coin, dollars and dollar price. `amount` is dollars for inverse futures and coin for linear ones."""
    amount, price_usd = positive(trade.amount), positive(trade.price)
    if amount is None or price_usd is None:
        return None
    if known.inverse:
        return amount / price_usd, amount, price_usd
    return amount, amount * price_usd, price_usd
