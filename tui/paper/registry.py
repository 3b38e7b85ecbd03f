"""Which paper venues there are; a venue's module is imported only when it is served."""

from collections.abc import Sequence
from importlib import import_module

from tui.paper.oddities import OddVenue
from tui.paper.venue import PaperVenue
from tui.paper.world import World

VENUES = (
    "binance",
    "bybit",
    "okx",
    "deribit",
    "hyperliquid",
    "coinbase",
    "kraken",
    "krakenfutures",
    "bitget",
    "gate",
    "sources",
)
"""Each has a module tui.paper.venues.NAME with `open_venue(world) -> PaperVenue`."""


def open_venues(world: World, names: Sequence[str] = VENUES) -> list[PaperVenue]:
    """The paper venues of those names over one world."""
    opened: list[PaperVenue] = []
    for name in names:
        if name not in VENUES:
            raise ValueError(f"there is no paper venue {name!r}; there are {', '.join(VENUES)}")
        venue: PaperVenue = import_module(f"tui.paper.venues.{name}").open_venue(world)
        opened.append(OddVenue(venue) if world.scenario.is_odd else venue)
    return opened
