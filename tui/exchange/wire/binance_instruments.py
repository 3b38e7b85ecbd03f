"""Binance's market lists, as ccxt reads them, as Instruments."""

from collections.abc import Mapping
from typing import Any

from tui.domain.text import is_identifier
from tui.exchange.instrument import Instrument, InstrumentKind
from tui.exchange.wire.number import epoch_ms, positive

_KINDS: Mapping[str, InstrumentKind] = {"spot": "spot", "swap": "perpetual", "future": "future"}


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One market of ccxt's `fetch_markets`; None for options and for what cannot be sized or named safely.

    `contract_size` is 1 coin on USD-M; on COIN-M it is `contractSize` dollars (100 for BTC, 10 for the others).
    """
    kind = _KINDS.get(str(market.get("type")))
    identifier, asset, quote = (market.get(key) for key in ("id", "base", "quote"))
    if kind is None or not (isinstance(identifier, str) and isinstance(asset, str) and isinstance(quote, str)):
        return None
    if not (is_identifier(identifier) and is_identifier(asset) and is_identifier(quote)):
        return None
    contract_size = 1.0 if kind == "spot" else positive(market.get("contractSize"))
    expiry_ms = epoch_ms(market.get("expiry")) if kind == "future" else None
    if contract_size is None or (kind == "future" and expiry_ms is None):
        return None
    return Instrument(
        id=identifier,
        asset=asset,
        quote=quote,
        kind=kind,
        inverse=market.get("inverse") is True,
        contract_size=contract_size,
        expiry_ms=expiry_ms,
    )


def series(market: Mapping[str, Any]) -> str:
    """`contractType`, by which COIN-M's history is asked for: PERPETUAL, CURRENT_QUARTER, NEXT_QUARTER; "" if none."""
    info = market.get("info")
    name = info.get("contractType") if isinstance(info, Mapping) else None
    return name if isinstance(name, str) and is_identifier(name) else ""
