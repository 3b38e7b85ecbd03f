"""One Board of the real collector from a gateway, at a moment of our choosing."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from tests.clocks import OffsetClock
from tests.conformance.other_gateway import OtherGateway, other_gateway
from tui.collector.collector import Collector
from tui.config.model import AssetConfig, Config, LevelConfig, NetworkConfig, SourcesConfig, VenueConfig, VenuesConfig
from tui.domain.board import Board, Feed
from tui.link.paths import data_paths

MOMENT = datetime(2026, 11, 25, 8, tzinfo=UTC)
"""A Wednesday, at the hour of every expiry, so that days to expiry are whole numbers."""
NOW_MS = round(MOMENT.timestamp() * 1000)
WEEK_CLOSE_MS = round((MOMENT + timedelta(days=4, hours=16)).timestamp() * 1000)

_LEVELS = (
    LevelConfig(price=89_800, label="yesterday's floor"),
    LevelConfig(price=86_000, to=88_000, label="zone"),
    LevelConfig(price=90_050, kind="weekly_close", label="week", then=(85_000,)),
    LevelConfig(price=100_000, kind="resistance", label="ceiling"),
)


def configuration(url: str) -> Config:
    """The seven venues that the other market has, and lines of its own."""
    off = VenueConfig(enabled=False)
    return Config(
        assets={"BTC": AssetConfig(levels=_LEVELS), "ETH": AssetConfig()},
        venues=VenuesConfig(bitget=off, gate=off),
        network=NetworkConfig(gateway=url, timeout_s=5),
        sources=SourcesConfig(market_cap=(), etf_csv_url=""),
    )


async def snapshot(gateway: OtherGateway, directory: Path, wait_s: float = 25.0) -> Board:
    """As `floorline snapshot` takes one, with the wall clock at the gateway's own time."""
    config = configuration(gateway.url)
    collector = Collector(config, OffsetClock(gateway.now_ms), data_paths(directory), "live", "0")
    return await collector.until_answered(wait_s)


def snapshot_without(directory: Path, *without: str) -> Board:
    """A Board from a gateway that does not serve those addresses."""

    async def taken() -> Board:
        async with other_gateway(NOW_MS, without) as gateway:
            return await snapshot(gateway, directory)

    return asyncio.run(taken())


def feed(board: Board, venue: str, kind: str) -> Feed:
    """The row of that feed."""
    [found] = [row for row in board.feeds if (row.venue, row.kind) == (venue, kind)]
    return found


def without_ages(value: object) -> object:
    """The same without what a second's difference changes."""
    found = msgspec.to_builtins(value)

    def pruned(part: object) -> object:
        if isinstance(part, dict):
            return {name: pruned(inner) for name, inner in part.items() if name != "notes" and not name.endswith("_s")}
        return [pruned(inner) for inner in part] if isinstance(part, list | tuple) else part

    return pruned(found)
