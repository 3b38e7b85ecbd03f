"""Which venues there are: a name leads to a module, which is imported only when the venue is enabled."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.exchange.venue import Venue

Factory = Callable[..., Venue]
"""Takes (assets, network, clock), and `altcoins` where it serves cascades."""

_CLASSES = {
    "binance": (("binance", "Binance"),),
    "bybit": (("bybit", "Bybit"),),
    "okx": (("okx", "Okx"),),
    "deribit": (("deribit", "Deribit"),),
    "hyperliquid": (("hyperliquid", "Hyperliquid"),),
    "coinbase": (("coinbase", "Coinbase"),),
    "kraken": (("kraken", "Kraken"), ("kraken_futures", "KrakenFutures")),
    "bitget": (("bitget", "Bitget"),),
    "gate": (("gate", "Gate"),),
}
"""The configuration's name -> modules and the classes in them: Kraken's spot and futures are two venues of one name."""

_FOR_ALTCOINS = frozenset({"binance", "bybit", "okx"})
"""Modules whose venue serves what cascades of altcoins are reckoned from."""


def open_venues(
    names: Sequence[str],
    assets: Sequence[str],
    network: NetworkConfig,
    clock: Clock,
    altcoins: Sequence[str] = (),
) -> list[Venue]:
    """The venues of those names, in that order; none is contacted yet. `altcoins`: whose cascades are reckoned."""
    venues: list[Venue] = []
    for name in names:
        for module, kind in _CLASSES[name]:
            factory: Factory = getattr(import_module(f"tui.exchange.{module}"), kind)
            more: dict[str, Any] = {"altcoins": altcoins} if module in _FOR_ALTCOINS else {}
            venues.append(factory(assets, network, clock, **more))
    return venues
