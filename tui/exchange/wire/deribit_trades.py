"""Deribit's liquidations: it has no channel for them, but every public trade says which of its sides was forced.

Those of perpetuals and dated futures only: the forced close of a put says the opposite of price, and is worth its
premium, so it adds up with nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean, is_identifier
from tui.exchange.instrument import Instrument
from tui.exchange.wire.deribit_names import instrument
from tui.exchange.wire.deribit_reply import result
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import EpochMs, Positive, epoch_ms

_FORCED = '"liquidation"'
_TRADES = "trades."
_Role = Literal["M", "T"]
_ROLES: dict[str, tuple[_Role, ...]] = {"M": ("M",), "T": ("T",), "MT": ("M", "T")}
# A forced taker who sells was long; against a taker who buys, the forced maker sold, so he was long.
_HURT = {("T", "sell"): Side.LONG, ("T", "buy"): Side.SHORT, ("M", "buy"): Side.LONG, ("M", "sell"): Side.SHORT}


class _Trade(msgspec.Struct):
    instrument_name: str
    trade_id: str | int
    direction: Literal["buy", "sell"]
    """The taker's."""
    amount: Positive
    price: Positive
    timestamp: EpochMs
    liquidation: str = ""
    """"T" the taker was liquidated, "M" the maker, "MT" both; absent otherwise."""


class _TradesParams(msgspec.Struct):
    channel: str
    data: list[_Trade]


class _Trades(msgspec.Struct):
    method: Literal["subscription"]
    params: _TradesParams


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
        return self.method == "subscription" and self.params is not None and self.params.channel.startswith(_TRADES)


class Page(NamedTuple):
    """One page of past trades."""

    batch: LiquidationBatch
    trades: int
    """All trades of the page, forced or not."""
    oldest_ms: int | None
    has_more: bool


_frame = msgspec.json.Decoder(Frame)
_rows = msgspec.json.Decoder(list[msgspec.Raw])
_trade = msgspec.json.Decoder(_Trade, strict=False)
_trades = msgspec.json.Decoder(_Trades, strict=False)
_channels = msgspec.json.Decoder(list[str])


def frame(text: str) -> Frame:
    """Decodes one WebSocket message. Raises msgspec.DecodeError for what is not JSON or not Deribit's."""
    return _frame.decode(text)


def accepted_channels(reply: Frame) -> frozenset[str]:
    """The channels that a reply to `public/subscribe` lists; Deribit leaves out, without an error, what it refuses."""
    try:
        return frozenset(_channels.decode(reply.result))
    except msgspec.DecodeError:
        return frozenset()


def streamed_liquidations(text: str, recv_ms: int) -> LiquidationBatch | None:
    """The forced trades of a `trades.*` notification; None for a frame of anything else.

    Raises msgspec.DecodeError for what is not JSON or not Deribit's, and where its data is no list.
    """
    if _FORCED not in text:
        # Nearly every trade is an ordinary one: none of them is decoded.
        return LiquidationBatch([]) if frame(text).is_trades else None
    try:
        params = _trades.decode(text).params
        found: Iterable[_Trade | None] | None = params.data if params.channel.startswith(_TRADES) else None
    except msgspec.DecodeError:
        # Something in it can't be read, which must cost no more than itself.
        found = _one_by_one(frame(text))
    return None if found is None else _liquidations(found, Completeness.FULL, recv_ms)


def _one_by_one(notification: Frame) -> Iterable[_Trade | None] | None:
    """The forced trades, None for one that can't be read; None where it is no notification of trades."""
    if notification.params is None or not notification.is_trades:
        return None
    forced = _FORCED.encode()
    return [_entry(row) for row in _rows.decode(notification.params.data) if forced in bytes(row)]


def _entry(row: msgspec.Raw) -> _Trade | None:
    try:
        return _trade.decode(row)
    except msgspec.DecodeError:
        return None


def past_liquidations(payload: object, recv_ms: int) -> Page | None:
    """The forced trades of one `get_last_trades_by_currency_and_time` answer, or None where it is no such answer."""
    found = result(payload)
    trades = found.get("trades") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(trades, Sequence) or isinstance(trades, str):
        return None
    rows = [row for row in trades if isinstance(row, Mapping)]
    times = [at_ms for at_ms in (epoch_ms(row.get("timestamp")) for row in rows) if at_ms is not None]
    forced = (_entry(msgspec.Raw(msgspec.json.encode(row))) for row in rows if row.get("liquidation"))
    return Page(
        batch=_liquidations(forced, Completeness.BACKFILL, recv_ms),
        trades=len(trades),
        oldest_ms=min(times, default=None),
        has_more=found.get("has_more") is True,
    )


def _liquidations(trades: Iterable[_Trade | None], completeness: Completeness, recv_ms: int) -> LiquidationBatch:
    """Of the forced ones among `trades`; None stands for one that can't be read."""
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    for trade in trades:
        if trade is None:
            rejected += 1
            continue
        if not trade.liquidation:
            continue
        known = instrument(trade.instrument_name)
        if known is None:
            unknown.add(clean(trade.instrument_name))
        elif known.kind != "option":
            found = _of_trade(trade, known, completeness, recv_ms)
            events += found
            rejected += not found
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _of_trade(trade: _Trade, known: Instrument, completeness: Completeness, recv_ms: int) -> list[Liquidation]:
    """One event for each forced side of a trade, so two for "MT"; none where it names none, or has no proper id."""
    trade_id = str(trade.trade_id)
    if not is_identifier(trade_id):
        return []
    # Dollars for inverse futures and coin for linear ones.
    amount, price_usd = trade.amount, trade.price
    coin, usd = (amount / price_usd, amount) if known.inverse else (amount, amount * price_usd)
    return [
        Liquidation(
            venue="deribit",
            asset=known.asset,
            symbol=known.id,
            hurt=_HURT[role, trade.direction],
            usd=usd,
            coin=coin,
            price_usd=price_usd,
            completeness=completeness,
            key=f"{known.id}:{trade_id}:{role}",
            at_ms=trade.timestamp,
            recv_ms=recv_ms,
        )
        for role in _ROLES.get(trade.liquidation, ())
    ]
