"""What ccxt holds of market lists: the few markets that it is asked about, of thousands that we know."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.clocks import ManualClock
from tests.paper.faulty_server import FaultyServer
from tui.config.model import NetworkConfig
from tui.exchange.kraken_futures_stream import MARKETS
from tui.exchange.registry import open_venues
from tui.paper.registry import open_venues as open_paper
from tui.paper.scenarios import BRIEF
from tui.paper.world import World

LISTS = {
    "binance": ("spot", "linear", "inverse"),
    "bybit": ("spot", "linear", "inverse"),
    "okx": ("spot", "swap", "future"),
    "coinbase": ("spot",),
    "kraken": ("spot",),
    "krakenfutures": (MARKETS,),
    "gate": ("usdt", "btc"),
}


def _markets(held: object) -> Iterator[dict[str, Any]]:
    """Every ccxt market somewhere inside."""
    if isinstance(held, dict):
        if {"symbol", "base", "quote", "type"} <= held.keys():
            yield held
        held = list(held.values())
    for inner in held if isinstance(held, list | tuple) else ():
        yield from _markets(inner)


@pytest.mark.parametrize("name", LISTS)
async def test_ccxt_holds_the_markets_of_the_watched_assets_alone(name: str) -> None:
    clock = ManualClock()
    world = World(BRIEF, 11, clock)
    async with FaultyServer(world, open_paper(world, [name])) as server:
        network = NetworkConfig(gateway=server.url)
        opened = open_venues([name.removesuffix("futures")], ["ETH"], network, clock)
        [venue] = [found for found in opened if found.name == name]
        client = venue.clients[0]
        listed = {found.asset for kind in LISTS[name] for found in (await client.instruments(kind)).values()}
        held = list(_markets(vars(client.exchange)))
        await venue.close()
    assert listed >= {"BTC", "ETH"}
    # Binance's leader stands by for the canary.
    assert {market["base"] for market in held} == ({"ETH", "BTC"} if name == "binance" else {"ETH"})
