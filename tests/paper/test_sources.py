"""The paper sources, read by the real ones."""

from collections.abc import AsyncIterator

import pytest

from tests.paper.faulty_server import FaultyServer
from tests.paper.market import START_MS, StandingClock, make_world
from tui.config.model import NetworkConfig, SourcesConfig
from tui.domain.clock import DAY_MS, SystemClock
from tui.paper.venues.sources import last_trading_date, open_venue
from tui.paper.world import World
from tui.sources.etf import EtfFlows
from tui.sources.market_cap import URLS, MarketCapChain
from tui.sources.web import Web


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
async def web(world: World) -> AsyncIterator[Web]:
    async with (
        FaultyServer(world, [open_venue(world)]) as server,
        Web(NetworkConfig(gateway=server.url), SystemClock()) as made,
    ):
        yield made


@pytest.mark.parametrize("provider", list(URLS))
async def test_every_provider_gives_the_scenario_s_capitalisation(web: Web, provider: str) -> None:
    [cap] = await MarketCapChain([provider], web, StandingClock()).fetch()
    assert cap.cap_usd == pytest.approx(3.54e12)
    assert cap.change_24h_pct == pytest.approx(-3.9)
    assert cap.btc_dominance_share == pytest.approx(0.5988, abs=0.001)
    assert (cap.eth_dominance_share is None) == (provider == "coinpaprika")


async def test_flows_add_up_on_the_last_trading_date_and_weekends_have_none(web: Web) -> None:
    flows = await EtfFlows(SourcesConfig(), web, StandingClock()).fetch()
    dates = sorted({flow.date for flow in flows})
    assert dates[-1] == "2025-11-04"
    assert len(dates) == 20
    assert sum(flow.net_flow_usd for flow in flows if flow.date == dates[-1]) == -755e6
    assert {flow.asset for flow in flows} == {"BTC", "ETH"}


def test_a_day_counts_once_new_york_s_funds_have_reported() -> None:
    # 2025-11-05 was a Wednesday; New York was five hours behind.
    assert last_trading_date(START_MS).isoformat() == "2025-11-04"
    assert last_trading_date(START_MS + 14 * 3_600_000).isoformat() == "2025-11-05"
    assert last_trading_date(START_MS + 4 * DAY_MS).isoformat() == "2025-11-07"


def test_a_book_holds_what_the_scenario_says_within_a_percent(world: World) -> None:
    contract = world.contract("binance", "SOLUSDT", "perpetual")
    assert contract is not None
    bids, asks = world.book(contract, 1000)
    middle = (bids[0][0] + asks[0][0]) / 2
    near = sum(price * coins for price, coins in bids if price >= middle * 0.99)
    assert near == pytest.approx(world.scenario.assets["SOL"].depth_1pct_usd * 0.4, rel=0.15)
    assert bids == sorted(bids, reverse=True)
    assert bids[0][0] < asks[0][0]
    assert world.book(contract, 10)[0] == bids[:10]
