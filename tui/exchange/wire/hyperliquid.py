"""Hyperliquid's `metaAndAssetCtxs`: one answer with open interest and funding of every perpetual."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tui.domain.clock import HOUR_MS
from tui.domain.events import FundingKind, FundingRate, OpenInterest
from tui.domain.text import is_identifier
from tui.exchange.wire.number import not_negative, number, positive

_THOUSANDS = "k"
"""kPEPE is a contract on 1000 PEPE."""


class Context(NamedTuple):
    """One listed perpetual."""

    symbol: str
    asset: str
    multiplier: int
    """Base coins that one unit of the contract stands for."""
    fields: Mapping[str, Any]


def contexts(payload: object) -> list[Context]:
    """Universe and contexts joined by position; delisted coins and malformed rows are left out, and a payload whose
    halves differ in length is refused whole, since no row could be trusted to be its neighbour's."""
    match payload:
        case [{"universe": list(universe)}, list(fields)] if len(universe) == len(fields):
            return list(_listed(universe, fields))
    return []


def open_interest(listed: list[Context], assets: frozenset[str], recv_ms: int) -> list[OpenInterest]:
    """`openInterest` is in units of the contract; dollars at its mark. Hyperliquid tells no time: it is ours."""
    found = []
    for context in listed:
        units, mark_usd = not_negative(context.fields.get("openInterest")), positive(context.fields.get("markPx"))
        if context.asset in assets and units is not None and mark_usd is not None:
            found.append(
                OpenInterest(
                    venue="hyperliquid",
                    asset=context.asset,
                    symbol=context.symbol,
                    coin=units * context.multiplier,
                    usd=units * mark_usd,
                    at_ms=recv_ms,
                    recv_ms=recv_ms,
                )
            )
    return found


def funding(listed: list[Context], assets: frozenset[str], recv_ms: int) -> list[FundingRate]:
    """`funding` is the rate of one hour, paid at every full hour."""
    found = []
    for context in listed:
        rate = number(context.fields.get("funding"))
        if context.asset in assets and rate is not None:
            found.append(
                FundingRate(
                    venue="hyperliquid",
                    asset=context.asset,
                    symbol=context.symbol,
                    rate=rate,
                    interval_h=1.0,
                    kind=FundingKind.PREDICTED,
                    next_ms=recv_ms - recv_ms % HOUR_MS + HOUR_MS,
                    at_ms=recv_ms,
                    recv_ms=recv_ms,
                )
            )
    return found


def _listed(universe: list[Any], fields: list[Any]) -> Iterator[Context]:
    for coin, values in zip(universe, fields, strict=True):
        if not isinstance(coin, Mapping) or not isinstance(values, Mapping) or coin.get("isDelisted"):
            continue
        name = coin.get("name")
        # A colon names another operator's exchange (HIP-3), whose contracts are not Hyperliquid's own.
        if not isinstance(name, str) or not is_identifier(name) or ":" in name:
            continue
        if len(name) > 1 and name[0] == _THOUSANDS and name[1:].isupper():
            yield Context(name, name[1:], 1000, values)
        else:
            yield Context(name, name.upper(), 1, values)
