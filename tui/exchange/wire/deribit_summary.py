"""Deribit's `get_book_summary_by_currency` for futures: open interest, dated futures and funding in one answer."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from tui.domain.events import FundingKind, FundingRate, FuturesQuote, OpenInterest
from tui.exchange.instrument import Instrument
from tui.exchange.wire.deribit_names import instrument
from tui.exchange.wire.deribit_reply import result, rows
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive

FUNDING_INTERVAL_H = 8.0
"""Funding accrues every millisecond on an 8-hour rate; `funding_8h` is what the last 8 hours really cost."""


class _Row(NamedTuple):
    known: Instrument
    fields: Mapping[str, Any]
    at_ms: int


def open_interest(payload: object, assets: Collection[str], recv_ms: int) -> list[OpenInterest]:
    """Open interest of every perpetual and dated future on `assets`.

    `open_interest` is dollars for inverse contracts and coin for linear ones, at the contract's own mark.
    """
    found = []
    for known, fields, at_ms in _futures(payload, assets, recv_ms):
        size, mark_usd = not_negative(fields.get("open_interest")), positive(fields.get("mark_price"))
        if size is None or mark_usd is None:
            continue
        coin, usd = known.coin_and_usd(size, mark_usd)
        found.append(
            OpenInterest(
                venue="deribit",
                asset=known.asset,
                symbol=known.id,
                coin=coin,
                usd=usd,
                at_ms=at_ms,
                recv_ms=recv_ms,
            )
        )
    return found


def futures(payload: object, assets: Collection[str], recv_ms: int) -> list[FuturesQuote]:
    """Every dated future on `assets` beside its index: `estimated_delivery_price` is the index until expiry."""
    return [
        FuturesQuote(
            venue="deribit",
            asset=known.asset,
            symbol=known.id,
            expiry_ms=known.expiry_ms,
            mark_usd=positive(fields.get("mark_price")),
            bid_usd=positive(fields.get("bid_price")),
            ask_usd=positive(fields.get("ask_price")),
            index_usd=positive(fields.get("estimated_delivery_price")),
            at_ms=at_ms,
            recv_ms=recv_ms,
        )
        for known, fields, at_ms in _futures(payload, assets, recv_ms)
        if known.expiry_ms is not None
    ]


def funding(payload: object, assets: Collection[str], recv_ms: int) -> list[FundingRate]:
    """Funding of every perpetual on `assets` whose row carries it.

    There is no next payment: the rate is paid continuously, so `next_ms` is None. `current_funding`, the premium of
    this moment, is not used: it is zero most of the time and says nothing about what a position costs.
    """
    found = []
    for known, fields, at_ms in _futures(payload, assets, recv_ms):
        event = _funding(known, fields, at_ms, recv_ms) if known.kind == "perpetual" else None
        if event is not None:
            found.append(event)
    return found


def perpetuals(payload: object, assets: Collection[str]) -> list[str]:
    """Names of the perpetuals on `assets` in the answer."""
    return [row.known.id for row in _futures(payload, assets, 0) if row.known.kind == "perpetual"]


def ticker_funding(payload: object, recv_ms: int) -> FundingRate | None:
    """The same from `ticker`, for a summary that carries none."""
    fields = result(payload)
    known = instrument(str(fields.get("instrument_name"))) if isinstance(fields, Mapping) else None
    if known is None or known.kind != "perpetual" or not isinstance(fields, Mapping):
        return None
    return _funding(known, fields, epoch_ms(fields.get("timestamp")) or recv_ms, recv_ms)


def past_funding(payload: object, name: str, recv_ms: int) -> FundingRate | None:
    """The same from `get_funding_rate_value` over the last eight hours: a bare number."""
    known = instrument(name)
    return None if known is None else _funding(known, {"funding_8h": result(payload)}, recv_ms, recv_ms)


def _funding(known: Instrument, fields: Mapping[str, Any], at_ms: int, recv_ms: int) -> FundingRate | None:
    rate = number(fields.get("funding_8h"))
    if rate is None:
        return None
    return FundingRate(
        venue="deribit",
        asset=known.asset,
        symbol=known.id,
        rate=rate,
        interval_h=FUNDING_INTERVAL_H,
        kind=FundingKind.CONTINUOUS,
        next_ms=None,
        at_ms=at_ms,
        recv_ms=recv_ms,
    )


def _futures(payload: object, assets: Collection[str], recv_ms: int) -> Iterator[_Row]:
    """Rows of perpetuals and dated futures; combos have names that are no instrument of ours."""
    for fields in rows(payload):
        name = fields.get("instrument_name")
        known = instrument(name) if isinstance(name, str) else None
        if known is None or known.kind not in ("perpetual", "future") or known.asset not in assets:
            continue
        yield _Row(known, fields, epoch_ms(fields.get("creation_timestamp")) or recv_ms)
