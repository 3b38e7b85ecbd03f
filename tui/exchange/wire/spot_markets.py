"""Spot markets out of ccxt's market list, on venues where nothing but spot is asked for."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tui.domain.text import is_identifier
from tui.exchange.instrument import Instrument

QUOTES: Final = ("USD", "USDC", "USDT")
"""The quote currencies that are watched, the most liquid here first."""


def spot_instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One market of ccxt's `fetch_markets`; None where it is not spot, not in dollars, or has a name that is unsafe."""
    identifier, asset, quote = market.get("id"), market.get("base"), market.get("quote")
    if market.get("type") != "spot" or quote not in QUOTES:
        return None
    if not (isinstance(identifier, str) and is_identifier(identifier)):
        return None
    if not (isinstance(asset, str) and is_identifier(asset)):
        return None
    return Instrument(id=identifier, asset=asset, quote=quote, kind="spot")


def spot_of(instruments: Iterable[Instrument], assets: Iterable[str]) -> list[Instrument]:
    """The spot markets of the assets, the dollar market of each first."""
    wanted = set(assets)
    found = [known for known in instruments if known.asset in wanted and known.kind == "spot" and known.quote in QUOTES]
    return sorted(found, key=lambda known: (known.asset, QUOTES.index(known.quote)))
