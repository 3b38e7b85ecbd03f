"""Which sources become feeds, and that they reach the Board."""

from pathlib import Path

import msgspec
import pytest

from tests.collector.scripted import CONFIG, ScriptedVenue, collector
from tests.paper.faulty_server import FaultyServer
from tests.paper.market import make_world
from tui.collector.sources import Sources
from tui.config.model import NetworkConfig, SourcesConfig
from tui.domain.clock import SystemClock
from tui.link.paths import data_paths
from tui.paper.venues.sources import open_venue


def kinds(config: SourcesConfig) -> list[tuple[str, str]]:
    return [(feed.venue, feed.kind.value) for feed in Sources(config, NetworkConfig(), SystemClock()).feeds()]


def test_only_what_is_configured_is_asked() -> None:
    assert kinds(SourcesConfig()) == [("market cap", "market_cap"), ("etf flows", "etf_flows")]
    assert kinds(SourcesConfig(market_cap=())) == [("etf flows", "etf_flows")]
    assert kinds(SourcesConfig(market_cap=(), etf_csv_url="")) == []
    assert kinds(SourcesConfig(market_cap=(), etf_csv_url="", etf_file="flows.csv")) == [("etf flows", "etf_flows")]


async def test_the_sources_reach_the_board_beside_the_venues(tmp_path: Path) -> None:
    world = make_world()
    async with FaultyServer(world, [open_venue(world)]) as server:
        config = msgspec.structs.replace(CONFIG, sources=SourcesConfig(), network=NetworkConfig(gateway=server.url))
        subject = collector(data_paths(tmp_path, environ={}), ScriptedVenue(), config=config)
        board = await subject.until_answered(20.0)
    assert board.market is not None
    assert board.market.cap_usd == pytest.approx(3.54e12)
    assert board.market.etf is not None
    assert board.market.etf.total_usd == -755e6
    assert {(feed.venue, feed.state) for feed in board.feeds} == {("market cap", "live"), ("etf flows", "live")}
