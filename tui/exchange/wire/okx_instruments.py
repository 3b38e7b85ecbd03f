"""OKX's market list, as ccxt reads it, as Instruments."""

from collections.abc import Iterable, Mapping
from typing import Any

from tui.domain.text import is_identifier
from tui.exchange.instrument import DOLLARS, Instrument, InstrumentKind
from tui.exchange.wire.number import epoch_ms, positive

_SPOT_QUOTES = ("USDT", "USDC", "USD")
"""The dollar legs that a Quote may have, the most traded first."""
_KINDS: Mapping[str, InstrumentKind] = {"spot": "spot", "swap": "perpetual", "future": "future"}


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One market of ccxt's `fetch_markets`, or None where its sizes cannot be known or it is not traded for dollars.

    `contract_size` is OKX's `ctVal` x `ctMult`: coin in one contract when linear, dollars when inverse. Rule types:
    an X-Perp ("xperp") is listed as a future that expires in 2031 but pays funding like a perpetual, so it is one,
    and its open interest, funding and liquidations count; a pre-market future ("pre_market") has no spot index to
    hold a basis against, so it keeps no expiry and appears in open interest and liquidations only.
    Options are not read here: their ids say everything (`okx_options`).
    """
    info = market.get("info")
    identifier, asset, quote = market.get("id"), market.get("base"), market.get("quote")
    kind = _KINDS.get(str(market.get("type")))
    if not isinstance(info, Mapping) or kind is None or not (isinstance(quote, str) and quote in DOLLARS):
        return None
    if not (isinstance(identifier, str) and is_identifier(identifier)):
        return None
    if not (isinstance(asset, str) and is_identifier(asset)):
        return None
    if kind == "spot":
        # A subscription to a pair that is not trading would be refused, and with it every other one of its socket.
        trades = market.get("active") is not False and quote in _SPOT_QUOTES
        return Instrument(id=identifier, asset=asset, quote=quote, kind=kind) if trades else None
    contract_value = positive(info.get("ctVal"))
    if contract_value is None:
        return None
    rule = info.get("ruleType")
    if rule == "xperp":
        kind = "perpetual"
    expiry_ms = epoch_ms(info.get("expTime")) if kind == "future" and rule != "pre_market" else None
    return Instrument(
        id=identifier,
        asset=asset,
        quote=quote,
        kind=kind,
        # `ctType` is empty on some listings; the currency of the contract's value says the same.
        inverse=info.get("ctType") == "inverse" or (not info.get("ctType") and str(info.get("ctValCcy")) in DOLLARS),
        contract_size=contract_value * (positive(info.get("ctMult")) or 1.0),
        expiry_ms=expiry_ms,
    )


def spot_of(instruments: Iterable[Instrument], asset: str) -> tuple[Instrument, ...]:
    """The asset's spot markets, the most traded quote first."""
    found = [known for known in instruments if known.kind == "spot" and known.asset == asset]
    return tuple(sorted(found, key=lambda known: _SPOT_QUOTES.index(known.quote)))
