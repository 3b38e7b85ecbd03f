"""Kraken Futures' forced trades: it has no channel for them, but every public trade says of what type it is."""

from collections.abc import Iterable, Mapping

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean, is_identifier
from tui.exchange.instrument import Instrument
from tui.exchange.wire.kraken_futures import VENUE, rows
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.moment import iso_ms
from tui.exchange.wire.number import epoch_ms, positive

_FORCED = b'"liquidation"'
_Field = str | int | float | None


class _Trade(msgspec.Struct):
    product_id: str = ""
    type: _Field = None
    side: _Field = None
    """The taker's."""
    qty: _Field = None
    size: _Field = None
    """`qty` of an asked trade."""
    price: _Field = None
    time: _Field = None
    uid: _Field = None


class Frame(msgspec.Struct):
    """One WebSocket message: a feed's push, or an event about subscriptions."""

    feed: str = ""
    event: str = ""
    product_id: str = ""
    message: str = ""
    trades: list[msgspec.Raw] = []

    @property
    def is_trade(self) -> bool:
        return not self.event and self.feed in ("trade", "trade_snapshot")

    @property
    def is_ticker(self) -> bool:
        return not self.event and self.feed == "ticker"

    @property
    def is_accepted(self) -> bool:
        """Whether a subscription to `feed` stands."""
        return self.event.strip() == "subscribed"

    @property
    def refusal(self) -> str | None:
        """Why a request was refused; None for everything else."""
        if self.event not in ("error", "alert") or self.message.startswith("Already subscribed"):
            return None
        return self.message or "refused"


_frame = msgspec.json.Decoder(Frame)
_trade = msgspec.json.Decoder(_Trade)


def frame(text: str) -> Frame:
    """Decodes one WebSocket message. Raises msgspec.DecodeError for what is not JSON or not Kraken's."""
    return _frame.decode(text)


def streamed_liquidations(
    text: str, message: Frame, instruments: Mapping[str, Instrument], recv_ms: int
) -> LiquidationBatch:
    """The forced trades of a push: of the trade itself, or of the last hundred that come with a subscription."""
    trades: Iterable[bytes] = [text.encode()] if message.feed == "trade" else (bytes(trade) for trade in message.trades)
    # Nearly every trade is an ordinary one: they are told apart before anything of them is decoded.
    forced = [msgspec.Raw(trade) for trade in trades if _FORCED in trade]
    return _liquidations(forced, instruments, message.product_id, Completeness.FULL, recv_ms)


def past_liquidations(payload: object, known: Instrument, recv_ms: int) -> LiquidationBatch | None:
    """The forced trades among the last hundred of one contract (`history`); None where it is no such answer."""
    if not isinstance(payload, Mapping) or not isinstance(payload.get("history"), list):
        return None
    forced = [
        msgspec.Raw(msgspec.json.encode(row)) for row in rows(payload, "history") if row.get("type") == "liquidation"
    ]
    return _liquidations(forced, {known.id: known}, known.id, Completeness.BACKFILL, recv_ms)


def _liquidations(
    forced: Iterable[msgspec.Raw],
    instruments: Mapping[str, Instrument],
    product_id: str,
    completeness: Completeness,
    recv_ms: int,
) -> LiquidationBatch:
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    for raw in forced:
        try:
            trade = _trade.decode(raw)
        except msgspec.DecodeError:
            rejected += 1
            continue
        identifier = (trade.product_id or product_id).upper()
        known = instruments.get(identifier)
        if known is None:
            unknown.add(clean(identifier))
            continue
        event = _liquidation(trade, known, completeness, recv_ms)
        if event is None:
            rejected += trade.type == "liquidation"
        else:
            events.append(event)
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _liquidation(trade: _Trade, known: Instrument, completeness: Completeness, recv_ms: int) -> Liquidation | None:
    size, price_usd = positive(trade.qty) or positive(trade.size), positive(trade.price)
    at_ms = epoch_ms(trade.time) or iso_ms(trade.time)
    uid = str(trade.uid)
    if trade.type != "liquidation" or trade.side not in ("buy", "sell") or not is_identifier(uid):
        return None
    if size is None or price_usd is None or at_ms is None or trade.uid is None:
        return None
    coin, usd = known.coin_and_usd(size, price_usd)
    return Liquidation(
        venue=VENUE,
        asset=known.asset,
        symbol=known.id,
        # The taker is the one who is liquidated: what is sold was long.
        hurt=Side.LONG if trade.side == "sell" else Side.SHORT,
        usd=usd,
        coin=coin,
        price_usd=known.coin_usd(price_usd),
        completeness=completeness,
        key=f"{known.id}:{uid}",
        at_ms=at_ms,
        recv_ms=recv_ms,
    )
