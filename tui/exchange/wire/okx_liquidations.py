"""OKX's `liquidation-orders`, streamed and asked for: rows of one instrument with one `details` entry per order."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tui.domain.events import Completeness, Liquidation, Side
from tui.domain.text import clean
from tui.exchange.instrument import Instrument
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.number import epoch_ms, positive

_Field = str | int | float | None


_NAMED = {"long": Side.LONG, "short": Side.SHORT}
_CLOSED = {"sell": Side.LONG, "buy": Side.SHORT}


class _Detail(msgspec.Struct, rename="camel"):
    side: _Field = None
    """Side of the forced order."""
    pos_side: _Field = None
    sz: _Field = None
    """Contracts."""
    bk_px: _Field = None
    """Bankruptcy price: OKX publishes no fill."""
    ts: _Field = None


class _Row(msgspec.Struct, rename="camel"):
    inst_id: str
    details: Sequence[_Detail | None]


class _OpaqueRow(msgspec.Struct, rename="camel"):
    inst_id: str
    details: list[msgspec.Raw]


_whole = msgspec.json.Decoder(_Row)
_pieces = msgspec.json.Decoder(_OpaqueRow)
_detail = msgspec.json.Decoder(_Detail)


def liquidations(
    data: Iterable[msgspec.Raw], instruments: Mapping[str, Instrument], completeness: Completeness, recv_ms: int
) -> LiquidationBatch:
    """Every entry of every `details`, as one Liquidation each; ccxt itself keeps the first of each row only."""
    events: list[Liquidation] = []
    unknown: set[str] = set()
    rejected = 0
    seen: dict[str, int] = {}
    for raw in data:
        try:
            row = _row(raw)
        except msgspec.DecodeError:
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


def answer_rows(payload: object) -> Sequence[msgspec.Raw]:
    """The rows of the REST answer in the form in which the stream's rows come."""
    data = payload.get("data") if isinstance(payload, Mapping) else None
    return [msgspec.Raw(msgspec.json.encode(row)) for row in data] if isinstance(data, list) else []


def _row(raw: msgspec.Raw) -> _Row:
    """All at once; where one of its entries can't be read, one by one, and None for that one."""
    try:
        return _whole.decode(raw)
    except msgspec.DecodeError:
        row = _pieces.decode(raw)
        return _Row(row.inst_id, [_entry(each) for each in row.details])


def _entry(raw: msgspec.Raw) -> _Detail | None:
    try:
        return _detail.decode(raw)
    except msgspec.DecodeError:
        return None


def _liquidation(
    detail: _Detail, known: Instrument, completeness: Completeness, seen: dict[str, int], recv_ms: int
) -> Liquidation | None:
    hurt = _hurt(detail)
    contracts, price_usd, at_ms = positive(detail.sz), positive(detail.bk_px), epoch_ms(detail.ts)
    if hurt is None or contracts is None or price_usd is None or at_ms is None:
        return None
    coin, usd = known.coin_and_usd(contracts, price_usd)
    # Numbers in the key are re-written, so that "82655.70" by REST is the event that the stream called "82655.7".
    key = f"{known.id}:{at_ms}:{hurt.value}:{contracts!r}:{price_usd!r}"
    twin = seen[key] = seen.get(key, 0) + 1
    return Liquidation(
        venue="okx",
        asset=known.asset,
        symbol=known.id,
        hurt=hurt,
        usd=usd,
        coin=coin,
        price_usd=known.coin_usd(price_usd),
        completeness=completeness,
        key=key if twin == 1 else f"{key}:{twin}",
        at_ms=at_ms,
        recv_ms=recv_ms,
    )


def _hurt(detail: _Detail) -> Side | None:
    """The position that was closed: `posSide` where it names one; in net mode the forced order sells a long."""
    named = _NAMED.get(str(detail.pos_side))
    return _CLOSED.get(str(detail.side)) if named is None else named
