"""OKX's `liquidation-orders`, streamed and asked for: rows of one instrument with one `details` entry per order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import EpochMs, Positive
from tui.exchange.wire.okx_stream import push

CHANNEL = "liquidation-orders"

_NAMED = {"long": Side.LONG, "short": Side.SHORT}
_CLOSED = {"sell": Side.LONG, "buy": Side.SHORT}


class _Detail(msgspec.Struct, rename="camel"):
    sz: Positive
    """Contracts."""
    bk_px: Positive
    """Bankruptcy price: OKX publishes no fill."""
    ts: EpochMs
    side: str = ""
    """Side of the forced order."""
    pos_side: str = ""


class _Row(msgspec.Struct, rename="camel"):
    inst_id: str
    details: Sequence[_Detail | None]


class _OpaqueRow(msgspec.Struct, rename="camel"):
    inst_id: str
    details: list[msgspec.Raw]


class _Argument(msgspec.Struct):
    channel: Literal["liquidation-orders"]


class _Frame(msgspec.Struct):
    arg: _Argument
    data: list[_Row]


_frame = msgspec.json.Decoder(_Frame, strict=False)
_whole = msgspec.json.Decoder(_Row, strict=False)
_pieces = msgspec.json.Decoder(_OpaqueRow)
_detail = msgspec.json.Decoder(_Detail, strict=False)


def streamed_liquidations(frame: str, instruments: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch | None:
    """Every entry of every `details`, as one Liquidation each; ccxt itself keeps the first of each row only.

    None for a frame of anything else. Raises msgspec.DecodeError for what is not JSON or not OKX's.
    """
    if CHANNEL not in frame:
        return None
    rows: Sequence[_Row | None]
    try:
        rows = _frame.decode(frame).data
    except msgspec.DecodeError:
        # It acknowledges the subscription, or something in it can't be read, which must cost no more than itself.
        pushed = push(frame)
        if pushed is None or pushed.arg.channel != CHANNEL:
            return None
        rows = [_row(raw) for raw in pushed.data]
    return _liquidations(rows, instruments, Completeness.SAMPLED, recv_ms)


def past_liquidations(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> LiquidationBatch:
    """The same of a REST answer; one without rows has none."""
    data = payload.get("data") if isinstance(payload, Mapping) else None
    rows = [_row(msgspec.Raw(msgspec.json.encode(row))) for row in data] if isinstance(data, list) else []
    return _liquidations(rows, instruments, Completeness.BACKFILL, recv_ms)


def _liquidations(
    rows: Iterable[_Row | None], instruments: Mapping[str, Instrument], completeness: Completeness, recv_ms: int
) -> LiquidationBatch:
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    seen: dict[str, int] = {}
    for row in rows:
        if row is None:
            rejected += 1
            continue
        known = instruments.get(row.inst_id)
        if known is None:
            unknown.add(clean(row.inst_id))
            continue
        for detail in row.details:
            event = None if detail is None else _liquidation(detail, known, completeness, seen, recv_ms)
            if event is None:
                rejected += 1
            else:
                events.append(event)
    return LiquidationBatch(events, frozenset(unknown), rejected)


def _row(raw: msgspec.Raw) -> _Row | None:
    """All at once; where one of its entries can't be read, one by one, and None for that one."""
    try:
        return _whole.decode(raw)
    except msgspec.DecodeError:
        try:
            row = _pieces.decode(raw)
        except msgspec.DecodeError:
            return None
        return _Row(row.inst_id, [_entry(each) for each in row.details])


def _entry(raw: msgspec.Raw) -> _Detail | None:
    try:
        return _detail.decode(raw)
    except msgspec.DecodeError:
        return None


def _liquidation(
    detail: _Detail, known: Instrument, completeness: Completeness, seen: dict[str, int], recv_ms: int
) -> Liquidation | None:
    hurt = _NAMED.get(detail.pos_side) or _CLOSED.get(detail.side)
    # In net mode no position is named, and the forced order sells a long.
    if hurt is None:
        return None
    coin, usd = known.coin_and_usd(detail.sz, detail.bk_px)
    # Numbers in the key are re-written, so that "82655.70" by REST is the event that the stream called "82655.7".
    key = f"{known.id}:{detail.ts}:{hurt}:{detail.sz!r}:{detail.bk_px!r}"
    twin = seen[key] = seen.get(key, 0) + 1
    return Liquidation(
        venue="okx",
        asset=known.asset,
        symbol=known.id,
        hurt=hurt,
        usd=usd,
        coin=coin,
        price_usd=known.coin_usd(detail.bk_px),
        completeness=completeness,
        key=key if twin == 1 else f"{key}:{twin}",
        at_ms=detail.ts,
        recv_ms=recv_ms,
    )
