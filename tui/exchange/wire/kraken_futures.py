"""Kraken Futures' contracts and tickers: open interest and funding.

PF_ and FF_ contracts are linear, counted in coin; PI_ and FI_ are inverse, counted in dollars. Ids come in capitals or
not, by the endpoint and the year: they are read in capitals.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tui.domain.clock import HOUR_MS
from tui.domain.events import FundingKind, FundingRate, OpenInterest
from tui.domain.text import is_identifier
from tui.exchange.instrument import Instrument, InstrumentKind
from tui.exchange.wire.moment import iso_ms
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive

VENUE = "krakenfutures"
_FAMILIES: Mapping[str, tuple[InstrumentKind, bool]] = {
    "PF": ("perpetual", False),
    "PI": ("perpetual", True),
    "FF": ("future", False),
    "FI": ("future", True),
}
"""The start of an id -> kind and whether it is inverse."""
_INTERVAL_H = 1.0
_LARGEST_RATE = 0.25
"""Of an hour: what is beyond is a unit that was mistaken, which ccxt would cut to this and show."""


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One market of ccxt's `fetch_markets`; None for indexes, options, and contracts that are not in dollars.

    ccxt takes every contract for one in USD; the id says better.
    """
    identifier, asset = str(market.get("id")).upper(), market.get("base")
    family, _, rest = identifier.partition("_")
    pair, _, _ = rest.partition("_")
    if family not in _FAMILIES or not pair.endswith("USD") or not is_identifier(identifier):
        return None
    kind, is_inverse = _FAMILIES[family]
    contract_size = positive(market.get("contractSize"))
    expiry_ms = epoch_ms(market.get("expiry")) if kind == "future" else None
    if not (isinstance(asset, str) and is_identifier(asset)) or contract_size is None:
        return None
    if kind == "future" and expiry_ms is None:
        return None
    return Instrument(
        id=identifier,
        asset=asset.upper(),
        quote="USD",
        kind=kind,
        inverse=is_inverse,
        contract_size=contract_size,
        expiry_ms=expiry_ms,
    )


def server_ms(payload: object) -> int | None:
    """The moment at which an answer was made."""
    return iso_ms(payload.get("serverTime")) if isinstance(payload, Mapping) else None


def has_tickers(payload: object) -> bool:
    """Whether it is an answer of `tickers` at all."""
    return any(True for _ in rows(payload, "tickers"))


def open_interest(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[OpenInterest]:
    """`tickers`, for the instruments given: `openInterest` is coin of a linear contract and dollars of an inverse."""
    at_ms = server_ms(payload) or recv_ms
    found = []
    for known, row in _of(payload, instruments):
        contracts, mark_usd = not_negative(row.get("openInterest")), positive(row.get("markPrice"))
        if contracts is None or mark_usd is None:
            continue
        coin, usd = known.coin_and_usd(contracts, mark_usd)
        found.append(
            OpenInterest(
                venue=VENUE, asset=known.asset, symbol=known.id, coin=coin, usd=usd, at_ms=at_ms, recv_ms=recv_ms
            )
        )
    return found


def funding(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[FundingRate]:
    """`tickers`: the rate of the running hour. Kraken tells it in money for one contract, dollars on a coin when
    linear and coin on a dollar when inverse, so as a fraction it is divided or multiplied by the mark."""
    at_ms = server_ms(payload) or recv_ms
    found = []
    for known, row in _of(payload, instruments):
        absolute, mark_usd = number(row.get("fundingRate")), positive(row.get("markPrice"))
        if known.kind != "perpetual" or absolute is None or mark_usd is None:
            continue
        rate = absolute * mark_usd if known.inverse else absolute / mark_usd
        if abs(rate) > _LARGEST_RATE:
            continue
        found.append(
            FundingRate(
                venue=VENUE,
                asset=known.asset,
                symbol=known.id,
                rate=rate,
                interval_h=_INTERVAL_H,
                kind=FundingKind.PREDICTED,
                next_ms=at_ms - at_ms % HOUR_MS + HOUR_MS,
                at_ms=at_ms,
                recv_ms=recv_ms,
            )
        )
    return found


def rows(payload: object, name: str) -> Iterator[Mapping[str, Any]]:
    """The objects of one list of an answer; rows of any other shape are left out."""
    found = payload.get(name) if isinstance(payload, Mapping) else None
    for row in found if isinstance(found, list) else ():
        if isinstance(row, Mapping):
            yield row


def _of(payload: object, instruments: Mapping[str, Instrument]) -> Iterator[tuple[Instrument, Mapping[str, Any]]]:
    """The tickers of the instruments given."""
    for row in rows(payload, "tickers"):
        known = instruments.get(str(row.get("symbol")).upper())
        if known is not None:
            yield known, row
