"""Bitget's futures by REST: contracts, open interest and funding. Sizes are base coin in every product type.

Its answers come in an envelope, `{"code": "00000", "data": [...]}`; ccxt raises for every other code.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tui.domain.events import FundingKind, FundingRate, OpenInterest
from tui.domain.text import is_identifier
from tui.exchange.instrument import DOLLARS, Instrument, InstrumentKind
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive

_KINDS: Mapping[str, InstrumentKind] = {"perpetual": "perpetual", "delivery": "future"}
_LONGEST_INTERVAL_H = 24


def instrument(row: Mapping[str, Any]) -> Instrument | None:
    """One row of `mix/market/contracts`; None where it has an unsafe name or is not in dollars.

    COIN-FUTURES settle in the coin and are quoted in USD, but are counted in coin like the others: contract size 1.
    """
    identifier, asset, quote = row.get("symbol"), row.get("baseCoin"), row.get("quoteCoin")
    kind = _KINDS.get(str(row.get("symbolType")))
    if kind is None or not (isinstance(quote, str) and quote in DOLLARS):
        return None
    if not (isinstance(identifier, str) and is_identifier(identifier)):
        return None
    if not (isinstance(asset, str) and is_identifier(asset)):
        return None
    return Instrument(
        id=identifier,
        asset=asset.upper(),
        quote=quote,
        kind=kind,
        inverse=quote == "USD",
        expiry_ms=epoch_ms(row.get("deliveryTime")) if kind == "future" else None,
    )


def interval_h(row: Mapping[str, Any], name: str = "fundInterval") -> float | None:
    """Hours between two payments, as `mix/market/contracts` tells them."""
    hours = positive(row.get(name))
    return hours if hours is not None and hours <= _LONGEST_INTERVAL_H else None


def rows(payload: object) -> Iterator[Mapping[str, Any]]:
    """The objects in `data`; rows of any other shape are left out."""
    data = payload.get("data") if isinstance(payload, Mapping) else None
    for row in data if isinstance(data, list) else ():
        if isinstance(row, Mapping):
            yield row


def open_interest(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[OpenInterest]:
    """`mix/market/tickers`, for the instruments given: `holdingAmount` in base coin, dollars at the mark."""
    found = []
    for row in rows(payload):
        known = instruments.get(str(row.get("symbol")))
        units, mark_usd = not_negative(row.get("holdingAmount")), positive(row.get("markPrice"))
        if known is None or units is None or mark_usd is None:
            continue
        found.append(
            OpenInterest(
                venue="bitget",
                asset=known.asset,
                symbol=known.id,
                coin=units * known.coins_a_unit,
                usd=units * mark_usd,
                at_ms=epoch_ms(row.get("ts")) or recv_ms,
                recv_ms=recv_ms,
            )
        )
    return found


def funding(
    payload: object, instruments: Mapping[str, Instrument], listed_h: Mapping[str, float], recv_ms: int
) -> list[FundingRate]:
    """`mix/market/current-fund-rate` of a product type or of one contract, or `mix/market/tickers`, which tells the
    rate only. `listed_h` has the contract list's intervals, for where the answer tells none."""
    found = []
    for row in rows(payload):
        known, rate = instruments.get(str(row.get("symbol"))), number(row.get("fundingRate"))
        if known is None or known.kind != "perpetual" or rate is None:
            continue
        found.append(
            FundingRate(
                venue="bitget",
                asset=known.asset,
                symbol=known.id,
                rate=rate,
                interval_h=interval_h(row, "fundingRateInterval") or listed_h.get(known.id),
                kind=FundingKind.PREDICTED,
                next_ms=epoch_ms(row.get("nextUpdate")),
                at_ms=epoch_ms(row.get("ts")) or recv_ms,
                recv_ms=recv_ms,
            )
        )
    return found
